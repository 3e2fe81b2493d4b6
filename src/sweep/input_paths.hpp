#pragma once
// Input files named in the values of a sweep. They are searched beside the sweep file, but runs start from elsewhere:
// from the sweep's directory, another machine, or the command line of a repeated run.

#include "config/node.hpp"

namespace tradewind::sweep {

/// Writes the paths of files that lie beside the sweep file in full: wherever `parameters`, `points`, `exclude` or
/// `include` set a `file`. Paths of the data folders, found from everywhere, stay as they are.
void make_file_paths_absolute(config::Node& sweep);

/// Leaves of these paths only the names of the files: what does not depend on where a sweep lies.
void keep_file_names(config::Node& sweep);

}  // namespace tradewind::sweep
