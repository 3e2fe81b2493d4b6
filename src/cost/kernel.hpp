#pragma once
// What hardware is asked to compute: shapes of kernels, their data types, and the flop and bytes that follow from them.

#include <boost/container/static_vector.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tradewind::cost {

/// The number format a peak rate belongs to.
enum class Rate : std::uint8_t { fp64, fp32, tf32, fp16, bf16, fp8, fp4, int8, int4 };
inline constexpr std::size_t rates = 9;

/// Bytes per element and the unit that computes. Weight bytes contain the scales of groups: 4 bits in groups of 128
/// with fp16 scale and zero point take 0.5 + 4/128 B.
struct Precision {
  Rate rate = Rate::fp16;
  double weight = 2, activation = 2, cache = 2;  // B
};

/// A data type as traces and scenarios name it: "bf16", "fp8_block", "w4a16", "int4_wo" …; absent when unknown.
std::optional<Precision> precision_of(std::string_view dtype);
/// Every name precision_of() knows, canonical ones first.
std::span<const std::string_view> dtype_names();
/// The canonical spelling: "bfloat16" → "bf16", "half" → "fp16"; an unknown name stays as it is.
std::string_view canonical_dtype(std::string_view dtype);

/// y[m,n] = x[m,k]·W[k,n], `batch` times (bmm: both operands are activations).
struct Gemm {
  double m = 1, n = 1, k = 1, batch = 1;
};
enum class Phase : std::uint8_t { prefill, decode };
/// One kernel over `batch` sequences: `query` new tokens each (1 in decode) after `context` cached ones. Heads are
/// those of this rank; kv_heads = heads is MHA. `window` 0: none.
struct Attention {
  Phase phase = Phase::prefill;
  double batch = 1, query = 1, context = 0, heads = 1, kv_heads = 1, head_dim = 128, window = 0;
};
/// Grouped gated FFN of a mixture of experts, routed copies tokens·top_k; `tp`, `ep`: ranks that share experts' width
/// and the experts. `skew`: exponent of the power law of the experts' popularity, 0 for balanced.
struct Moe {
  double tokens = 1, hidden = 1, inter = 1, experts = 1, top_k = 1, tp = 1, ep = 1, skew = 0;
};
/// Multi-head latent attention of DeepSeek: the attention kernel, or (module) the whole block with its projections.
struct Mla {
  Phase phase = Phase::prefill;
  double batch = 1, query = 1, context = 0, heads = 128;
  bool module = true;
};
/// State-space kernel over `tokens` tokens in all, of `batch` sequences. `part` names it: "in_proj", "conv1d", "scan",
/// "out_proj", "block".
struct Ssm {
  Phase phase = Phase::prefill;
  std::string part = "block";
  double batch = 1, tokens = 1, width = 1, state = 128, heads = 1, groups = 1, chunk = 256;
  double inner = 0;  // expanded width; 0: 2·width
};
/// Square input, kernel and stride; `groups` = in_c is depthwise.
struct Conv2d {
  double batch = 1, in_h = 1, in_w = 1, in_c = 1, out_c = 1, kernel = 1, stride = 1, padding = 0, groups = 1;
};
/// Memory-bound: `rows` of `columns` elements; reads and writes `moves` elements per element. `name`: "layernorm",
/// "mlp_act" …. `tp`: ranks that share the layer it stands in; the more they are, the fewer weights pass through the
/// cache between two such kernels, and the more of what this one reads is still there.
struct Elementwise {
  std::string name = "elementwise";
  double rows = 1, columns = 1, moves = 2, tp = 1;
};
/// `algorithm`: "all_reduce", "all_gather", "reduce_scatter", "alltoall", "send_recv", "broadcast"; `bytes` of the
/// whole vector as nccl-tests counts them; `ranks_per_node` 0: all in one node.
struct Collective {
  std::string algorithm = "all_reduce";
  double bytes = 1, ranks = 2, ranks_per_node = 0;
};
/// `bytes` over "host", "peer", "device" or "storage".
struct Memcpy {
  std::string path = "device";
  double bytes = 1;
};
/// A whole language model: prefill of `tokens` prompt tokens after `context`, or one decode step of `tokens` sequences
/// with `context` tokens in each cache.
struct ModelPhase {
  Phase phase = Phase::decode;
  std::string model;
  double tokens = 1, context = 0;
};
/// A whole network measured as one (NAS tables): "nasbench201:42".
struct Network {
  std::string model;
  double flop = 0, bytes = 0;
};
/// Known by its flop and bytes only.
struct PlainWork {
  std::string name = "work";
  double flop = 0, bytes = 0;
};

using Kernel = std::variant<Gemm, Attention, Moe, Mla, Ssm, Conv2d, Elementwise, Collective, Memcpy, ModelPhase,
                            Network, PlainWork>;

struct Work {
  double flop = 0, bytes = 0;  // bytes to and from memory
};

/// The formulas of each op per device (rank). A ModelPhase needs the model's architecture: see cost/language_model.hpp;
/// here it is 0. Collectives: bytes on the busiest link (ring).
Work work_of(const Kernel& kernel, const Precision& precision);

/// "gemm", "attention", "moe", "mla", "ssm", "conv2d", "elementwise", "collective", "memcpy", "prefill", "decode",
/// "network", "work".
std::string_view op_name(const Kernel& kernel);

/// A kernel of an op named as above, of any size; absent for another name.
std::optional<Kernel> any_kernel(std::string_view op);

/// Which kernels share constants, within an op: "prefill" and "decode" of attention, the algorithm and ranks of a
/// collective ("all_reduce 8"), the name of an elementwise kernel, the model of a phase; empty for a gemm.
std::string family_of(const Kernel& kernel);

/// A number of a kernel's shape, named as the column of a kernel trace (`m`, `n`, `k` …).
struct Column {
  std::string_view name;
  double value = 0;
  bool usual = false;  // one that few traces have (b, window, tp, ep, skew …), at its default

  bool operator==(const Column&) const = default;
};
using Shape = boost::container::static_vector<Column, 12>;

/// All numbers of a kernel's shape: the same columns in the same order for every kernel of an op, rare ones last.
Shape shape_of(const Kernel& kernel);

/// The columns that are words (`phase`, `part`, `algorithm`, `kernel` …): with those of shape_of() and op_name() they
/// make the kernel again.
std::vector<std::pair<std::string_view, std::string>> labels_of(const Kernel& kernel);

/// A kernel from its columns; `text` gives the value of a column ("" when absent). Throws std::invalid_argument with
/// what is wrong: "m: 'x' is not a positive number", "unknown op 'gemn'; did you mean 'gemm'?". A collective is also
/// spelled by its algorithm (op = all_reduce).
Kernel kernel_from(std::string_view op, const std::function<std::string_view(std::string_view column)>& text);

/// Tiles of GEMM-like kernels in whole waves over `units` multiprocessors: padded flop / flop ≥ 1, the least over the
/// tile shapes {16×64, 32×64, 64×64, 64×128, 128×128, 128×256}.
double tile_inflation(double m, double n, double units);
/// The kernel as an implicit GEMM (gemm, conv2d, moe per expert); absent for others.
std::optional<Gemm> as_gemm(const Kernel& kernel);

}  // namespace tradewind::cost
