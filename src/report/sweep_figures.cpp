// The figures of a sweep: its front, policies compared, latency and energy of points side by side.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/figure.hpp"
#include "report/gnuplot.hpp"
#include "report/labels.hpp"

namespace tradewind::report {
namespace {

struct Axis {
  MetricLabel label;
  AxisUnit unit;
  bool log = false;
};

Axis axis_of(const sweep::Front& front, std::size_t objective) {
  double greatest = 0, least = std::numeric_limits<double>::infinity();
  for (const auto* list : {&front.points, &front.dominated})
    for (const auto& point : *list) {
      greatest = std::max(greatest, point.values[objective]);
      least = std::min(least, point.values[objective]);
    }
  Axis axis{.label = metric_label(front.objectives[objective].metric), .unit = {}};
  axis.unit = axis_unit(axis.label.unit, greatest);
  axis.log = least > 0 && greatest > 50 * least;
  return axis;
}

std::string axis_commands(char which, const Axis& axis) {
  return fmt::format("set {}label {}\n{}", which, gnuplot_string(axis_title(axis.label, axis.unit)),
                     axis.log ? fmt::format("set logscale {}\n", which) : "");
}

/// Rows of the front first and by the first objective, so that a line can be drawn through them.
class FrontFigure {
 public:
  explicit FrontFigure(const SweepView& view)
      : view_(view), front_(view.front), x_(axis_of(front_, 0)), y_(axis_of(front_, 1)) {}

  Figure make() {
    const auto &x = front_.objectives[0].metric, &y = front_.objectives[1].metric;
    figure_.csv = fmt::format("kind,policy,{0},{0}_ci95,{1},{1}_ci95,probability,point,label\n", x, y);
    auto sorted = front_.points;
    std::ranges::stable_sort(sorted, {}, [](const auto& point) { return point.values[0]; });
    for (const auto& point : sorted) add("front", point);
    for (const auto& corner : front_.median_attainment)
      figure_.csv += fmt::format("attainment,,{},,{},,,,\n", csv_number(corner[0]), csv_number(corner[1]));
    for (const auto& point : front_.dominated) add("dominated", point);
    figure_.script = "set autoscale fix\nset offsets graph 0.04, graph 0.04, graph 0.05, graph 0.03\n" +
                     axis_commands('x', x_) + axis_commands('y', y_) + "plot " + make_plots() + "\n";
    return std::move(figure_);
  }

 private:
  void add(std::string_view kind, const sweep::FrontPoint& point) {
    figure_.csv += fmt::format("{},{},{},{},{},{},{},{},{}\n", kind, view_.policy_of_point[point.point],
                               csv_number(point.values[0]), csv_number(point.half_widths[0]),
                               csv_number(point.values[1]), csv_number(point.half_widths[1]),
                               csv_number(point.probability), point.point, csv_text(view_.label(point.point)));
  }

  /// Each policy by its colour and shape; with too many for a key, those off the front are grey.
  std::string make_plots() {
    constexpr std::size_t most_policies = 8;
    const bool grey = view_.policies.size() > most_policies && !front_.dominated.empty();
    std::string text;
    const auto add_plot = [&](std::string_view plot) {
      text += text.empty() ? "'front.csv' skip 1 " : ", \\\n     '' skip 1 ";
      text += plot;
    };
    const auto fx = x_.unit.factor, fy = y_.unit.factor;
    const auto in_key = [&](std::string title) {
      figure_.key.push_back(title);
      return gnuplot_string(title);
    };
    if (grey)
      add_plot(
          fmt::format("using (strcol(1) eq 'dominated' ? $3*{} : NaN):($5*{}) with points pt 7 ps 0.25 lc rgb "
                      "'#b0b0b0' title {}",
                      fx, fy, in_key("dominated")));
    for (std::size_t policy = 0; policy < view_.policies.size() && !grey; ++policy)
      add_plot(
          fmt::format("using (strcol(1) eq 'dominated' && $2=={} ? $3*{} : NaN):($5*{}) with points pt {} ps 0.3 "
                      "lc rgb '#b0{}' notitle",
                      policy, fx, fy, point_type(policy), colour(policy).substr(1)));
    // With a budget along x, the best y is that of the last point within it.
    const auto steps = front_.objectives[0].goal == scenario::Goal::min ? "steps" : "fsteps";
    const auto n = front_.points.size(), corners = front_.median_attainment.size();
    if (front_.objectives.size() == 2 && n > 1)
      add_plot(fmt::format("every ::0::{} using ($3*{}):($5*{}) with {} lc rgb '#606060' lw 0.8 notitle", n - 1, fx, fy,
                           steps));
    if (corners > 1)
      add_plot(fmt::format("every ::{}::{} using ($3*{}):($5*{}) with {} lc rgb '#606060' lw 0.8 dt 3 title {}", n,
                           n + corners - 1, fx, fy, steps, in_key("50 % of replications")));
    for (std::size_t policy = 0; policy < view_.policies.size(); ++policy) {
      const bool drawn = std::ranges::any_of(
          front_.points, [&](const auto& point) { return view_.policy_of_point[point.point] == policy; });
      if (!drawn && grey) continue;
      const auto title = in_key(view_.varies_policy() ? view_.policy_labels[policy] : "front");
      if (drawn)
        add_plot(fmt::format(
            "using (strcol(1) eq 'front' && $2=={} ? $3*{} : NaN):($5*{}):(half(strcol(4))*{}):(half(strcol(6))*{}) "
            "with xyerrorbars pt {} ps 0.55 lc rgb '{}' title {}",
            policy, fx, fy, fx, fy, point_type(policy), colour(policy), title));
      else
        add_plot(fmt::format("using (NaN):(NaN) with points pt {} ps 0.5 lc rgb '#b0{}' title {}", point_type(policy),
                             colour(policy).substr(1), title));
    }
    return text;
  }

  const SweepView& view_;
  const sweep::Front& front_;
  Axis x_, y_;
  Figure figure_{.name = "front", .csv = {}, .script = {}};
};

Figure policies_figure(const SweepView& view, const std::vector<PolicyMean>& means, const std::string& metric) {
  Figure figure{.name = "policies-" + metric, .csv = {}, .script = {}};
  figure.csv = fmt::format("policy,{0}_mean,{0}_ci95,points,label\n", metric);
  double greatest = 0;
  std::vector<std::string> labels;
  for (const auto& mean : means) {
    if (mean.metric != metric || !mean.mean) continue;
    const auto label = view.policy_labels[mean.policy];
    figure.csv += fmt::format("{},{},{},{},{}\n", mean.policy, csv_number(mean.mean->mean),
                              csv_number(mean.mean->half_width), mean.points, csv_text(label));
    labels.push_back(label);
    greatest = std::max(greatest, std::abs(mean.mean->mean));
  }
  const auto label = metric_label(metric);
  const auto unit = axis_unit(label.unit, greatest);
  const RowNames rows(std::move(labels));
  figure.script = fmt::format(
      "set xlabel {}\nset xrange [0:*]\nset xtics {}\n{}"
      "plot {} skip 1 using ($2*{f}):($0+{}):(half(strcol(3))*{f}) with xerrorbars pt 7 ps 0.5 lc rgb '#0072b2' "
      "notitle\n",
      gnuplot_string(axis_title(label, unit)), tic_step(greatest * unit.factor), rows.commands(),
      gnuplot_string(figure.name + ".csv"), rows.middle(), fmt::arg("f", unit.factor));
  figure.height_mm = 16 + rows.height_mm() * static_cast<double>(std::max<std::size_t>(rows.size(), 2));
  return figure;
}

std::optional<EnergyBar> energy_bar(const SweepView& view, std::size_t point) {
  EnergyBar bar{.label = view.label(point), .parts = {}, .half_width = {}};
  for (const auto* metric : {"energy_device_j", "energy_edge_j", "energy_cloud_j"}) {
    const auto mean = view.mean(point, metric);
    if (!mean) return std::nullopt;
    bar.parts.push_back(mean->mean);
  }
  if (const auto total = view.mean(point, "energy_total_j")) bar.half_width = total->half_width;
  return bar;
}

}  // namespace

std::vector<Figure> sweep_figures(const SweepView& view) {
  std::vector<Figure> figures;
  if (view.front.objectives.size() >= 2 && !view.front.points.empty()) figures.push_back(FrontFigure(view).make());
  if (view.varies_policy()) {
    const auto means = view.policy_means();
    const auto count = std::max<std::size_t>(view.front.objectives.size(), 1);
    for (std::size_t i = 0; i < std::min(count, view.compared.size()); ++i)
      figures.push_back(policies_figure(view, means, view.compared[i]));
  }
  if (view.groups.empty()) return figures;
  std::vector<LatencyCurve> curves;
  std::vector<EnergyBar> bars;
  for (const auto point : view.groups.front().points) {
    if (const auto* applications = view.latency_quantiles(point))
      for (const auto& [application, quantiles] : *applications)
        curves.push_back(
            {.label =
                 applications->size() == 1 ? view.label(point) : fmt::format("{}, {}", view.label(point), application),
             .quantiles = quantiles,
             // The colour that the policy has on the front, where that tells curves apart.
             .style = applications->size() == 1 && view.varies_policy() ? view.policy_of_point[point] : curves.size()});
    if (auto bar = energy_bar(view, point)) bars.push_back(std::move(*bar));
  }
  if (!curves.empty()) figures.push_back(latency_figure(curves));
  if (!bars.empty()) figures.push_back(energy_figure(bars));
  return figures;
}

}  // namespace tradewind::report
