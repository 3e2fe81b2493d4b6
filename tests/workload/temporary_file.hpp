#pragma once
// Files that live as long as a test.

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/array.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

namespace tradewind::test {

/// A folder of its own under the system's temporary one.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::random_device chance;
    do {
      path_ = std::filesystem::temp_directory_path() / ("tradewind-" + std::to_string(chance()));
    } while (!std::filesystem::create_directory(path_));
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  /// Writes a file and returns its path. An old one is removed first: truncating it would wait for the disk.
  std::string write(const std::string& name, std::string_view text) const {
    std::filesystem::remove(path_ / name);
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path(name);
  }
  std::string path(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline std::string gzip(std::string_view text) {
  namespace io = boost::iostreams;
  std::string packed;
  io::filtering_streambuf<io::input> source;
  source.push(io::gzip_compressor());
  source.push(io::array_source(text.data(), text.size()));
  io::copy(source, io::back_inserter(packed));
  return packed;
}

}  // namespace tradewind::test
