#pragma once
// What a child said before it ended: its standard error, kept in memory, for the reason of its failure.

#include <string>
#include <string_view>

#include "executor/descriptor.hpp"

namespace tradewind::executor {

/// Keeps the first 64 KiB; what a noisy child says beyond them is lost.
class LastWords {
 public:
  /// Throws RuntimeFailure when the system has no memory for it.
  LastWords();
  /// Before a child is forked.
  void forget() const;
  /// In the child: standard error goes here.
  void listen() const;
  /// In the child: instead of all that was said.
  void say(std::string_view text) const;
  /// The last line that begins with "tradewind: ", without that; empty when there is none. Others' lines (the engine's,
  /// the C library's) may hold addresses, which differ from run to run.
  std::string ours() const;

 private:
  Descriptor memory_;
};

}  // namespace tradewind::executor
