#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "config/merge.hpp"
#include "config/node.hpp"

namespace tradewind::config {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;

class Include : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("include-") + test->name() + "-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "sub");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) const {
    const fs::path path = folder_ / name;
    std::ofstream(path) << text;
    return path.string();
  }
  static std::string refusal(const std::string& path) {
    try {
      load_file(path);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "accepted";
  }
  fs::path folder_;
};

TEST_F(Include, MergesMappingsKeyByKeyAndNamedListsByName) {
  file("sub/base.yaml",
       "platform:\n  nodes: [{name: a, count: 1, tier: edge}, {name: b}]\n  network: {kind: fluid}\nrun: {seed: 1, "
       "list: [1, 2]}\n");
  const std::string main = file(
      "main.yaml", "include: sub/base.yaml\nplatform:\n  nodes: [{name: c}, {name: a, count: 9}]\nrun: {list: [3]}\n");
  const Node node = load_file(main);
  EXPECT_EQ(to_flow(node),
            "{platform: {nodes: [{name: a, count: 9, tier: edge}, {name: b}, {name: c}], network: {kind: fluid}}, "
            "run: {seed: 1, list: [3]}}");
}

TEST_F(Include, KeepsPositionsInEachFile) {
  const std::string base = file("base.yaml", "a: 1\nb: 2\n");
  const std::string main = file("main.yaml", "include: [base.yaml]\nb: 3\n");
  const Node node = load_file(main);
  EXPECT_EQ(node.find("a")->where, (Location{intern(base), 1, 4}));
  EXPECT_EQ(node.find("b")->where, (Location{intern(main), 2, 4}));
  EXPECT_EQ((*node.map())[1].key_where, (Location{intern(main), 2, 1}));
}

TEST_F(Include, LetsLaterFilesWinOverEarlierOnes) {
  file("one.yaml", "a: 1\nb: 1\nc: 1\n");
  file("two.yaml", "a: 2\nb: 2\n");
  EXPECT_EQ(to_flow(load_file(file("main.yaml", "include: [one.yaml, two.yaml]\na: 3\n"))), "{a: 3, b: 2, c: 1}");
}

TEST_F(Include, IsRelativeToTheIncludingFile) {
  file("sub/one.yaml", "include: two.yaml\n");
  file("sub/two.yaml", "a: 2\n");
  EXPECT_EQ(to_flow(load_file(file("main.yaml", "include: sub/one.yaml\n"))), "{a: 2}");
}

TEST_F(Include, RefusesCycles) {
  const std::string a = file("a.yaml", "x: 1\ninclude: b.yaml\n");
  const std::string b = file("b.yaml", "include: a.yaml\n");
  EXPECT_EQ(refusal(a), b + ":1:10: '" + a + "' includes itself: " + a + " → " + b + " → " + a);
}

TEST_F(Include, AllowsTheSameFileTwiceWithoutACycle) {
  file("base.yaml", "a: 1\n");
  file("one.yaml", "include: base.yaml\n");
  EXPECT_EQ(to_flow(load_file(file("main.yaml", "include: [base.yaml, one.yaml]\n"))), "{a: 1}");
}

TEST_F(Include, NamesTheEntryThatNamesAMissingFile) {
  const std::string main = file("main.yaml", "include:\n  - nowhere.yaml\n");
  EXPECT_EQ(refusal(main),
            main + ":2:5: cannot open '" + (folder_ / "nowhere.yaml").string() + "': No such file or directory");
}

TEST_F(Include, RefusesWhatIsNoPath) {
  const std::string main = file("main.yaml", "include: {a: 1}\n");
  EXPECT_EQ(refusal(main), main + ":1:10: include: must be a path or a list of paths, not a mapping");
}

TEST_F(Include, KeepsRepeatedNamesVisible) {
  file("base.yaml", "nodes: [{name: a}]\n");
  EXPECT_EQ(to_flow(load_file(file("main.yaml", "include: base.yaml\nnodes: [{name: a, x: 1}, {name: a, x: 2}]\n"))),
            "{nodes: [{name: a, x: 1}, {name: a, x: 2}]}");
}

TEST_F(Include, MarksMappingsWhoseKindIsChosenAnew) {
  const Node merged = merge(load_text("{kind: a, x: 1}"), load_text("{kind: b}"));
  EXPECT_TRUE(merged.kind_overridden);
  EXPECT_EQ(to_flow(merged), "{kind: b, x: 1}");
  EXPECT_FALSE(merge(load_text("{kind: a}"), load_text("{kind: a}")).kind_overridden);
}

TEST_F(Include, RefusesMissingFilesAndFolders) {
  const std::string nowhere = (folder_ / "nowhere.yaml").string();
  EXPECT_EQ(refusal(nowhere), "cannot open '" + nowhere + "': No such file or directory");
  EXPECT_THAT(refusal(folder_.string()), EndsWith("': it is a directory, not a file"));
  EXPECT_THAT(refusal("/dev/null"), EndsWith("': it is not a regular file"));
}

TEST_F(Include, RefusesFilesLargerThan64MiB) {
  const std::string large = file("large.yaml", "a: 1\n");
  fs::resize_file(large, (64U << 20U) + 1);  // sparse
  EXPECT_THAT(refusal(large), EndsWith("': it is larger than 64 MiB"));
}

TEST_F(Include, NamesTheEmptyFile) {
  const std::string empty = file("empty.yaml", "");
  EXPECT_EQ(refusal(empty), empty + ": the file is empty");
}

}  // namespace
}  // namespace tradewind::config
