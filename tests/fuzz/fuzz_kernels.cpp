// Any file is measured kernels or is refused with ConfigError or RuntimeFailure; what is read is positive and finite,
// and what was read and written is read again. The first byte chooses the format, the rest is the file.

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/check.hpp"
#include "calibrate/import/import.hpp"
#include "calibrate/trace.hpp"
#include "config/problem.hpp"
#include "cost/trace_formats.hpp"

namespace {

using namespace tradewind;  // NOLINT: a program of its own

/// How files of a format are named: some say by their name what is in them.
struct Named {
  const char* format;
  const char* name;
};
constexpr Named files[] = {{"", "trace.csv"},
                           {"aiconfigurator", "x__gemm__vllm__1__gemm_perf.csv"},
                           {"aiconfigurator", "x__attention__vllm__1__generation_attention_perf.csv"},
                           {"aiconfigurator", "x__moe__vllm__1__moe_perf.csv"},
                           {"aiconfigurator", "x__comm__nccl__1__nccl_perf.csv"},
                           {"aiconfigurator", "x__linear_attention__vllm__1__mamba2_perf.csv"},
                           {"apex_plus", "x__all_reduce.csv"},
                           {"edgereasoning", "decode.json"},
                           {"help", "nasbench201.csv"},
                           {"llmcompass", "matmul_A100.csv"},
                           {"mlperf_power", "flat.csv"},
                           {"mlperf_tiny", "flat.csv"},
                           {"mscclpp", "perf.jsonl"},
                           {"neurosurgeon", "edge_conv_lat.csv"},
                           {"neusight", "train.csv"},
                           {"oneproxy", "latency_ms.csv"},
                           {"power_log", "log.csv"},
                           {"splitwise", "perf.csv"},
                           {"trt", "net_fp16.profile.json"},
                           {"vidur", "a30_model_mlp.csv"},
                           {"llmservingsim", "RTX4090__me__any__tp2__dense.csv"},
                           {"llmservingsim", "RTX4090__me__any__tp1__attention.csv"},
                           {"vidur", "a30_model_attention.csv"},
                           {"vidur", "dgx__send_recv.csv"},
                           {"vidur", "history_a100_cpu_overheads.csv"},
                           {"aiconfigurator", "x__mla__vllm__1__mla_context_module_perf.csv"},
                           {"aiconfigurator", "x__comm__vllm__1__custom_allreduce_perf.csv"},
                           {"edgereasoning", "prefill.json"},
                           {"edgereasoning", "decode_parameters.json"},
                           {"llmcompass", "softmax_A100.csv"},
                           {"neurosurgeon", "ns_latency.csv"},
                           {"trt", "net.json.gz"}};

void check_rows(const calibrate::Trace& trace) {
  for (const auto& row : trace.rows) {
    check(std::isfinite(row.latency) && row.latency > 0, "latencies are positive");
    check(!row.power || (std::isfinite(*row.power) && *row.power > 0), "powers are positive");
  }
}

void read_all(const Named& named, const std::string& path, const std::string& copy) {
  const calibrate::ImportOptions options{.target = "some_target",
                                         .facts =
                                             [](const std::string&) {
                                               cost::Facts facts;
                                               facts.memory_bandwidth = 1e12;
                                               facts.peak.fill(1e14);
                                               return facts;
                                             },
                                         .models =
                                             [](const std::string& name) {
                                               cost::LanguageModel model;
                                               model.name = name;
                                               model.hidden = model.vocabulary = 512;
                                               model.heads = 8;
                                               return model;
                                             }};
  const auto trace =
      *named.format == '\0' ? calibrate::read_trace({path}) : calibrate::import_files(named.format, {path}, options);
  check_rows(trace);
  check(!calibrate::summary_of(trace).empty(), "a summary is printed");
  if (trace.rows.empty()) return;
  calibrate::write_trace(copy, trace);
  check(calibrate::read_trace({copy}).rows.size() == trace.rows.size(), "what is written reads back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  static const std::string folder = (std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp") +
                                    std::string("/tradewind-fuzz-") + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  const Named& named = files[data[0] % std::size(files)];
  const std::string path = folder + "/" + named.name;
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  try {
    read_all(named, path, folder + "/copy.csv");
  } catch (const config::ConfigError&) {
  } catch (const RuntimeFailure&) {
  }
  std::filesystem::remove_all(folder);
  return 0;
}
