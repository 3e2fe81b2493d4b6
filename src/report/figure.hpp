#pragma once
// One figure for a paper: its data as CSV, and the gnuplot script that draws it, independent of this program.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"
#include "report/sweep_view.hpp"

namespace tradewind::report {

struct Figure {
  std::string name;  // of its files
  std::string csv;
  std::string script;  // what comes between the style and `plot`, and that
  double height_mm = 60;
};

std::vector<Figure> sweep_figures(const SweepView& view);
/// `over_time` leaves out latency and energy, which the figures of a sweep show already.
enum class RunFigures { all, over_time };
std::vector<Figure> run_figures(const RunFiles& run, RunFigures which);

/// The figure's gnuplot script as a file: SVG and PDF, 84 mm wide, one column of most journals.
std::string gnuplot_script(const Figure& figure);

/// Okabe–Ito by index, "#0072b2".
std::string_view colour(std::size_t index);
/// A filled point of gnuplot by index.
int point_type(std::size_t index);
/// A dash type of gnuplot by index.
std::string_view dash_type(std::size_t index);

/// A cell of a CSV (RFC 4180) on one line.
std::string csv_text(std::string_view text);
/// The shortest text that reads back to the same double; empty when absent.
std::string csv_number(std::optional<double> value);

/// Curves of latency as a figure: `curves` are labels and quantiles at (i + 1/2)/n.
Figure latency_figure(const std::vector<std::pair<std::string, std::vector<double>>>& curves);
/// Stacked bars of energy by tier; `bars` are labels and joules of device, edge and cloud.
struct EnergyBar {
  std::string label;
  std::vector<double> parts;
  std::optional<double> half_width;  // of their sum
};
Figure energy_figure(const std::vector<EnergyBar>& bars);

}  // namespace tradewind::report
