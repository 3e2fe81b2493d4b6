#pragma once
// Runs a scenario as the program does, in a child process (SimGrid's engine is one per process), and brings back its
// summary and, if asked, its tasks.csv. What goes wrong in the child is thrown here with its message.

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "app/prepare.hpp"
#include "results/json.hpp"
#include "results/run_info.hpp"
#include "results/summary.hpp"
#include "results/tasks_csv.hpp"
#include "simulation/simulation.hpp"

namespace tradewind::testing {

/// A folder of its own, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "tradewind-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A row of tasks.csv; NaN where a cell is empty.
struct TaskRow {
  std::uint64_t request = 0;
  std::string application, task, variant, source, node, processor, status;
  double issued = 0, ready = 0, start = 0, finish = 0, work = 0, input = 0, output = 0, energy = 0;
};

inline std::vector<TaskRow> parse_tasks(std::string_view csv) {
  const auto number = [](std::string_view cell) {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return value;
  };
  std::vector<TaskRow> rows;
  for (bool header = true; !csv.empty(); header = false) {
    auto line = csv.substr(0, csv.find('\n'));
    csv.remove_prefix(std::min(line.size() + 1, csv.size()));
    if (header) continue;
    std::vector<std::string_view> cells;
    for (;;) {
      const auto comma = std::min(line.find(','), line.size());
      cells.push_back(line.substr(0, comma));
      if (comma == line.size()) break;
      line.remove_prefix(comma + 1);
    }
    if (cells.size() != 16) throw std::runtime_error("tasks.csv: a row without 16 cells");
    const auto text = [&](std::size_t i) { return std::string(cells[i]); };
    rows.push_back({.request = static_cast<std::uint64_t>(number(cells[0])),
                    .application = text(1),
                    .task = text(2),
                    .variant = text(3),
                    .source = text(4),
                    .node = text(5),
                    .processor = text(6),
                    .status = text(15),
                    .issued = number(cells[7]),
                    .ready = number(cells[8]),
                    .start = number(cells[9]),
                    .finish = number(cells[10]),
                    .work = number(cells[11]),
                    .input = number(cells[12]),
                    .output = number(cells[13]),
                    .energy = number(cells[14])});
  }
  return rows;
}

struct Result {
  nlohmann::json summary;
  std::vector<TaskRow> tasks;  // in the order in which they ended

  /// The figure at a path: "latency_mean_s", "by_node.server.utilisation". NaN when it is null; throws when there is
  /// none.
  double operator[](const std::string& path) const {
    const nlohmann::json* at = path.starts_with("by_") ? &summary : &summary.at("metrics");
    for (std::size_t begin = 0; begin <= path.size();) {
      const std::size_t dot = std::min(path.find('.', begin), path.size());
      const auto key = path.substr(begin, dot - begin);
      if (!at->contains(key)) throw std::runtime_error("the summary has no " + path);
      at = &at->at(key);
      begin = dot + 1;
    }
    return at->is_null() ? std::numeric_limits<double>::quiet_NaN() : at->get<double>();
  }
};

struct RunSettings {
  std::vector<std::string> overrides;
  bool tasks = false;
  unsigned seconds = 60;  // of wall clock
};

namespace detail {

class TaskFile final : public metrics::Sink {
 public:
  TaskFile(const scenario::Model& model, const std::optional<std::filesystem::path>& path) {
    if (path) csv_.emplace(model, *path);
  }
  bool wants_tasks() const override { return csv_.has_value(); }
  void task(const metrics::TaskRecord& record) override { csv_->task(record); }
  void close() {
    if (csv_) csv_->close();
  }

 private:
  std::optional<results::TasksCsv> csv_;
};

inline std::string run_here(const std::string& scenario, const std::vector<std::string>& overrides,
                            const std::optional<std::filesystem::path>& tasks) {
  const auto prepared = app::prepare(scenario, overrides);
  TaskFile file(prepared->model, tasks);
  const auto outcome = simulation::run(prepared->model, prepared->policies, *prepared->candidates, {.sink = &file});
  file.close();
  return results::summary_json(results::summarise(prepared->model, outcome),
                               {.name = prepared->loaded.scenario.name.text,
                                .run_id = results::run_id(prepared->loaded.resolved),
                                .seed = prepared->loaded.scenario.run.seed});
}

/// Runs `work` in a child, which must not return.
template <class Work>
void in_child(unsigned seconds, const std::filesystem::path& message, Work work) {
  std::fflush(nullptr);  // what is buffered must not be written twice
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    ::alarm(seconds);
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      std::ofstream(message) << error.what();
    }
    ::_exit(1);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::runtime_error("the child of a test is lost");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    throw std::runtime_error("a run took longer than " + std::to_string(seconds) + " s");
  if (WIFSIGNALED(status)) throw std::runtime_error("a run died of signal " + std::to_string(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) throw std::runtime_error(contents(message));
}

}  // namespace detail

/// Runs the scenario of a file.
inline Result run_file(const std::filesystem::path& scenario, const RunSettings& settings = {}) {
  const TemporaryFolder folder;
  const auto summary = folder / "summary.json", tasks = folder / "tasks.csv";
  detail::in_child(settings.seconds, folder / "error", [&] {
    const auto text =
        detail::run_here(scenario.string(), settings.overrides, settings.tasks ? std::optional(tasks) : std::nullopt);
    std::ofstream(summary, std::ios::binary) << text;
  });
  return {nlohmann::json::parse(contents(summary)),
          settings.tasks ? parse_tasks(contents(tasks)) : std::vector<TaskRow>{}};
}

/// A whole scenario from its parts: `version` and `name` are added where they are missing.
inline std::string whole(std::string_view yaml) {
  const bool has_version = yaml.starts_with("version:") || yaml.find("\nversion:") != std::string_view::npos;
  return (has_version ? "" : "version: 1\nname: test\n") + std::string(yaml);
}

/// Runs a scenario given as text. `files` lie beside it (traces).
inline Result run_text(std::string_view yaml, const RunSettings& settings = {},
                       const std::map<std::string, std::string>& files = {}) {
  const TemporaryFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  return run_file(folder.write("test.yaml", whole(yaml)), settings);
}

/// What is said when a scenario is refused; empty when it is not.
inline std::string refusal(const std::filesystem::path& scenario, const std::vector<std::string>& overrides = {}) {
  try {
    app::prepare(scenario.string(), overrides);
    return {};
  } catch (const config::ConfigError& error) {
    return error.what();
  }
}

}  // namespace tradewind::testing
