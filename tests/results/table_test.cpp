#include "results/table.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "campus.hpp"

namespace tradewind::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RunInfo run_info(const Summary& summary) {
  return {.name = "campus",
          .run_id = "0123",
          .seed = 7,
          .thresholds = compare(load_campus().scenario, summary),
          .provenance = {.wall = 2_ms}};
}

TEST(Table, FitsOnAScreen) {
  const auto model = campus_model();
  const auto summary = summarise(model, busy_outcome(model));
  EXPECT_EQ("\n" + table(summary, run_info(summary), "results/campus/0123"), R"(
campus  seed 7
requests   8 issued, 5 completed, 1 dropped, 2 unfinished; 75 % of tasks offloaded
latency    completed    mean  95 % CI     p50     p95     p99  missed
detector           4  234 ms        -  125 ms  500 ms  500 ms    40 %
tracker            1     2 s        -     2 s     2 s     2 s       -
backup             0       -        -       -       -       -       -
all                5  588 ms        -  250 ms     2 s     2 s    40 %
energy     4.09 kJ = idle 3.33 kJ + compute 640 J + network 126 J
           by tier: device 504 J, edge 1.02 kJ, cloud 2.57 kJ
           cost 0.1 USD, carbon 0.256 g
nodes      utilisation  queue  tasks   energy
server            55 %   0.25      0  1.02 kJ
phone             25 %    0.5      1    480 J
region             0 %      0      0  2.56 kJ
thresholds ✓ deadline_miss_ratio < 0.5 (0.4)
           ✗ by_application.backup.latency_p99_s < 1 (no data)
time       1.83 min simulated in 2 ms, 4 000 requests/s
results    results/campus/0123
)");
}

TEST(Table, ShowsWhatIsMissingAsADash) {
  const auto model = campus_model();
  auto outcome = quiet_outcome(model);
  outcome.status = metrics::Status::interrupted;
  const auto summary = summarise(model, outcome);
  const auto text = table(summary, {.name = "campus"}, {});
  EXPECT_THAT(text, HasSubstr("interrupted"));
  EXPECT_THAT(text, HasSubstr("-"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(Table, UsesColoursOnlyWhenAsked) {
  const auto model = campus_model();
  const auto summary = summarise(model, busy_outcome(model));
  EXPECT_THAT(table(summary, run_info(summary), {}, Colour::ansi), HasSubstr("\x1b[31m✗\x1b[0m"));
  EXPECT_THAT(table(summary, run_info(summary), {}), Not(HasSubstr("\x1b")));
}

/// A run of these batches of five latencies each.
Summary run_of(const std::vector<double>& batches) {
  const auto model = campus_model();
  auto outcome = quiet_outcome(model);
  for (const double mean : batches)
    for (int i = 0; i < 5; ++i) {
      outcome.latency_series.add(mean);
      outcome.applications[0].latency.add(mean);
      outcome.applications[0].latency_quantiles.add(mean);
    }
  return summarise(model, outcome);
}

TEST(Table, ShowsTheIntervalOfTheMeanBesideIt) {
  std::vector<double> batches(20);
  for (std::size_t b = 0; b < batches.size(); ++b) batches[b] = b % 2 == 0 ? 1 : 3;
  const auto text = table(run_of(batches), {.name = "campus"}, {});
  EXPECT_THAT(text, HasSubstr("latency    completed  mean   95 % CI  p50  p95  p99  missed\n"));
  EXPECT_THAT(text, HasSubstr("all                0   2 s  ± 480 ms  1 s  3 s  3 s       -\n"));
  EXPECT_THAT(text, Not(HasSubstr("warm-up")));
  EXPECT_THAT(text, Not(HasSubstr("correlated")));
}

TEST(Table, AsksForMoreWarmUpWhenMuchHadToBeCutOff) {
  // 10 of 50 batches take 11 s, the rest 1 s or 3 s: the mean is 3.8 s, without them 2 s.
  std::vector<double> batches(50, 11);
  for (std::size_t b = 10; b < batches.size(); ++b) batches[b] = b % 2 == 0 ? 1 : 3;
  EXPECT_THAT(
      table(run_of(batches), {.name = "campus"}, {}),
      HasSubstr("           the first 20 % look like warm-up, the mean without them is 2 s: lengthen run.warmup\n"));
}

TEST(Table, DoubtsTheIntervalOfARunWhoseBatchesDependOnOneAnother) {
  // 1 s in the first quarter, 3 s in the next two, 1 s in the last: of 19 neighbours 17 agree, (17 − 2) / 20 = 0.75.
  std::vector<double> batches(20, 1);
  std::fill_n(batches.begin() + 5, 10, 3);
  EXPECT_THAT(table(run_of(batches), {.name = "campus"}, {}),
              HasSubstr("           successive batches are correlated (0.75): the run is too short for its CI"));
}

TEST(Table, DoesNotDoubtRoundingErrors) {
  // A latency of 1 s that grows with the error of its dates.
  std::vector<double> batches(40, 1);
  for (std::size_t b = 1; b < batches.size(); ++b) batches[b] = batches[b - 1] + 1e-13;
  const auto text = table(run_of(batches), {.name = "campus"}, {});
  EXPECT_THAT(text, Not(HasSubstr("warm-up")));
  EXPECT_THAT(text, Not(HasSubstr("correlated")));
}

}  // namespace
}  // namespace tradewind::results
