#pragma once
// The directory of a run's results: it appears whole when everything has been written, or not at all.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tradewind::results {

/// `results/<name>/<run_id>`, relative to the current directory.
std::filesystem::path default_directory(std::string_view name, std::string_view run_id);

/// The run_id in a directory's summary.json; absent when there is none.
std::optional<std::string> run_id_in(const std::filesystem::path& directory);

/// What to do with a directory that holds something else.
enum class Existing { refuse, replace };

/// Files are written into a temporary directory beside the final one (inside it when that exists and is empty), which
/// takes its place on commit(). The results of the same run are replaced; anything else is refused, or with
/// `Existing::replace` results of other runs are replaced and our files are put among strangers, deleting none of them.
class RunDirectory {
 public:
  /// Makes the parents. Throws RuntimeFailure: a file in the way, results of another run, no permission.
  RunDirectory(const std::filesystem::path& directory, std::string run_id, Existing existing = Existing::refuse);
  /// Removes what was not committed, and the parents it made.
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  /// Where to put a file while the run goes on.
  std::filesystem::path file(std::string_view name) const { return temporary_ / name; }
  void write(std::string_view name, std::string_view text) const;
  /// Moves everything into place and returns the directory. A reader of a replaced one sees the old files or the new.
  /// Throws RuntimeFailure.
  std::filesystem::path commit();

 private:
  enum class Target { absent, to_exchange, to_fill };
  Target examine() const;
  void make_parents();
  void make_temporary(const std::filesystem::path& parent, std::string_view prefix);
  void remove_made_parents() const;
  void fill();
  void exchange();

  std::filesystem::path shown_;      // as the user wrote it, for messages
  std::filesystem::path directory_;  // absolute, symbolic links resolved
  std::filesystem::path temporary_;  // empty: nothing to remove
  std::string run_id_;
  Existing existing_;
  Target target_ = Target::absent;
  std::vector<std::filesystem::path> made_parents_;  // outermost first
};

}  // namespace tradewind::results
