// tradewind: run scenarios of the edge-cloud continuum. All that happens is in src/app.

#include "app/command_line.hpp"

int main(int argc, char** argv) { return tradewind::app::main(argc, argv); }
