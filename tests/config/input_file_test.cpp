#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/fields.hpp"

namespace tradewind::config {
namespace {

namespace fs = std::filesystem;

class InputFile : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("input-") + test->name() + "-" + std::to_string(getpid()));
    fs::create_directories(folder_ / "data");
    std::ofstream(folder_ / "beside.csv") << "x";
    std::ofstream(folder_ / "data" / "public.csv") << "x";
    ASSERT_EQ(setenv("TRADEWIND_DATA", (folder_ / "data").c_str(), 1), 0);
  }
  void TearDown() override {
    unsetenv("TRADEWIND_DATA");
    fs::remove_all(folder_);
  }

  Node naming(const std::string& file) const { return load_text(file, (folder_ / "scenario.yaml").string()); }

  fs::path folder_;
};

TEST_F(InputFile, IsFoundBesideTheFileThatNamesIt) {
  const auto file = read_or_throw<File>(naming("beside.csv"));
  EXPECT_EQ(file.path, (folder_ / "beside.csv").string());
  EXPECT_FALSE(file.in_data_folder);
  EXPECT_EQ(write(file), Node::text((folder_ / "beside.csv").string()));
}

TEST_F(InputFile, IsFoundInTheDataFolder) {
  const auto file = read_or_throw<File>(naming("public.csv"));
  EXPECT_EQ(file.path, (folder_ / "data" / "public.csv").string());
  EXPECT_TRUE(file.in_data_folder);
  EXPECT_EQ(write(file), Node::text("public.csv"));
}

TEST_F(InputFile, SaysWhereItLookedForAnAbsentOne) {
  try {
    read_or_throw<File>(naming("absent.csv"));
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_THAT(error.what(),
                testing::HasSubstr("scenario.yaml:1:1: cannot find 'absent.csv' (looked in " + folder_.string() + ", " +
                                   (folder_ / "data").string() + ", ../shared/data"));
    EXPECT_THAT(error.what(), testing::EndsWith("); docs/data.md says where to get public data sets"));
  }
}

TEST_F(InputFile, IsNotAFolder) { EXPECT_THROW(read_or_throw<File>(naming("data")), ConfigError); }

TEST_F(InputFile, MayBeAbsolute) {
  const std::string path = (folder_ / "beside.csv").string();
  EXPECT_EQ(read_or_throw<File>(load_text(path)).path, path);
  EXPECT_THROW(read_or_throw<File>(load_text(path + "x")), ConfigError);
}

TEST_F(InputFile, IsLeftOutWhenThereIsNone) { EXPECT_TRUE(write(File{}).is_null()); }

}  // namespace
}  // namespace tradewind::config
