#include "workload/lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>

#include "base/check.hpp"

namespace tradewind::workload {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using OpenFile = std::unique_ptr<std::FILE, Close>;

[[noreturn]] void fail(const std::string& path, const char* doing, int error) {
  throw RuntimeFailure(fmt::format("{}: {}: {}", path, doing, std::strerror(error)));
}

std::size_t read_some(std::FILE* file, const std::string& path, char* to, std::size_t size) {
  const std::size_t got = std::fread(to, 1, size, file);
  if (got == 0 && std::ferror(file)) fail(path, "cannot be read", errno);
  return got;
}

/// A Boost.Iostreams source over an open file.
struct FileSource {
  using char_type = char;                         // NOLINT(readability-identifier-naming): Boost's names
  using category = boost::iostreams::source_tag;  // NOLINT(readability-identifier-naming)
  std::FILE* file;
  const std::string* path;
  std::streamsize read(char* to, std::streamsize size) const {
    const std::size_t got = read_some(file, *path, to, static_cast<std::size_t>(size));
    return got == 0 ? -1 : static_cast<std::streamsize>(got);
  }
};

bool is_gzip(std::FILE* file, const std::string& path) {
  char magic[2];
  const std::size_t got = read_some(file, path, magic, sizeof magic);
  if (std::fseek(file, 0, SEEK_SET) != 0) fail(path, "cannot be read twice", errno);
  return got == 2 && magic[0] == '\x1f' && magic[1] == '\x8b';
}

}  // namespace

struct Lines::Input {
  OpenFile file;
  std::unique_ptr<boost::iostreams::filtering_streambuf<boost::iostreams::input>> gzip;  // null for a plain file

  std::size_t read(const std::string& path, char* to, std::size_t size) const {
    if (!gzip) return read_some(file.get(), path, to, size);
    return static_cast<std::size_t>(std::max<std::streamsize>(gzip->sgetn(to, static_cast<std::streamsize>(size)), 0));
  }
};

Lines::Lines(const std::string& path)
    : path_(path), file_(config::intern(path)), input_(std::make_unique<Input>()), buffer_(std::size_t{1} << 17) {
  input_->file.reset(std::fopen(path.c_str(), "rb"));
  if (!input_->file) fail(path, "cannot be opened", errno);
  if (is_gzip(input_->file.get(), path)) {
    input_->gzip = std::make_unique<boost::iostreams::filtering_streambuf<boost::iostreams::input>>();
    input_->gzip->push(boost::iostreams::gzip_decompressor());
    input_->gzip->push(FileSource{input_->file.get(), &path_});
  }
}

Lines::~Lines() = default;

config::Location Lines::where(std::size_t offset) const {
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  return {file_, static_cast<int>(std::min(number_, most)), static_cast<int>(offset) + 1};
}

void Lines::fill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  if (end_ > buffer_.size() / 2) buffer_.resize(2 * buffer_.size());
  try {
    const std::size_t got = input_->read(path_, buffer_.data() + end_, buffer_.size() - end_);
    end_ += got;
    exhausted_ = got == 0;
  } catch (const RuntimeFailure&) {
    throw;
  } catch (const std::ios_base::failure&) {  // gzip_error among them
    throw config::ConfigError({file_, where().line + 1, 1}, "the gzip data are damaged or end too early");
  }
}

bool Lines::next(std::string_view& line) {
  std::size_t searched = 0;
  const char* end_of_line = nullptr;
  for (;;) {
    const char* from = buffer_.data() + begin_ + searched;
    end_of_line = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_ - searched));
    searched = end_ - begin_;
    if (end_of_line || exhausted_ || searched > longest) break;
    fill();
  }
  if (searched == 0) return false;
  const std::size_t size = end_of_line ? static_cast<std::size_t>(end_of_line - buffer_.data()) - begin_ : searched;
  ++number_;
  if (size > longest) throw config::ConfigError(where(), fmt::format("this line is longer than {} bytes", longest));
  line = {buffer_.data() + begin_, size};
  begin_ += size + (end_of_line ? 1 : 0);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
  if (const auto nul = line.find('\0'); nul != line.npos)
    throw config::ConfigError(where(nul), "a NUL byte: this is not a text file");
  return true;
}

}  // namespace tradewind::workload
