#include <gmock/gmock.h>

#include "base/check.hpp"
#include "report/report.hpp"
#include "samples.hpp"
#include "tests/support/run.hpp"

namespace tradewind::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(Page, IsOneFileThatFetchesNothing) {
  const auto page = html(samples::two_policies().input());
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_EQ(count(page, "<script src"), 0);
  EXPECT_EQ(count(page, "<link"), 0);
  EXPECT_EQ(count(page, "unsafe-eval"), 0);
  EXPECT_THAT(page, HasSubstr("<title>tradeoff – tradewind</title>"));
}

TEST(Page, HoldsNamesAsTextOnly) {
  const auto sample = samples::hostile_names();
  auto input = sample.input();
  input.run = samples::small_run();
  input.run->label = samples::hostile;
  input.provenance = {{std::string(samples::hostile), std::string(samples::hostile)}};
  const auto page = html(input);
  EXPECT_EQ(count(page, "<script>window"), 0);
  EXPECT_EQ(count(page, "<img"), 0);
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;&lt;script&gt;window.hostile=1"));
}

TEST(Page, IsTheSameForTheSameInput) {
  const auto sample = samples::two_policies();
  auto input = sample.input();
  input.run = samples::small_run();
  EXPECT_EQ(html(input), html(input));
}

TEST(Page, OfARunHasNoSweep) {
  const auto page = html({.sweep = {}, .run = samples::small_run(), .provenance = {}});
  EXPECT_THAT(page, HasSubstr(R"(id="data-run-series")"));
  EXPECT_THAT(page, HasSubstr(R"(id="data-run-bars")"));
  EXPECT_THAT(page, Not(HasSubstr(R"(id="data-sweep")")));
}

TEST(RunFiles, AreReadWhereTheyExist) {
  const testing::TemporaryFolder folder;
  folder.write("summary.json", "{}");
  folder.write("series.json", "[]");
  const auto run = read_run(folder / "");
  EXPECT_EQ(run.summary, "{}");
  EXPECT_EQ(run.series, "[]");
  EXPECT_EQ(run.timeline, "");
  EXPECT_THAT(run.label, ::testing::StartsWith("tradewind-"));
}

TEST(RunFiles, NeedASummary) {
  const testing::TemporaryFolder folder;
  EXPECT_THAT([&] { read_run(folder / ""); }, ThrowsMessage<RuntimeFailure>(HasSubstr("holds no summary.json")));
}

}  // namespace
}  // namespace tradewind::report
