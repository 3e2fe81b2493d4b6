#include "sweep/shard.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "base/check.hpp"

namespace tradewind::sweep {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  throw RuntimeFailure(fmt::format("cannot write '{}': {}", path.string(), std::generic_category().message(error)));
}

/// 0 or the reason.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      return errno;
  }
  return 0;
}

/// How much of the first `size` bytes are whole lines; −1: see errno.
off_t end_of_last_line(int descriptor, off_t size) {
  std::array<char, 4096> bytes{};
  while (size > 0) {
    const auto begin = std::max<off_t>(0, size - static_cast<off_t>(bytes.size()));
    const ssize_t length = ::pread(descriptor, bytes.data(), static_cast<std::size_t>(size - begin), begin);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return -1;
    const auto line_end = std::string_view(bytes.data(), static_cast<std::size_t>(length)).rfind('\n');
    if (line_end != std::string_view::npos) return begin + static_cast<off_t>(line_end) + 1;
    size = begin;
  }
  return 0;
}

/// What an ordinary file holds after its torn last line was cut off; nothing for a device, which keeps nothing.
std::optional<off_t> cut_torn_line(int descriptor, const std::filesystem::path& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) fail(path, errno);
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  const off_t whole = [&] {
    char last = 0;  // nearly always the end of a line
    if (status.st_size > 0 && ::pread(descriptor, &last, 1, status.st_size - 1) == 1 && last == '\n')
      return status.st_size;
    return end_of_last_line(descriptor, status.st_size);
  }();
  if (whole < 0 || (whole < status.st_size && ::ftruncate(descriptor, whole) != 0)) fail(path, errno);
  return whole;
}

}  // namespace

ShardWriter::ShardWriter(const std::filesystem::path& file)
    : path_(file), descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  if (descriptor_ < 0) fail(path_, errno);
  try {
    cut_torn_line(descriptor_, path_);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

ShardWriter::~ShardWriter() { ::close(descriptor_); }

void ShardWriter::append(std::string_view line) const {
  check(!line.empty() && line.find('\n') == line.size() - 1, "a shard is appended to by whole lines");
  const auto before = cut_torn_line(descriptor_, path_);  // of a child that was killed while it wrote
  const int error = write_all(descriptor_, line);
  if (error == 0) return;
  if (before && ::ftruncate(descriptor_, *before) != 0)
    throw RuntimeFailure(fmt::format("cannot write '{}': {}; and its last line is torn: {}", path_.string(),
                                     std::generic_category().message(error), std::generic_category().message(errno)));
  fail(path_, error);
}

}  // namespace tradewind::sweep
