// Writes the pages that the browser opens into a folder: pages FOLDER.

#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "base/file.hpp"
#include "base/json_writer.hpp"
#include "report/parity.hpp"
#include "tests/report/samples.hpp"

namespace {

using namespace tradewind;          // NOLINT: a program of one file
using namespace tradewind::report;  // NOLINT

/// Two fits of 30 kernels, 5 % too long and 10 % too short, and one without rows held out.
std::string two_fits() {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("kind", "tradewind parity").member("title", samples::hostile);
  json.member("command", "tradewind calibrate fit --data a100.csv --plot page.html").member("holdout", "20 % of rows");
  json.key("provenance").begin_array().begin_array().value("data hash").value("abcd").end_array().end_array();
  json.key("fits").begin_array();
  const std::pair<const char*, double> fits[] = {
      {"a100 gemm bf16", 1.05}, {"a100 attention bf16", 0.9}, {"a100 moe", 0}};
  for (const auto& [key, ratio] : fits) {
    const int held = ratio > 0 ? 30 : 0;
    json.begin_object().member("key", key).member("model", "residual").member("rows", 150).member("held", held);
    json.member("datasheet_mape", 0.25).member("mape", std::abs(ratio - 1)).member("coverage90", 0.9);
    for (const double factor : {1.0, ratio}) {
      json.key(factor == 1.0 ? "measured_s" : "predicted_s").begin_array();
      for (int i = 0; i < held; ++i) json.value(1e-5 * std::exp2(i / 3.0) * factor);
      json.end_array();
    }
    json.end_object();
  }
  json.end_array().end_object();
  return text;
}

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
  write_file_atomically(folder / "parity.html", parity_html(two_fits(), "two fits"));
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
