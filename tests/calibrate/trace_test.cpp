// Kernel traces: what is read, what is left out and counted, what is refused, and that writing reads back.

#include "calibrate/trace.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <string>

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "calibrate/row_reader.hpp"
#include "config/problem.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::calibrate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class KernelTraces : public testing::Test {
 protected:
  Trace read(std::string_view text) { return read_trace({folder.write("t.csv", text)}); }
  /// The words of the refusal; empty when it is read.
  std::string refusal(std::string_view text) {
    try {
      read(text);
      return {};
    } catch (const config::ConfigError& error) {
      return error.what();
    }
  }
  test::TemporaryFolder folder;
};

TEST_F(KernelTraces, ReadsShapesAmountsAndTags) {
  const auto trace = read(
      "target,op,dtype,m,n,k,latency_s,power_w,weight,kernel,engine\n"
      "a100_sxm,gemm,bfloat16,16,32,64,1.5e-5,250,3,cutlass,vllm 0.1\n");
  ASSERT_EQ(trace.rows.size(), 1u);
  const Row& row = trace.rows.front();
  EXPECT_EQ(row.target, "a100_sxm");
  EXPECT_EQ(row.dtype, "bf16");  // in canonical spelling
  const auto& gemm = std::get<cost::Gemm>(row.kernel);
  EXPECT_EQ(gemm.m, 16);
  EXPECT_EQ(gemm.n, 32);
  EXPECT_EQ(gemm.k, 64);
  EXPECT_EQ(row.latency, 1.5e-5);
  EXPECT_EQ(row.power, 250);
  EXPECT_EQ(row.energy, std::nullopt);
  EXPECT_EQ(row.weight, 3);
  EXPECT_THAT(row.tags, ElementsAre(Pair("kernel", "cutlass"), Pair("engine", "vllm 0.1")));
  EXPECT_EQ(row.line, 2u);
  EXPECT_THAT(trace.rejected, IsEmpty());
}

TEST_F(KernelTraces, ColumnsOfOneOpAreTagsOfAnother) {
  const auto trace = read(
      "target,op,dtype,m,n,k,tokens,hidden,inter,experts,top_k,tp,latency_s\n"
      "g,gemm,fp16,1,2,3,,,,,,4,1\n"
      "g,moe,fp16,,,,8,16,32,4,2,2,1\n");
  ASSERT_EQ(trace.rows.size(), 2u);
  EXPECT_THAT(trace.rows[0].tags, ElementsAre(Pair("tp", "4")));
  EXPECT_THAT(trace.rows[1].tags, IsEmpty());
  EXPECT_EQ(std::get<cost::Moe>(trace.rows[1].kernel).tp, 2);
}

TEST_F(KernelTraces, BadRowsAreLeftOutAndCounted) {
  const auto trace = read(
      "target,op,dtype,m,n,k,latency_s\n"
      "g,gemm,fp16,1,2,3,1\n"
      "g,gemm,fp16,1,2,3,0\n"
      "g,gemm,fp16,1,2,3,nan\n"
      "g,gemm,fp16,1,2,3,-1\n"
      "g,gemm,fp16,1,2,x,1\n"
      "g,gemm,fp16,1,2,y,1\n"
      "g,gemm,fp16,1,2,3\n"
      "g,gemm,fp16,1,2,,1\n");
  EXPECT_EQ(trace.rows.size(), 1u);
  EXPECT_THAT(trace.rejected, ElementsAre(Pair("k is missing", 1), Pair("k: … is not a positive number", 2),
                                          Pair("latency_s is not a positive number", 3),
                                          Pair("other number of fields than the header", 1)));
}

TEST_F(KernelTraces, ReasonsAreBounded) {
  std::string text = "target,op,dtype,m,n,k,latency_s\ng,gemm,fp16,1,2,3,1\n";
  for (int i = 0; i < 100; ++i)
    text += "g,gemm" + std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i) + ",fp16,1,2,3,1\n";
  const auto trace = read(text);
  EXPECT_LE(trace.rejected.size(), 21u);
  EXPECT_EQ(trace.rejected.at("other reasons"), 80u);
}

TEST_F(KernelTraces, RefusesFilesWithoutAGoodRow) {
  EXPECT_THAT(refusal("target,op,dtype,m,n,k,latency_s\ng,gemn,fp16,1,2,3,1\n"),
              HasSubstr("t.csv:2:1: no row is good; of this one: unknown op 'gemn'; did you mean 'gemm'?"));
  EXPECT_THAT(refusal("target,op,dtype,m,n,k\ng,gemm,fp16,1,2,3\n"), HasSubstr("no column 'latency_s'"));
  EXPECT_THAT(refusal("target,op,op,latency_s\n"), HasSubstr("column 'op' is there twice"));
  EXPECT_THAT(refusal(""), HasSubstr("a header is required"));
  EXPECT_THROW(read_trace({folder.path("absent.csv")}), RuntimeFailure);
}

TEST_F(KernelTraces, QueriesNeedNoLatency) {
  Records records(folder.write("t.csv", "op,dtype,m,n,k\ngemm,fp16,1,2,3\n"));
  RowReader reader(records, true);
  ASSERT_TRUE(records.next());
  Row row;
  EXPECT_EQ(reader.read(records.fields(), row), "");
  EXPECT_TRUE(std::isnan(row.latency));
  EXPECT_EQ(std::get<cost::Gemm>(row.kernel).k, 3);
}

TEST_F(KernelTraces, FlopAndBytesAreEnough) {
  const auto trace = read("target,flop,bytes,latency_s\ng,1e9,1e6,1e-3\n");
  ASSERT_EQ(trace.rows.size(), 1u);
  EXPECT_EQ(std::get<cost::PlainWork>(trace.rows.front().kernel).flop, 1e9);
}

TEST_F(KernelTraces, SeveralFilesAreOneTraceWithOneHash) {
  const std::string text = "target,op,dtype,bytes,ranks,latency_s\ng,all_reduce,fp16,1024,8,1e-5\n";
  const auto plain = folder.write("a.csv", text), packed = folder.write("b.csv.gz", test::gzip(text));
  EXPECT_EQ(read_trace({plain}).hash, sha256(text));
  const auto both = read_trace({plain, packed});
  EXPECT_EQ(both.rows.size(), 2u);
  EXPECT_EQ(both.hash, sha256(sha256(text) + sha256(test::gzip(text))));
}

TEST_F(KernelTraces, QuotedFieldsHoldCommas) {
  const auto trace = read("target,op,dtype,m,n,k,latency_s,kernel\ng,gemm,fp16,1,2,3,1,\"a, \"\"b\"\"\"\n");
  EXPECT_THAT(trace.rows.at(0).tags, ElementsAre(Pair("kernel", "a, \"b\"")));
}

/// Every kind of kernel, written and read again.
TEST_F(KernelTraces, WhatIsWrittenReadsBack) {
  Trace trace;
  const auto add = [&](cost::Kernel kernel) {
    trace.rows.push_back({.target = "g", .dtype = "fp16", .kernel = std::move(kernel), .latency = 0.1});
  };
  add(cost::Gemm{.m = 1, .n = 2, .k = 3, .batch = 4});
  add(cost::Attention{.phase = cost::Phase::decode, .batch = 2, .context = 9, .heads = 8, .kv_heads = 2, .window = 7});
  add(cost::Moe{.tokens = 2, .hidden = 3, .inter = 4, .experts = 8, .top_k = 2, .tp = 2, .ep = 4, .skew = 1.2});
  add(cost::Mla{.phase = cost::Phase::prefill, .batch = 2, .query = 3, .context = 4, .heads = 5, .module = false});
  add(cost::Ssm{.phase = cost::Phase::decode, .part = "scan", .batch = 2, .tokens = 2, .width = 3, .heads = 4});
  add(cost::Conv2d{.in_h = 5, .in_w = 6, .in_c = 3, .out_c = 8, .kernel = 3, .stride = 2, .padding = 1, .groups = 1});
  add(cost::Elementwise{.name = "rope", .rows = 4, .columns = 5, .moves = 2, .tp = 4});
  add(cost::Collective{.algorithm = "all_gather", .bytes = 100, .ranks = 16, .ranks_per_node = 8});
  add(cost::Memcpy{.path = "host", .bytes = 10});
  add(cost::ModelPhase{.phase = cost::Phase::prefill, .model = "m", .tokens = 3, .context = 4});
  add(cost::Network{.model = "space:1, the first", .flop = 5, .bytes = 6});
  add(cost::PlainWork{.name = "host", .flop = 0, .bytes = 0});
  trace.rows[0].power = 12.5;
  trace.rows[1].energy = 0.25;
  trace.rows[2].weight = 3;
  trace.rows[0].tags = {{"tp", "2"}, {"engine", "say \"x\", y"}};
  write_trace(folder.path("w.csv"), trace);
  const auto back = read_trace({folder.path("w.csv")});
  EXPECT_THAT(back.rejected, IsEmpty());
  ASSERT_EQ(back.rows.size(), trace.rows.size());
  for (std::size_t i = 0; i < back.rows.size(); ++i) {
    EXPECT_EQ(cost::op_name(back.rows[i].kernel), cost::op_name(trace.rows[i].kernel));
    EXPECT_EQ(cost::shape_of(back.rows[i].kernel), cost::shape_of(trace.rows[i].kernel)) << i;
    EXPECT_EQ(cost::labels_of(back.rows[i].kernel), cost::labels_of(trace.rows[i].kernel)) << i;
    EXPECT_EQ(back.rows[i].power, trace.rows[i].power);
    EXPECT_EQ(back.rows[i].energy, trace.rows[i].energy);
    EXPECT_EQ(back.rows[i].weight, trace.rows[i].weight);
  }
  EXPECT_THAT(back.rows[0].tags, testing::UnorderedElementsAreArray(trace.rows[0].tags));
}

}  // namespace
}  // namespace tradewind::calibrate
