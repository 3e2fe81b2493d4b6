#pragma once
// Reads the command line and hands over to the commands; the only place that knows CLI11.

namespace tradewind::app {

/// The program. Returns an ExitCode; every error ends as one clean message on stderr.
int main(int argc, char** argv);

}  // namespace tradewind::app
