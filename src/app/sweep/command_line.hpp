#pragma once
// The command lines of sweep, pareto and report: programs of their own, which `tradewind` becomes when it is asked for
// one of them. `argv[0]` is the program, the rest what follows the command's name.

namespace tradewind::app {

int sweep_main(int argc, char** argv);
int pareto_main(int argc, char** argv);
int report_main(int argc, char** argv);

}  // namespace tradewind::app
