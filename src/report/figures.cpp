// Writes every figure of a report with the data and the script behind it.

#include <fmt/format.h>

#include <system_error>

#include "base/check.hpp"
#include "base/file.hpp"
#include "report/figure.hpp"
#include "report/gnuplot.hpp"

namespace tradewind::report {
namespace {

/// Dates a PDF 1970: equal figures are equal files. The new date is as long as the old one, which keeps all offsets.
void remove_date(const std::filesystem::path& pdf) {
  constexpr std::string_view key = "/CreationDate (D:", epoch = "19700101000000";
  auto text = read_file(pdf);
  const auto found = text.find(key);
  if (found == text.npos) return;
  text.replace(found + key.size(), epoch.size(), epoch);
  write_file_atomically(pdf, text);
}

}  // namespace

std::vector<std::filesystem::path> write_figures(const Input& input, const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw RuntimeFailure(fmt::format("cannot make '{}': {}", folder.string(), error.message()));
  std::vector<Figure> figures;
  if (input.sweep) figures = sweep_figures(SweepView(*input.sweep));
  if (input.run)
    for (auto& figure : run_figures(*input.run, input.sweep ? RunFigures::over_time : RunFigures::all))
      figures.push_back(std::move(figure));
  std::vector<std::filesystem::path> files;
  for (const auto& figure : figures) {
    const auto file = [&](std::string_view extension) { return folder / fmt::format("{}.{}", figure.name, extension); };
    write_file_atomically(file("csv"), figure.csv);
    write_file_atomically(file("gp"), gnuplot_script(figure));
    run_gnuplot(file("gp"));
    remove_date(file("pdf"));
    for (const auto* extension : {"csv", "gp", "svg", "pdf"}) files.push_back(file(extension));
  }
  return files;
}

}  // namespace tradewind::report
