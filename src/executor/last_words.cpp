#include "executor/last_words.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/check.hpp"

namespace tradewind::executor {
namespace {

constexpr off_t capacity = 65536;
constexpr std::string_view our_prefix = "tradewind: ";

}  // namespace

// The size is fixed by a seal; how much was said is where the next write would go, which parent and child share.
LastWords::LastWords() : memory_(memfd_create("tradewind-stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING)) {
  if (!memory_.open() || ftruncate(memory_.number(), capacity) != 0 ||
      fcntl(memory_.number(), F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0)
    throw RuntimeFailure(fmt::format("cannot keep what workers print: {}", std::generic_category().message(errno)));
}

void LastWords::forget() const { lseek(memory_.number(), 0, SEEK_SET); }

void LastWords::listen() const { dup2(memory_.number(), STDERR_FILENO); }

void LastWords::say(std::string_view text) const {
  forget();
  const auto line = fmt::format("{}{}\n", our_prefix, text);
  [[maybe_unused]] const auto written = write(memory_.number(), line.data(), line.size());
}

std::string LastWords::ours() const {
  const off_t length = lseek(memory_.number(), 0, SEEK_CUR);
  std::string said(static_cast<std::size_t>(length < 0 ? 0 : length), '\0');
  const auto got = pread(memory_.number(), said.data(), said.size(), 0);
  said.resize(static_cast<std::size_t>(got < 0 ? 0 : got));
  said.insert(0, "\n");
  const auto line = said.rfind("\n" + std::string(our_prefix));
  if (line == std::string::npos) return "";
  const auto begin = line + 1 + our_prefix.size();
  return said.substr(begin, said.find('\n', begin) - begin);
}

}  // namespace tradewind::executor
