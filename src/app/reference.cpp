// list, describe, schema: what the program knows of itself, from the same descriptions that read a scenario.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "app/catalogue.hpp"
#include "app/commands.hpp"
#include "app/data_folders.hpp"
#include "app/dispatch.hpp"
#include "app/exit_codes.hpp"
#include "app/target_text.hpp"
#include "base/json_writer.hpp"
#include "config/schema.hpp"
#include "cost/schemas.hpp"
#include "cost/trace_formats.hpp"
#include "metrics/catalogue.hpp"
#include "scenario/scenario.hpp"

namespace tradewind::app {
namespace {

struct Item {
  std::string name, summary;
};

/// A family of registries shown under one word.
struct Topic {
  std::string_view plural, singular;
  std::vector<std::string> categories;  // of the catalogue
};

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all = [] {
    std::vector<Topic> made = {
        {"policies", "policy", {}}, {"distributions", "distribution", {}}, {"arrivals", "arrivals", {}}};
    for (const auto& [category, kinds] : registries().catalogue.all()) {
      const std::size_t topic = category.ends_with("policy") ? 0 : category.ends_with("distribution") ? 1 : 2;
      made[topic].categories.push_back(category);
    }
    made[1].categories.resize(1);  // the same laws for every dimension
    return made;
  }();
  return all;
}

std::vector<Item> files_of(const std::string& folder, std::string_view extension) {
  std::vector<Item> items;
  for (const auto& root : shipped_folders()) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(root) / folder, error))
      if (entry.path().extension() == extension) items.push_back({entry.path().stem().string(), entry.path().string()});
    if (!items.empty()) break;
  }
  std::ranges::sort(items, {}, &Item::name);
  return items;
}

/// What scenarios read, then what `tradewind import` does.
std::vector<Item> format_items() {
  std::vector<Item> items = {{"csv", "trace: comma-separated, header line, .csv or .csv.gz"},
                             {"jsonl", "trace: one JSON object per line, .jsonl or .jsonl.gz"}};
  for (const auto& format : cost::trace_formats)
    items.push_back({std::string(format.name), fmt::format("import: {}", format.summary)});
  return items;
}

std::vector<Item> target_items() {
  std::vector<Item> items;
  const auto folders = target_folders();
  for (const auto& name : cost::target_names(folders))
    items.push_back({name, target_summary(*cost::find_target(name, folders))});
  return items;
}

std::vector<Item> items_of(std::string_view what) {
  std::vector<Item> items;
  for (const auto& topic : topics()) {
    if (topic.plural != what) continue;
    for (const auto& category : topic.categories)
      for (const auto& entry : registries().catalogue.find(category)->entries())
        items.push_back({entry.kind, topic.categories.size() > 1 ? fmt::format("({}) {}", category, entry.summary)
                                                                 : entry.summary});
  }
  if (what == "metrics")
    for (const auto& metric : metrics::catalogue())
      items.push_back({std::string(metric.name), fmt::format("[{}] {}", metric.unit, metric.help)});
  if (what == "formats") items = format_items();
  if (what == "targets") items = target_items();
  if (what == "models") items = files_of("workloads/models", ".yaml");
  return items;
}

std::string words(const std::vector<std::string>& known) { return fmt::format("{}", fmt::join(known, ", ")); }

/// Text of one registry entry: what it is, where it comes from, its fields.
std::string entry_text(const config::Kinds& kinds, const config::Kinds::Entry& entry, bool markdown) {
  const auto shape = entry.shape();
  const std::string title = markdown ? fmt::format("### `{}` ({})\n\n", entry.kind, kinds.what())
                                     : fmt::format("{} ({})\n", entry.kind, kinds.what());
  std::string text = title + entry.summary + ".\n";
  if (!entry.reference.empty()) text += fmt::format("Reference: {}.\n", entry.reference);
  if (!shape.fields.empty())
    text += "\n" + (markdown ? config::markdown_fields(shape) : config::describe_fields(shape));
  return text;
}

/// The sections of a summary where a metric stands.
std::string sections_of(const metrics::Metric& metric) {
  using metrics::Scope;
  constexpr std::pair<Scope, std::string_view> sections[] = {
      {Scope::run, "metrics"},      {Scope::application, "by_application"},
      {Scope::source, "by_source"}, {Scope::node, "by_node"},
      {Scope::tier, "by_tier"},     {Scope::link, "by_link"}};
  std::vector<std::string_view> found;
  for (const auto& [scope, section] : sections)
    if (metric.in(scope)) found.push_back(section);
  return fmt::format("{}", fmt::join(found, ", "));
}

std::string metric_text(const metrics::Metric& metric, bool markdown) {
  return fmt::format(fmt::runtime(markdown ? "| `{}` | {} | {} | `{}` | {} |\n" : "{} [{}]\n{}\nFormula: {}\nIn: {}\n"),
                     metric.name, metric.unit, metric.help, metric.formula, sections_of(metric));
}

[[noreturn]] void unknown(std::string_view what, const std::string& name, std::vector<std::string> known) {
  throw UsageError(
      fmt::format("unknown {} '{}'{} (known: {})", what, name, config::did_you_mean(name, known), words(known)));
}

/// Several entries may share a name: the same word for the whole run and for a machine.
std::string describe_metric(const std::string& name, bool markdown) {
  if (!name.empty() && !metrics::find_metric(name)) {
    std::vector<std::string> known;
    for (const auto& item : items_of("metrics")) known.push_back(item.name);
    unknown("metric", name, known);
  }
  std::string text = markdown ? "| metric | unit | meaning | formula | in |\n|---|---|---|---|---|\n" : "";
  for (const auto& metric : metrics::catalogue()) {
    if (!name.empty() && metric.name != name) continue;
    if (!text.empty() && !markdown) text += '\n';
    text += metric_text(metric, markdown);
  }
  return text;
}

std::string describe_target(const std::string& name) {
  const auto folders = target_folders();
  const auto known = cost::target_names(folders);
  if (known.empty()) throw UsageError("no targets are installed");
  if (!name.empty() && std::ranges::find(known, name) == known.end()) unknown("target", name, known);
  std::string text;
  for (const auto& one : known)
    if (name.empty() || name == one) text += (text.empty() ? "" : "\n") + target_text(*cost::find_target(one, folders));
  return text;
}

std::string describe_entry(const Topic& topic, const std::string& name, bool markdown) {
  std::string text;
  std::vector<std::string> known;
  for (const auto& category : topic.categories) {
    const auto& kinds = *registries().catalogue.find(category);
    for (const auto& entry : kinds.entries()) {
      known.push_back(entry.kind);
      if (name.empty() || entry.kind == name) text += entry_text(kinds, entry, markdown) + "\n";
    }
  }
  if (text.empty()) unknown(topic.singular, name, known);
  return text;
}

}  // namespace

std::vector<std::string> list_topics() {
  return {"policies", "distributions", "arrivals", "metrics", "formats", "targets", "models"};
}
std::vector<std::string> describe_topics() {
  return {"policy", "distribution", "arrivals", "metric", "target", "scenario", "sweep"};
}

int list(const std::string& what, bool json) {
  const auto known = list_topics();
  if (std::ranges::find(known, what) == known.end()) unknown("list", what, known);
  const auto items = items_of(what);
  if (json) {
    std::string text;
    JsonWriter writer(text);
    writer.begin_array();
    for (const auto& item : items) {
      writer.begin_object();
      writer.key("name").value(item.name);
      writer.key("summary").value(item.summary);
      writer.end_object();
    }
    writer.end_array();
    fmt::print("{}\n", text);
    return exit_ok;
  }
  std::size_t width = 0;
  for (const auto& item : items) width = std::max(width, item.name.size());
  for (const auto& item : items) fmt::print("{:<{}}  {}\n", item.name, width, item.summary);
  if (items.empty()) fmt::print(stderr, "no {} are installed\n", what);
  return exit_ok;
}

int describe(const DescribeOptions& options) {
  if (options.what == "metric") {
    fmt::print("{}", describe_metric(options.name, options.markdown));
    return exit_ok;
  }
  if (options.what == "scenario") {
    const auto shape = config::shape<scenario::Scenario>();
    fmt::print("{}", options.markdown ? config::markdown_fields(shape) : config::describe_fields(shape));
    return exit_ok;
  }
  if (options.what == "sweep")
    return options.markdown ? call("sweep", {"describe", "--markdown"}) : call("sweep", {"describe"});
  if (options.what == "target") {
    fmt::print("{}", describe_target(options.name));
    return exit_ok;
  }
  for (const auto& topic : topics()) {
    if (topic.singular != options.what) continue;
    fmt::print("{}", describe_entry(topic, options.name, options.markdown));
    return exit_ok;
  }
  unknown("topic", options.what, describe_topics());
}

int schema(const std::string& what) {
  if (what == "sweep") return call("sweep", {"schema"});
  config::Shape shape;
  if (what == "scenario")
    shape = config::shape<scenario::Scenario>();
  else if (what == "target")
    shape = cost::target_shape();
  else if (what == "model")
    shape = cost::model_shape();
  else
    unknown("schema", what, {"scenario", "sweep", "target", "model"});
  fmt::print("{}\n", config::json_schema(shape, registries().catalogue, "tradewind " + what,
                                         fmt::format("https://tradewind.invalid/schema/{}.json", what)));
  return exit_ok;
}

}  // namespace tradewind::app
