// What is wrong with tasks stated as kernels or models, and with targets, is reported at its place.

#include <gmock/gmock.h>

#include <string>

#include "app/prepare.hpp"
#include "config/problem.hpp"
#include "tests/support/run.hpp"

namespace tradewind {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string toy = R"(version: 1
name: toy
title: A toy
kind: mcu
peak: {fp16: 1 Gflop/s}
sources:
  - {facts: [peak], grade: K, text: invented}
)";

/// The message for a work and a target, without the folder.
std::string refusal(const std::string& work, const std::string& target = "toy") {
  const testing::TemporaryFolder folder;
  folder.write("targets/toy.yaml", toy);
  const auto file = folder.write("x.yaml", R"(version: 1
name: x
platform:
  nodes:
    - name: server
      tier: edge
      processors: [{name: gpu, cores: 1, target: )" +
                                               target + R"(}]
workload:
  applications:
    - name: a
      source: server
      arrivals: {kind: periodic, every: 1 s}
      tasks:
        - name: t
          work: )" + work + R"(
policy: {offload: {kind: local}}
run: {duration: 1 s}
)");
  try {
    app::prepare(file.string(), {});
  } catch (const config::ConfigError& error) {
    const std::string text = error.what();
    const auto at = text.find("x.yaml");
    return at == text.npos ? text : text.substr(at);
  }
  return "accepted";
}

TEST(KernelInput, MayBeRight) {
  EXPECT_EQ(refusal("{kernels: [{op: work, flop: 1000}]}"), "accepted");
  EXPECT_EQ(refusal("1 Gflop"), "accepted");
}

TEST(KernelInput, NamesUnknownTargetsAndModels) {
  EXPECT_THAT(refusal("1 Gflop", "a100_sxn"),
              StartsWith("x.yaml:7:50: unknown target 'a100_sxn'; did you mean 'a100_sxm'?"));
  EXPECT_THAT(refusal("{model: resnet51}"),
              StartsWith("x.yaml:15:17: unknown model 'resnet51'; did you mean 'resnet50'?"));
}

TEST(KernelInput, RefusesKernelsThatAreNone) {
  EXPECT_THAT(refusal("{kernels: [{op: gemn}]}"), StartsWith("x.yaml:15:28: unknown op 'gemn'; did you mean 'gemm'?"));
  EXPECT_EQ(refusal("{kernels: [{op: gemm, m: 1, n: 2}]}"), "x.yaml:15:28: k is missing");
  EXPECT_EQ(refusal("{kernels: [{op: gemm, m: -1, n: 2, k: 3}]}"), "x.yaml:15:42: m: '-1' is not a positive number");
  EXPECT_THAT(refusal("{kernels: [{op: gemm, m: 1, n: 2, k: 3, heads: 4}]}"),
              StartsWith("x.yaml:15:57: gemm has no key 'heads'"));
  EXPECT_THAT(refusal("{kernels: [{op: gemm, m: 1, n: 2, k: 3, dtype: bf61}]}"),
              StartsWith("x.yaml:15:64: dtype: unknown number format 'bf61'; did you mean 'bf16'?"));
  EXPECT_THAT(refusal("{kernels: [{op: gemm, m: 1, n: 2, k: 3, count: 0}]}"),
              StartsWith("x.yaml:15:64: count: '0' must be > 0"));
  EXPECT_THAT(refusal("{kernels: []}"), HasSubstr("at least one is needed"));
  EXPECT_THAT(refusal("{kernels: [{op: work, flop: 1}], input: 3}"), HasSubstr("unknown key 'input'"));
}

TEST(KernelInput, RefusesModelsAskedForWhatTheyCannot) {
  EXPECT_THAT(refusal("{model: alexnet, input: 30}"), HasSubstr("the input is too small for layer 'pool"));
  EXPECT_THAT(refusal("{model: alexnet, phase: decode}"), HasSubstr("belong to language models"));
  EXPECT_THAT(refusal("{model: llama-3.1-8b}"), HasSubstr("model 'llama-3.1-8b': a language model needs 'phase'"));
  EXPECT_THAT(refusal("{model: llama-3.1-8b, phase: prefil}"), HasSubstr("did you mean 'prefill'?"));
  EXPECT_THAT(refusal("{model: llama-3.1-8b, phase: prefill, steps: 3}"), HasSubstr("'steps' belong to phase decode"));
  EXPECT_THAT(refusal("{model: llama-3.1-8b, phase: decode, batch: 3}"),
              HasSubstr("'input' and 'batch' belong to networks"));
  EXPECT_THAT(refusal("{model: alexnet, dtype: fp61}"),
              StartsWith("x.yaml:15:41: unknown number format 'fp61'; did you mean"));
}

TEST(KernelInput, RefusesWhatATargetCannotTell) {
  // The toy states neither a bandwidth nor a peak of fp64.
  EXPECT_THAT(refusal("{kernels: [{op: elementwise, rows: 1, columns: 1}]}"),
              StartsWith("x.yaml:15:17: target 'toy' says nothing of elementwise in fp16"));
  EXPECT_THAT(refusal("{kernels: [{op: work, flop: 1, dtype: fp64}]}"), HasSubstr("says nothing of work in fp64"));
}

}  // namespace
}  // namespace tradewind
