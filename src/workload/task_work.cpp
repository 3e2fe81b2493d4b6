#include "workload/task_work.hpp"

#include <utility>

namespace tradewind::config {

using workload::RandomWork;
using workload::TaskWork;

void Type<TaskWork>::read(const Node& node, TaskWork& work, const Range& range, Context& context) {
  work.kernels.reset();
  if (!cost::is_kernel_work(node)) return Type<RandomWork>::read(node, work, range, context);
  cost::KernelWork kernels;
  Type<cost::KernelWork>::read(node, kernels, range, context);
  static_cast<RandomWork&>(work) = {};
  work.kernels = std::make_shared<const cost::KernelWork>(std::move(kernels));
}

Node Type<TaskWork>::write(const TaskWork& work) {
  return work.kernels ? Type<cost::KernelWork>::write(*work.kernels) : Type<RandomWork>::write(work);
}

Shape Type<TaskWork>::shape(const TaskWork& work, const Range& range) {
  Shape shape = Type<RandomWork>::shape(work, range);
  const Shape kernels = Type<cost::KernelWork>::shape({}, range);
  shape.parts.insert(shape.parts.end(), kernels.parts.begin(), kernels.parts.end());
  return shape;
}

}  // namespace tradewind::config
