// report: the page of a sweep or of a run, or its figures.

#include "report/report.hpp"

#include <fmt/format.h>

#include "app/catalogue.hpp"
#include "app/exit_codes.hpp"
#include "app/sweep/commands.hpp"
#include "app/sweep/directory.hpp"
#include "base/file.hpp"
#include "base/shell.hpp"
#include "report/parity.hpp"

namespace tradewind::app {
namespace {

namespace fs = std::filesystem;

/// What a report shows, and everything it refers to.
struct Material {
  std::optional<sweep::Study> study;
  sweep::Results results;
  sweep::Front front;
  report::Input input;
};

void read_sweep(const ReportOptions& options, Material& material) {
  const auto directory = SweepDirectory::open(options.directory);
  material.study = sweep::load_directory(options.directory, registries().catalogue);
  const auto& study = *material.study;
  material.results = directory.results(study);
  material.front = sweep::front(study, material.results, study.objectives, study.description.reference);
  material.input.sweep = {.study = &study,
                          .results = &material.results,
                          .front = &material.front,
                          .command = fmt::format("tradewind sweep run {}", shell_word(study.description.where.file)),
                          .working_directory = fs::current_path()};
  material.input.provenance = provenance_of(study);
  if (options.run) {
    material.input.run = report::read_run(*options.run);
  } else if (fs::exists(directory.file("chosen") / "summary.json")) {
    material.input.run = report::read_run(directory.file("chosen"));
    material.input.run->label = "the run of the knee point";
  }
}

void write_page(const fs::path& page, const std::string& html) {
  write_file_atomically(page, html);
  fmt::print(stderr, "{}\n", page.string());
}

}  // namespace

int report(const ReportOptions& options) {
  Material material;
  const fs::path directory = options.directory;
  if (fs::is_regular_file(directory)) {  // what calibrate hands over
    const fs::path page = options.output ? fs::path(*options.output) : fs::path(directory).replace_extension("html");
    write_page(page, report::parity_html(read_file(directory), directory.string()));
    return exit_ok;
  }
  if (fs::exists(directory / "sweep.id"))
    read_sweep(options, material);
  else
    material.input.run = report::read_run(directory);
  if (options.figures) {
    for (const auto& file : report::write_figures(material.input, *options.figures))
      fmt::print(stderr, "{}\n", file.string());
    return exit_ok;
  }
  const fs::path page = options.output ? fs::path(*options.output) : directory / "report.html";
  write_page(page, report::html(material.input));
  return exit_ok;
}

}  // namespace tradewind::app
