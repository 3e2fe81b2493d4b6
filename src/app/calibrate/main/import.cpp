// tradewind import: a program of its own. All that happens is in src/app/calibrate.

#include "app/calibrate/import.hpp"

int main(int argc, char** argv) { return tradewind::app::import_main(argc, argv); }
