#pragma once
// Words for a POSIX shell.

#include <string>
#include <string_view>

#include "executor/cluster.hpp"

namespace tradewind::executor {

/// The word as a shell reads it back, in single quotes unless it is plain. Throws RuntimeFailure for a line end, which
/// the files of commands have no place for.
std::string shell_word(std::string_view word);

/// `'/opt/my tradewind' sweep work /data/study --batch 0 --task TASK -j 4`; `task` is shell text, as it stands.
std::string work_command(const SlurmOptions& options, std::string_view task);

}  // namespace tradewind::executor
