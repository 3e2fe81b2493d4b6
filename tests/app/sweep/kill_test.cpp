// A sweep that is interrupted or killed at any moment loses nothing that was finished and runs nothing twice.

#include "base/random.hpp"
#include "tests/app/sweep/sweeps.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;

class Killed : public Sweeps {
 protected:
  Killed() {
    folder_.write("longer.yaml", replaced(random_sweep, "replications: 3", "replications: 20"));  // 120 runs
  }
  /// Finished runs, each as often as a shard holds it.
  std::multiset<std::size_t> finished() const {
    std::multiset<std::size_t> runs;
    if (!folder_.has("out/shards")) return runs;
    for (const auto& name : folder_.names("out/shards")) {
      std::istringstream lines(folder_.read("out/shards/" + name));
      for (std::string line; std::getline(lines, line) && !lines.eof();)
        runs.insert(nlohmann::json::parse(line)["run"].get<std::size_t>());
    }
    return runs;
  }
  bool nobody_is_left() const {
    return comes_true([&] {
      for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        std::error_code error;
        const auto where = std::filesystem::read_symlink(entry.path() / "cwd", error);
        if (!error && where == folder_.path()) return false;
      }
      return true;
    });
  }
};

TEST_F(Killed, AtTenRandomMomentsEndsWithTheSameBytes) {
  ASSERT_EQ(sweep({"run", "longer.yaml", "-o", "whole"}).code, 0);
  Stream random(2024, 0, 0);
  for (int moment = 0; moment < 10; ++moment) {
    // Killed when so many runs are finished as chance will have it, up to 90 %: moments spread over the whole sweep.
    const auto after =
        std::max<std::size_t>(finished().size(), random.below(12) + static_cast<std::size_t>(moment) * 9);
    Program program(folder_, {"sweep", "run", "longer.yaml", "-o", "out", "-j", "2", "-q"});
    ASSERT_TRUE(comes_true([&] { return finished().size() >= after; }));
    program.kill_now();
    ASSERT_TRUE(nobody_is_left()) << "workers outlive their parent";
    const auto runs = finished();
    EXPECT_EQ(runs.size(), std::set(runs.begin(), runs.end()).size()) << "a run was run twice";
  }
  const auto before = finished();
  const auto ended = sweep({"resume", "out"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const auto after = finished();
  EXPECT_EQ(after.size(), 120U);
  EXPECT_TRUE(std::ranges::includes(after, before)) << "a finished run was lost";
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
}

TEST_F(Killed, ByCtrlCKeepsTheTablesOfWhatIsThere) {
  Program program(folder_, {"sweep", "run", "longer.yaml", "-o", "out", "-j", "2"});
  ASSERT_TRUE(comes_true([&] { return finished().size() >= 5; }));
  program.press_ctrl_c();
  const auto ended = program.wait();
  EXPECT_EQ(ended.code, 130) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("tradewind sweep resume out"));
  EXPECT_TRUE(folder_.has("out/runs.csv"));
  EXPECT_TRUE(folder_.has("out/results.sqlite"));
  EXPECT_FALSE(folder_.has("out/points.csv"));
  EXPECT_TRUE(nobody_is_left());
  ASSERT_EQ(sweep({"run", "longer.yaml", "-o", "whole"}).code, 0);
  ASSERT_EQ(sweep({"resume", "out"}).code, 0);
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
}

TEST_F(Killed, OnlyOneProcessDrivesADirectory) {
  Program program(folder_, {"sweep", "run", "longer.yaml", "-o", "out", "-j", "1"});
  ASSERT_TRUE(comes_true([&] { return finished().size() >= 2; }));
  const auto second = sweep({"resume", "out"});
  EXPECT_EQ(second.code, 1);
  EXPECT_THAT(second.err, HasSubstr("out"));
  program.press_ctrl_c();
  EXPECT_EQ(program.wait().code, 130);
}

}  // namespace
}  // namespace tradewind
