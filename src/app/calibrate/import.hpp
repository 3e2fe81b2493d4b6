#pragma once
// The command line of import: a program of its own. `argv[0]` is the program, the rest what follows the command's name.

namespace tradewind::app {

int import_main(int argc, char** argv);

}  // namespace tradewind::app
