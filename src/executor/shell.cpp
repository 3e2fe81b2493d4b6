#include "executor/shell.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"

namespace tradewind::executor {
namespace {

constexpr std::string_view plain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,:/@%";  // nothing to a shell

}  // namespace

std::string shell_word(std::string_view word) {
  if (word.find('\n') != std::string_view::npos)
    throw RuntimeFailure(fmt::format("'{}' has a line end in its name: rename it", word));
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char c : word)
    if (c == '\'')
      quoted += R"('\'')";
    else
      quoted += c;
  return quoted + "'";
}

std::string work_command(const SlurmOptions& options, std::string_view task) {
  return fmt::format("{} sweep work {} --batch {} --task {} -j {}", shell_word(options.program),
                     shell_word(options.directory.string()), shell_word(options.batch), task, options.jobs_per_task);
}

}  // namespace tradewind::executor
