#pragma once
// A stand-in for tradewind with an awkward name in a folder with an awkward name: it notes how it was called.

#include <filesystem>
#include <string>
#include <vector>

#include "executor/cluster.hpp"
#include "executor/command.hpp"
#include "fake_sweep.hpp"

namespace tradewind::executor {

class FakeProgram {
 public:
  FakeProgram() {
    program_ = folder.write("my 'trade wind'", R"(#!/bin/sh
case $2 in
  work) echo "$@" >"$3/work-$7" ;;                 # sweep work DIR --batch B --task I -j N
  *) ls "$3" | grep -c '^work-' >"$3/ended" ;;     # sweep advance DIR
esac
[ "$2 $7" != "work 5" ]                            # task 5 fails
)");
    std::filesystem::permissions(program_, std::filesystem::perms::owner_all);
    std::filesystem::create_directories(folder / "slurm");
    std::filesystem::create_directories(folder / "chunks");
  }

  SlurmOptions options(std::size_t tasks) const {
    return {.program = program_.string(), .directory = folder.path(), .name = "campus", .tasks = tasks, .batch = "0"};
  }
  /// What the worker of a task was called with, its folder left out; empty when it was not called.
  std::string call(std::size_t task) const {
    auto text = folder.read("work-" + std::to_string(task));
    if (const auto at = text.find(folder.path().string()); at != std::string::npos)
      text.replace(at, folder.path().string().size(), "DIR");
    return text;
  }

  Folder folder{"a \"100%\" sweep of $HOME, isn't it?"};

 private:
  std::filesystem::path program_;
};

inline bool installed(const std::string& program) {
  return run_command({"sh", "-c", "command -v " + program}).exit_code == 0;
}

}  // namespace tradewind::executor
