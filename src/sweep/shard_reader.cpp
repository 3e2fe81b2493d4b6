// Reads the shards of a directory and judges every line: ours, torn, damaged, foreign, or once more what is known.

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/check.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "sweep/shard_line.hpp"

namespace tradewind::sweep {
namespace {

namespace fs = std::filesystem;

/// The shards by name. A folder that does not exist holds none.
std::vector<fs::path> shards_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (entry->path().extension() == ".jsonl") files.push_back(entry->path());
  if (error && error != std::errc::no_such_file_or_directory)
    throw RuntimeFailure(fmt::format("cannot read '{}': {}", folder.string(), error.message()));
  std::ranges::sort(files);
  return files;
}

/// Hands over the lines of a file without their ends; returns whether something follows the last end.
template <class OnLine>
bool read_lines(const fs::path& file, const OnLine& on_line) {
  std::string begun;  // a line whose end is in a later piece
  read_pieces(file, [&](std::string_view piece) {
    for (auto end = piece.find('\n'); end != piece.npos; end = piece.find('\n')) {
      if (begun.empty()) {
        on_line(piece.substr(0, end));
      } else {
        begun.append(piece, 0, end);
        on_line(std::string_view(begun));
        begun.clear();
      }
      piece.remove_prefix(end + 1);
    }
    begun += piece;
  });
  return !begun.empty();
}

class ShardReader {
 public:
  ShardReader(std::string_view sweep_id, std::size_t runs, const std::function<void(RunRecord&&)>& record)
      : sweep_id_(sweep_id), record_(record), known_(runs) {}

  void read(const fs::path& file) {
    constexpr std::size_t told = 5;  // problems of one file; a foreign one has as many as lines
    file_ = file;
    line_number_ = untold_ = 0;
    const auto before = report_.problems.size();
    if (read_lines(file, [&](std::string_view line) {
          ++line_number_;
          judge(line);
          if (report_.problems.size() > before + told) {
            report_.problems.pop_back();
            ++untold_;
          }
        }))
      ++report_.torn;
    if (untold_ > 0) report_.problems.push_back(fmt::format("{}: and {} more such lines", file.string(), untold_));
  }

  ShardReport report() && { return std::move(report_); }

 private:
  void judge(std::string_view line) {
    auto parsed = parse_line(line);
    if (!parsed) return problem("damaged: no line of results, its run counts as missing");
    if (parsed->sweep_id != sweep_id_)
      return problem(fmt::format("belongs to another sweep ('{}'; this one is '{}')", parsed->sweep_id, sweep_id_));
    const std::size_t run = parsed->record.run;
    if (run >= known_.size())
      return problem(fmt::format("run {} is beyond the manifest, which has {}", run, known_.size()));
    const std::uint64_t content = hash_text(line) | 1U;
    if (known_[run] == 0) {
      known_[run] = content;
      ++report_.lines;
      record_(std::move(parsed->record));
    } else if (known_[run] == content) {
      ++report_.lines;
      ++report_.duplicates;
    } else {
      problem(fmt::format("run {} had another result before; the first one counts", run));
    }
  }

  void problem(std::string_view what) {
    report_.problems.push_back(fmt::format("{}:{}: {}", file_.string(), line_number_, what));
  }

  std::string_view sweep_id_;
  const std::function<void(RunRecord&&)>& record_;
  std::vector<std::uint64_t> known_;  // by run, hash of the line that counts; 0: none yet
  fs::path file_;
  std::size_t line_number_ = 0, untold_ = 0;
  ShardReport report_;
};

}  // namespace

ShardReport read_shards(const std::filesystem::path& folder, std::string_view sweep_id, std::size_t runs,
                        const std::function<void(RunRecord&&)>& record) {
  ShardReader reader(sweep_id, runs, record);
  for (const auto& file : shards_in(folder)) reader.read(file);
  return std::move(reader).report();
}

}  // namespace tradewind::sweep
