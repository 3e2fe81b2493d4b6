// tradewind report: a program of its own. All that happens is in src/app/sweep.

#include "app/sweep/command_line.hpp"

int main(int argc, char** argv) { return tradewind::app::report_main(argc, argv); }
