// A real Slurm, when one answers on this machine (`scripts/slurm_single_node up`).

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.hpp"
#include "fake_program.hpp"

namespace tradewind::executor {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

class RealSlurm : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed("sbatch")) GTEST_SKIP() << "Slurm is not installed (scripts/setup cluster)";
    if (run_command({"sinfo"}).exit_code != 0) GTEST_SKIP() << "no Slurm answers (scripts/slurm_single_node up)";
  }
  std::string submit(const std::string& name, const std::string& script) const {
    return Slurm::submit(fake.folder.write(name, script));
  }

  FakeProgram fake;
};

TEST_F(RealSlurm, TellsHowManyTasksAnArrayMayHave) { EXPECT_GE(Slurm::max_array_size(), 1U); }

TEST_F(RealSlurm, CountsTasksUntilTheyAreCancelled) {
  auto options = fake.options(12);
  options.sbatch = {"--hold"};
  const auto array = submit("array.sbatch", slurm_array_script(options));
  const auto collect = submit("collect.sbatch", slurm_collect_script(options, array));
  const auto queue = Slurm::queue({array, collect});
  EXPECT_EQ(queue.pending, 13U);
  EXPECT_EQ(queue.running, 0U);
  Slurm::cancel({array, collect});
  const auto afterwards = Slurm::queue({array, collect});
  EXPECT_EQ(afterwards.pending + afterwards.running, 0U);
}

TEST_F(RealSlurm, CountsJobsThatItHasForgottenAsEnded) {
  for (const auto& jobs : {std::vector<std::string>{"4000000"}, std::vector<std::string>{"4000000", "4000001"}}) {
    const auto queue = Slurm::queue(jobs);
    EXPECT_EQ(queue.pending + queue.running, 0U);
  }
  Slurm::cancel({"4000000"});
}

TEST_F(RealSlurm, RefusesAScriptInItsOwnWords) {
  EXPECT_THAT([&] { submit("bad.sbatch", "#!/bin/sh\n#SBATCH --no-such-option\n"); },
              ThrowsMessage<RuntimeFailure>(HasSubstr("no-such-option")));
}

TEST_F(RealSlurm, RunsEveryTaskAndCollectsThoughOneFails) {
  const auto ended = fake.folder / "ended";  // the collecting job writes into it when it runs
  ASSERT_EQ(mkfifo(ended.c_str(), 0600), 0);
  const auto options = fake.options(12);
  const auto array = submit("array.sbatch", slurm_array_script(options));
  submit("collect.sbatch", slurm_collect_script(options, array));

  const int fifo = open(ended.c_str(), O_RDONLY | O_NONBLOCK);
  pollfd collected{.fd = fifo, .events = POLLIN, .revents = 0};
  ASSERT_EQ(poll(&collected, 1, 120'000), 1) << "the collecting job did not run within two minutes";
  std::array<char, 16> count = {};
  EXPECT_GT(read(fifo, count.data(), count.size() - 1), 0);
  close(fifo);
  EXPECT_STREQ(count.data(), "12\n");  // task 5, which fails, too
  for (std::size_t task = 0; task < 12; ++task) {
    EXPECT_EQ(fake.call(task), "sweep work DIR --batch 0 --task " + std::to_string(task) + " -j 1\n");
    EXPECT_TRUE(exists(fake.folder / ("slurm/0-" + std::to_string(task) + ".log")));
  }
}

}  // namespace
}  // namespace tradewind::executor
