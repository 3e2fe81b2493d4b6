#include "base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/check.hpp"

namespace tradewind {
namespace {

[[noreturn]] void fail(std::string_view what, const std::filesystem::path& path, int error) {
  throw RuntimeFailure(fmt::format("cannot {} '{}': {}", what, path.string(), std::generic_category().message(error)));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

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

/// A name beside `path` that no other file of this process has.
std::filesystem::path name_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> number = 0;
  return path.parent_path() / fmt::format(".tradewind-{}-{}.tmp", ::getpid(), number++);
}

struct Created {
  std::filesystem::path path;  // empty: the file has no name yet, and is gone with the process
  int descriptor;              // −1: see errno
};
/// A new file in the folder of `path`, with the permissions of any new file (mkstemp would hide it from others).
Created create_beside(const std::filesystem::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  if (::access("/proc/self/fd", X_OK) == 0)  // by which it gets its name
    if (const int descriptor = ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666); descriptor >= 0)
      return {{}, descriptor};
  for (;;) {  // not every file system has files without a name
    std::filesystem::path name = name_beside(path);
    const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    // The name may be taken by another machine on a shared file system, or left by a process that was killed.
    if (descriptor >= 0 || errno != EEXIST) return {std::move(name), descriptor};
  }
}

/// Gives the file of a descriptor a name beside `path`; empty: see errno.
std::filesystem::path named_beside(const std::filesystem::path& path, int descriptor) {
  const auto link = fmt::format("/proc/self/fd/{}", descriptor);
  for (;;) {
    auto name = name_beside(path);
    if (::linkat(AT_FDCWD, link.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) return name;
    if (errno != EEXIST) return {};
  }
}

}  // namespace

void read_pieces(const std::filesystem::path& path, const std::function<void(std::string_view)>& piece) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail("read", path, errno);
  std::array<char, 65536> bytes{};
  for (;;) {
    const ssize_t length = ::read(file.number(), bytes.data(), bytes.size());
    if (length > 0)
      piece({bytes.data(), static_cast<std::size_t>(length)});
    else if (length == 0)
      return;
    else if (errno != EINTR)
      fail("read", path, errno);
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::string text;
  read_pieces(path, [&](std::string_view piece) { text += piece; });
  return text;
}

FileReplacement::FileReplacement(std::filesystem::path path) : path_(std::move(path)) {
  auto [temporary, descriptor] = create_beside(path_);
  if (descriptor < 0) fail("write", path_, errno);
  temporary_ = std::move(temporary);
  descriptor_ = descriptor;
}

FileReplacement::~FileReplacement() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileReplacement::append(std::string_view text) {
  if (const int error = write_all(descriptor_, text)) fail("write", path_, error);
}

void FileReplacement::commit() {
  if (temporary_.empty()) temporary_ = named_beside(path_, descriptor_);
  if (temporary_.empty()) fail("write", path_, errno);
  // Some file systems report a full disk only when the file is closed.
  if (::close(std::exchange(descriptor_, -1)) != 0) fail("write", path_, errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("write", path_, errno);
  temporary_.clear();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view text) {
  FileReplacement file(path);
  file.append(text);
  file.commit();
}

}  // namespace tradewind
