#include "results/tasks_csv.hpp"

#include <cmath>
#include <string_view>
#include <utility>

namespace tradewind::results {
namespace {

std::string_view in_words(metrics::TaskStatus status) {
  switch (status) {
    case metrics::TaskStatus::completed:
      return "completed";
    case metrics::TaskStatus::dropped:
      return "dropped";
    case metrics::TaskStatus::cancelled:
      return "cancelled";
    case metrics::TaskStatus::failed:
      return "failed";
    case metrics::TaskStatus::unfinished:
      return "unfinished";
  }
  return "?";
}

}  // namespace

TasksCsv::TasksCsv(const scenario::Model& model, std::filesystem::path path) : model_(model), file_(std::move(path)) {
  file_ << "request,application,task,variant,source,node,processor,issued_s,ready_s,start_s,finish_s,work_flop,"
           "input_bytes,output_bytes,energy_j,status\n";
}

void TasksCsv::write_node(NodeId node) {
  const platform::Group& group = model_.platform.group(node);
  file_ << group.name;
  if (group.count > 1) file_ << '-' << node.index - group.first_node.index;
}

void TasksCsv::write_date(Duration date) {
  file_ << ',';
  if (std::isfinite(date.base)) file_ << date.base;
}

void TasksCsv::task(const metrics::TaskRecord& record) {
  const workload::Application& application = model_.applications[record.application.index];
  const workload::Plan& plan = application.plans[record.plan];
  const workload::Task& task = plan.tasks[record.task];
  const std::string& option = task.options[record.option].name;

  file_ << record.request << ',' << application.name << ',' << task.name << ',' << plan.name;
  if (!plan.name.empty() && !option.empty()) file_ << '/';
  file_ << option << ',';
  write_node(record.source);
  file_ << ',';
  if (record.processor.valid()) {
    write_node(model_.platform.node_of(record.processor));
    file_ << ',' << model_.platform.type(record.processor).name;
  } else {
    file_ << ',';
  }
  write_date(record.issued);
  write_date(record.ready);
  write_date(record.start);
  write_date(record.finish);
  file_ << ',' << record.work.base << ',' << record.input.base << ',' << record.output.base << ',' << record.energy.base
        << ',' << in_words(record.status) << '\n';
  file_.row_done();
}

}  // namespace tradewind::results
