#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "base/check.hpp"
#include "base/file.hpp"
#include "sweep/collect.hpp"
#include "tests/sweep/by_hand.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::sweep {
namespace {

using by_hand::Row;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
namespace fs = std::filesystem;

class Database : public testing::Test {
 protected:
  void write(const Results& results) const {
    write_database(file, by_hand::study({"a"}, {}), results, {{"tradewind", "0.1.0"}, {"sweep_id", "0123"}});
  }
  /// Rows as texts, cells joined by bars.
  std::vector<std::string> ask(const std::string& question) const {
    const SQLite::Database database(file.string());
    SQLite::Statement statement(database, question);
    std::vector<std::string> rows;
    while (statement.executeStep()) {
      std::string row;
      for (int i = 0; i < statement.getColumnCount(); ++i)
        row += (i == 0 ? "" : "|") + (statement.isColumnNull(i) ? "NULL" : statement.getColumn(i).getString());
      rows.push_back(row);
    }
    return rows;
  }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(folder.path(".")), fs::directory_iterator());
  }
  const test::TemporaryFolder folder;
  const fs::path file = folder.path("results.sqlite");
};

Results some_results() {
  auto results = by_hand::results(
      {"latency_mean_s", "by_node.server.utilisation"},
      {Row{{{"a", "1"}, {"b", "{kind: local}"}}, {{0.1, std::nullopt}, {}}}, Row{{{"a", "2"}}, {{0.3, 0.5}, {1, 1}}}});
  results.runs[3].reset();
  return results;
}

TEST_F(Database, HoldsRunsParametersMetricsAndProvenance) {
  write(some_results());
  EXPECT_THAT(ask("SELECT run, point, replication, seed, round, status, reason FROM runs ORDER BY run"),
              ElementsAre("0|0|0|1|0|complete|NULL", "1|0|1|2|0|failed|no path from phone to server",
                          "2|1|0|1|0|complete|NULL", "3|1|1|2|0|missing|NULL"));
  EXPECT_THAT(ask("SELECT point, name, value FROM parameters ORDER BY point, name"),
              ElementsAre("0|a|1", "0|b|{kind: local}", "1|a|2"));
  EXPECT_THAT(ask("SELECT * FROM metrics ORDER BY run"), ElementsAre("0|0.1|NULL", "2|0.3|0.5"));
  EXPECT_THAT(ask("SELECT key, value FROM provenance ORDER BY key"), ElementsAre("sweep_id|0123", "tradewind|0.1.0"));
  EXPECT_THAT(ask("PRAGMA integrity_check"), ElementsAre("ok"));
}

TEST_F(Database, AnswersAcrossItsTables) {
  write(some_results());
  EXPECT_THAT(ask("SELECT avg(\"by_node.server.utilisation\") FROM metrics JOIN runs USING (run) JOIN parameters USING "
                  "(point) WHERE name = 'a' AND value = '2'"),
              ElementsAre("0.5"));
}

TEST_F(Database, ReplacesTheOldFileAndLeavesNothingElse) {
  folder.write("results.sqlite", "no database at all");
  write(some_results());
  EXPECT_EQ(entries(), 1);
  EXPECT_THAT(ask("SELECT count(*) FROM runs"), ElementsAre("4"));
}

TEST_F(Database, HasTheSameBytesForTheSameResults) {
  write(some_results());
  const auto first = read_file(file);
  write(some_results());
  EXPECT_EQ(read_file(file), first);
}

TEST_F(Database, TakesNamesAndTextsAsTheyAre) {
  const auto results = by_hand::results({"odd \"name\"; --"}, {Row{{{"it's", "\"'); DROP TABLE runs; --\""}}, {{1}}}});
  write(results);
  EXPECT_THAT(ask("SELECT name, value FROM parameters"), ElementsAre("it's|'''); DROP TABLE runs; --'"));
  EXPECT_THAT(ask("SELECT \"odd \"\"name\"\"; --\" FROM metrics"), ElementsAre("1.0"));
}

TEST_F(Database, TellsColumnsApartThatDifferInCaseOnly) {
  write(by_hand::results({"by_node.A.energy_j", "by_node.a.energy_j", "run"}, {Row{{{"a", "1"}}, {{1, 2, 3}}}}));
  EXPECT_THAT(ask("SELECT \"by_node.A.energy_j\", \"by_node.a.energy_j_2\", run_2 FROM metrics"),
              ElementsAre("1.0|2.0|3.0"));
}

TEST_F(Database, KeepsTheOldFileWhenTheDiskIsFull) {
  folder.write("results.sqlite", "old");
  {
    const by_hand::LittleRoom room(10'000);  // two pages and a half
    EXPECT_THAT([&] { write(some_results()); },
                ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(file.string()), HasSubstr("File too large"))));
  }
  EXPECT_EQ(read_file(file), "old");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Database, NamesTheReasonInAReadOnlyFolder) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  folder.write("results.sqlite", "old");
  fs::permissions(folder.path("."), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT([&] { write(some_results()); }, ThrowsMessage<RuntimeFailure>(HasSubstr("Permission denied")));
  fs::permissions(folder.path("."), fs::perms::owner_all);
  EXPECT_EQ(read_file(file), "old");
}

TEST_F(Database, NamesTheFileWhoseFolderIsMissing) {
  const auto path = folder.path("none") + "/results.sqlite";
  EXPECT_THAT([&] { write_database(path, {}, some_results(), {}); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr(path), HasSubstr("No such file"))));
}

TEST_F(Database, CannotReplaceAFolder) {
  fs::create_directory(file);
  EXPECT_THAT([&] { write(some_results()); }, ThrowsMessage<RuntimeFailure>(HasSubstr("Is a directory")));
  EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace tradewind::sweep
