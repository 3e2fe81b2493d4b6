#include "report/sweep_json.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "report/command.hpp"
#include "report/labels.hpp"
#include "report/metric_json.hpp"
#include "report/sweep_view.hpp"

namespace tradewind::report {
namespace {

/// `count` of the points drawn without replacement, in their order. An even stride would meet the strides of a grid and
/// show one value of a parameter only.
std::vector<const sweep::FrontPoint*> thin(const std::vector<sweep::FrontPoint>& points, std::size_t count) {
  std::vector<const sweep::FrontPoint*> chosen;
  chosen.reserve(points.size());
  for (const auto& point : points) chosen.push_back(&point);
  if (count >= chosen.size()) return chosen;
  Stream stream(hash_text("points shown in a report"), 0, 0);
  for (std::size_t i = 0; i < count; ++i) std::swap(chosen[i], chosen[i + stream.below(chosen.size() - i)]);
  chosen.resize(count);
  std::ranges::sort(chosen, {}, &sweep::FrontPoint::point);
  return chosen;
}

/// The points of the page by their place in its list of rows: the front, some of the dominated ones, and all members of
/// groups.
class Rows {
 public:
  Rows(const SweepView& view, const Limits& limits) {
    for (const auto* point : thin(view.front.points, limits.front_points)) add(point->point, point, true);
    front_shown = rows_.size();
    for (const auto& point : view.front.points)  // what the page marks
      if (point.knee || !point.best_in.empty()) add(point.point, &point, true);
    for (const auto* point : thin(view.front.dominated, limits.dominated_points)) add(point->point, point, false);
    dominated_shown = std::min(limits.dominated_points, view.front.dominated.size());
    std::unordered_map<std::size_t, const sweep::FrontPoint*> valued;
    for (const auto& group : view.groups)
      for (const auto point : group.points) {
        if (number_.contains(point)) continue;
        if (valued.empty())
          for (const auto* list : {&view.front.points, &view.front.dominated})
            for (const auto& entry : *list) valued.emplace(entry.point, &entry);
        const auto found = valued.find(point);
        const bool on_front = found != valued.end() && found->second >= view.front.points.data() &&
                              found->second < view.front.points.data() + view.front.points.size();
        add(point, found == valued.end() ? nullptr : found->second, on_front);
      }
  }

  struct Row {
    std::size_t point = 0;
    const sweep::FrontPoint* values = nullptr;  // null: without a value for every objective
    bool on_front = false;
  };
  const std::vector<Row>& list() const { return rows_; }
  std::size_t of(std::size_t point) const { return number_.at(point); }
  std::size_t front_shown = 0, dominated_shown = 0;

 private:
  void add(std::size_t point, const sweep::FrontPoint* values, bool on_front) {
    if (number_.try_emplace(point, rows_.size()).second) rows_.push_back({point, values, on_front});
  }
  std::vector<Row> rows_;
  std::unordered_map<std::size_t, std::size_t> number_;
};

class SweepJson {
 public:
  SweepJson(const SweepView& view, const Limits& limits, std::string& out)
      : view_(view), rows_(view, limits), json_(out) {}

  void write(const Input::Sweep& sweep) {
    json_.begin_object();
    write_overview(sweep.command, sweep.working_directory);
    write_parameters();
    write_metrics();
    write_policies();
    write_rows();
    write_groups();
    write_front();
    write_comparison();
    write_thresholds();
    write_failures();
    json_.end_object();
  }

 private:
  void write_overview(const std::string& command, const std::filesystem::path& working_directory) {
    const auto& results = view_.results;
    json_.member("name", view_.study.description.name.text)
        .member("id", view_.study.id)
        .member("scenario", view_.study.base_path)
        .member("scenario_shown", shown_path(view_.study.base_path, working_directory))
        .member("command", command)
        .member("method", config::Type<sweep::Method>::write(view_.study.description.method).scalar()->text)
        .member("points", results.manifest.points().size())
        .member("runs", results.manifest.runs().size())
        .member("finished", results.finished())
        .member("failed", results.failed())
        .member("rounds", results.manifest.rounds())
        .member("seed", view_.study.seed)
        .member("front_points", view_.front.points.size())
        .member("dominated_points", view_.front.dominated.size())
        .member("without_value", view_.front.without_value.size())
        .member("front_shown", rows_.front_shown)
        .member("dominated_shown", rows_.dominated_shown);
    std::size_t least = 0, most = 0;
    if (!view_.summaries.empty()) {
      const auto [low, high] = std::ranges::minmax(view_.summaries, {}, &sweep::PointSummary::runs);
      least = low.runs;
      most = high.runs;
    }
    json_.key("replications").begin_array().value(least).value(most).end_array();
  }

  /// Distinct values once; rows name them by their place here.
  void write_parameters() {
    value_number_.resize(view_.parameters.size());
    std::vector<std::vector<std::string>> values(view_.parameters.size());
    for (const auto& row : rows_.list())
      for (const auto& setting : view_.results.manifest.points()[row.point].settings) {
        const auto i = parameter_index(setting.path);
        auto text = config::to_flow(setting.value);
        if (value_number_[i].try_emplace(text, values[i].size()).second) values[i].push_back(std::move(text));
      }
    json_.key("parameters").begin_array();
    for (std::size_t i = 0; i < values.size(); ++i) {
      json_.begin_object().member("path", view_.parameters[i]).member("label", view_.short_parameters[i]);
      json_.key("values").begin_array();
      for (const auto& text : values[i]) json_.value(value_label(text));
      json_.end_array().key("numbers").begin_array();
      for (const auto& text : values[i]) json_.value(numeric_value(text));
      json_.end_array().end_object();
    }
    json_.end_array();
  }

  void write_metrics() {
    json_.key("metrics").begin_array();
    for (const auto& metric : view_.results.metrics) write_metric(json_, metric);
    json_.end_array();
    json_.key("objectives").begin_array();
    for (const auto& objective : view_.front.objectives)
      json_.begin_object()
          .member("metric", objective.metric)
          .member("goal", objective.goal == scenario::Goal::max ? "max" : "min")
          .end_object();
    json_.end_array();
  }

  void write_policies() {
    json_.key("policies").begin_array();
    if (view_.varies_policy())
      for (const auto& label : view_.policy_labels) json_.value(label);
    json_.end_array();
  }

  void write_rows() {
    const auto& manifest = view_.results.manifest;
    json_.key("rows").begin_array();
    for (const auto& row : rows_.list()) {
      const auto& point = manifest.points()[row.point];
      json_.begin_object().member("point", row.point).member("label", view_.label(row.point));
      if (view_.varies_policy()) json_.member("policy", view_.policy_of_point[row.point]);
      std::vector<std::optional<std::size_t>> settings(view_.parameters.size());
      for (const auto& setting : point.settings) {
        const auto i = parameter_index(setting.path);
        settings[i] = value_number_[i].at(config::to_flow(setting.value));
      }
      json_.key("settings").begin_array();
      for (const auto& setting : settings) json_.value(setting);
      json_.end_array();
      const auto& runs = view_.runs_by_point[row.point];
      const auto seed = runs.empty() ? view_.study.seed : manifest.runs()[runs.front()].seed;
      json_.member("command", repeat_command(view_.study.base_path, point, seed));
      const auto& summary = view_.summaries[row.point];
      json_.member("runs", summary.runs).member("failed", summary.failed);
      json_.key("means").begin_array();
      for (const auto& mean : summary.means) json_.value(mean ? std::optional(mean->mean) : std::nullopt);
      json_.end_array().key("half_widths").begin_array();
      for (const auto& mean : summary.means) json_.value(mean ? mean->half_width : std::nullopt);
      json_.end_array();
      json_.member("front", row.on_front).member("valued", row.values != nullptr);
      if (row.values && row.on_front)
        json_.member("probability", row.values->probability).member("knee", row.values->knee);
      if (row.values && !row.values->best_in.empty()) {
        json_.key("best_in").begin_array();
        for (const auto& metric : row.values->best_in) json_.value(metric_label(metric).text);
        json_.end_array();
      }
      json_.end_object();
    }
    json_.end_array();
  }

  void write_groups() {
    json_.key("groups").begin_array();
    for (const auto& group : view_.groups) {
      json_.begin_object().member("label", group.label).member("all", group.all).key("rows").begin_array();
      for (const auto point : group.points) json_.value(rows_.of(point));
      json_.end_array().end_object();
    }
    json_.end_array();
    json_.key("latency").begin_array();
    for (const auto& group : view_.groups)
      for (const auto point : group.points)
        if (const auto* applications = view_.latency_quantiles(point))
          for (const auto& [application, quantiles] : *applications)
            write_curve(rows_.of(point), application, quantiles);
    json_.end_array();
  }

  void write_curve(std::size_t row, const std::string& application, const std::vector<double>& quantiles) {
    json_.begin_object().member("row", row).member("application", application).key("latency_s").begin_array();
    for (const auto latency : quantiles) json_.value(latency);
    json_.end_array().end_object();
  }

  void write_front() {
    const auto& front = view_.front;
    json_.member("hypervolume", front.hypervolume).member("reference_declared", front.reference_declared);
    json_.key("reference").begin_array();
    for (const auto value : front.reference) json_.value(value);
    json_.end_array().key("median_attainment").begin_array();
    for (const auto& corner : front.median_attainment) {
      json_.begin_array();
      for (const auto value : corner) json_.value(value);
      json_.end_array();
    }
    json_.end_array().key("policy_fronts").begin_array();
    for (const auto& policy : front.policies)
      json_.begin_object()
          .member("policy", view_.policy_label(policy.policy))
          .member("points", policy.points.size())
          .member("hypervolume", policy.hypervolume)
          .member("igd_plus", policy.igd_plus)
          .member("additive_epsilon", policy.additive_epsilon)
          .member("coverage", policy.coverage)
          .member("spread", policy.spread)
          .end_object();
    json_.end_array();
  }

  void write_comparison() {
    json_.key("compared").begin_array();
    for (const auto& metric : view_.compared) json_.value(metric);
    json_.end_array();
    if (!view_.varies_policy()) return;
    json_.key("policy_means").begin_array();
    for (const auto& mean : view_.policy_means())
      json_.begin_object()
          .member("metric", mean.metric)
          .member("policy", mean.policy)
          .member("points", mean.points)
          .member("mean", mean.mean ? std::optional(mean.mean->mean) : std::nullopt)
          .member("half_width", mean.mean ? mean.mean->half_width : std::nullopt)
          .end_object();
    json_.end_array().key("differences").begin_array();
    for (const auto& pair : sweep::compare_policies(view_.study, view_.results, view_.compared))
      json_.begin_object()
          .member("metric", pair.metric)
          .member("first", view_.policy_label(pair.first))
          .member("second", view_.policy_label(pair.second))
          .member("mean", pair.difference.mean)
          .member("half_width", pair.difference.half_width)
          .member("p", pair.difference.p_value)
          .member("adjusted_p", pair.adjusted_p)
          .end_object();
    json_.end_array();
  }

  void write_thresholds() {
    const auto report = sweep::compare(view_.study, view_.results, view_.front);
    if (report.thresholds.empty()) return;
    json_.key("thresholds").begin_array();
    for (const auto& threshold : report.thresholds)
      json_.begin_object()
          .member("metric", threshold.metric)
          .member("bound", threshold.bound)
          .member("value", threshold.value)
          .member("points", threshold.points)
          .member("met", threshold.met)
          .end_object();
    json_.end_array().member("points_meeting_all", report.meeting_all.size()).member("thresholds_met", report.met);
  }

  void write_failures() {
    std::map<std::string, std::pair<std::size_t, std::size_t>> reasons;  // how often, first run
    for (std::size_t run = 0; run < view_.results.runs.size(); ++run) {
      const auto& record = view_.results.runs[run];
      if (record && record->status == sweep::RunStatus::failed)
        ++reasons.try_emplace(record->reason, 0, run).first->second.first;
    }
    json_.key("failures").begin_array();
    for (const auto& [reason, count] : reasons)
      json_.begin_object()
          .member("reason", reason)
          .member("runs", count.first)
          .member("first_run", count.second)
          .end_object();
    json_.end_array();
  }

  std::size_t parameter_index(std::string_view path) const {
    return static_cast<std::size_t>(std::ranges::find(view_.parameters, path) - view_.parameters.begin());
  }

  const SweepView& view_;
  Rows rows_;
  JsonWriter json_;
  std::vector<std::unordered_map<std::string, std::size_t>> value_number_;
};

}  // namespace

std::string sweep_json(const Input::Sweep& sweep, const Limits& limits) {
  const SweepView view(sweep);
  std::string text;
  SweepJson(view, limits, text).write(sweep);
  return text;
}

}  // namespace tradewind::report
