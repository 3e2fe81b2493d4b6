#pragma once
// One function per format: adds the rows of one file.

#include <string>

namespace tradewind::calibrate {

class Sink;

void read_aiconfigurator(const std::string& path, Sink& sink);
void read_apex_plus(const std::string& path, Sink& sink);
void read_edgereasoning(const std::string& path, Sink& sink);
void read_help(const std::string& path, Sink& sink);
void read_llmcompass(const std::string& path, Sink& sink);
void read_llmservingsim(const std::string& path, Sink& sink);
void read_mlperf_power(const std::string& path, Sink& sink);
void read_mlperf_tiny(const std::string& path, Sink& sink);
void read_mscclpp(const std::string& path, Sink& sink);
void read_neurosurgeon(const std::string& path, Sink& sink);
void read_neusight(const std::string& path, Sink& sink);
void read_oneproxy(const std::string& path, Sink& sink);
void read_power_log(const std::string& path, Sink& sink);
void read_splitwise(const std::string& path, Sink& sink);
void read_trt(const std::string& path, Sink& sink);
void read_vidur(const std::string& path, Sink& sink);

}  // namespace tradewind::calibrate
