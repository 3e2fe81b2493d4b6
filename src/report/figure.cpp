#include "report/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "config/quantity.hpp"
#include "report/gnuplot.hpp"
#include "report/labels.hpp"

namespace tradewind::report {
namespace {

constexpr double column_mm = 84;  // of two on A4, as Elsevier, IEEE and ACM set them, within 2 mm
constexpr double pixels_per_mm = 96 / 25.4;
constexpr std::string_view tiers[] = {"device", "edge", "cloud"};

// Of the font of the figures, for widths of texts that gnuplot does not measure.
constexpr double character_mm = 1.5;
constexpr double line_mm = 4.3;

std::size_t longest(const std::vector<std::string>& texts) {
  std::size_t most = 0;
  for (const auto& text : texts) most = std::max(most, text.size());
  return most;
}

/// How the titles of a key are laid out over the whole width.
struct KeyLayout {
  std::size_t columns = 0, rows = 0;
  double height_mm() const { return rows == 0 ? 0 : line_mm * static_cast<double>(rows) + 1; }
};

KeyLayout lay_out(const std::vector<std::string>& titles) {
  if (titles.empty()) return {};
  constexpr double sample_mm = 12;
  const double each = sample_mm + character_mm * static_cast<double>(longest(titles));
  const auto columns = std::clamp<std::size_t>(static_cast<std::size_t>(column_mm / each), 1, titles.size());
  return {.columns = columns, .rows = (titles.size() + columns - 1) / columns};
}

}  // namespace

RowNames::RowNames(std::vector<std::string> names) : names_(std::move(names)), above_(longest(names_) > 20) {}

std::string RowNames::commands() const {
  const auto rows = static_cast<double>(names_.size());
  auto text = fmt::format("set yrange [{}:-0.5]\nset grid noytics\n", rows - 0.5);
  if (above_) {
    text += "set border 1\nunset ytics\n";
    for (std::size_t i = 0; i < names_.size(); ++i)
      text += fmt::format("set label {} {} at graph 0.01, first {} left front\n", i + 1, gnuplot_string(names_[i]),
                          static_cast<double>(i) - 0.28);
    return text;
  }
  text += "set ytics (";
  for (std::size_t i = 0; i < names_.size(); ++i)
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", gnuplot_string(names_[i]), i);
  return text + ")\n";
}

double RowNames::height_mm() const { return above_ ? 7.5 : 6; }

double tic_step(double greatest) {
  if (!(greatest > 0)) return 1;
  const double least = greatest / 5, power = std::pow(10, std::floor(std::log10(least)));
  for (const double digit : {1.0, 2.0, 5.0})
    if (digit * power >= least) return digit * power;
  return 10 * power;
}

std::string_view colour(std::size_t index) {
  // Okabe & Ito (2008), the palest last.
  constexpr std::array<std::string_view, 8> colours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                    "#e69f00", "#56b4e9", "#000000", "#c9b800"};
  return colours[index % colours.size()];
}

int point_type(std::size_t index) {
  constexpr std::array types{7, 5, 9, 13, 11, 15, 6};  // gnuplot's circle, square, triangle, diamond …
  return types[index % types.size()];
}

std::string_view dash_type(std::size_t index) {
  constexpr std::array<std::string_view, 5> types{"solid", "(6,3)", "(2,2)", "(8,3,2,3)", "(12,3)"};
  return types[index % types.size()];
}

std::string csv_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out += '"';
}

std::string csv_number(std::optional<double> value) { return value ? config::format_number(*value) : std::string{}; }

std::string gnuplot_script(const Figure& figure) {
  const auto key = lay_out(figure.key);
  const double height_mm = figure.height_mm + key.height_mm();
  std::string text = fmt::format("# gnuplot {0}.gp makes {0}.svg and {0}.pdf of {0}.csv.\n", figure.name);
  text +=
      "set encoding utf8\n"
      "set datafile separator ','\n"
      "set datafile commentschars ''\n"
      "set border 3 lc rgb '#808080'\n"
      "set tics nomirror out scale 0.5 textcolor rgb '#333333'\n"
      "set grid lc rgb '#e4e4e4' lt 1 lw 0.5\n"
      "set style fill solid noborder\n"
      "half(text) = strlen(text) ? real(text) : 0  # no interval: no bar\n";
  if (key.rows == 0)
    text += "unset key\n";
  else
    text += fmt::format(
        "set key at screen 0.01,0.995 left top {} reverse Left samplen 2 spacing 1.1\n"
        "set tmargin at screen {:.4f}\n",
        // gnuplot would make fewer columns than that over a narrow plot, or more rows than fit beside it.
        key.columns > 1 ? fmt::format("vertical maxrows {}", key.rows) : std::string("horizontal maxcols 1"),
        1 - (key.height_mm() + 1) / height_mm);
  const auto terminal = [&](std::string_view words, std::string_view extension) {
    return fmt::format("set terminal {}\nset output {}\n", words,
                       gnuplot_string(fmt::format("{}.{}", figure.name, extension)));
  };
  // 10 pixels are 7.5 points; so are 7.5 of pdfcairo at a scale of 0.75, for it takes a point for a pixel of 96 dpi.
  text += terminal(fmt::format("svg size {:.0f},{:.0f} font 'Helvetica,10' noenhanced background '#ffffff'",
                               column_mm * pixels_per_mm, height_mm * pixels_per_mm),
                   "svg");
  text += figure.script;
  text += terminal(
      fmt::format("pdfcairo size {:.1f}cm,{:.1f}cm fontscale 0.75 font 'Helvetica,7.5' noenhanced linewidth 0.8",
                  column_mm / 10, height_mm / 10),
      "pdf");
  return text + "set key spacing 1.4  # the lines of pdfcairo are closer\nreplot\n";
}

Figure latency_figure(const std::vector<LatencyCurve>& curves) {
  Figure figure{.name = "latency", .csv = "curve,probability,latency_s,label\n", .script = {}};
  std::vector<double> all;
  for (const auto& curve : curves) all.insert(all.end(), curve.quantiles.begin(), curve.quantiles.end());
  std::ranges::sort(all);
  const auto unit = axis_unit("s", all.empty() ? 1 : all[all.size() * 9 / 10]);
  const bool log = !all.empty() && all.front() > 0 && all.back() > 50 * all.front();
  std::string plots;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto& [label, quantiles, style] = curves[i];
    const auto n = static_cast<double>(quantiles.size());
    for (std::size_t k = 0; k < quantiles.size(); ++k)
      figure.csv += fmt::format("{},{},{},{}\n", i, csv_number((static_cast<double>(k) + 0.5) / n),
                                csv_number(quantiles[k]), csv_text(label));
    plots += fmt::format(
        "{}'latency.csv' skip 1 using ($1=={} ? $3*{} : NaN):2 with lines lw 1.5 dt {} lc rgb '{}' title {}",
        i == 0 ? "plot " : ", \\\n     ", i, unit.factor, dash_type(style), colour(style), gnuplot_string(label));
    figure.key.push_back(label);
  }
  figure.script = fmt::format("set xlabel {}\nset ylabel 'share of requests'\nset yrange [0:1]\n{}{}\n",
                              gnuplot_string(axis_title({.text = "latency", .unit = "s"}, unit)),
                              log ? "set logscale x\nset autoscale xfix\n" : "set xrange [0:]\n", plots);
  return figure;
}

Figure energy_figure(const std::vector<EnergyBar>& bars) {
  Figure figure{.name = "energy",
                .csv = "bar,energy_device_j,energy_edge_j,energy_cloud_j,energy_total_ci95_j,label\n",
                .script = {}};
  double greatest = 0;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const auto& bar = bars[i];
    figure.csv += fmt::format("{},{},{},{},{},{}\n", i, csv_number(bar.parts[0]), csv_number(bar.parts[1]),
                              csv_number(bar.parts[2]), csv_number(bar.half_width), csv_text(bar.label));
    greatest = std::max(greatest, std::accumulate(bar.parts.begin(), bar.parts.end(), 0.0));
    labels.push_back(bar.label);
  }
  const auto unit = axis_unit("J", greatest);
  const RowNames rows(std::move(labels));
  figure.script = fmt::format(
      "set xlabel {}\nset xrange [0:]\nset xtics {}\n{}"
      "m = {}  # middle of row 0\nh = {}  # half a bar\n"
      "plot 'energy.csv' skip 1 using ($2*{f}):($1+m):(0):($2*{f}):($1+m-h):($1+m+h) with boxxyerror lc rgb '#009e73' "
      "title "
      "'{}', \\\n"
      "     '' skip 1 using ($2*{f}):($1+m):($2*{f}):(($2+$3)*{f}):($1+m-h):($1+m+h) with boxxyerror lc rgb '#e69f00' "
      "title "
      "'{}', \\\n"
      "     '' skip 1 using ($2*{f}):($1+m):(($2+$3)*{f}):(($2+$3+$4)*{f}):($1+m-h):($1+m+h) with boxxyerror lc rgb "
      "'#56b4e9' "
      "title '{}', \\\n"
      "     '' skip 1 using (($2+$3+$4)*{f}):($1+m):(half(strcol(5))*{f}) with xerrorbars pt 0 lc rgb '#000000' "
      "notitle\n",
      gnuplot_string(axis_title({.text = "energy", .unit = "J"}, unit)), tic_step(greatest * unit.factor),
      rows.commands(), rows.middle(), rows.half_height(), tiers[0], tiers[1], tiers[2], fmt::arg("f", unit.factor));
  figure.height_mm = 16 + rows.height_mm() * static_cast<double>(bars.size());
  figure.key.assign(std::begin(tiers), std::end(tiers));
  return figure;
}

}  // namespace tradewind::report
