#include "report/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "config/quantity.hpp"
#include "report/gnuplot.hpp"
#include "report/labels.hpp"

namespace tradewind::report {
namespace {

constexpr double column_mm = 84;  // of two on A4, as Elsevier, IEEE and ACM set them, within 2 mm
constexpr double pixels_per_mm = 96 / 25.4;
constexpr std::string_view tiers[] = {"device", "edge", "cloud"};

}  // namespace

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
  std::string text = fmt::format("# gnuplot {0}.gp makes {0}.svg and {0}.pdf of {0}.csv.\n", figure.name);
  text +=
      "set encoding utf8\n"
      "set datafile separator ','\n"
      "set datafile commentschars ''\n"
      "set border 3 lc rgb '#808080'\n"
      "set tics nomirror out scale 0.5 textcolor rgb '#333333'\n"
      "set grid lc rgb '#e4e4e4' lt 1 lw 0.5\n"
      "set key above horizontal left reverse Left samplen 2 spacing 1.1 width 1\n"
      "set style fill solid noborder\n"
      "half(text) = strlen(text) ? real(text) : 0  # no interval: no bar\n";
  const auto terminal = [&](std::string_view words, std::string_view extension) {
    return fmt::format("set terminal {}\nset output {}\n", words,
                       gnuplot_string(fmt::format("{}.{}", figure.name, extension)));
  };
  text += terminal(fmt::format("svg size {:.0f},{:.0f} font 'Helvetica,10' noenhanced background '#ffffff'",
                               column_mm * pixels_per_mm, figure.height_mm * pixels_per_mm),
                   "svg");
  text += figure.script;
  text += terminal(fmt::format("pdfcairo size {:.1f}cm,{:.1f}cm font 'Helvetica,7.5' noenhanced linewidth 0.8",
                               column_mm / 10, figure.height_mm / 10),
                   "pdf");
  return text + "replot\n";
}

Figure latency_figure(const std::vector<std::pair<std::string, std::vector<double>>>& curves) {
  Figure figure{.name = "latency", .csv = "curve,probability,latency_s,label\n", .script = {}};
  std::vector<double> all;
  for (const auto& [label, quantiles] : curves) all.insert(all.end(), quantiles.begin(), quantiles.end());
  std::ranges::sort(all);
  const auto unit = axis_unit("s", all.empty() ? 1 : all[all.size() * 9 / 10]);
  const bool log = !all.empty() && all.front() > 0 && all.back() > 50 * all.front();
  std::string plots;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const auto& [label, quantiles] = curves[i];
    const auto n = static_cast<double>(quantiles.size());
    for (std::size_t k = 0; k < quantiles.size(); ++k)
      figure.csv += fmt::format("{},{},{},{}\n", i, csv_number((static_cast<double>(k) + 0.5) / n),
                                csv_number(quantiles[k]), csv_text(label));
    plots += fmt::format(
        "{}'latency.csv' skip 1 using ($1=={} ? $3*{} : NaN):2 with lines lw 1.5 dt {} lc rgb '{}' title {}",
        i == 0 ? "plot " : ", \\\n     ", i, unit.factor, dash_type(i), colour(i), gnuplot_string(label));
  }
  figure.script = fmt::format("set xlabel {}\nset ylabel 'share of requests'\nset yrange [0:1]\n{}{}\n",
                              gnuplot_string(axis_title({.text = "latency", .unit = "s"}, unit)),
                              log ? "set logscale x\nset autoscale xfix\n" : "set xrange [0:]\n", plots);
  figure.height_mm += 4 * static_cast<double>((curves.size() + 1) / 2);
  return figure;
}

Figure energy_figure(const std::vector<EnergyBar>& bars) {
  Figure figure{.name = "energy",
                .csv = "bar,energy_device_j,energy_edge_j,energy_cloud_j,energy_total_ci95_j,label\n",
                .script = {}};
  double greatest = 0;
  std::string labels;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const auto& bar = bars[i];
    figure.csv += fmt::format("{},{},{},{},{},{}\n", i, csv_number(bar.parts[0]), csv_number(bar.parts[1]),
                              csv_number(bar.parts[2]), csv_number(bar.half_width), csv_text(bar.label));
    greatest = std::max(greatest, std::accumulate(bar.parts.begin(), bar.parts.end(), 0.0));
    labels += fmt::format("{}{} {}", i == 0 ? "" : ", ", gnuplot_string(bar.label), i);
  }
  const auto unit = axis_unit("J", greatest);
  const auto f = unit.factor;
  figure.script = fmt::format(
      "set xlabel {}\nset xrange [0:]\nset yrange [{}:-0.6]\nset ytics ({})\nset grid noytics\n"
      "plot 'energy.csv' skip 1 using ($2*{f}):1:(0):($2*{f}):($1-0.35):($1+0.35) with boxxyerror lc rgb '#009e73' "
      "title "
      "'{}', \\\n"
      "     '' skip 1 using ($2*{f}):1:($2*{f}):(($2+$3)*{f}):($1-0.35):($1+0.35) with boxxyerror lc rgb '#e69f00' "
      "title "
      "'{}', \\\n"
      "     '' skip 1 using ($2*{f}):1:(($2+$3)*{f}):(($2+$3+$4)*{f}):($1-0.35):($1+0.35) with boxxyerror lc rgb "
      "'#56b4e9' "
      "title '{}', \\\n"
      "     '' skip 1 using (($2+$3+$4)*{f}):1:(half(strcol(5))*{f}) with xerrorbars pt 0 lc rgb '#000000' "
      "notitle\n",
      gnuplot_string(axis_title({.text = "energy", .unit = "J"}, unit)), static_cast<double>(bars.size()) - 0.4, labels,
      tiers[0], tiers[1], tiers[2], fmt::arg("f", f));
  figure.height_mm = 24 + 6 * static_cast<double>(bars.size());
  return figure;
}

}  // namespace tradewind::report
