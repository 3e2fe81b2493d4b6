// import: what a user types, what comes out where, and that nothing is half there when it fails.

#include <gmock/gmock.h>

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;
using testing::StartsWith;

/// Three layers of a made-up network; one has no time, one a time below zero.
const std::string profile = R"([{"count": 100},
 {"name": "conv1", "timeMs": 50, "averageMs": 0.5, "medianMs": 0.4, "percentage": 50},
 {"name": "pool1", "timeMs": 20, "averageMs": 0.2, "percentage": 20},
 {"name": "relu1", "timeMs": 20, "averageMs": 0.2, "medianMs": -0.2, "percentage": 20}])";
const std::string good_profile =
    R"([{"count": 100}, {"name": "conv1", "timeMs": 50, "averageMs": 0.5, "medianMs": 0.4, "percentage": 50}])";
/// conv1 took 0.4 ms, measured 100 times; fp16 is in the name of the file.
const std::string good_trace =
    "target,op,dtype,kernel,flop,bytes,latency_s,weight,model,engine\n"
    "box,work,fp16,conv1,0,0,4e-04,100,net_fp16,tensorrt\n";

class Import : public testing::Test {
 protected:
  Import() { folder_.write("net_fp16.profile.json", good_profile); }
  Ended import(Words words) {
    words.insert(words.begin(), "import");
    return tradewind(folder_, words);
  }
  Folder folder_;
};

TEST_F(Import, WritesTheTraceToAFileAndTellsOnStderr) {
  const auto ended = import({"trt", "net_fp16.profile.json", "--target", "box", "-o", "trace.csv"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(folder_.read("trace.csv"), good_trace);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, StartsWith("rows      1\n"));
  EXPECT_THAT(ended.err, HasSubstr("note      medianMs → s (× 0.001)"));
  EXPECT_EQ(last_line(ended.err), "written   trace.csv");
}

TEST_F(Import, WritesTheTraceAloneToStdout) {
  const auto ended = import({"trt", "net_fp16.profile.json", "--target", "box"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out, good_trace);
  EXPECT_THAT(ended.err, HasSubstr("rows      1\n"));
  EXPECT_EQ(folder_.names(), Words{"net_fp16.profile.json"});
}

TEST_F(Import, LeavesBadRowsOutCountsAndNamesThem) {
  folder_.write("bad_fp16.profile.json", profile);
  const auto ended = import({"trt", "bad_fp16.profile.json", "-o", "trace.csv"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.err, HasSubstr("rows      1\n"));
  EXPECT_THAT(ended.err, HasSubstr("left out  2\n"));
  EXPECT_THAT(ended.err, HasSubstr("  1  layer: medianMs is missing\n"));
  EXPECT_THAT(ended.err, HasSubstr("  1  layer: the latency is zero or negative\n"));
  EXPECT_EQ(lines_of(folder_.read("trace.csv")).size(), 2U);
}

TEST_F(Import, OfBadRowsOnlyIsInvalidInputAndWritesNothing) {
  folder_.write("none.json", R"([{"name": "pool1", "averageMs": 0.2}])");
  const auto ended = import({"trt", "none.json", "-o", "trace.csv"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("  1  layer: medianMs is missing\n"));
  EXPECT_EQ(last_line(ended.err), "tradewind: no row is left, nothing is written");
  EXPECT_FALSE(folder_.has("trace.csv"));
  EXPECT_EQ(import({"trt", "none.json"}).out, "");
}

TEST_F(Import, OfAnUnknownFormatSuggestsTheNearest) {
  const auto ended = import({"vidru", "net_fp16.profile.json", "-o", "trace.csv"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("unknown format 'vidru'; did you mean 'vidur'? (known: aiconfigurator, "));
  EXPECT_FALSE(folder_.has("trace.csv"));
}

TEST_F(Import, OfAFileOfAnotherFormatSaysWhere) {
  const auto ended = import({"splitwise", "net_fp16.profile.json", "-o", "trace.csv"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("net_fp16.profile.json:1:1: "));
  EXPECT_FALSE(folder_.has("trace.csv"));
}

TEST_F(Import, OfDamagedGzipSaysSoAndKeepsTheOldFile) {
  // The two bytes that gzip files begin with, and then none.
  folder_.write("perf_model.csv.gz", std::string("\x1f\x8b", 2) + "this is no deflated stream");
  folder_.write("trace.csv", "of yesterday");
  const auto ended = import({"splitwise", "perf_model.csv.gz", "-o", "trace.csv"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("perf_model.csv.gz:"));
  EXPECT_THAT(ended.err, HasSubstr("gzip"));
  EXPECT_EQ(folder_.read("trace.csv"), "of yesterday");
  EXPECT_EQ(folder_.names(), (Words{"net_fp16.profile.json", "perf_model.csv.gz", "trace.csv"}));
}

TEST_F(Import, WithoutAFolderToWriteToFailsAndLeavesNothing) {
  const auto ended = import({"trt", "net_fp16.profile.json", "-o", "nowhere/trace.csv"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("nowhere/trace.csv"));
  EXPECT_EQ(folder_.names(), Words{"net_fp16.profile.json"});
}

TEST_F(Import, WithoutAFileIsAMistakeInTheCommand) {
  EXPECT_EQ(import({"trt"}).code, 2);
  EXPECT_EQ(import({"trt", "absent.json", "-o", "trace.csv"}).code, 2);
  EXPECT_FALSE(folder_.has("trace.csv"));
}

TEST_F(Import, TakesSizesFromTheModelsThatShip) {
  folder_.write("RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1/dense.csv", "layer,tokens,time_us\no_proj,32,32\n");
  const auto ended = import({"llmservingsim", "RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1/dense.csv"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  // 32 heads of 128 and a width of 4096.
  EXPECT_THAT(ended.out, HasSubstr("\nrtx_4090,gemm,bf16,32,4096,4096,3.2e-05,o_proj,1,Llama-3.1-8B,llmservingsim\n"));
}

}  // namespace
}  // namespace tradewind
