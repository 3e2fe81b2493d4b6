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
  std::string script;                 // what comes between the style and `plot`, and that
  double height_mm = 60;              // without the key
  std::vector<std::string> key = {};  // titles of what is drawn; empty: no key
};

/// Names of rows 0, 1, … from the top: beside them, or above them when one is too long for that.
class RowNames {
 public:
  explicit RowNames(std::vector<std::string> names);
  /// Sets the names and the vertical axis.
  std::string commands() const;
  double height_mm() const;  // of a row
  std::size_t size() const { return names_.size(); }
  double middle() const { return above_ ? 0.14 : 0; }  // of what is drawn in row 0
  double half_height() const { return above_ ? 0.2 : 0.35; }

 private:
  std::vector<std::string> names_;
  bool above_;
};

std::vector<Figure> sweep_figures(const SweepView& view);
/// `over_time` leaves out latency and energy, which the figures of a sweep show already.
enum class RunFigures { all, over_time };
std::vector<Figure> run_figures(const RunFiles& run, RunFigures which);

/// The figure's gnuplot script as a file: SVG and PDF, 84 mm wide, one column of most journals.
std::string gnuplot_script(const Figure& figure);

/// A step of tic marks, 1, 2 or 5 times a power of ten, that divides [0, greatest] into at most five.
double tic_step(double greatest);

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

/// A distribution of latency: quantiles at (i + 1/2)/n.
struct LatencyCurve {
  std::string label;
  std::vector<double> quantiles;
  std::size_t style = 0;  // index of colour and dashes
};
Figure latency_figure(const std::vector<LatencyCurve>& curves);
/// Stacked bars of energy by tier; `bars` are labels and joules of device, edge and cloud.
struct EnergyBar {
  std::string label;
  std::vector<double> parts;
  std::optional<double> half_width;  // of their sum
};
Figure energy_figure(const std::vector<EnergyBar>& bars);

}  // namespace tradewind::report
