#pragma once
// The command lines of calibrate and predict: programs of their own.

namespace tradewind::app {

int calibrate_main(int argc, char** argv);
int predict_main(int argc, char** argv);

}  // namespace tradewind::app
