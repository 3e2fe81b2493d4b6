// One process at a time per sweep directory.

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.hpp"
#include "fake_sweep.hpp"

namespace tradewind::executor {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

TEST(DirectoryLock, NamesTheDirectoryTheHolderAndTheWayOut) {
  const Folder folder;
  const DirectoryLock lock(folder.path());
  EXPECT_THAT([&] { const DirectoryLock second(folder.path()); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(folder.path().string()),
                                                  HasSubstr("process " + std::to_string(getpid())),
                                                  HasSubstr("wait until it has ended, or stop it"))));
}

TEST(DirectoryLock, IsFreeAfterwards) {
  const Folder folder;
  { const DirectoryLock first(folder.path()); }
  const DirectoryLock second(folder.path());
  EXPECT_EQ(folder.read(".lock").find(std::to_string(getpid())), 0U);
}

TEST(DirectoryLock, IsPerDirectory) {
  const Folder one, other;
  const DirectoryLock first(one.path()), second(other.path());
}

TEST(DirectoryLock, IsTakenBackFromAProcessThatDied) {
  const Folder folder;
  const pid_t holder = fork();
  if (holder == 0) {
    const DirectoryLock lock(folder.path());
    _exit(0);  // without giving it back
  }
  ASSERT_EQ(waitpid(holder, nullptr, 0), holder);
  const DirectoryLock lock(folder.path());
}

TEST(DirectoryLock, WaitsForTheWorkersOfAProcessThatDied) {
  const Folder folder;
  std::array<int, 2> last = {-1, -1};  // the worker ends when the test closes it, or hands over by then
  ASSERT_EQ(pipe(last.data()), 0);
  const pid_t holder = fork();
  if (holder == 0) {
    const DirectoryLock lock(folder.path());
    if (fork() == 0) {
      close(last[1]);
      char byte = 0;
      _exit(read(last[0], &byte, 1) == 0 ? 0 : 1);
    }
    _exit(0);
  }
  ASSERT_EQ(waitpid(holder, nullptr, 0), holder);
  close(last[1]);  // the worker still has to notice
  const DirectoryLock lock(folder.path());
  close(last[0]);
}

TEST(DirectoryLock, NamesTheFileAndTheSystemsReason) {
  const Folder folder;
  EXPECT_THAT([&] { const DirectoryLock lock(folder / "none"); },
              ThrowsMessage<RuntimeFailure>(
                  AllOf(HasSubstr((folder / "none/.lock").string()), HasSubstr("No such file or directory"))));
}

}  // namespace
}  // namespace tradewind::executor
