#pragma once
// A kind of hardware: what its datasheet says. Files in platforms/targets/*.yaml; every fact names its source.

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "config/fields.hpp"
#include "cost/kernel.hpp"

namespace tradewind::cost {

/// Facts in SI units; absent: unknown. Peaks are dense.
struct Facts {
  std::array<std::optional<double>, rates> peak;  // flop/s (op/s of integers) by Rate
  std::optional<double> memory_bandwidth;         // B/s
  std::optional<double> memory_capacity;          // B
  std::optional<double> l2_size;                  // B
  std::optional<double> units;                    // multiprocessors, or cores
  std::optional<double> launch;                   // s per kernel
  bool launch_assumed = false;                    // by the kind of hardware, see assumed_launch()
  std::optional<double> power_idle, power_max;    // W
  std::map<std::string, double> link_bandwidth;   // B/s by "peer", "host", "storage"

  /// The peak of a rate, or of the one that computes it: bf16 and fp16 stand for each other; tf32, fp16 for fp32 never.
  std::optional<double> peak_of(Rate rate) const;
};

/// A fact with where it comes from and how sure it is.
struct Source {
  std::string fact;   // "peak.bf16"
  std::string grade;  // "V" seen in a public repository, "P" paper, "M" measured, "G" second-hand, "K" not verified,
                      // "A" no source: assumed of all of its kind
  std::string text;
};

struct Target {
  std::string name;   // "a100_sxm"
  std::string title;  // "NVIDIA A100 SXM4 80 GB"
  std::string kind;   // "mcu", "phone", "sbc", "edge-gpu", "cpu", "gpu", "npu", "fpga", "rack" …
  Facts facts;
  std::vector<Source> sources;
  std::vector<std::string> models;  // files of fitted models, relative to the target's file
};

/// s per kernel for want of a figure: 5 µs of GPUs, the order of what a stream of small kernels costs, between the
/// 2 to 3 µs of the shortest kernels in a graph and the 25 µs of PyTorch without one. Absent for other kinds.
std::optional<double> assumed_launch(std::string_view kind);

/// Facts of the file, with the assumed launch time where it has none. Throws ConfigError.
Target read_target(const std::filesystem::path& file);

/// `<folder>/<name>.yaml` of the first folder that has it; absent when none has.
std::optional<Target> find_target(std::string_view name, const std::vector<std::filesystem::path>& folders);

/// Names of all targets of the folders, sorted.
std::vector<std::string> target_names(const std::vector<std::filesystem::path>& folders);

/// Speed of light: max(F/P, B/W) in s; absent when the facts needed are.
std::optional<double> speed_of_light(const Work& work, const Facts& facts, Rate rate);

}  // namespace tradewind::cost
