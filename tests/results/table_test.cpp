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
latency    completed    mean     p50     p95     p99  missed
detector           4  234 ms  125 ms  500 ms  500 ms    40 %
tracker            1     2 s     2 s     2 s     2 s       -
backup             0       -       -       -       -       -
all                5  588 ms  250 ms     2 s     2 s    40 %
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

}  // namespace
}  // namespace tradewind::results
