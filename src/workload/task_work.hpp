#pragma once
// Work of a task: a quantity, random perhaps, or what it computes, kernel by kernel.

#include <memory>

#include "cost/kernel_work.hpp"
#include "workload/distribution.hpp"

namespace tradewind::workload {

struct TaskWork : RandomWork {
  std::shared_ptr<const cost::KernelWork> kernels;  // shared by copies of the description; the quantity is 0 then

  TaskWork() = default;
  TaskWork(Work value) : RandomWork(value) {}                         // NOLINT: a quantity is work
  TaskWork(RandomWork quantity) : RandomWork(std::move(quantity)) {}  // NOLINT
};

}  // namespace tradewind::workload

namespace tradewind::config {
template <>
struct Type<workload::TaskWork> {
  static void read(const Node&, workload::TaskWork&, const Range&, Context&);
  static Node write(const workload::TaskWork&);
  static Shape shape(const workload::TaskWork&, const Range&);
};
}  // namespace tradewind::config
