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
  EXPECT_EQ(table(summary, run_info(summary), "results/campus/0123"), "\n");
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
