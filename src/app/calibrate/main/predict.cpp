// tradewind predict: a program of its own. All that happens is in src/app/calibrate.

#include "app/calibrate/command_line.hpp"

int main(int argc, char** argv) { return tradewind::app::predict_main(argc, argv); }
