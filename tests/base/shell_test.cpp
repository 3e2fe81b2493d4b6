#include "base/shell.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

#include "base/counted.hpp"

namespace tradewind {
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

TEST(Counted, SaysOneThingOfOne) {
  EXPECT_EQ(counted(0, "run"), "0 runs");
  EXPECT_EQ(counted(1, "run"), "1 run");
  EXPECT_EQ(counted(2, "run"), "2 runs");
}

}  // namespace
}  // namespace tradewind
