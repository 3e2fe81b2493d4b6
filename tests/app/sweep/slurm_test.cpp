// The same sweep on a real Slurm: a job array, a task that is lost, and the same bytes in the end. Needs a cluster that
// takes jobs (scripts/slurm_single_node up makes one); skipped without.

#include "tests/app/sweep/sweeps.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;

bool slurm_takes_jobs() { return std::system("timeout 10 sinfo --noheader >/dev/null 2>&1") == 0; }

class OnSlurm : public Sweeps {
 protected:
  void SetUp() override {
    if (!slurm_takes_jobs()) GTEST_SKIP() << "no Slurm answers; scripts/slurm_single_node up starts one";
    // 12 runs, 3 of which are refused: no warm-up of 400 s fits into 300 s.
    folder_.write("cluster.yaml", replaced(random_sweep,
                                           "  policy.offload: [{kind: local}, {kind: shortest_completion}]\n"
                                           "  platform.links.lan.bandwidth: [1 Mbps, 4 Mbps, 16 Mbps]\n",
                                           "  run.duration: [500 s, 300 s]\n  run.warmup: [0 s, 400 s]\n"));
  }
  std::string array_job() const {
    const auto jobs = lines_of(folder_.read("out/slurm/jobs.txt"));
    return jobs.empty() ? "" : jobs.front();
  }
  bool queue_is_empty() const {
    const auto ended = sweep({"status", "out", "--json"});
    const auto json = nlohmann::json::parse(ended.out);
    return json["tasks_running"] == 0 && json["tasks_pending"] == 0;
  }
};

TEST_F(OnSlurm, GivesTheBytesOfALocalSweepAlsoAfterLosingATask) {
  ASSERT_EQ(sweep({"run", "cluster.yaml", "-o", "whole"}).code, 4);
  const auto submitted =
      sweep({"run", "cluster.yaml", "-o", "out", "--executor", "slurm", "--chunk", "1", "--sbatch=--hold"});
  ASSERT_EQ(submitted.code, 0) << submitted.err;
  EXPECT_THAT(submitted.err, HasSubstr("12 runs in 12 tasks"));
  ASSERT_EQ(std::system(("scancel " + array_job() + "_7").c_str()), 0);
  // Both jobs were held: the array and the one that collects.
  for (const auto& job : lines_of(folder_.read("out/slurm/jobs.txt")))
    ASSERT_EQ(std::system(("scontrol release " + job).c_str()), 0);
  ASSERT_TRUE(comes_true([&] { return queue_is_empty(); }));

  const auto status = nlohmann::json::parse(sweep({"status", "out", "--json"}).out);
  EXPECT_EQ(status["done"], 8);
  EXPECT_EQ(status["failed"], 3);
  EXPECT_EQ(status["missing"], 1);
  EXPECT_TRUE(folder_.has("out/runs.csv")) << "the job after the array collects, whatever became of its tasks";
  EXPECT_FALSE(folder_.has("out/points.csv"));

  const auto resumed = sweep({"resume", "out", "--executor", "slurm", "--chunk", "1", "--wait"});
  EXPECT_EQ(resumed.code, 4) << resumed.err;  // three runs failed, for good
  EXPECT_THAT(resumed.err, HasSubstr("1 run in 1 task;"));
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
  EXPECT_TRUE(folder_.has("out/report.html"));
}

TEST_F(OnSlurm, AProbeRunChoosesTheChunkAndWaitingEndsLikeALocalSweep) {
  ASSERT_EQ(sweep({"run", "random_sweep.yaml", "-o", "whole"}).code, 0);
  const auto ended = sweep({"run", "random_sweep.yaml", "-o", "out", "--executor", "slurm", "--wait"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("17 runs in 1 task;"));  // some ten milliseconds each; one was the probe
  EXPECT_THAT(last_line(ended.err), HasSubstr("out/report.html"));
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
}

TEST_F(OnSlurm, AdaptiveSweepsGoThroughTheirRounds) {
  folder_.write("adaptive.yaml",
                random_sweep + "stopping: {metrics: [latency_mean_s], relative_half_width: 0.1, step: 4, most: 15}\n");
  ASSERT_EQ(sweep({"run", "adaptive.yaml", "-o", "whole"}).code, 0);
  const auto ended = sweep({"run", "adaptive.yaml", "-o", "out", "--executor", "slurm", "--chunk", "9", "--wait"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_GT(count_lines(folder_.read("out/manifest.jsonl")), 18U);
  EXPECT_EQ(promised_bytes(folder_, "out"), promised_bytes(folder_, "whole"));
}

}  // namespace
}  // namespace tradewind
