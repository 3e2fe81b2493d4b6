// The lock of a sweep directory: flock on a file of its own, so that the system takes it back when its holder dies.
// Forked workers hold it too, so that nobody resumes a sweep while the last worker of a killed process still writes.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "base/check.hpp"
#include "executor/descriptor.hpp"
#include "executor/executor.hpp"

namespace tradewind::executor {
namespace {

constexpr std::chrono::seconds patience{5};  // with workers whose parent is dead: the system is about to end them

std::string host_name() {
  std::array<char, 256> name = {};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// Who holds the lock, as it wrote into the file: "1234 host".
struct Holder {
  pid_t pid = 0;
  std::string host;

  explicit Holder(int descriptor) {
    std::array<char, 300> text = {};
    if (pread(descriptor, text.data(), text.size() - 1, 0) <= 0) return;
    char* rest = nullptr;
    pid = static_cast<pid_t>(std::strtol(text.data(), &rest, 10));
    if (*rest == ' ') host = rest + 1;
  }
  bool dead() const { return pid > 0 && host == host_name() && kill(pid, 0) != 0 && errno == ESRCH; }
  std::string words() const { return pid > 0 ? fmt::format(" (process {} on {})", pid, host) : ""; }
};

/// 0 or the reason.
int try_lock(int descriptor) {
  const auto start = std::chrono::steady_clock::now();
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return errno;
    if (!Holder(descriptor).dead() || std::chrono::steady_clock::now() - start > patience) return EWOULDBLOCK;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return 0;
}

}  // namespace

DirectoryLock::DirectoryLock(const std::filesystem::path& directory) {
  const auto file = directory / ".lock";
  Descriptor lock(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  const int error = lock.open() ? try_lock(lock.number()) : errno;
  if (error == EWOULDBLOCK)
    throw RuntimeFailure(fmt::format(
        "{}: another process{} is at work on this sweep; wait until it has ended, or stop it, then try again",
        directory.string(), Holder(lock.number()).words()));
  if (error != 0)
    throw RuntimeFailure(fmt::format("cannot lock '{}': {}", file.string(), std::generic_category().message(error)));
  const auto holder = fmt::format("{} {}", getpid(), host_name());
  if (ftruncate(lock.number(), 0) != 0 || pwrite(lock.number(), holder.data(), holder.size(), 0) < 0)
    throw RuntimeFailure(fmt::format("cannot write '{}': {}", file.string(), std::generic_category().message(errno)));
  descriptor_ = lock.release();
}

DirectoryLock::~DirectoryLock() {
  [[maybe_unused]] const int emptied = ftruncate(descriptor_, 0);  // the file stays: a removed one could be held by two
  close(descriptor_);
}

}  // namespace tradewind::executor
