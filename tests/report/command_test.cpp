#include "report/command.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

#include "tests/sweep/by_hand.hpp"

namespace tradewind::report {
namespace {

/// What a shell makes of a word.
std::string as_the_shell_reads(const std::string& word) {
  const std::string command = "printf %s " + word;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 256> piece{};
  while (const auto got = std::fread(piece.data(), 1, piece.size(), pipe.get())) text.append(piece.data(), got);
  return text;
}

TEST(ShellWord, ReadsBackAsItself) {
  for (const std::string text : {"plain", "policy.offload={kind: local}", "it's", "$(exit 3)", "`exit 3`", "a\\b", "",
                                 "two\nlines", "\"x\"", "*", "-s", "10 Mbps;"})
    EXPECT_EQ(as_the_shell_reads(shell_word(text)), text);
}

TEST(ShellWord, LeavesPlainWordsAsTheyAre) { EXPECT_EQ(shell_word("a.b=1e-3"), "a.b=1e-3"); }

TEST(RepeatCommand, SetsEveryParameterAndTheSeed) {
  const auto point = sweep::by_hand::point(
      {{"policy.offload", "{kind: fixed, node: server}"}, {"platform.links.wan.bandwidth", "10 Mbps"}, {"x.y", "3"}});
  EXPECT_EQ(repeat_command("scenarios/campus.yaml", point, 43),
            "tradewind run scenarios/campus.yaml -s 'policy.offload={kind: fixed, node: server}' "
            "-s 'platform.links.wan.bandwidth=10 Mbps' -s x.y=3 --seed 43");
}

}  // namespace
}  // namespace tradewind::report
