#include "base/file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/check.hpp"

namespace tradewind {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;
namespace fs = std::filesystem;

/// A folder of its own for each test, gone afterwards.
class File : public testing::Test {
 protected:
  File() {
    std::string name = testing::TempDir() + "file_test_XXXXXX";
    folder = mkdtemp(name.data());
  }
  ~File() override { fs::remove_all(folder); }
  std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(folder), fs::directory_iterator()); }

  fs::path folder;
};

TEST_F(File, ReadsBackWhatWasWritten) {
  std::string text(200'000, 'x');  // more than three pieces
  text[3] = '\0';
  text[70'000] = '\xff';
  write_file_atomically(folder / "a", text);
  EXPECT_EQ(read_file(folder / "a"), text);
}

TEST_F(File, ReadsAnEmptyFile) {
  write_file_atomically(folder / "a", "");
  EXPECT_EQ(read_file(folder / "a"), "");
}

TEST_F(File, ReplacesAFileAndLeavesNothingElse) {
  write_file_atomically(folder / "a", "old and long");
  write_file_atomically(folder / "a", "new");
  EXPECT_EQ(read_file(folder / "a"), "new");
  EXPECT_EQ(entries(), 1);
}

TEST_F(File, HasThePermissionsOfAnyNewFile) {
  const auto old = umask(022);
  write_file_atomically(folder / "a", "");
  umask(old);
  struct stat status = {};
  ASSERT_EQ(stat((folder / "a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

TEST_F(File, WritesBesideTheProgramWhenThePathHasNoFolder) {
  const auto before = fs::current_path();
  fs::current_path(folder);
  write_file_atomically("a", "here");
  fs::current_path(before);
  EXPECT_EQ(read_file(folder / "a"), "here");
}

TEST_F(File, NamesPathAndReasonWhenThereIsNothingToRead) {
  EXPECT_THAT([&] { read_file(folder / "none"); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr((folder / "none").string()), HasSubstr("No such file"))));
}

TEST_F(File, NamesTheReasonWhenAFolderIsRead) {
  EXPECT_THAT([&] { read_file(folder); }, ThrowsMessage<RuntimeFailure>(HasSubstr("Is a directory")));
}

TEST_F(File, NamesTheTargetWhenItsFolderIsMissing) {
  const auto path = folder / "none" / "a";
  EXPECT_THAT([&] { write_file_atomically(path, "text"); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(path.string()), HasSubstr("No such file"))));
}

TEST_F(File, LeavesNothingBehindWhenTheTargetCannotBeReplaced) {
  fs::create_directory(folder / "a");
  EXPECT_THAT([&] { write_file_atomically(folder / "a", "text"); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("Is a directory")));
  EXPECT_EQ(entries(), 1);
}

TEST_F(File, InPiecesIsSeenWhenItIsWhole) {
  write_file_atomically(folder / "a", "old");
  {
    FileReplacement file(folder / "a");
    file.append("new ");
    file.append("and whole");
    EXPECT_EQ(read_file(folder / "a"), "old");
    file.commit();
  }
  EXPECT_EQ(read_file(folder / "a"), "new and whole");
  EXPECT_EQ(entries(), 1);
}

TEST_F(File, InPiecesLeavesNothingWhenTheProcessIsKilled) {
  const int probe = ::open(folder.c_str(), O_WRONLY | O_TMPFILE, 0600);
  if (probe < 0) GTEST_SKIP() << "this file system has no files without a name";
  ::close(probe);
  const pid_t child = ::fork();
  if (child == 0) {
    FileReplacement file(folder / "a");
    file.append("half");
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(entries(), 0);
}

TEST_F(File, InPiecesThatIsGivenUpLeavesTheOldOne) {
  write_file_atomically(folder / "a", "old");
  { FileReplacement(folder / "a").append("new"); }
  EXPECT_EQ(read_file(folder / "a"), "old");
  EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace tradewind
