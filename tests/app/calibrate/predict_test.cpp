// predict: the times of a made-up machine whose roofline is simple enough to be worked out here.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::ElementsAre;
using testing::HasSubstr;

/// 1 us to launch, then 2 m n k flop at half of 1 Tflop/s; the memory never limits.
const std::string model = R"(format: 4
ops:
  - target: box
    op: gemm
    dtype: fp16
    kind: roofline
    rows: 100
    ranges: [{column: m, low: 1, high: 1048576}]
    quantiles: [0, 0, 0]
    peaks: {compute: 1e12, memory: 1e18}
    roofline: {launch: 1e-6, compute_efficiency: 0.5, memory_efficiency: 1, tile_exponent: 0}
)";

Words cells_of(const std::string& line) {
  Words cells(1);
  for (const char c : line)
    if (c == ',')
      cells.emplace_back();
    else
      cells.back() += c;
  return cells;
}

class Predict : public testing::Test {
 protected:
  Predict() { folder_.write("box.yaml", model); }
  Ended predict(const std::string& queries) {
    folder_.write("queries.csv", queries);
    return tradewind(folder_, {"predict", "--model", "box.yaml", "--data", "queries.csv", "-o", "answers.csv"});
  }
  Words answers() const { return lines_of(folder_.read("answers.csv")); }
  Folder folder_;
};

TEST_F(Predict, AnswersEveryLineInItsPlaceHoweverManyThereAre) {
  constexpr int rows = 150'000;  // several rounds of all threads
  std::string queries = "note,target,op,dtype,m,n,k\n";
  for (int m = 1; m <= rows; ++m) queries += fmt::format("\" {0}, said \"\"so\"\"\",box,gemm,fp16,{0},1000,500\n", m);
  const auto ended = predict(queries);
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  const auto lines = answers();
  ASSERT_EQ(lines.size(), rows + 1U);
  EXPECT_EQ(lines[0], "note,target,op,dtype,m,n,k,latency_s,latency_low_s,latency_high_s,energy_j,outside_octaves");
  for (int m = 1; m <= rows; ++m) {
    const auto cells = cells_of(lines[static_cast<std::size_t>(m)]);
    ASSERT_EQ(cells.size(), 13U) << lines[static_cast<std::size_t>(m)];  // one comma is in the note
    ASSERT_EQ(cells[5], std::to_string(m));
    ASSERT_NEAR(std::stod(cells[8]), 1e-6 + 2.0 * m * 1000 * 500 / 0.5e12, 1e-8 * std::stod(cells[8]));
  }
}

TEST_F(Predict, KeepsLinesWithoutAPredictionAndSaysWhy) {
  const auto ended = predict(
      "target,op,dtype,m,n,k,latency_s\n"
      "box,gemm,fp16,10,10,10,1e-6\n"
      "\n"
      "box,gemm,fp16,none,10,10,\n"
      "box,gemm,fp16,10,10\n"
      "other,gemm,fp16,10,10,10,\n"
      "box,gemm,fp16,2097152,10,10,\n");
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(
      answers(),
      ElementsAre("target,op,dtype,m,n,k,measured_latency_s,latency_s,latency_low_s,latency_high_s,energy_j,"
                  "outside_octaves",
                  "box,gemm,fp16,10,10,10,1e-6,1.004e-06,1.004e-06,1.004e-06,,0", "box,gemm,fp16,none,10,10,,,,,,",
                  "box,gemm,fp16,10,10,,,,,", "other,gemm,fp16,10,10,10,,,,,,",
                  testing::MatchesRegex("box,gemm,fp16,2097152,10,10,,0.00083986.*,0.99999.*")));
  EXPECT_THAT(ended.err, HasSubstr("no prediction for 1 row: other number of fields than the header"));
  EXPECT_THAT(ended.err, HasSubstr("no prediction for 1 row: m: … is not a positive number"));
  EXPECT_THAT(ended.err, HasSubstr("1 row outside the shapes that the model was fitted on"));
  EXPECT_THAT(ended.err, HasSubstr("1 row without a prediction: the model has no fit"));
}

TEST_F(Predict, CountsEveryRowOnceHoweverManyThereAre) {
  std::string queries =
      "target,op,dtype,m,n,k\nother,gemm,fp16,1,1,1\nbox,gemm,fp16,2097152,1,1\nbox,gemm,fp16,x,1,1\n";
  for (int i = 0; i < 150'000; ++i) queries += "box,gemm,fp16,1,1,1\n";
  const auto ended = predict(queries);
  EXPECT_EQ(ended.code, 4);
  EXPECT_THAT(ended.err, HasSubstr("no prediction for 1 row: m: … is not a positive number"));
  EXPECT_THAT(ended.err, HasSubstr("1 row outside the shapes"));
  EXPECT_THAT(ended.err, HasSubstr("1 row without a prediction"));
}

TEST_F(Predict, OfNonsenseLeavesTheOldAnswersAlone) {
  folder_.write("answers.csv", "old\n");
  const auto ended = predict("target,op,dtype,m,n,k\nbox,gemm,fp16,x,y,z\n");
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("queries.csv:2:1: no row is good; of this one: m: 'x' is not a positive number"));
  EXPECT_EQ(predict(std::string("target,op,dtype,m,n,k\nbox,gemm,fp16,1,1,1\nbox,gemm,fp16,1,1,") + '\0').code, 3);
  EXPECT_EQ(folder_.read("answers.csv"), "old\n");
  EXPECT_THAT(folder_.names(), ElementsAre("answers.csv", "box.yaml", "queries.csv"));
}

TEST_F(Predict, OfAFileThatHasOnlyAHeaderIsThatHeader) {
  EXPECT_EQ(predict("target,op,dtype,m,n,k\n").code, 0);
  EXPECT_EQ(answers().size(), 1U);
}

}  // namespace
}  // namespace tradewind
