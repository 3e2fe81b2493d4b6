#include "executor/shell.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/shell.hpp"

namespace tradewind::executor {

std::string word_of_line(std::string_view text) {
  if (text.find('\n') != std::string_view::npos)
    throw RuntimeFailure(fmt::format("'{}' has a line end in its name: rename it", text));
  return shell_word(text);
}

std::string work_command(const SlurmOptions& options, std::string_view task) {
  return fmt::format("{} sweep work {} --batch {} --task {} -j {}", word_of_line(options.program),
                     word_of_line(options.directory.string()), word_of_line(options.batch), task,
                     options.jobs_per_task);
}

}  // namespace tradewind::executor
