// calibrate scenario: measured latencies of requests → values of a scenario's free parameters.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "app/calibrate/commands.hpp"
#include "app/calibrate/free_parameters.hpp"
#include "app/calibrate/scenario_runs.hpp"
#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/terminal.hpp"
#include "app/version.hpp"
#include "base/counted.hpp"
#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "base/shell.hpp"
#include "calibrate/fit_scenario.hpp"

namespace tradewind::app {
namespace {

using calibrate::Matching;

std::vector<double> starts_of(const std::vector<FreeParameter>& parameters) {
  std::vector<double> starts;
  starts.reserve(parameters.size());
  for (const auto& parameter : parameters) starts.push_back(parameter.number);
  return starts;
}

std::vector<FreeParameter> free_parameters(const std::vector<std::string>& paths, const config::Node& resolved) {
  std::vector<FreeParameter> parameters;
  for (const auto& path : paths) {
    if (std::ranges::count(paths, path) > 1) throw UsageError(fmt::format("--free {}: named twice", path));
    parameters.push_back(free_parameter(resolved, path));
  }
  return parameters;
}

/// Each must take other values: whole numbers do not, nor what something else decides.
void check_free(ScenarioRuns& runs, const std::vector<FreeParameter>& parameters) {
  const auto starts = starts_of(parameters);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    auto values = starts;
    values[i] *= 1.0123;
    try {
      const auto& changed = runs.prepare(values).loaded.resolved;
      if (free_parameter(changed, parameters[i].path).number == starts[i])
        throw UsageError(fmt::format("--free {}: it cannot be set", parameters[i].path));
    } catch (const config::ConfigError& error) {
      throw UsageError(fmt::format("it cannot vary freely; {}", error.what()));
    }
  }
}

/// Request by request when every application that was measured replays a trace and as many requests as were measured.
Matching matching_of(const config::Node& resolved, const calibrate::Latencies& measured,
                     const std::vector<calibrate::Latencies>& runs) {
  const auto* workload = resolved.find("workload");
  const auto* applications = workload ? workload->find("applications") : nullptr;
  if (!applications || !applications->sequence()) return Matching::quantiles;
  for (const auto& [name, latencies] : measured) {
    const auto application = std::ranges::find_if(*applications->sequence(), [&](const config::Node& node) {
      const auto* own = node.find("name");
      return own && own->scalar() && own->scalar()->text == name;
    });
    if (application == applications->sequence()->end()) return Matching::quantiles;
    const auto* arrivals = application->find("arrivals");
    const auto* kind = arrivals ? arrivals->find("kind") : nullptr;
    if (!kind || !kind->scalar() || kind->scalar()->text != "trace") return Matching::quantiles;
    for (const auto& run : runs) {
      const auto found = run.find(name);
      if (found == run.end() || found->second.size() != latencies.size()) return Matching::quantiles;
    }
  }
  return Matching::requests;
}

std::string in_words(Matching matching) {
  return matching == Matching::requests ? "request by request" : "quantiles 0.05 … 0.95";
}

std::string interval_of(const FreeParameter& parameter, const calibrate::FittedParameter& found) {
  if (!found.interval) return "not determined by the data";
  return fmt::format("{:.4g} … {}", found.interval->low, parameter.shown(found.interval->high));
}

std::string table(const std::vector<FreeParameter>& parameters, const calibrate::ScenarioFit& fit) {
  std::size_t width = 9;
  for (const auto& parameter : parameters) width = std::max(width, parameter.path.size());
  auto text = fmt::format("{:<{}}  {:>14}  {:>14}  {}\n", "parameter", width, "start", "fitted", "95 % interval");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& found = fit.parameters[i];
    text += fmt::format("{:<{}}  {:>14}  {:>14}  {}{}\n", parameters[i].path, width, parameters[i].shown(found.start),
                        parameters[i].shown(found.value), interval_of(parameters[i], found),
                        found.at_bound ? fmt::format("; at the end of its range, start ×/÷ {}", calibrate::search_range)
                                       : std::string());
  }
  return text;
}

/// A line for values that act only together, e.g. through their product or sum, and a line per set of values that the
/// latencies cannot tell from those found.
std::string warnings(const std::vector<FreeParameter>& parameters, const calibrate::ScenarioFit& fit,
                     std::string_view before) {
  std::string text;
  std::vector<std::string> open;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (!fit.parameters[i].interval) open.push_back(parameters[i].path);
  if (open.size() == 1)
    text += fmt::format("{}warning: the latencies do not depend on {}\n", before, open.front());
  else if (!open.empty())
    text += fmt::format(
        "{}warning: the latencies do not determine {} one by one, only together; measure all but one of them otherwise "
        "and leave it out of --free\n",
        before, fmt::join(open, ", "));
  for (const auto& values : fit.alternatives) {
    text += fmt::format("{}warning: the latencies do not rule out", before);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      text += fmt::format("{} {} = {}", i ? "," : "", parameters[i].path, parameters[i].shown(values[i]));
    text += '\n';
  }
  return text;
}

std::string command_line(const ScenarioCommand& command) {
  auto text = fmt::format("tradewind calibrate scenario {} --data {} --free {}", shell_word(command.scenario),
                          shell_word(command.data), fmt::join(command.free, ","));
  for (const auto& assignment : command.overrides) text += " -s " + shell_word(assignment);
  return text + fmt::format(" --replications {} --budget {} --seed {} -o {}", command.replications, command.budget,
                            command.seed, shell_word(command.output));
}

/// The file to include, with what is known of its values as comments.
std::string override_file(const ScenarioCommand& command, const std::vector<FreeParameter>& parameters,
                          const calibrate::ScenarioFit& fit, Matching matching, const config::Node& resolved) {
  auto text = fmt::format("# Fitted by tradewind {} with\n#   {}\n", program_version(), command_line(command));
  text += "# To be included after its scenario: include: [SCENARIO, THIS FILE]\n";
  text += fmt::format("# mean |ln(simulated/measured)| ({}): {:.4g} before, {:.4g} after\n", in_words(matching),
                      fit.distance_before, fit.distance_after);
  std::vector<double> values;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& found = fit.parameters[i];
    values.push_back(found.value);
    text += fmt::format("# {}: {} (95 %: {}; before: {})\n", parameters[i].path, parameters[i].shown(found.value),
                        interval_of(parameters[i], found), parameters[i].shown(found.start));
  }
  text += warnings(parameters, fit, "# ");
  return text + config::to_yaml(override_tree(resolved, parameters, values));
}

std::string as_json(const std::vector<FreeParameter>& parameters, const calibrate::ScenarioFit& fit,
                    Matching matching) {
  std::string text;
  JsonWriter json(text, JsonWriter::Layout::indented);
  json.begin_object().key("parameters").begin_array();
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& found = fit.parameters[i];
    json.begin_object().member("path", parameters[i].path).member("unit", parameters[i].unit);
    json.member("start", found.start).member("value", found.value);
    json.member("low", found.interval ? std::optional(found.interval->low) : std::nullopt);
    json.member("high", found.interval ? std::optional(found.interval->high) : std::nullopt);
    json.member("at_bound", found.at_bound).end_object();
  }
  json.end_array().key("alternatives").begin_array();
  for (const auto& values : fit.alternatives) {
    json.begin_array();
    for (const double value : values) json.value(value);
    json.end_array();
  }
  json.end_array().member("matching", matching == Matching::requests ? "requests" : "quantiles");
  json.member("distance_before", fit.distance_before).member("distance_after", fit.distance_after);
  json.member("evaluations", fit.evaluations).end_object();
  return text + "\n";
}

}  // namespace

int calibrate_scenario(const ScenarioCommand& given) {
  auto command = given;
  auto root = config::load_file(command.scenario);
  for (const auto& assignment : command.overrides) config::apply_override(root, assignment);
  const auto resolved = scenario::load_node(root, registries().catalogue).resolved;
  const auto parameters = free_parameters(command.free, resolved);
  if (command.budget == 0) command.budget = 60 + 80 * parameters.size();
  ScenarioRuns runs(
      std::move(root), parameters,
      {.first_seed = command.seed, .jobs = command.jobs > 0 ? command.jobs : std::thread::hardware_concurrency()});
  const auto starts = starts_of(parameters);
  std::vector<std::string> applications;
  for (const auto& application : runs.prepare(starts).model.applications) applications.push_back(application.name);
  check_free(runs, parameters);
  const auto measured = calibrate::read_requests(command.data, applications);
  const auto matching = matching_of(resolved, measured, runs.run(starts, 1));

  const bool progress = !command.quiet && stderr_is_terminal();
  const auto fit = calibrate::fit_scenario(
      starts, measured,
      [&](std::span<const double> values, std::size_t replications) { return runs.run(values, replications); },
      {.matching = matching, .replications = command.replications, .budget = command.budget},
      [&](std::size_t evaluations, double best) {
        if (progress)
          fmt::print(stderr, "\r\033[Kevaluation {} of at most {}: distance {:.4g}", evaluations,
                     command.budget + 2 * parameters.size() + 2, best);
      });
  if (progress) fmt::print(stderr, "\r\033[K");

  write_file_atomically(command.output, override_file(command, parameters, fit, matching, resolved));
  if (!command.quiet) {
    fmt::print(stderr, "{}{}", table(parameters, fit), warnings(parameters, fit, ""));
    fmt::print(stderr, "mean |ln(simulated/measured)|, {}: {:.4g} before, {:.4g} after {} of {}\n", in_words(matching),
               fit.distance_before, fit.distance_after, counted(fit.evaluations, "evaluation"),
               counted(command.replications, "run"));
    fmt::print(stderr, "{}\n", command.output);
  }
  if (command.json) fmt::print("{}", as_json(parameters, fit, matching));
  return exit_ok;
}

}  // namespace tradewind::app
