// APEX+ (collectives and GEMM of profiled GPUs) and MSCCL++ (targets of its tests).

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"
#include "workload/lines.hpp"

namespace tradewind::calibrate {
namespace {

/// all_reduce, however it is spelled; "" when it is no collective.
std::string_view collective_of(std::string_view written) {
  std::string plain;
  for (const char c : snake_case(written))
    if (c != '_') plain += c;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> known = {{{"allreduce", "all_reduce"},
                                                                                   {"allgather", "all_gather"},
                                                                                   {"reducescatter", "reduce_scatter"},
                                                                                   {"alltoall", "alltoall"},
                                                                                   {"sendrecv", "send_recv"},
                                                                                   {"broadcast", "broadcast"}}};
  const auto* found = std::ranges::find(known, plain, &std::pair<std::string_view, std::string_view>::first);
  return found == known.end() ? "" : found->second;
}

void read_collective(Records& r, Sink& sink, const std::string& path, std::string_view algorithm) {
  const auto gpu = r.require("gpu"), nodes = r.require("num_nodes"), per_node = r.require("num_gpus_per_node"),
             dtype = r.require("dtype"), size = r.require("size(kb)"), time = r.require("time(us)");
  sink.note("size(kb): KiB → bytes (× 1024); time(us) → s (× 1e-6)");
  while (r.next()) {
    if (!r.whole()) {
      sink.reject(algorithm, "not as many fields as the header");
      continue;
    }
    const double ranks = r.number(nodes) * r.number(per_node);
    constexpr double most_per_node = 64;
    if (r.number(per_node) >
        most_per_node) {  // in the reduce_scatter tables of the V100 it stands where the size belongs
      sink.reject(algorithm, "more than 64 GPUs per node: columns swapped?");
      continue;
    }
    sink.add({.target = sink.target(r.text(gpu), path),
              .dtype = std::string(r.text(dtype)),
              .kernel = cost::Collective{.algorithm = std::string(algorithm),
                                         .bytes = r.number(size) * 1024,
                                         .ranks = ranks,
                                         .ranks_per_node = r.number(nodes) > 1 ? r.number(per_node) : 0},
              .latency = r.number(time) * 1e-6,
              .tags = {{"kernel", "nccl"}, {"engine", "apex_plus"}},
              .line = static_cast<std::size_t>(r.where().line)},
             algorithm);
  }
}

void read_gemm(Records& r, Sink& sink, const std::string& path) {
  const auto gpu = r.require("gpu"), dtype = r.require("dtype"), m = r.require("m"), k = r.require("k"),
             n = r.require("n"), time = r.require("time(us)");
  sink.note("time(us) → s (× 1e-6); whole microseconds");
  while (r.next())
    sink.add({.target = sink.target(r.text(gpu), path),
              .dtype = std::string(r.text(dtype)),
              .kernel = cost::Gemm{.m = r.number(m), .n = r.number(n), .k = r.number(k)},
              .latency = r.number(time) * 1e-6,
              .tags = {{"engine", "apex_plus"}},
              .line = static_cast<std::size_t>(r.where().line)});
}

}  // namespace

void read_apex_plus(const std::string& path, Sink& sink) {
  Records r(path);
  if (r.find("size(kb)")) {
    const auto algorithm = collective_of(split(stem_of(path), "__").back());
    if (algorithm.empty())
      throw config::ConfigError({config::intern(path)},
                                "its name does not end in a collective, as in H100__all_reduce.csv");
    return read_collective(r, sink, path, algorithm);
  }
  if (r.find("m")) return read_gemm(r, sink, path);
  throw config::ConfigError({config::intern(path), 1, 1}, "neither collectives (size(kb)) nor GEMM (m, k, n)");
}

void read_mscclpp(const std::string& path, Sink& sink) {
  const auto target = sink.target("a100_sxm", path);  // NDv4: eight A100 per node
  sink.note("time: µs → s (× 1e-6); targets of tests, rounded");
  workload::Lines lines(path);
  std::string_view line;
  while (lines.next(line)) {
    if (line.find_first_not_of(" \t") == line.npos) continue;
    const auto row = nlohmann::json::parse(line, nullptr, false);
    if (!row.is_object()) throw config::ConfigError(lines.where(), "this line is not a JSON object");
    const auto number = [&](const char* key) {
      const auto found = row.find(key);
      return found != row.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
    };
    const auto name = row.find("name");
    const auto algorithm = name != row.end() && name->is_string() ? collective_of(name->get<std::string>()) : "";
    if (algorithm.empty()) {
      sink.reject("row", "no known collective");
      continue;
    }
    const double ranks = number("ranks"), per_node = number("ranksPerNode");
    std::string kernel = "mscclpp";
    if (const auto found = row.find("kernel"); found != row.end()) kernel += ' ' + found->dump();
    sink.add({.target = target,
              .kernel = cost::Collective{.algorithm = std::string(algorithm),
                                         .bytes = number("size"),
                                         .ranks = ranks,
                                         .ranks_per_node = per_node < ranks ? per_node : 0},
              .latency = number("time") * 1e-6,
              .tags = {{"kernel", kernel}, {"engine", "mscclpp"}},
              .line = static_cast<std::size_t>(lines.where().line)},
             algorithm);
  }
}

}  // namespace tradewind::calibrate
