// Other programs, without a shell between.

#include "executor/command.hpp"

#include <gmock/gmock.h>

#include "base/check.hpp"
#include "executor/cluster.hpp"

namespace tradewind::executor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(Command, HandsOverWordsAsTheyAre) {
  EXPECT_EQ(run_command({"printf", "%s|", "a b", "$HOME", "'", "*"}).output, "a b|$HOME|'|*|");
}

TEST(Command, TellsOutputErrorsAndExitCodeApart) {
  const auto result = run_command({"sh", "-c", "echo out; echo err >&2; exit 3"});
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_EQ(result.exit_code, 3);
}

TEST(Command, TakesMoreThanAPipeHolds) {
  const auto result = run_command({"sh", "-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"});
  EXPECT_EQ(result.output.size(), 300'000U);
  EXPECT_EQ(result.errors.size(), 300'000U);
}

TEST(Command, TellsASignalLikeAShell) { EXPECT_EQ(run_command({"sh", "-c", "kill -TERM $$"}).exit_code, 128 + 15); }

TEST(Command, GivesNothingToRead) { EXPECT_EQ(run_command({"cat"}).output, ""); }

TEST(Command, NamesAProgramThatIsMissing) {
  EXPECT_THAT([] { run_command({"no-such-program-here"}); },
              ThrowsMessage<RuntimeFailure>(
                  AllOf(HasSubstr("'no-such-program-here'"), HasSubstr("No such file"), HasSubstr("is it installed"))));
}

TEST(Command, FailsWithTheProgramsOwnWords) {
  EXPECT_THAT(
      [] {
        output_of({"sh", "-c", "echo no partition >&2; exit 1"});
      },
      ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr("exit code 1"), HasSubstr("no partition"))));
}

}  // namespace
}  // namespace tradewind::executor
