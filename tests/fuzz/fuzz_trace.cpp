// Any file is a trace or is refused with ConfigError or RuntimeFailure; its dates never go back, its values are
// amounts. The first byte says how the file is named and what its dates are; the rest is the file.

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "workload/table.hpp"
#include "workload/trace.hpp"

namespace {

using namespace tradewind;  // NOLINT: a program of its own
using workload::TimeFormat;

void read_all(const std::string& path, TimeFormat format) {
  const auto columns = workload::table_columns(path);
  if (columns.empty()) return;
  const std::vector<std::string> names(columns.begin() + 1, columns.end());
  const auto reader = workload::open_trace(path, columns.front(), format, names);
  workload::TraceRow row;
  Duration last;
  while (reader->next(row)) {
    check(row.time >= last && std::isfinite(row.time.base), "dates never go back");
    last = row.time;
    check(row.values.size() == names.size(), "a row has every column that was asked for");
    for (const double value : row.values) check(std::isfinite(value) && value >= 0, "values are amounts");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  static const std::string stem = (std::filesystem::exists("/dev/shm") ? "/dev/shm" : "/tmp") +
                                  std::string("/tradewind-fuzz-") + std::to_string(getpid());
  const std::string names[] = {".csv", ".jsonl", ".csv.gz", ".jsonl.gz"};
  const std::string path = stem + names[data[0] % 4];
  const auto format = static_cast<TimeFormat>(data[0] / 4 % 3);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size - 1));
  try {
    read_all(path, format);
  } catch (const config::ConfigError&) {
  } catch (const RuntimeFailure&) {
  }
  std::filesystem::remove(path);
  return 0;
}
