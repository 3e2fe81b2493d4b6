#include "results/run_directory.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/check.hpp"
#include "base/file.hpp"
#include "campus.hpp"

namespace tradewind::results {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;

class RunDirectoryTest : public ::testing::Test {
 protected:
  static std::vector<std::string> names(const fs::path& directory) {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(directory)) all.push_back(entry.path().filename().string());
    return all;
  }
  /// Writes a whole run.
  fs::path save(const fs::path& directory, const std::string& id, Existing existing = Existing::refuse,
                std::string_view other_file = "series.json") const {
    RunDirectory run(directory, id, existing);
    run.write("summary.json", "{\"run_id\": \"" + id + "\"}");
    run.write(other_file, id);
    return run.commit();
  }

  const Folder folder;
  const fs::path root = folder.path();
  const fs::path out = root / "out";
};

TEST_F(RunDirectoryTest, LiesBelowResultsByDefault) {
  EXPECT_EQ(default_directory("campus", "0123"), fs::path("results/campus/0123"));
}

TEST_F(RunDirectoryTest, AppearsWholeWithItsParents) {
  const auto deep = root / "results" / "campus" / "0123";
  RunDirectory run(deep, "0123");
  run.write("summary.json", "{}");
  EXPECT_FALSE(fs::exists(deep));
  EXPECT_EQ(run.commit(), deep);
  EXPECT_THAT(names(deep), ElementsAre("summary.json"));
  EXPECT_THAT(names(deep.parent_path()), ElementsAre("0123"));
}

TEST_F(RunDirectoryTest, LeavesNothingBehindOnFailure) {
  {
    RunDirectory run(root / "a" / "b" / "c", "0123");
    run.write("summary.json", "{}");
  }
  EXPECT_THAT(names(root), IsEmpty());
}

TEST_F(RunDirectoryTest, MayBeWrittenWithASlashAtItsEnd) {
  save(root / "out/", "0123");
  EXPECT_THAT(names(root), ElementsAre("out"));
  EXPECT_EQ(run_id_in(out), "0123");
}

TEST_F(RunDirectoryTest, ReplacesTheResultsOfTheSameRun) {
  save(out, "0123", Existing::refuse, "tasks.csv");
  save(out, "0123");
  EXPECT_THAT(names(out), UnorderedElementsAre("summary.json", "series.json"));
  EXPECT_THAT(names(root), ElementsAre("out"));
}

TEST_F(RunDirectoryTest, KeepsTheOldResultsWhenANewRunFails) {
  save(out, "0123");
  { const RunDirectory run(out, "0123"); }
  EXPECT_THAT(names(out), UnorderedElementsAre("summary.json", "series.json"));
  EXPECT_THAT(names(root), ElementsAre("out"));
}

TEST_F(RunDirectoryTest, RefusesTheResultsOfAnotherRun) {
  save(out, "0123");
  EXPECT_THAT([&] { RunDirectory(out, "4567"); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(out.string()), HasSubstr("0123"), HasSubstr("--force"))));
  EXPECT_EQ(run_id_in(out), "0123");
}

TEST_F(RunDirectoryTest, ReplacesTheResultsOfAnotherRunWhenForced) {
  save(out, "0123", Existing::refuse, "tasks.csv");
  save(out, "4567", Existing::replace);
  EXPECT_EQ(run_id_in(out), "4567");
  EXPECT_THAT(names(out), UnorderedElementsAre("summary.json", "series.json"));
}

TEST_F(RunDirectoryTest, RefusesADirectoryOfStrangers) {
  fs::create_directory(out);
  write_file_atomically(out / "thesis.tex", "years of work");
  EXPECT_THAT([&] { RunDirectory(out, "0123"); }, ThrowsMessage<RuntimeFailure>(HasSubstr("is not empty")));
}

TEST_F(RunDirectoryTest, DeletesNothingOfStrangersWhenForced) {
  fs::create_directory(out);
  write_file_atomically(out / "thesis.tex", "years of work");
  save(out, "0123", Existing::replace);
  EXPECT_THAT(names(out), UnorderedElementsAre("thesis.tex", "summary.json", "series.json"));
  EXPECT_EQ(read_file(out / "thesis.tex"), "years of work");
}

TEST_F(RunDirectoryTest, FillsAnEmptyDirectoryThatStaysTheSame) {
  fs::create_directory(out);
  const fs::path link = root / "link";
  fs::create_directory_symlink(out, link);
  save(link, "0123");
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_THAT(names(out), UnorderedElementsAre("summary.json", "series.json"));
}

TEST_F(RunDirectoryTest, RefusesWhenAnotherRunTookThePlaceMeanwhile) {
  RunDirectory run(out, "4567");
  save(out, "0123");
  EXPECT_THROW(run.commit(), RuntimeFailure);
  EXPECT_EQ(run_id_in(out), "0123");
}

TEST_F(RunDirectoryTest, NamesAFileInTheWay) {
  write_file_atomically(out, "text");
  EXPECT_THAT([&] { RunDirectory(out, "0123"); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(out.string()), HasSubstr("in the way"))));
  EXPECT_THAT([&] { RunDirectory(out / "deeper", "0123"); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(out.string()), HasSubstr("Not a directory"))));
}

TEST_F(RunDirectoryTest, NamesAParentWithoutPermission) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  fs::permissions(root, fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT([&] { RunDirectory(out, "0123"); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(root.string()), HasSubstr("Permission denied"))));
  fs::permissions(root, fs::perms::owner_all);
}

TEST_F(RunDirectoryTest, TakesBrokenSummariesForNone) {
  fs::create_directory(out);
  for (const std::string_view text : {"", "{", "[]", "{\"run_id\": 5}"}) {
    write_file_atomically(out / "summary.json", text);
    EXPECT_EQ(run_id_in(out), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace tradewind::results
