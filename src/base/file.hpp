#pragma once
// Whole files in and out; what fails is a RuntimeFailure with the path and the system's reason.

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace tradewind {

/// Hands over the bytes of a file (or pipe) in order, in pieces of at most 64 KiB. Throws RuntimeFailure.
void read_pieces(const std::filesystem::path& path, const std::function<void(std::string_view)>& piece);
/// All bytes of a file. Throws RuntimeFailure.
std::string read_file(const std::filesystem::path& path);

/// Replaces the file in one step: a reader sees the old text or the new one, never half of it, and a failure leaves the
/// old file and nothing else. The folder must exist. Survives a crash of the program, not of the machine (no fsync).
/// Throws RuntimeFailure.
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// The same for a text that comes in pieces: nothing is seen of them before commit(), and without it nothing is left,
/// even of a killed process where the file system has files without a name (O_TMPFILE). All throw RuntimeFailure.
class FileReplacement {
 public:
  explicit FileReplacement(std::filesystem::path path);
  ~FileReplacement();
  FileReplacement(const FileReplacement&) = delete;
  FileReplacement& operator=(const FileReplacement&) = delete;

  void append(std::string_view text);
  /// Call it once, last.
  void commit();

 private:
  std::filesystem::path path_, temporary_;
  int descriptor_ = -1;
};

}  // namespace tradewind
