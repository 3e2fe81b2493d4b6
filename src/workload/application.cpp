#include "workload/application.hpp"

#include <algorithm>

namespace tradewind::workload {

void TaskVariant::fields(config::Fields& f) {
  f.required("name", name, "names the variant");
  f.optional("work", work, "work of this variant; default: the task's");
  f.optional("input", input, "bytes from the source; default: the task's");
  f.optional("output", output, "bytes back to the source; default: the task's");
  f.optional("accuracy", accuracy, "quality of its result", config::between(0, 1));
}

void TaskDescription::fields(config::Fields& f) {
  f.required("name", name, "names the task");
  f.optional("needs", needs, "tasks whose results it waits for; without any it starts when the request is issued");
  f.optional("input", input, "bytes it gets from the source node; only without `needs`");
  f.optional("output", output, "bytes it sends back to the source node; only when no task needs it");
  f.optional("work", work,
             "what it computes: flop, `{model: ...}` or `{kernels: [...]}`; required unless every variant states it");
  f.optional("at", at, "the word `source` pins it to the node that issued the request");
  f.optional("on", on, "pins it to a named node, or to one processor of it: server.gpu");
  f.optional("variants", variants, "alternative ways to do it");
  f.verify([this](config::Verifier& v) {
    if (at && at->text != "source") v.problem("at", "'at' takes only the word 'source'; a named node stands in 'on'");
    if (at && on) v.problem("on", "'at' and 'on' exclude one another");
  });
}

void ApplicationVariant::fields(config::Fields& f) {
  f.required("name", name, "names the variant");
  f.optional("accuracy", accuracy, "quality of its result", config::between(0, 1));
  f.optional("tasks", tasks, "its tasks, instead of the application's; `edges` then belong to them");
  f.optional("edges", edges, "its bytes between tasks, instead of the application's");
  f.optional("work", work, "work of the only task, instead of the application's");
  f.optional("input", input, "bytes from the source to the only task, instead of the application's");
  f.optional("output", output, "bytes from the only task to the source, instead of the application's");
  f.verify([this](config::Verifier& v) {
    if (!tasks) return;
    if (tasks->empty()) v.problem("tasks", "at least one task is needed");
    if (work) v.problem("work", "'work' belongs into 'tasks' here");
    if (input) v.problem("input", "'input' belongs into 'tasks' here");
    if (output) v.problem("output", "'output' belongs into 'tasks' here");
  });
}

void ApplicationDescription::fields(config::Fields& f) {
  f.required("name", name, "names the application in the results");
  f.required("source", source, "node or group that issues its requests; every member of a group does");
  f.required("arrivals", arrivals, "when each source issues a request");
  f.optional("deadline", deadline, "time a request may take from issue; a later one still completes, as a miss",
             config::positive);
  f.optional("priority", priority, "higher first in `priority` queues");
  f.optional("tasks", tasks, "what a request consists of; required unless every variant has its own");
  f.optional("edges", edges, "bytes between tasks: {first->second: 250 kB}; absent ones are 0 B");
  f.optional("variants", variants, "alternative ways to do a request: split points, exits, models");
  f.verify([this](config::Verifier& v) {
    const bool own_tasks = std::ranges::all_of(variants, [](const auto& variant) { return variant.tasks.has_value(); });
    if (tasks.empty() && (variants.empty() || !own_tasks)) v.problem("tasks", "at least one task is needed in 'tasks'");
  });
}

void WorkloadDescription::fields(config::Fields& f) {
  f.required("applications", applications, "who issues which requests, and when");
}

void add_kinds(config::Catalogue& catalogue) {
  const auto add = [&](const config::Kinds& kinds) { catalogue.add(kinds.what(), kinds); };
  add(distributions<Work::dimension>());
  add(distributions<Bytes::dimension>());
  add(distributions<Duration::dimension>());
  add(arrival_kinds());
}

}  // namespace tradewind::workload
