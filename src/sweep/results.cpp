#include "sweep/results.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace tradewind::sweep {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// Whether the record's figures are the known ones in their order.
bool as_known(const RunRecord& record, const std::vector<std::string>& metrics) {
  return std::ranges::equal(record.figures, metrics, {}, &std::pair<std::string, std::optional<double>>::first);
}

std::size_t find_or_add(std::vector<std::string>& metrics, std::string_view metric) {
  const auto found = std::ranges::find(metrics, metric);
  const auto column = static_cast<std::size_t>(found - metrics.begin());
  if (found == metrics.end()) metrics.emplace_back(metric);
  return column;
}

/// Which figures, in which order, the runs recorded: all the same, unless a sweep went on with another version.
class Layouts {
 public:
  explicit Layouts(std::size_t runs) : of_run_(runs) {}

  void note(const RunRecord& record) {
    const auto known = std::ranges::find_if(layouts_, [&](const auto& layout) { return as_known(record, layout); });
    of_run_[record.run] = static_cast<std::size_t>(known - layouts_.begin());
    if (known != layouts_.end()) return;
    auto& added = layouts_.emplace_back();
    for (const auto& [name, value] : record.figures) added.push_back(name);
  }

  bool differ() const { return layouts_.size() > 1; }
  const std::vector<std::string>& of(std::size_t run) const { return layouts_[of_run_[run]]; }

 private:
  std::vector<std::vector<std::string>> layouts_;
  std::vector<std::size_t> of_run_;
};

/// Puts the metrics into the order of the manifest's runs: that of the shards depends on who ran what.
void arrange(Results& results, const Layouts& layouts) {
  std::vector<std::string> metrics;
  for (std::size_t run = 0; run < results.runs.size(); ++run) {
    if (!results.runs[run] || results.runs[run]->status != RunStatus::complete) continue;
    for (const auto& metric : layouts.of(run)) find_or_add(metrics, metric);
  }
  std::vector<std::size_t> from(metrics.size());
  std::ranges::transform(metrics, from.begin(), [&](const auto& metric) { return *results.column(metric); });
  for (auto& result : results.runs) {
    if (!result) continue;
    std::vector<double> values(metrics.size(), no_value);
    for (std::size_t column = 0; column < from.size(); ++column)
      if (from[column] < result->values.size()) values[column] = result->values[from[column]];
    result->values = std::move(values);
  }
  results.metrics = std::move(metrics);
}

PointSummary summarise_point(const Results& results, std::size_t point, const std::vector<std::size_t>& runs) {
  PointSummary summary{.point = point, .means = {}};
  for (const std::size_t run : runs) {
    if (!results.runs[run]) continue;
    ++(results.runs[run]->status == RunStatus::complete ? summary.runs : summary.failed);
  }
  std::vector<double> values;
  for (std::size_t column = 0; column < results.metrics.size(); ++column) {
    values.clear();
    for (const std::size_t run : runs)
      if (const auto value = results.value(run, column)) values.push_back(*value);
    auto& mean = summary.means.emplace_back();
    if (!values.empty()) mean = statistics::mean_estimate(values);
  }
  return summary;
}

}  // namespace

std::string_view status_text(const std::optional<RunResult>& run) {
  if (!run) return "missing";
  return run->status == RunStatus::complete ? "complete" : "failed";
}

void Results::add(RunRecord&& record) {
  check(record.run < runs.size(), "a result is of a run of the manifest");
  RunResult result{.status = record.status,
                   .reason = std::move(record.reason),
                   .values = {},
                   .latency_quantiles = std::move(record.latency_quantiles)};
  if (as_known(record, metrics)) {
    result.values.reserve(metrics.size());
    for (const auto& [name, value] : record.figures) result.values.push_back(value.value_or(no_value));
  } else {
    for (const auto& [name, value] : record.figures) {
      const std::size_t column = find_or_add(metrics, name);
      if (column >= result.values.size()) result.values.resize(column + 1, no_value);
      result.values[column] = value.value_or(no_value);
    }
  }
  runs[record.run] = std::move(result);
}

void Results::forget_figures() {
  for (auto& run : runs) {
    if (!run) continue;
    run->values = decltype(run->values)();  // unlike `= {}` this gives the memory back
    run->latency_quantiles = decltype(run->latency_quantiles)();
  }
}

std::size_t Results::finished() const {
  return static_cast<std::size_t>(std::ranges::count_if(runs, [](const auto& run) { return run.has_value(); }));
}

std::size_t Results::failed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(runs, [](const auto& run) { return run && run->status == RunStatus::failed; }));
}

std::optional<std::size_t> Results::column(std::string_view metric) const {
  const auto found = std::ranges::find(metrics, metric);
  if (found == metrics.end()) return std::nullopt;
  return static_cast<std::size_t>(found - metrics.begin());
}

std::optional<double> Results::value(std::size_t run, std::size_t column) const {
  const auto& result = runs[run];
  if (!result || result->status != RunStatus::complete || column >= result->values.size()) return std::nullopt;
  const double value = result->values[column];
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<double> Results::value(std::size_t run, std::string_view metric) const {
  const auto where = column(metric);
  return where ? value(run, *where) : std::nullopt;
}

std::vector<std::size_t> Results::runs_of(std::size_t point) const {
  std::vector<std::size_t> found;
  for (std::size_t run = 0; run < manifest.runs().size(); ++run)
    if (manifest.runs()[run].point == point) found.push_back(run);
  std::ranges::stable_sort(found, {}, [&](std::size_t run) { return manifest.runs()[run].replication; });
  return found;
}

std::vector<std::vector<std::size_t>> Results::runs_by_point() const {
  std::vector<std::vector<std::size_t>> found(manifest.points().size());
  for (std::size_t run = 0; run < manifest.runs().size(); ++run) found[manifest.runs()[run].point].push_back(run);
  for (auto& of_point : found)
    std::ranges::stable_sort(of_point, {}, [&](std::size_t run) { return manifest.runs()[run].replication; });
  return found;
}

Results read_results(const std::filesystem::path& directory, const Study& study) {
  Results results;
  results.manifest = Manifest::read(directory / "manifest.jsonl");
  const std::size_t runs = results.manifest.runs().size();
  results.runs.resize(runs);
  Layouts layouts(runs);
  results.shards = read_shards(directory / "shards", study.id, runs, [&](RunRecord&& record) {
    if (record.status == RunStatus::complete) layouts.note(record);
    results.add(std::move(record));
  });
  if (layouts.differ()) arrange(results, layouts);
  return results;
}

std::vector<PointSummary> summarise(const Results& results) {
  std::vector<PointSummary> summaries;
  const auto runs = results.runs_by_point();
  for (std::size_t point = 0; point < runs.size(); ++point)
    summaries.push_back(summarise_point(results, point, runs[point]));
  return summaries;
}

}  // namespace tradewind::sweep
