#include <gmock/gmock.h>

#include <cstdlib>

#include "base/check.hpp"
#include "base/file.hpp"
#include "report/figure.hpp"
#include "report/gnuplot.hpp"
#include "samples.hpp"
#include "tests/support/run.hpp"

namespace tradewind::report {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

class FiguresTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("gnuplot --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "gnuplot is not installed";
  }
  std::vector<std::string> write(const Input& input) {
    std::vector<std::string> names;
    for (const auto& file : write_figures(input, folder / "figures")) {
      EXPECT_GT(std::filesystem::file_size(file), 0) << file;
      if (file.extension() == ".pdf") names.push_back(file.stem());
    }
    return names;
  }
  std::string text(const std::string& name) const { return read_file(folder / "figures" / name); }
  const testing::TemporaryFolder folder;
};

TEST_F(FiguresTest, OfASweepAreItsFrontPoliciesLatencyAndEnergy) {
  const auto sample = samples::two_policies();
  EXPECT_THAT(write(sample.input()),
              UnorderedElementsAre("front", "policies-latency_p95_s", "policies-energy_device_j", "latency", "energy"));
  EXPECT_THAT(text("front.pdf"), StartsWith("%PDF-"));
  EXPECT_THAT(text("front.svg"), HasSubstr("latency p95 (s)"));
  EXPECT_THAT(text("front.svg"), HasSubstr("fixed (node: server)"));
}

TEST_F(FiguresTest, OfARunAreItsLatencyEnergyAndSeries) {
  EXPECT_THAT(write({.sweep = {}, .run = samples::small_run(), .provenance = {}}),
              UnorderedElementsAre("latency", "energy", "power", "utilisation"));
  EXPECT_THAT(text("power.csv"), StartsWith("node,time_s,power_w,label\n0,0,1,\"phone\"\n0,2.5,2,\"phone\"\n"));
  EXPECT_THAT(text("power.csv"),
              HasSubstr("\n0,7.5,1,\"phone\"\n0,10,1,\"phone\"\n1,0,"));  // to the end of the last bin
}

TEST_F(FiguresTest, StandOnTheFiguresInTheirTables) {
  const auto sample = samples::two_policies();
  write(sample.input());
  EXPECT_THAT(text("front.csv"), HasSubstr("kind,policy,latency_p95_s,latency_p95_s_ci95,energy_device_j,"
                                           "energy_device_j_ci95,probability,point,label\nfront,1,0.495,"));
  EXPECT_THAT(text("policies-energy_device_j.csv"),
              HasSubstr("\n0,7,0,3,\"local\"\n1,2,0,3,\"fixed (node: server)\"\n"));
  // Local at 80 Mbps first: device 7 J, edge 10 J.
  EXPECT_THAT(text("energy.csv"), HasSubstr("\n0,7,10,0,0,\"local\"\n1,2,15,0,0,\"fixed (node: server)\"\n"));
}

TEST_F(FiguresTest, AreTheSameBytesForTheSameInput) {
  const auto sample = samples::two_policies();
  write(sample.input());
  const auto svg = text("front.svg"), pdf = text("front.pdf");
  write(sample.input());
  EXPECT_EQ(text("front.svg"), svg);
  EXPECT_TRUE(text("front.pdf") == pdf);
  EXPECT_THAT(pdf, HasSubstr("(D:19700101000000"));
}

TEST_F(FiguresTest, CanDoWithoutIntervals) {
  const auto sample = samples::many_points(20);  // one replication each
  EXPECT_THAT(write(sample.input()), UnorderedElementsAre("front"));
  EXPECT_THAT(text("front.csv"), HasSubstr("\nfront,0,0.01,,1000,,1,0,"));
}

TEST_F(FiguresTest, TakeNamesAsTextOnly) {
  const auto sample = samples::hostile_names();
  write(sample.input());
  EXPECT_FALSE(std::filesystem::exists(folder / "figures" / "x"));  // of `touch x` in the policies' names
  EXPECT_FALSE(std::filesystem::exists(folder / "figures" / "y"));
  EXPECT_THAT(text("front.svg"), HasSubstr("&lt;/script"));
}

TEST_F(FiguresTest, SayWhenGnuplotIsMissing) {
  const std::string path = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  const auto sample = samples::two_policies();
  EXPECT_THAT([&] { write_figures(sample.input(), folder / "figures"); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("package gnuplot-nox")));
  setenv("PATH", path.c_str(), 1);
}

TEST_F(FiguresTest, PassOnWhatGnuplotSays) {
  const auto script = folder.write("wrong.gp", "plot nonsense(\n");
  EXPECT_THAT([&] { run_gnuplot(script); }, ThrowsMessage<RuntimeFailure>(HasSubstr("wrong.gp")));
}

TEST(TicStep, GivesAtMostFiveSteps) {
  EXPECT_DOUBLE_EQ(tic_step(5), 1);
  EXPECT_DOUBLE_EQ(tic_step(5.5), 2);
  EXPECT_DOUBLE_EQ(tic_step(7000), 2000);
  EXPECT_DOUBLE_EQ(tic_step(0.26), 0.1);
  EXPECT_DOUBLE_EQ(tic_step(30), 10);
  EXPECT_DOUBLE_EQ(tic_step(0), 1);
}

TEST(RowNames, StandAboveTheirRowsWhenTheyAreLong) {
  EXPECT_THAT(RowNames({"local", "edge"}).commands(), HasSubstr("set ytics ('local' 0, 'edge' 1)"));
  EXPECT_THAT(RowNames({"local", "shortest_completion, variant fastest"}).commands(),
              HasSubstr("set label 2 'shortest_completion, variant fastest' at graph 0.01, first 0.72 left front"));
}

TEST(GnuplotString, HasNothingSpecialInside) {
  EXPECT_EQ(gnuplot_string("`x`\n$"), "'`x` $'");
  EXPECT_EQ(gnuplot_string("it's `x`"), R"("it\047s \140x\140")");  // ' is 47, ` is 140 in octal
}

}  // namespace
}  // namespace tradewind::report
