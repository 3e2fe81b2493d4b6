#pragma once
// Work of a task stated as what it computes: `{model: resnet50, input: 224}`, `{kernels: [{op: gemm, m: …}, …]}`.

#include <optional>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "cost/library.hpp"

namespace tradewind::cost {

/// A network or language model of workloads/models.
struct ModelUse {
  std::string model;
  std::string dtype = "fp16";
  std::optional<double> input;    // networks: side of the square input
  std::optional<double> batch;    // networks: images
  std::optional<Phase> phase;     // language models
  std::optional<double> tokens;   // prompt tokens of a prefill, sequences of a decode step
  std::optional<double> context;  // cached tokens of each sequence
  std::optional<double> steps;    // decode steps, the context growing by one each
  config::Location where;
  void fields(config::Fields& f);
};

struct KernelWork {
  std::optional<ModelUse> model;
  std::vector<KernelUse> kernels;  // else
  config::Node written;            // with every default
  config::Location where;
};

/// Whether a mapping states work this way.
bool is_kernel_work(const config::Node& node);

/// The kernels behind it. Reports unknown models and inputs they cannot take.
KernelList expand(const KernelWork& work, Library& library, config::Problems& problems);

}  // namespace tradewind::cost

template <>
inline constexpr std::pair<tradewind::cost::Phase, std::string_view>
    tradewind::config::words<tradewind::cost::Phase>[] = {
        {tradewind::cost::Phase::prefill, "prefill"},
        {tradewind::cost::Phase::decode, "decode"},
};

namespace tradewind::config {
template <>
struct Type<cost::KernelWork> {
  static void read(const Node&, cost::KernelWork&, const Range&, Context&);
  static Node write(const cost::KernelWork&);
  static Shape shape(const cost::KernelWork&, const Range&);
};
}  // namespace tradewind::config
