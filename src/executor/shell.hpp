#pragma once
// Commands of one line for a POSIX shell.

#include <string>
#include <string_view>

#include "executor/cluster.hpp"

namespace tradewind::executor {

/// `shell_word` of a text for the files of commands: throws RuntimeFailure for a line end, which these have no place
/// for.
std::string word_of_line(std::string_view text);

/// `'/opt/my tradewind' sweep work /data/study --batch 0 --task TASK -j 4`; `task` is shell text, as it stands.
std::string work_command(const SlurmOptions& options, std::string_view task);

}  // namespace tradewind::executor
