#include "scenario/kernel_costs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/quantity.hpp"

namespace tradewind::scenario {
namespace {

/// A processor with a target takes what it does not state from its device.
void fill_in(platform::ProcessorDescription& processor, const cost::Device& device, bool node_states_power,
             config::Problems& problems) {
  const auto& facts = device.target().facts;
  if (!processor.speed) {
    if (const auto speed = device.plain_speed())
      processor.speed = Speed{*speed};
    else
      problems.add(processor.target->where,
                   fmt::format("target '{}' states no peak rate: the processor needs 'speed'", device.target().name));
  }
  if (processor.power || node_states_power || !facts.power_idle || !facts.power_max) return;
  const auto devices = static_cast<double>(processor.cores);
  processor.power = platform::LoadPower{.idle = Power{devices * *facts.power_idle},
                                        .busy = Power{devices * std::max(*facts.power_idle, *facts.power_max)}};
}

std::vector<std::string> paths(const std::optional<std::vector<config::File>>& files) {
  std::vector<std::string> paths;
  if (files)
    for (const auto& file : *files) paths.push_back(file.path);
  return paths;
}

}  // namespace

std::string in_words(const KernelPrediction& one) {
  const auto time = [](double seconds) { return config::humanise(seconds, Duration::dimension); };
  const auto& p = one.estimate.prediction;
  std::string text = fmt::format("{} of {}{}{} on {}: {}", one.task, one.application, one.variant.empty() ? "" : " as ",
                                 one.variant, one.processor, time(p.latency));
  if (!std::isnan(p.low)) text += fmt::format(" (90 %: {} to {})", time(p.low), time(p.high));
  if (!std::isnan(p.power)) text += fmt::format(" at {}", config::humanise(p.power, Power::dimension));
  text += fmt::format(" on {}", one.target);
  if (!p.in_range()) text += fmt::format(", {:.1f} octaves outside the range of its model", p.outside);
  for (const auto& part : one.estimate.parts)
    text += fmt::format("; {} {} in {} by {}", config::format_number(part.kernels),
                        part.kernels == 1 ? "kernel" : "kernels", time(part.seconds), part.origin);
  return text;
}

void KernelCosts::find_devices(platform::PlatformDescription& platform, cost::Library& library,
                               config::Problems& problems) {
  for (auto& node : platform.nodes) {
    auto& devices = devices_.emplace_back();
    const bool states_power = node.power && (node.power->idle.base > 0 || node.power->busy.value_or(Power{}).base > 0);
    for (auto& processor : node.processors) {
      auto& device = devices.emplace_back();
      if (!processor.target) continue;
      device = library.device(processor.target->text, paths(processor.models), processor.target->where, problems);
      if (device) fill_in(processor, *device, states_power, problems);
    }
  }
  inputs_ = library.files();
}

void KernelCosts::predict(const platform::Platform& platform, std::span<const workload::Application> applications,
                          cost::Library& library, config::Problems& problems) {
  for (const auto& application : applications)
    for (const auto& plan : application.plans)
      for (const auto& task : plan.tasks)
        for (const auto& option : task.options) {
          if (!option.work.kernels) continue;
          const bool several = !plan.name.empty() && !option.name.empty();
          add(option.work, platform, library,
              {.application = application.name,
               .task = task.name,
               .variant = plan.name + (several ? "/" : "") + option.name,
               .processor = {},
               .target = {},
               .estimate = {}},
              problems);
        }
  inputs_ = library.files();
}

void KernelCosts::add(const workload::TaskWork& work, const platform::Platform& platform, cost::Library& library,
                      KernelPrediction named, config::Problems& problems) {
  const auto [place, fresh] = rows_.try_emplace(work.kernels.get());
  if (!fresh) return;
  Row& row = place->second;
  const std::size_t before = problems.all().size();
  const auto list = cost::expand(*work.kernels, library, problems);
  if (problems.all().size() > before) return;
  row.flop = Work{list.flop()};
  std::vector<const cost::Device*> refused;
  for (std::size_t g = 0; g < platform.groups().size(); ++g) {
    const auto& group = platform.groups()[g];
    for (std::size_t i = 0; i < group.processors.size(); ++i) {
      const auto& type = group.processors[i];
      auto& cost = row.on_type.emplace_back(KernelCost{.work = row.flop, .busy = type.busy_per_core});
      const auto* device = g < devices_.size() && i < devices_[g].size() ? devices_[g][i].get() : nullptr;
      if (!device || std::ranges::find(refused, device) != refused.end()) continue;
      auto estimate = device->predict(list);
      if (estimate.unknown) {
        refused.push_back(device);
        problems.add(
            work.kernels->where,
            fmt::format("target '{}' says nothing of {} in {}: neither a fitted model nor the figures of its "
                        "datasheet do",
                        device->target().name, cost::op_name(estimate.unknown->kernel), estimate.unknown->dtype));
        continue;
      }
      cost.work = Duration{estimate.prediction.latency} * type.speed;
      const auto idle = device->target().facts.power_idle;
      if (idle && !std::isnan(estimate.prediction.power))
        cost.busy = Power{std::max(0.0, estimate.prediction.power - *idle)};
      named.processor = group.processors.size() > 1 ? group.name + "." + type.name : group.name;
      named.target = device->target().name;
      named.estimate = std::move(estimate);
      predictions_.push_back(named);
    }
  }
}

std::span<const KernelCost> KernelCosts::of(const workload::TaskWork& work) const {
  const auto row = rows_.find(work.kernels.get());
  return row == rows_.end() ? std::span<const KernelCost>() : std::span(row->second.on_type);
}

Work KernelCosts::flop(const workload::TaskWork& work) const {
  const auto row = rows_.find(work.kernels.get());
  return row == rows_.end() ? Work{} : row->second.flop;
}

std::size_t KernelCosts::out_of_range() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      predictions_, [](const KernelPrediction& one) { return !one.estimate.prediction.in_range(); }));
}

}  // namespace tradewind::scenario
