#include "results/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tradewind::results {
namespace {

using metrics::GroupUsage;
using metrics::Outcome;
using metrics::RequestStatistics;
using platform::Group;
using platform::Tier;

std::optional<double> ratio(double part, double whole) {
  return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

class FigureList {
 public:
  FigureList& count(std::string name, std::uint64_t value) {
    figures_.push_back({std::move(name), static_cast<double>(value), true});
    return *this;
  }
  FigureList& number(std::string name, std::optional<double> value) {
    figures_.push_back({std::move(name), value});
    return *this;
  }
  std::vector<Figure> take() { return std::move(figures_); }

 private:
  std::vector<Figure> figures_;
};

// --- requests
// ------------------------------------------------------------------------------------------------------------

void add_requests(FigureList& list, const RequestStatistics& requests, double window) {
  const auto& quantiles = requests.latency_quantiles;
  list.count("requests_issued", requests.issued)
      .count("requests_completed", requests.completed)
      .count("requests_dropped", requests.dropped)
      .count("requests_failed", requests.failed)
      .count("requests_unfinished", requests.unfinished)
      .number("latency_mean_s", requests.latency.mean())
      .number("latency_p50_s", quantiles.quantile(0.5))
      .number("latency_p90_s", quantiles.quantile(0.9))
      .number("latency_p95_s", quantiles.quantile(0.95))
      .number("latency_p99_s", quantiles.quantile(0.99))
      .number("latency_p999_s", quantiles.quantile(0.999))
      .number("latency_max_s", requests.latency.max())
      .number("queueing_mean_s", requests.queueing.mean())
      .number("transfer_mean_s", requests.transfer.mean())
      .number("compute_mean_s", requests.compute.mean())
      .number("deadline_miss_ratio",
              ratio(static_cast<double>(requests.deadline_misses), static_cast<double>(requests.with_deadline)))
      .number("throughput_per_s", ratio(static_cast<double>(requests.completed_in_window), window))
      .number("offload_ratio", ratio(static_cast<double>(requests.offloaded), static_cast<double>(requests.placed)))
      .number("accuracy_mean", requests.accuracy.mean());
}

Section request_section(std::string name, const RequestStatistics& requests, double window) {
  FigureList list;
  add_requests(list, requests, window);
  return {std::move(name), list.take(), {}};
}

std::vector<Section> sections_by_source(const scenario::Model& model, const Outcome& outcome, double window) {
  std::vector<std::pair<std::string, RequestStatistics>> sources;
  for (std::size_t a = 0; a < model.applications.size(); ++a) {
    const std::string& name = model.applications[a].source.text;
    auto found = std::ranges::find(sources, name, [](const auto& source) { return source.first; });
    if (found == sources.end()) found = sources.insert(found, {name, {}});
    found->second.merge(outcome.applications[a]);
  }
  std::vector<Section> sections;
  sections.reserve(sources.size());
  for (auto& [name, requests] : sources) sections.push_back(request_section(name, requests, window));
  return sections;
}

// --- nodes
// ---------------------------------------------------------------------------------------------------------------

/// Processors of one type, of a node, or of a tier.
struct Load {
  double busy_core_seconds = 0, queue_seconds = 0, present_seconds = 0;
  double cores = 0;
  metrics::RunningStatistics queueing, compute;

  void add(const GroupUsage::Processor& usage, double more_cores) {
    busy_core_seconds += usage.busy_core_seconds;
    queue_seconds += usage.queue_seconds;
    present_seconds += usage.present_seconds;
    cores += more_cores;
    queueing.merge(usage.queueing);
    compute.merge(usage.compute);
  }
};

/// Machines: a group or a tier.
struct Machines {
  Load load;
  Energy idle, compute, transmit, receive;
  std::optional<double> cost, carbon;

  void add(const Group& group, const GroupUsage& usage, Duration window) {
    for (std::size_t p = 0; p < group.processors.size(); ++p)
      load.add(usage.processors[p], static_cast<double>(group.processors[p].cores) * group.count);
    idle += usage.idle;
    compute += usage.compute;
    transmit += usage.transmit;
    receive += usage.receive;
    if (group.price) cost = cost.value_or(0) + (*group.price * window).base * group.count;
    if (group.energy_price) cost = cost.value_or(0) + (*group.energy_price * usage.total()).base;
    if (group.carbon) carbon = carbon.value_or(0) + (*group.carbon * usage.total()).base;
  }
  Energy energy() const { return idle + compute + transmit + receive; }
};

void add_load(FigureList& list, const Load& load, double window) {
  const bool computes = load.cores > 0;
  const auto mean = [&](double integral) { return computes ? ratio(integral, window) : std::nullopt; };
  list.number("utilisation", ratio(load.busy_core_seconds, load.cores * window))
      .number("queue_length_mean", mean(load.queue_seconds))
      .number("tasks_present_mean", mean(load.present_seconds))
      .count("tasks_completed", load.compute.count())
      .number("queueing_mean_s", load.queueing.mean())
      .number("compute_mean_s", load.compute.mean());
}

void add_machines(FigureList& list, const Machines& machines, Energy links, double window) {
  add_load(list, machines.load, window);
  list.number("energy_j", (machines.energy() + links).base)
      .number("energy_idle_j", machines.idle.base)
      .number("energy_compute_j", machines.compute.base)
      .number("energy_transmit_j", machines.transmit.base)
      .number("energy_receive_j", machines.receive.base);
}

Section node_section(const Group& group, const GroupUsage& usage, Duration window) {
  Machines machines;
  machines.add(group, usage, window);
  FigureList list;
  add_machines(list, machines, {}, window.base);
  list.number("cost_usd", machines.cost)
      .number("carbon_g", machines.carbon)
      .number("battery_used",
              group.battery ? ratio(machines.energy().base, group.battery->base * group.count) : std::nullopt);
  Section section{group.name, list.take(), {}};
  if (group.processors.size() < 2) return section;
  for (std::size_t p = 0; p < group.processors.size(); ++p) {
    const auto& type = group.processors[p];
    Load load;
    load.add(usage.processors[p], static_cast<double>(type.cores) * group.count);
    FigureList figures;
    add_load(figures, load, window.base);
    section.processors.push_back({type.name, figures.take(), {}});
  }
  return section;
}

// --- tiers and links
// -----------------------------------------------------------------------------------------------------

struct TierTotal {
  bool present = false;
  Machines machines;
  Energy links;
  std::optional<double> links_cost;
  std::optional<double> cost() const {
    return machines.cost || links_cost ? std::optional(machines.cost.value_or(0) + links_cost.value_or(0))
                                       : std::nullopt;
  }
  Energy energy() const { return machines.energy() + links; }
};

std::optional<double> cost_of(const platform::Link& link, const metrics::LinkUsage& usage) {
  return link.price ? std::optional((*link.price * usage.carried).base) : std::nullopt;
}
void add_sum(std::optional<double>& sum, std::optional<double> term) {
  if (term) sum = sum.value_or(0) + *term;
}

constexpr std::array tiers{Tier::device, Tier::edge, Tier::cloud};
using TierTotals = std::array<TierTotal, tiers.size()>;

TierTotals total_by_tier(const scenario::Model& model, const Outcome& outcome, Duration window) {
  TierTotals totals;
  const auto groups = model.platform.groups();
  const auto links = model.platform.links();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    TierTotal& total = totals[static_cast<std::size_t>(groups[g].tier)];
    total.present = true;
    total.machines.add(groups[g], outcome.groups[g], window);
  }
  for (std::size_t l = 0; l < links.size(); ++l) {
    TierTotal& total = totals[static_cast<std::size_t>(links[l].tier)];
    total.present = true;
    total.links += outcome.links[l].total();
    add_sum(total.links_cost, cost_of(links[l], outcome.links[l]));
  }
  return totals;
}

Section tier_section(Tier tier, const TierTotal& total, Duration window) {
  FigureList list;
  add_machines(list, total.machines, total.links, window.base);
  list.number("energy_links_j", total.links.base)
      .number("cost_usd", total.cost())
      .number("carbon_g", total.machines.carbon);
  return {std::string(config::word(tier)), list.take(), {}};
}

Section link_section(const platform::Link& link, const metrics::LinkUsage& usage, Duration window) {
  FigureList list;
  list.number("traffic_bytes", usage.carried.base)
      .number("utilisation", ratio(usage.carried.base, (link.bandwidth * window).base * link.channels()))
      .number("energy_j", usage.total().base)
      .number("energy_idle_j", usage.idle.base)
      .number("cost_usd", cost_of(link, usage));
  return {link.name, list.take(), {}};
}

// --- the whole run
// -------------------------------------------------------------------------------------------------------

std::vector<Figure> run_figures(const Outcome& outcome, const TierTotals& by_tier, double window) {
  RequestStatistics requests;
  for (const auto& application : outcome.applications) requests.merge(application);
  Energy idle, compute, network;
  for (const auto& usage : outcome.groups) {
    idle += usage.idle;
    compute += usage.compute;
    network += usage.transmit + usage.receive;
  }
  for (const auto& usage : outcome.links) network += usage.total();
  const Energy total = idle + compute + network;
  std::optional<double> cost, carbon;
  for (const auto& tier : by_tier) {
    add_sum(cost, tier.cost());
    add_sum(carbon, tier.machines.carbon);
  }

  FigureList list;
  add_requests(list, requests, window);
  list.number("energy_total_j", total.base)
      .number("energy_idle_j", idle.base)
      .number("energy_compute_j", compute.base)
      .number("energy_network_j", network.base)
      .number("energy_device_j", by_tier[0].energy().base)
      .number("energy_edge_j", by_tier[1].energy().base)
      .number("energy_cloud_j", by_tier[2].energy().base)
      .number("energy_per_request_j", ratio(total.base, static_cast<double>(requests.completed)))
      .number("cost_usd", cost)
      .number("carbon_g", carbon)
      .number("traffic_bytes", outcome.traffic.base)
      .number("simulated_s", outcome.window_end.base);
  return list.take();
}

Confidence latency_confidence(const Outcome& outcome) {
  Confidence confidence{.latency = outcome.latency_series.estimate()};
  for (const auto& requests : outcome.applications)
    confidence.latency_by_application.push_back(requests.latency_series.estimate());
  return confidence;
}

// --- paths
// ---------------------------------------------------------------------------------------------------------------

const Section* find_section(const std::vector<Section>& sections, std::string_view name) {
  const auto found = std::ranges::find(sections, name, &Section::name);
  return found == sections.end() ? nullptr : &*found;
}

std::optional<double> find_value(const std::vector<Figure>& figures, std::string_view name) {
  const auto found = std::ranges::find(figures, name, &Figure::name);
  return found == figures.end() ? std::nullopt : found->value;
}

/// Cuts off and returns what stands before the first dot; everything when there is none.
std::string_view next_part(std::string_view& path) {
  const auto dot = std::min(path.find('.'), path.size());
  const auto part = path.substr(0, dot);
  path.remove_prefix(std::min(dot + 1, path.size()));
  return part;
}

const std::vector<Section>* find_sections(const Summary& summary, std::string_view name) {
  if (name == "by_application") return &summary.by_application;
  if (name == "by_source") return &summary.by_source;
  if (name == "by_node") return &summary.by_node;
  if (name == "by_tier") return &summary.by_tier;
  if (name == "by_link") return &summary.by_link;
  return nullptr;
}

}  // namespace

Summary summarise(const scenario::Model& model, const Outcome& outcome) {
  const Duration window = std::max(outcome.window_end - outcome.window_start, Duration{});
  const TierTotals by_tier = total_by_tier(model, outcome, window);

  Summary summary{.status = outcome.status, .events = outcome.events};
  summary.metrics = run_figures(outcome, by_tier, window.base);
  summary.confidence = latency_confidence(outcome);
  for (std::size_t a = 0; a < model.applications.size(); ++a)
    summary.by_application.push_back(request_section(model.applications[a].name, outcome.applications[a], window.base));
  summary.by_source = sections_by_source(model, outcome, window.base);
  const auto groups = model.platform.groups();
  for (std::size_t g = 0; g < groups.size(); ++g)
    summary.by_node.push_back(node_section(groups[g], outcome.groups[g], window));
  for (const Tier tier : tiers)
    if (const TierTotal& total = by_tier[static_cast<std::size_t>(tier)]; total.present)
      summary.by_tier.push_back(tier_section(tier, total, window));
  const auto links = model.platform.links();
  for (std::size_t l = 0; l < links.size(); ++l)
    summary.by_link.push_back(link_section(links[l], outcome.links[l], window));
  return summary;
}

std::optional<double> find(const Summary& summary, std::string_view path) {
  if (path.find('.') == std::string_view::npos) return find_value(summary.metrics, path);
  const auto* sections = find_sections(summary, next_part(path));
  if (!sections) return std::nullopt;
  const Section* section = find_section(*sections, next_part(path));
  if (section && path.starts_with("processors.")) {
    next_part(path);
    section = find_section(section->processors, next_part(path));
  }
  return section ? find_value(section->figures, path) : std::nullopt;
}

std::string_view in_words(metrics::Status status) {
  switch (status) {
    case metrics::Status::complete:
      return "complete";
    case metrics::Status::interrupted:
      return "interrupted";
    case metrics::Status::timed_out:
      return "timed_out";
  }
  return "?";
}

std::string in_words(const statistics::SteadyState& estimate) {
  return fmt::format("batch means ({} batches) after MSER-{}", estimate.batches, estimate.batch_size);
}

std::vector<ThresholdResult> compare(const scenario::Scenario& scenario, const Summary& summary) {
  std::vector<ThresholdResult> results;
  for (const auto& [metric, where, bound] : scenario.thresholds.entries) {
    const auto threshold = scenario::parse_threshold(metric, bound);
    const auto value = find(summary, metric);
    results.push_back({metric, bound, value, threshold && value && threshold->holds(*value)});
  }
  return results;
}

}  // namespace tradewind::results
