#include "results/timeline.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.hpp"
#include "base/random.hpp"
#include "campus.hpp"

namespace tradewind::results {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

class TimelineTest : public ::testing::Test {
 protected:
  /// The events of a closed file.
  json events() const { return json::parse(read_file(path)).at("traceEvents"); }

  const Folder folder;
  const std::filesystem::path path = folder.path() / "timeline.json";
  const scenario::Model model = campus_model();
};

/// A transfer over the WLAN to the server.
metrics::TransferRecord upload(std::uint32_t phone, Duration start, Duration finish) {
  return {.application = {0},
          .from = {phone},
          .to = {3},
          .first_channel = {0},
          .bytes = 250_kB,
          .start = start,
          .finish = finish};
}

/// "pid name" of each, in the order of the file.
std::vector<std::string> names(const json& events, std::string_view what) {
  std::vector<std::string> all;
  for (const auto& event : events)
    if (event["name"] == what) all.push_back(event["pid"].dump() + " " + event["args"]["name"].get<std::string>());
  return all;
}
std::vector<std::string> thread_names(const json& events) { return names(events, "thread_name"); }
std::vector<std::string> process_names(const json& events) { return names(events, "process_name"); }

TEST_F(TimelineTest, ShowsTasksOnTheirCores) {
  Timeline timeline(model, path);
  timeline.execution({.request = 4, .application = {0}, .processor = {3}, .core = 0, .start = 1_s, .finish = 1.5_s});
  timeline.close();
  const auto all = events();
  const auto task = std::ranges::find(all, json("X"), [](const json& event) { return event["ph"]; });
  ASSERT_NE(task, all.end());
  EXPECT_EQ(*task, json::parse(R"({"ph": "X", "pid": 4, "tid": 1, "ts": 1000000, "dur": 500000, "cat": "task",
                                   "name": "infer", "args": {"request": 4, "application": "detector"}})"));
  EXPECT_THAT(thread_names(all), ElementsAre("4 gpu core 0"));
  EXPECT_THAT(process_names(all), Contains("4 server"));
}

TEST_F(TimelineTest, ShowsTransfersAtTheSenderInLanes) {
  Timeline timeline(model, path);
  timeline.transfer(upload(0, 0_s, 2_s));
  timeline.transfer(upload(1, 0_s, 3_s));  // of the other phone: a lane of its own anyway
  timeline.transfer(upload(0, 1_s, 3_s));  // overlaps the first
  timeline.transfer(upload(0, 2_s, 4_s));  // follows the first
  timeline.transfer({.application = {0}, .from = {3}, .to = {1}, .first_channel = {2}, .start = 4_s, .finish = 5_s});
  timeline.close();
  EXPECT_THAT(thread_names(events()),
              ElementsAre("1 wlan to server", "2 wlan to server", "1 wlan to server #2", "4 lan to phone"));
}

TEST_F(TimelineTest, CountsPowerAndQueueLengthOfGroups) {
  Timeline timeline(model, path);
  timeline.group_state(GroupId{0}, 1_s, 5_W, 0);
  timeline.group_state(GroupId{0}, 1_s, 7_W, 1);  // at the same date: only this one counts
  timeline.group_state(GroupId{0}, 2_s, 7_W, 0);
  timeline.close();
  std::vector<std::string> counters;
  for (const auto& event : events())
    if (event["ph"] == "C" && event["pid"] == 6)
      counters.push_back(event["name"].get<std::string>() + event["args"].dump() + "@" + event["ts"].dump());
  EXPECT_THAT(counters, ElementsAre(R"(power{"W":2}@0)", R"(queue length{"tasks":0}@0)", R"(power{"W":7}@1000000)",
                                    R"(queue length{"tasks":1}@1000000)", R"(queue length{"tasks":0}@2000000)"));
  EXPECT_THAT(process_names(events()), IsSupersetOf({"6 phone (all 2)", "5 region"}));
}

TEST_F(TimelineTest, IsValidWhenARunIsInterrupted) {
  {
    Timeline timeline(model, path);
    timeline.transfer(upload(0, 0_s, 2_s));
  }
  EXPECT_THAT(thread_names(events()), ElementsAre("1 wlan to server"));
}

TEST_F(TimelineTest, LetsNothingOverlapWithinAThreadAndNamesEveryThreadFirst) {
  Timeline timeline(model, path);
  Stream random(1, 2, 3);
  // Tasks back to back on each core and random transfers, in the order of their end as the sink promises.
  struct Execution {
    std::uint32_t processor, core;
    double end;
  };
  std::vector<Execution> cores{{0, 0, 0}, {0, 1, 0}, {2, 0, 0}, {2, 3, 0}, {3, 0, 0}, {4, 9, 0}};
  std::vector<metrics::TransferRecord> transfers;
  for (int i = 0; i < 2000; ++i) {
    const double start = 1000 * random.uniform();
    transfers.push_back(upload(static_cast<std::uint32_t>(random.below(2)), {start}, {start + random.exponential()}));
  }
  std::ranges::sort(transfers, {}, &metrics::TransferRecord::finish);
  for (const auto& transfer : transfers) timeline.transfer(transfer);
  for (int i = 0; i < 2000; ++i) {
    auto& core = cores[random.below(cores.size())];
    const double start = core.end;
    core.end += random.exponential();
    timeline.execution(
        {.application = {0}, .processor = {core.processor}, .core = core.core, .start = {start}, .finish = {core.end}});
  }
  timeline.close();

  const auto nanoseconds = [](const json& microseconds) { return std::llround(microseconds.get<double>() * 1000); };
  std::map<std::pair<int, int>, std::vector<std::pair<long long, long long>>> spans;
  std::set<std::pair<int, int>> named;
  std::set<int> processes;
  for (const auto& event : events()) {
    if (event["name"] == "process_name") processes.insert(event["pid"].get<int>());
    if (event["name"] == "thread_name") named.emplace(event["pid"], event["tid"]);
    if (event["ph"] != "X") continue;
    const std::pair thread{event["pid"].get<int>(), event["tid"].get<int>()};
    EXPECT_TRUE(processes.contains(thread.first) && named.contains(thread));
    const auto start = nanoseconds(event["ts"]);
    spans[thread].emplace_back(start, start + nanoseconds(event["dur"]));
  }
  std::size_t count = 0;
  for (auto& [thread, times] : spans) {
    std::ranges::sort(times);
    count += times.size();
    for (std::size_t i = 1; i < times.size(); ++i) ASSERT_LE(times[i - 1].second, times[i].first);
  }
  EXPECT_EQ(count, 4000U);
}

}  // namespace
}  // namespace tradewind::results
