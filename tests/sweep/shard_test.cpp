#include "sweep/shard.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/file.hpp"
#include "sweep/shard_line.hpp"
#include "tests/sweep/by_hand.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::sweep {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;
namespace fs = std::filesystem;

constexpr std::string_view id = "0123456789abcdef";

RunRecord complete(std::size_t run, double latency = 0.5) {
  return {.run = run, .reason = {}, .figures = {{"latency_mean_s", latency}}, .latency_quantiles = {}};
}
RunRecord failed(std::size_t run, std::string reason) {
  return {.run = run, .status = RunStatus::failed, .reason = std::move(reason), .figures = {}, .latency_quantiles = {}};
}
std::string line(const RunRecord& record) { return to_line(record, id); }

TEST(ShardLine, IsTheOneOfTheInterface) {
  const RunRecord record{.run = 7,
                         .reason = {},
                         .figures = {{"latency_mean_s", 0.125}, {"accuracy_mean", std::nullopt}},
                         .latency_quantiles = {{"detector", {0.1, 0.2}}}};
  EXPECT_EQ(line(record),
            R"({"sweep":"0123456789abcdef","run":7,"status":"complete","figures":{"latency_mean_s":0.125,)"
            R"("accuracy_mean":null},"latency_quantiles":{"detector":[0.1,0.2]}})"
            "\n");
}

TEST(ShardLine, OfAFailedRunHasItsReasonAndNoFigures) {
  EXPECT_EQ(line(failed(3, "timed out after 60 s")),
            R"({"sweep":"0123456789abcdef","run":3,"status":"failed","reason":"timed out after 60 s"})"
            "\n");
}

TEST(ShardLine, KeepsEveryNumberToTheLastBit) {
  const std::vector<double> numbers{0.1,     -0.0, 1e300, 5e-324, std::numeric_limits<double>::max(),
                                    1.0 / 3, 123,  -2.5,  1e-7};
  RunRecord record{.run = 0, .reason = {}, .figures = {}, .latency_quantiles = {{"a", numbers}, {"b", {}}}};
  for (const double number : numbers) record.figures.emplace_back("x" + std::to_string(record.figures.size()), number);
  auto text = line(record);
  text.pop_back();
  const auto parsed = parse_line(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->record.latency_quantiles, record.latency_quantiles);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*parsed->record.figures[i].second),
              std::bit_cast<std::uint64_t>(numbers[i]));
}

TEST(ShardLine, KeepsEveryTextThatIsUtf8) {
  std::string hostile = "quote \" backslash \\ slash / é 🚢 \\u0041 \x7f";
  for (char c = 1; c < 0x20; ++c) hostile += c;
  hostile += '\0';
  auto text = line(failed(1, hostile));
  EXPECT_EQ(text.find('\n'), text.size() - 1) << "one line";
  EXPECT_EQ(nlohmann::json::parse(text)["reason"], hostile) << "as a general reader of JSON sees it";
  text.pop_back();
  EXPECT_EQ(parse_line(text)->record.reason, hostile);
}

TEST(ShardLine, IsRefusedWhenTornAnywhere) {
  RunRecord record = complete(12, -1.5e-7);
  record.latency_quantiles = {{"a\"b", {1, 2}}};
  for (const auto& whole : {line(record), line(failed(3, "a\nb"))})
    for (std::size_t length = 0; length + 1 < whole.size(); ++length)
      EXPECT_FALSE(parse_line(std::string_view(whole).substr(0, length))) << whole.substr(0, length);
}

TEST(ShardLine, IsRefusedWhenItIsNotAsWeWriteIt) {
  const std::string good = R"({"sweep":"x","run":1,"status":"complete","figures":{"a":1,"b":null}})";
  ASSERT_TRUE(parse_line(good));
  const std::vector<std::pair<std::string, std::string>> damages{{R"("a":1)", R"("a":inf)"},
                                                                 {R"("a":1)", R"("a":nan)"},
                                                                 {R"("a":1)", R"("a":-)"},
                                                                 {R"("a":1)", R"("a":1e999)"},
                                                                 {R"("a":1)", R"("a":"1")"},
                                                                 {R"("a":1)", R"("a": 1)"},
                                                                 {R"("a":1)", R"("a":1,)"},
                                                                 {R"("a":1,)", R"(,"a":1,)"},
                                                                 {R"("b":null)", R"("b":nul)"},
                                                                 {R"("run":1)", R"("run":-1)"},
                                                                 {R"("run":1)", R"("run":1.5)"},
                                                                 {R"("run":1)", R"("run":99999999999999999999)"},
                                                                 {"complete", "finished"},
                                                                 {"}}", "}}}"},
                                                                 {"}}", "}} "},
                                                                 {R"("a")", R"("\u0141")"},
                                                                 {R"("a")", R"("\x")"},
                                                                 {R"("sweep":"x",)", ""},
                                                                 {R"("figures")", R"("Figures")"}};
  for (const auto& [from, to] : damages) {
    auto damaged = good;
    damaged.replace(damaged.find(from), from.size(), to);
    EXPECT_FALSE(parse_line(damaged)) << damaged;
  }
}

class Shard : public testing::Test {
 protected:
  fs::path path(const std::string& name) const { return folder.path(name); }
  struct Read {
    std::vector<RunRecord> records;
    ShardReport report;
  };
  Read read(std::size_t runs = 100) const {
    Read found;
    found.report =
        read_shards(path("."), id, runs, [&](RunRecord&& record) { found.records.push_back(std::move(record)); });
    return found;
  }
  const test::TemporaryFolder folder;
};

TEST_F(Shard, ReadsBackWhatWasAppendedThroughSeveralWriters) {
  ShardWriter(path("a.jsonl")).append(line(complete(0)));
  const ShardWriter again(path("a.jsonl"));
  again.append(line(failed(1, "out of memory")));
  again.append(line(complete(2)));
  const auto found = read();
  ASSERT_THAT(found.records, SizeIs(3));
  EXPECT_EQ(found.records[1].reason, "out of memory");
  EXPECT_EQ(found.records[1].status, RunStatus::failed);
  EXPECT_EQ(found.records[2].run, 2U);
  EXPECT_EQ(found.report.lines, 3U);
  EXPECT_THAT(found.report.problems, IsEmpty());
}

TEST_F(Shard, CutsATornLastLineWhenItIsOpened) {
  for (const std::size_t torn : {1U, 70U, 4096U, 5000U, 10'000U}) {  // pieces of 4096 bytes are looked at
    folder.write("a.jsonl", line(complete(0)) + std::string(torn, 'x'));
    const ShardWriter writer(path("a.jsonl"));
    EXPECT_EQ(read_file(path("a.jsonl")), line(complete(0))) << torn;
  }
}

TEST_F(Shard, CutsAFirstLineThatIsTorn) {
  folder.write("a.jsonl", std::string(9000, 'x'));
  const ShardWriter writer(path("a.jsonl"));
  EXPECT_EQ(read_file(path("a.jsonl")), "");
}

TEST_F(Shard, CutsWhatAKilledChildLeftBeforeTheNextLine) {
  const ShardWriter writer(path("a.jsonl"));
  writer.append(line(complete(0)));
  std::ofstream(path("a.jsonl"), std::ios::app) << R"({"sweep":"0123)";  // while the writer is open
  writer.append(line(failed(1, "killed by signal 9")));
  EXPECT_EQ(read_file(path("a.jsonl")), line(complete(0)) + line(failed(1, "killed by signal 9")));
}

TEST_F(Shard, TakesLinesFromForkedChildren) {
  const ShardWriter writer(path("a.jsonl"));
  for (std::size_t run = 0; run < 3; ++run) {
    const pid_t child = fork();
    if (child == 0) {
      writer.append(line(complete(run)));
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  }
  EXPECT_EQ(read_file(path("a.jsonl")), line(complete(0)) + line(complete(1)) + line(complete(2)));
}

TEST_F(Shard, NamesPathAndReasonOfAFullDisk) {
  fs::create_symlink("/dev/full", path("full.jsonl"));
  const ShardWriter writer(path("full.jsonl"));
  EXPECT_THAT([&] { writer.append(line(complete(0))); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr("full.jsonl"), HasSubstr("No space left"))));
}

TEST_F(Shard, IsAsItWasWhenALineNoLongerFits) {
  const ShardWriter writer(path("a.jsonl"));
  writer.append(line(complete(0)));
  const auto before = read_file(path("a.jsonl"));
  {
    const by_hand::LittleRoom room(before.size() + 10);  // the system takes ten bytes of the next line
    EXPECT_THAT([&] { writer.append(line(complete(1))); },
                ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr("a.jsonl"), HasSubstr("File too large"))));
  }
  EXPECT_EQ(read_file(path("a.jsonl")), before);
  writer.append(line(complete(1)));  // when there is room again
  EXPECT_THAT(read().records, SizeIs(2));
}

TEST_F(Shard, NamesPathAndReasonWhenItCannotBeMade) {
  EXPECT_THAT([&] { ShardWriter(path("none/a.jsonl")); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr("none/a.jsonl"), HasSubstr("No such file"))));
}

TEST_F(Shard, NamesTheReasonInAReadOnlyFolder) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write anywhere";
  fs::permissions(path("."), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_THAT([&] { ShardWriter(path("a.jsonl")); }, ThrowsMessage<RuntimeFailure>(HasSubstr("Permission denied")));
  fs::permissions(path("."), fs::perms::owner_all);
}

TEST_F(Shard, IsReadByNameAndInOrder) {
  folder.write("b.jsonl", line(complete(0)));
  folder.write("a.jsonl", line(complete(5)) + line(complete(3)));
  folder.write("notes.txt", "not a shard\n");
  std::vector<std::size_t> runs;
  for (const auto& record : read().records) runs.push_back(record.run);
  EXPECT_THAT(runs, ElementsAre(5, 3, 0));
}

TEST_F(Shard, IsReadInPiecesWithoutLosingLines) {
  std::string text;  // lines across the pieces of 64 KiB that a file is read in
  RunRecord record = complete(0);
  for (int i = 0; i < 60; ++i) record.figures.emplace_back("figure_" + std::to_string(i), i / 7.0);
  for (record.run = 0; record.run < 500; ++record.run) text += line(record);
  folder.write("a.jsonl", text);
  const auto found = read(500);
  EXPECT_GT(text.size(), 10 * 65536U);
  EXPECT_EQ(found.report.lines, 500U);
  EXPECT_EQ(found.records[499].figures, record.figures);
}

TEST_F(Shard, CountsATornLastLineAndLeavesItsRunToBeDone) {
  const auto whole = line(complete(1));
  folder.write("a.jsonl", line(complete(0)) + whole.substr(0, whole.size() - 1));
  const auto found = read();
  EXPECT_THAT(found.records, SizeIs(1));
  EXPECT_EQ(found.report.torn, 1U);
  EXPECT_THAT(found.report.problems, IsEmpty());
}

TEST_F(Shard, CountsTheSameResultOnce) {
  folder.write("a.jsonl", line(complete(0)) + line(complete(1)));
  fs::copy_file(path("a.jsonl"), path("copy of a.jsonl"));
  const auto found = read();
  EXPECT_THAT(found.records, SizeIs(2));
  EXPECT_EQ(found.report.duplicates, 2U);
  EXPECT_THAT(found.report.problems, IsEmpty());
}

TEST_F(Shard, TakesTheFirstOfDifferentResultsAndSaysSo) {
  folder.write("a.jsonl", line(complete(4, 0.5)));
  folder.write("b.jsonl", line(complete(4, 0.75)));
  const auto found = read();
  ASSERT_THAT(found.records, SizeIs(1));
  EXPECT_EQ(found.records[0].figures[0].second, 0.5);
  EXPECT_THAT(found.report.problems, ElementsAre(AllOf(HasSubstr("b.jsonl:1: "), HasSubstr("run 4"))));
}

TEST_F(Shard, NamesForeignAndDamagedLinesByTheirPlace) {
  folder.write("a.jsonl", line(complete(0)) + to_line(complete(1), "fedcba9876543210") + "{}\n" + line(complete(100)) +
                              line(complete(2)));
  const auto found = read();
  EXPECT_THAT(found.records, SizeIs(2));
  EXPECT_THAT(found.report.problems,
              ElementsAre(AllOf(HasSubstr("a.jsonl:2: "), HasSubstr("another sweep ('fedcba9876543210'")),
                          AllOf(HasSubstr("a.jsonl:3: damaged")),
                          AllOf(HasSubstr("a.jsonl:4: run 100 is beyond the manifest, which has 100"))));
}

TEST_F(Shard, TellsOnlyTheFirstProblemsOfAForeignFile) {
  std::string foreign;
  for (std::size_t run = 0; run < 50; ++run) foreign += to_line(complete(run), "fedcba9876543210");
  folder.write("a.jsonl", foreign);
  const auto problems = read().report.problems;
  ASSERT_THAT(problems, SizeIs(6));
  EXPECT_THAT(problems.back(), HasSubstr("a.jsonl: and 45 more such lines"));
}

TEST_F(Shard, HasNothingInAFolderThatIsNotThere) {
  EXPECT_EQ(read_shards(path("none"), id, 10, [](RunRecord&&) { FAIL(); }).lines, 0U);
}

TEST_F(Shard, RefusesALineWithoutItsEnd) {
  const ShardWriter writer(path("a.jsonl"));
  EXPECT_THROW(writer.append("{}"), InternalError);
  EXPECT_THROW(writer.append("{}\n{}\n"), InternalError);
}

}  // namespace
}  // namespace tradewind::sweep
