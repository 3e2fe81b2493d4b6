// Writes the pages that the browser opens into a folder: pages FOLDER.

#include <cstdio>
#include <exception>
#include <filesystem>

#include "base/file.hpp"
#include "tests/report/samples.hpp"

namespace {

using namespace tradewind;          // NOLINT: a program of one file
using namespace tradewind::report;  // NOLINT

void write_pages(const std::filesystem::path& folder) {
  const auto save = [&](const char* name, const Input& input) { write_file_atomically(folder / name, html(input)); };
  const auto policies = samples::two_policies();
  auto both = policies.input();
  both.run = samples::small_run();
  save("sweep.html", both);
  save("run.html", {.sweep = {}, .run = samples::small_run(), .provenance = {{"tradewind", "0.1.0"}}});
  save("map.html", {.sweep = {}, .run = samples::run_on_a_map(), .provenance = {}});
  const auto many = samples::many_points(2000);
  save("many.html", many.input());
  const auto hostile = samples::hostile_names();
  auto input = hostile.input();
  input.run = samples::small_run();
  input.run->label = samples::hostile;
  save("hostile.html", input);
  const samples::Sample none(samples::study_of("empty", samples::latency_and_energy()), {});
  save("empty.html", none.input());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: pages FOLDER\n", stderr);
    return 2;
  }
  try {
    write_pages(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
