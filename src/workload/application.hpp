#pragma once
// Applications: who issues requests, when, and the DAG of tasks each one is.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "workload/arrivals.hpp"
#include "workload/distribution.hpp"
#include "workload/task_work.hpp"

namespace tradewind::workload {

/// An alternative way to do a task; what it does not state is the task's own.
struct TaskVariant {
  config::Name name;
  std::optional<TaskWork> work;
  std::optional<RandomBytes> input, output;
  std::optional<double> accuracy;  // in [0, 1]
  void fields(config::Fields& f);
};

struct TaskDescription {
  config::Name name;
  std::vector<config::Name> needs;
  RandomBytes input, output;            // input: tasks without needs; output: tasks nobody needs
  std::optional<TaskWork> work;         // required unless every variant states it
  std::optional<config::Name> at;       // the word `source`
  std::optional<config::Reference> on;  // a named node, or node.processor
  std::vector<TaskVariant> variants;
  config::Location where;
  void fields(config::Fields& f);
};

/// An alternative way to do a whole application: other tasks with their own edges (a split point, an exit), other edges
/// between the same tasks, or, when the application is one task, other work and bytes for it.
struct ApplicationVariant {
  config::Name name;
  std::optional<double> accuracy;
  std::optional<std::vector<TaskDescription>> tasks;
  std::optional<config::Dictionary<RandomBytes>> edges;
  std::optional<TaskWork> work;
  std::optional<RandomBytes> input, output;
  config::Location where;
  void fields(config::Fields& f);
};

struct ApplicationDescription {
  config::Name name;
  config::Name source;
  ArrivalChoice arrivals;
  std::optional<Duration> deadline;  // from issue
  std::int64_t priority = 0;         // higher first
  std::vector<TaskDescription> tasks;
  config::Dictionary<RandomBytes> edges;  // "a->b": bytes
  std::vector<ApplicationVariant> variants;
  config::Location where;
  void fields(config::Fields& f);
};

struct WorkloadDescription {
  std::vector<ApplicationDescription> applications;
  config::Location where;
  void fields(config::Fields& f);
};

/// One task of a plan, resolved: indices instead of names, variants completed.
struct Task {
  struct Option {      // one per variant, at least one
    std::string name;  // empty when the task has no variants
    TaskWork work;
    RandomBytes input, output;
    std::optional<double> accuracy;
  };
  struct Successor {
    std::uint32_t task;
    std::uint32_t edge;  // index into Plan::edges
  };
  std::string name;
  std::vector<std::uint32_t> needs;
  std::vector<Successor> successors;
  std::vector<Option> options;
  std::optional<config::Name> on;
  bool at_source = false;
  std::uint64_t purpose = 0;  // hash of the task's name, for random streams
};

/// The DAG of one way to do an application.
struct Plan {
  struct Edge {
    std::uint32_t from = 0, to = 0;
    RandomBytes bytes;
    std::uint64_t purpose = 0;
  };
  std::string name;  // of the application variant; empty without variants
  std::optional<double> accuracy;
  std::vector<Task> tasks;  // in the order of the file
  std::vector<Edge> edges;
  std::vector<std::uint32_t> order;  // topological: the order of the file, but before a task come its needs
};

/// An application ready to run.
struct Application {
  std::string name;
  config::Name source;
  std::shared_ptr<const Arrivals> arrivals;
  std::optional<Duration> deadline;
  std::int64_t priority = 0;
  std::vector<Plan> plans;            // one per application variant, at least one
  std::vector<config::Name> columns;  // of the trace, read by some quantity
};

/// Resolves and checks: known needs, no cycles, edges that match needs, input only on first and output only on last
/// tasks, one of `at` and `on`, columns only with a trace that has them. The result is usable only when no problem was
/// added.
std::vector<Application> compile(const WorkloadDescription& workload, config::Problems& problems);

/// Puts the registries of this layer into the catalogue: the distributions of work, data and duration, and the
/// arrivals.
void add_kinds(config::Catalogue& catalogue);

}  // namespace tradewind::workload
