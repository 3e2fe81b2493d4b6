// Kernels as names and columns: reading them, what is refused, and back.

#include "cost/kernel.hpp"

#include <gmock/gmock.h>

#include <map>
#include <stdexcept>

namespace tradewind::cost {
namespace {

using testing::HasSubstr;
using Columns = std::map<std::string, std::string, std::less<>>;

Kernel read(std::string_view op, const Columns& columns) {
  return kernel_from(op, [&](std::string_view column) -> std::string_view {
    const auto found = columns.find(column);
    return found == columns.end() ? std::string_view() : found->second;
  });
}
std::string refusal(std::string_view op, const Columns& columns) {
  try {
    read(op, columns);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Kernel, IsMadeAgainFromItsColumns) {
  const Kernel kernels[] = {
      Gemm{.m = 3, .n = 5, .k = 7},
      Gemm{.m = 3, .n = 5, .k = 7, .batch = 4},
      Attention{.phase = Phase::decode, .batch = 2, .context = 100, .heads = 8, .kv_heads = 2, .window = 64},
      Moe{.tokens = 9, .hidden = 64, .inter = 32, .experts = 8, .top_k = 2, .tp = 2, .ep = 4, .skew = 1.2},
      Mla{.phase = Phase::prefill, .query = 16, .heads = 16, .module = false},
      Ssm{.phase = Phase::decode, .part = "scan", .tokens = 4, .width = 64, .heads = 4, .inner = 96},
      Conv2d{.in_h = 9, .in_w = 8, .in_c = 4, .out_c = 4, .kernel = 3, .stride = 2, .padding = 1, .groups = 4},
      Elementwise{.name = "add", .rows = 3, .columns = 4, .moves = 3},
      Elementwise{.name = "layernorm", .rows = 3, .columns = 4, .tp = 8},
      Collective{.algorithm = "alltoall", .bytes = 1024, .ranks = 16, .ranks_per_node = 8},
      Memcpy{.path = "host", .bytes = 10},
      ModelPhase{.phase = Phase::prefill, .model = "tiny", .tokens = 7, .context = 3},
      Network{.model = "nasbench201:42", .flop = 5, .bytes = 6},
      PlainWork{.name = "sort", .flop = 1, .bytes = 2},
  };
  for (const auto& kernel : kernels) {
    Columns columns;
    for (const auto& [name, value, usual] : shape_of(kernel))
      if (!usual) columns.emplace(name, std::to_string(value));
    for (const auto& [name, value] : labels_of(kernel)) columns.emplace(name, value);
    const Kernel again = read(op_name(kernel), columns);
    EXPECT_EQ(again.index(), kernel.index()) << op_name(kernel);
    EXPECT_EQ(shape_of(again), shape_of(kernel)) << op_name(kernel);
    EXPECT_EQ(labels_of(again), labels_of(kernel)) << op_name(kernel);
    EXPECT_EQ(family_of(again), family_of(kernel)) << op_name(kernel);
  }
}

TEST(Kernel, OfAnOpHasTheColumnsOfThatOp) {
  const auto names = [](const Kernel& kernel) {
    std::vector<std::string_view> found;
    for (const auto& column : shape_of(kernel)) found.push_back(column.name);
    return found;
  };
  EXPECT_EQ(names(any_kernel("moe").value()), names(Moe{.tokens = 4, .ep = 8}));
  EXPECT_EQ(op_name(any_kernel("decode").value()), "decode");
  EXPECT_EQ(op_name(any_kernel("prefill").value()), "prefill");
  EXPECT_FALSE(any_kernel("gemn"));
}

TEST(Kernel, SharesConstantsWithItsFamily) {
  EXPECT_EQ(family_of(Gemm{}), "");
  EXPECT_EQ(family_of(Attention{.phase = Phase::decode}), "decode");
  EXPECT_EQ(family_of(Collective{.ranks = 8}), "all_reduce 8");
  EXPECT_EQ(family_of(Collective{.ranks = 16, .ranks_per_node = 8}), "all_reduce 16/8");
  EXPECT_EQ(family_of(Elementwise{.name = "softmax"}), "softmax");
  EXPECT_EQ(family_of(Conv2d{.in_c = 8, .out_c = 8, .groups = 8}), "depthwise");
  EXPECT_EQ(family_of(ModelPhase{.model = "tiny"}), "tiny");
  EXPECT_EQ(family_of(Network{.model = "nasbench201:42"}), "nasbench201");
}

TEST(Kernel, FillsInWhatColumnsLeaveOut) {
  const auto decode = std::get<Attention>(read("attention", {{"phase", "decode"}, {"heads", "8"}, {"kv_heads", "0"}}));
  EXPECT_EQ(decode.query, 1);
  EXPECT_EQ(decode.kv_heads, 8);  // 0 and absent: as many as heads
  EXPECT_EQ(decode.head_dim, 128);
  EXPECT_EQ(std::get<Elementwise>(read("elementwise", {{"kernel", "add"}, {"rows", "2"}, {"columns", "3"}})).moves, 3);
}

TEST(Kernel, ReadsACollectiveBySpellingItsAlgorithm) {
  const auto kernel = std::get<Collective>(read("all_gather", {{"bytes", "1024"}, {"ranks", "4"}}));
  EXPECT_EQ(kernel.algorithm, "all_gather");
}

TEST(Kernel, ReadsTheDistributionOfExperts) {
  const Columns shape{{"tokens", "1"}, {"hidden", "8"}, {"inter", "8"}, {"experts", "8"}, {"top_k", "2"}};
  auto columns = shape;
  columns["distribution"] = "power_law_1.2";
  EXPECT_EQ(std::get<Moe>(read("moe", columns)).skew, 1.2);
  columns["distribution"] = "balanced";
  EXPECT_EQ(std::get<Moe>(read("moe", columns)).skew, 0);
  columns["distribution"] = "zipf";
  EXPECT_THAT(refusal("moe", columns), HasSubstr("distribution: 'zipf' is neither 'balanced' nor"));
}

TEST(Kernel, TakesFlopAndBytesUnderAnyName) {
  EXPECT_EQ(std::get<PlainWork>(read("causal_conv1d_fn", {{"flop", "10"}, {"bytes", "20"}})).name, "causal_conv1d_fn");
  EXPECT_EQ(std::get<PlainWork>(read("", {{"bytes", "20"}})).bytes, 20);
}

TEST(Kernel, SaysWhatIsWrong) {
  EXPECT_EQ(refusal("gemm", {{"m", "x"}, {"n", "1"}, {"k", "1"}}), "m: 'x' is not a positive number");
  EXPECT_EQ(refusal("gemm", {{"m", "0"}, {"n", "1"}, {"k", "1"}}), "m: '0' is not a positive number");
  EXPECT_EQ(refusal("gemm", {{"m", "nan"}, {"n", "1"}, {"k", "1"}}), "m: 'nan' is not a positive number");
  EXPECT_EQ(refusal("gemm", {{"m", "1"}, {"n", "1"}}), "k is missing");
  EXPECT_THAT(refusal("gemn", {}), HasSubstr("unknown op 'gemn'; did you mean 'gemm'?"));
  EXPECT_EQ(refusal("attention", {{"phase", "verify"}}), "phase: 'verify' is neither 'prefill' nor 'decode'");
  EXPECT_EQ(refusal("attention", {{"phase", "decode"}, {"heads", "4"}, {"kv_heads", "8"}}),
            "kv_heads: 8 are more than heads: 4");
  EXPECT_THAT(refusal("collective", {{"algorithm", "allreduce"}}), HasSubstr("did you mean 'all_reduce'?"));
  EXPECT_EQ(refusal("moe", {{"tokens", "1"}, {"hidden", "1"}, {"inter", "1"}, {"experts", "2"}, {"top_k", "3"}}),
            "top_k: 3 are more than experts: 2");
  EXPECT_EQ(refusal("prefill", {{"tokens", "3"}}), "model is missing");
  EXPECT_EQ(refusal("conv2d", {{"in_h", "2"}, {"in_w", "9"}, {"in_c", "1"}, {"out_c", "1"}, {"kernel", "3"}}),
            "kernel: 3 is larger than the padded input");
}

TEST(Precision, KnowsTheNamesOfTraces) {
  EXPECT_EQ(canonical_dtype("bfloat16"), "bf16");
  EXPECT_EQ(canonical_dtype("half"), "fp16");
  EXPECT_EQ(canonical_dtype("int4_wo"), "w4a16");
  EXPECT_EQ(canonical_dtype("posit16"), "posit16");
  EXPECT_FALSE(precision_of("posit16"));
  for (const auto name : dtype_names()) EXPECT_TRUE(precision_of(name)) << name;
}

TEST(Precision, CountsTheScalesOfGroups) {
  EXPECT_EQ(precision_of("bfloat16")->weight, 2);
  EXPECT_EQ(precision_of("w4a16")->weight, 0.53125);        // 4 bits + (2 + 2) B per 128
  EXPECT_EQ(precision_of("w4a16_mxfp4")->weight, 0.53125);  // 4 bits + 1 B per 32
  EXPECT_EQ(precision_of("nvfp4")->weight, 0.5625);         // 4 bits + 1 B per 16
  EXPECT_EQ(precision_of("w4a16")->rate, Rate::bf16);       // dequantised before it is computed
  EXPECT_EQ(precision_of("fp8_block")->rate, Rate::fp8);
}

}  // namespace
}  // namespace tradewind::cost
