#include "report/run_json.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "report/topology_json.hpp"
#include "report/trace_bars.hpp"
#include "samples.hpp"

namespace tradewind::report {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(TraceBars, AreInOrderOfPlacesAndStarts) {
  const auto bars = first_bars(samples::small_run().timeline, 10, "timeline.json");
  ASSERT_EQ(bars.bars.size(), 3);
  EXPECT_TRUE(bars.complete);
  EXPECT_EQ(bars.bars[0].process, "phone");
  EXPECT_EQ(bars.bars[0].thread, "wlan to server");
  EXPECT_EQ(bars.bars[0].category, "transfer");
  EXPECT_DOUBLE_EQ(bars.bars[0].start_s, 0.9);
  EXPECT_EQ(bars.bars[1].request, 0);  // the server's: request 0 at 1 s, request 1 at 2 s
  EXPECT_EQ(bars.bars[2].request, 1);
  EXPECT_DOUBLE_EQ(bars.bars[2].duration_s, 1);
}

TEST(TraceBars, KeepTheEarliestWhenThereAreMore) {
  const auto bars = first_bars(samples::small_run().timeline, 2, "timeline.json");
  ASSERT_EQ(bars.bars.size(), 2);
  EXPECT_FALSE(bars.complete);
  EXPECT_DOUBLE_EQ(bars.bars[0].start_s, 0.9);
  EXPECT_DOUBLE_EQ(bars.bars[1].start_s, 1);
}

TEST(TraceBars, ReadNoFurtherThanNeeded) {
  std::string trace = R"({"traceEvents":[)";
  for (int i = 0; i < 5; ++i)
    trace += R"({"ph":"X","pid":1,"tid":1,"ts":)" + std::to_string(i) + R"(,"dur":1,"name":"t"},)";
  EXPECT_EQ(first_bars(trace + "nonsense", 2, "timeline.json").bars.size(), 2);
}

TEST(TraceBars, RefuseWhatIsNoTrace) {
  EXPECT_THAT([] { first_bars(R"({"traceEvents":[{)", 5, "timeline.json of x"); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("'timeline.json of x' is not a Chrome trace")));
}

TEST(Topology, LinksGroupsInPlaceOfTheirMembers) {
  const auto map = json::parse(topology_json(samples::small_run().scenario, "scenario.yaml"));
  EXPECT_EQ(map["links"][0]["from"], "phone");  // written as phone-3
  EXPECT_EQ(map["links"][0]["to"], "ap");
  EXPECT_EQ(map["links"][0]["shared"], true);
  EXPECT_EQ(map["nodes"][0]["count"], 4);
  EXPECT_EQ(map["nodes"][0]["processors"][0], "cpu: 2 × 1 Gflop/s");
  EXPECT_TRUE(map["nodes"][1]["processors"].empty());
}

TEST(Topology, KeepsPlacesOnEarth) {
  const auto map = json::parse(topology_json(
      "platform: {nodes: [{name: a, tier: edge, latitude: 48.1, longitude: 11.6}], links: []}", "scenario.yaml"));
  EXPECT_EQ(map["nodes"][0]["latitude"], 48.1);
  EXPECT_EQ(map["nodes"][0]["longitude"], 11.6);
}

TEST(RunDocuments, LeaveOutWhatDiffersBetweenEqualRuns) {
  for (const auto& [name, text] : run_documents(samples::small_run())) {
    EXPECT_EQ(text.find("wall_s"), text.npos) << name;
    EXPECT_EQ(text.find("peak_rss_bytes"), text.npos) << name;
  }
}

TEST(RunDocuments, AreOnlyThoseOfFilesThatExist) {
  auto run = samples::small_run();
  run.series = run.timeline = run.scenario = "";
  for (const auto& [name, text] : run_documents(run))
    EXPECT_THAT(name, ::testing::AnyOf("run", "run-metrics", "run-summary"));
}

TEST(RunDocuments, SayWhichFileIsDamaged) {
  auto run = samples::small_run();
  run.series = "{";
  EXPECT_THAT([&] { run_documents(run); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("series.json of run of one phone is damaged")));
}

}  // namespace
}  // namespace tradewind::report
