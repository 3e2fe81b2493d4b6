// From the description of applications to what runs: indices instead of names, every check that needs more than one
// task.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/random.hpp"
#include "workload/application.hpp"
#include "workload/order.hpp"

namespace tradewind::workload {
namespace {

/// Reports every name that came before; `what` completes "'x' already names another …".
template <class Items>
void refuse_repeated_names(const Items& items, std::string_view what, config::Problems& problems) {
  std::map<std::string_view, int> seen;
  for (const auto& item : items)
    if (++seen[item.name.text] > 1)
      problems.add(item.name.where, fmt::format("'{}' already names another {}", item.name.text, what));
}

/// Compiles one way to do an application: its tasks and the bytes between them.
class PlanMaker {
 public:
  PlanMaker(const std::vector<TaskDescription>& tasks, const config::Dictionary<RandomBytes>& edges,
            config::Problems& problems)
      : tasks_(tasks), edges_(edges), problems_(problems) {
    for (std::uint32_t t = 0; t < tasks.size(); ++t) {
      index_.emplace(tasks[t].name.text, t);
      names_.push_back(tasks[t].name.text);
    }
  }

  Plan make() {
    refuse_repeated_names(tasks_, "task of this application", problems_);
    for (const auto& task : tasks_) plan_.tasks.push_back(make_task(task));
    for (std::uint32_t t = 0; t < tasks_.size(); ++t) link(t);
    measure_edges();
    for (std::uint32_t t = 0; t < tasks_.size(); ++t) {
      check_ends(t);
      complete(t);
    }
    find_order();
    return std::move(plan_);
  }

 private:
  static Task make_task(const TaskDescription& task) {
    Task made;
    made.name = task.name.text;
    made.on = task.on;
    made.at_source = task.at.has_value();
    made.purpose = hash_text(task.name.text);
    return made;
  }

  std::optional<std::uint32_t> find(std::string_view name) const {
    const auto found = index_.find(name);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }
  std::string unknown_task(std::string_view name) const {
    constexpr std::size_t most = 10;
    return fmt::format("unknown task {}{} (known: {}{})", config::quote(name), config::did_you_mean(name, names_),
                       fmt::join(std::span(names_).first(std::min(names_.size(), most)), ", "),
                       names_.size() > most ? ", …" : "");
  }

  /// Turns the needs of a task into indices and edges of 0 B.
  void link(std::uint32_t t) {
    const std::string& name = tasks_[t].name.text;
    for (const auto& need : tasks_[t].needs) {
      const auto from = find(need.text);
      auto& needs = plan_.tasks[t].needs;
      if (!from) {
        problems_.add(need.where, unknown_task(need.text));
      } else if (*from == t) {
        problems_.add(need.where, fmt::format("task '{}' needs itself", name));
      } else if (std::ranges::find(needs, *from) != needs.end()) {
        problems_.add(need.where, fmt::format("task '{}' already needs '{}'", name, need.text));
      } else {
        const auto edge = static_cast<std::uint32_t>(plan_.edges.size());
        plan_.edges.push_back({.from = *from, .to = t, .bytes = {}, .purpose = hash_text(need.text + "->" + name)});
        plan_.tasks[*from].successors.push_back({.task = t, .edge = edge});
        needs.push_back(*from);
        edge_between_[{*from, t}] = edge;
      }
    }
  }

  /// Gives the edges their bytes.
  void measure_edges() {
    std::vector<bool> measured(plan_.edges.size());
    for (const auto& [key, where, bytes] : edges_.entries) {
      const auto arrow = key.find("->");
      if (arrow == key.npos) {
        problems_.add(where, fmt::format("{} is not an edge; write 'first->second'", config::quote(key)));
        continue;
      }
      const std::string_view from_name = trimmed(std::string_view(key).substr(0, arrow));
      const std::string_view to_name = trimmed(std::string_view(key).substr(arrow + 2));
      const auto from = find(from_name), to = find(to_name);
      if (!from) problems_.add(where, unknown_task(from_name));
      if (!to) problems_.add(where, unknown_task(to_name));
      if (!from || !to) continue;
      const auto edge = edge_between_.find({*from, *to});
      if (edge == edge_between_.end()) {
        const bool turned = edge_between_.contains({*to, *from});
        problems_.add(where, fmt::format("task '{}' does not need '{}'{}", to_name, from_name,
                                         turned ? fmt::format("; did you mean '{}->{}'?", to_name, from_name) : ""));
      } else if (measured[edge->second]) {
        problems_.add(where, fmt::format("the edge '{}->{}' is given twice", from_name, to_name));
      } else {
        plan_.edges[edge->second].bytes = bytes;
        measured[edge->second] = true;
      }
    }
  }
  static std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
  }

  /// Input goes to first tasks, output comes from last ones; elsewhere the bytes belong to edges.
  void check_ends(std::uint32_t t) {
    const auto& task = tasks_[t];
    const auto refuse_input = [&](const RandomBytes& input) {
      if (!input.zero() && !task.needs.empty())
        problems_.add(input.written.where,
                      fmt::format("task '{}' has needs: its input stands in 'edges', like '{}->{}'", task.name.text,
                                  task.needs.front().text, task.name.text));
    };
    const auto refuse_output = [&](const RandomBytes& output) {
      const auto& successors = plan_.tasks[t].successors;
      if (!output.zero() && !successors.empty())
        problems_.add(output.written.where,
                      fmt::format("task '{0}' is needed by '{1}': its output stands in 'edges', like '{0}->{1}'",
                                  task.name.text, tasks_[successors.front().task].name.text));
    };
    refuse_input(task.input);
    refuse_output(task.output);
    for (const auto& variant : task.variants) {
      if (variant.input) refuse_input(*variant.input);
      if (variant.output) refuse_output(*variant.output);
    }
  }

  /// Fills the options in from the variants, and these from the task.
  void complete(std::uint32_t t) {
    const auto& task = tasks_[t];
    refuse_repeated_names(task.variants, fmt::format("variant of task '{}'", task.name.text), problems_);
    auto& options = plan_.tasks[t].options;
    if (task.variants.empty()) {
      options.push_back({.name = {},
                         .work = task.work.value_or(TaskWork{}),
                         .input = task.input,
                         .output = task.output,
                         .accuracy = {}});
      if (!task.work) problems_.add(task.where, fmt::format("task '{}' has no 'work'", task.name.text));
      return;
    }
    for (const auto& variant : task.variants) {
      if (!variant.work && !task.work)
        problems_.add(variant.name.where, fmt::format("variant '{}' of task '{}' has no 'work', nor has the task",
                                                      variant.name.text, task.name.text));
      options.push_back({.name = variant.name.text,
                         .work = variant.work ? *variant.work : task.work.value_or(TaskWork{}),
                         .input = variant.input.value_or(task.input),
                         .output = variant.output.value_or(task.output),
                         .accuracy = variant.accuracy});
    }
  }

  void find_order() {
    Needs needs;
    needs.reserve(plan_.tasks.size());
    for (const auto& task : plan_.tasks) needs.push_back(task.needs);
    if (auto order = topological_order(needs)) {
      plan_.order = std::move(*order);
      return;
    }
    const auto circle = find_circle(needs);
    std::vector<std::string_view> words;
    words.reserve(circle.size() + 1);
    for (const auto t : circle) words.emplace_back(tasks_[t].name.text);
    words.push_back(words.front());
    // The first task of the circle needs the last one.
    const auto& closing = std::ranges::find(tasks_[circle.front()].needs, tasks_[circle.back()].name)->where;
    problems_.add(closing, fmt::format("tasks need one another in a circle: {}", fmt::join(words, " -> ")));
  }

  const std::vector<TaskDescription>& tasks_;
  const config::Dictionary<RandomBytes>& edges_;
  config::Problems& problems_;
  std::map<std::string_view, std::uint32_t> index_;
  std::vector<std::string> names_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> edge_between_;
  Plan plan_;
};

/// The tasks of a variant: its own, or those of the application with its work and bytes put in.
std::vector<TaskDescription> tasks_of(const ApplicationDescription& application, const ApplicationVariant& variant,
                                      config::Problems& problems) {
  if (variant.tasks) return *variant.tasks;
  auto tasks = application.tasks;
  if (!variant.work && !variant.input && !variant.output) return tasks;
  if (tasks.size() != 1) {
    problems.add(variant.where, fmt::format("variant '{}' states work or bytes, but its application has {} tasks; "
                                            "give it its own 'tasks'",
                                            variant.name.text, tasks.size()));
    return tasks;
  }
  auto& task = tasks.front();
  if (!task.variants.empty())
    problems.add(variant.where, fmt::format("variant '{}' states work or bytes, but task '{}' has variants of its own",
                                            variant.name.text, task.name.text));
  if (variant.work) task.work = variant.work;
  if (variant.input) task.input = *variant.input;
  if (variant.output) task.output = *variant.output;
  return tasks;
}

/// Collects the trace columns that quantities read, and checks that the trace has them.
void bind_columns(Application& application, config::Problems& problems) {
  auto& columns = application.columns;
  for (auto& plan : application.plans) {
    for (auto& task : plan.tasks)
      for (auto& option : task.options) {
        option.work.bind(columns);
        option.input.bind(columns);
        option.output.bind(columns);
      }
    for (auto& edge : plan.edges) edge.bytes.bind(columns);
  }
  if (!application.arrivals) return;  // reported when it was read
  const auto* trace = application.arrivals->trace();
  for (const auto& column : columns) {
    if (!trace) {
      problems.add(column.where,
                   fmt::format("column {} can be read only with arrivals of kind 'trace'", config::quote(column.text)));
      continue;
    }
    try {
      trace->open(std::span(&column, 1));
    } catch (const config::ConfigError& error) {
      for (const auto& problem : error.problems()) problems.add(problem.where, problem.message);
    }
  }
}

Application compile_one(const ApplicationDescription& description, config::Problems& problems) {
  Application application{.name = description.name.text,
                          .source = description.source,
                          .arrivals = description.arrivals.process,
                          .deadline = description.deadline,
                          .priority = description.priority,
                          .plans = {},
                          .columns = {}};
  refuse_repeated_names(description.variants, fmt::format("variant of application '{}'", application.name), problems);
  if (description.variants.empty())
    application.plans.push_back(PlanMaker(description.tasks, description.edges, problems).make());
  const config::Dictionary<RandomBytes> no_edges;
  for (const auto& variant : description.variants) {
    const auto tasks = tasks_of(description, variant, problems);
    const auto& inherited = variant.tasks ? no_edges : description.edges;
    auto plan = PlanMaker(tasks, variant.edges ? *variant.edges : inherited, problems).make();
    plan.name = variant.name.text;
    plan.accuracy = variant.accuracy;
    application.plans.push_back(std::move(plan));
  }
  bind_columns(application, problems);
  return application;
}

}  // namespace

std::vector<Application> compile(const WorkloadDescription& workload, config::Problems& problems) {
  config::Problems found;
  refuse_repeated_names(workload.applications, "application", found);
  std::vector<Application> applications;
  applications.reserve(workload.applications.size());
  for (const auto& description : workload.applications) applications.push_back(compile_one(description, found));
  // Variants share tasks, and with them what is wrong with these.
  std::set<std::string> told;
  for (const auto& problem : found.all())
    if (told.insert(problem.text()).second) problems.add(problem.where, problem.message);
  return applications;
}

}  // namespace tradewind::workload
