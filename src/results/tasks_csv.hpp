#pragma once
// tasks.csv: one row per task, written while the run goes on.

#include <filesystem>

#include "metrics/sink.hpp"
#include "results/output_file.hpp"
#include "scenario/model.hpp"

namespace tradewind::results {

/// Rows stand in the order in which tasks ended. What never happened is an empty cell. `variant` is that of the task,
/// of its application, or `application's/task's` when both have some.
class TasksCsv final : public metrics::Sink {
 public:
  /// `model` must outlive it. Throws RuntimeFailure, here and later, when the file cannot be written.
  TasksCsv(const scenario::Model& model, std::filesystem::path path);

  bool wants_tasks() const override { return true; }
  void task(const metrics::TaskRecord& record) override;
  void close() { file_.close(); }

 private:
  void write_node(NodeId node);
  void write_date(Duration date);

  const scenario::Model& model_;
  OutputFile file_;
};

}  // namespace tradewind::results
