// The files written for Slurm, GNU parallel and Snakemake, judged by those who read them.

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/check.hpp"
#include "executor/shell.hpp"
#include "fake_program.hpp"

namespace tradewind::executor {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::ThrowsMessage;

const SlurmOptions campus{.program = "/usr/bin/tradewind",
                          .directory = "/data/campus",
                          .name = "campus",
                          .tasks = 12,
                          .batch = "0",
                          .sbatch = {"--partition=short", "--array=0-11%4"},
                          .jobs_per_task = 4};

TEST(SlurmScript, IsAnArrayWithATaskPerChunk) {
  EXPECT_EQ(slurm_array_script(campus), R"(#!/bin/sh
#SBATCH --job-name=campus
#SBATCH --array=0-11
#SBATCH --output=/data/campus/slurm/0-%a.log
#SBATCH --cpus-per-task=4
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --partition=short
#SBATCH --array=0-11%4
exec /usr/bin/tradewind sweep work /data/campus --batch 0 --task "$SLURM_ARRAY_TASK_ID" -j 4
)");
}

TEST(SlurmScript, CollectsAfterTheArrayWhateverBecameOfIt) {
  EXPECT_EQ(slurm_collect_script(campus, "17"), R"(#!/bin/sh
#SBATCH --job-name=campus-collect
#SBATCH --output=/data/campus/slurm/0-collect.log
#SBATCH --partition=short
#SBATCH --dependency=afterany:17
exec /usr/bin/tradewind sweep advance /data/campus
)");
}

TEST(SlurmScript, CallsTheProgramWhateverItsPath) {
  const FakeProgram fake;
  const auto script = fake.folder.write("array.sbatch", slurm_array_script(fake.options(12)));
  const auto result = run_command({"env", "SLURM_ARRAY_TASK_ID=3", "sh", script.string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(fake.call(3), "sweep work DIR --batch 0 --task 3 -j 1\n");
}

TEST(ShellWord, ReadsBackAsItWas) {
  for (const std::string word : {"plain/path-1.0", "", "two words", "it's", "$HOME", "`id`", "a\"b", "\\", "*", "ä;&|"})
    EXPECT_EQ(run_command({"sh", "-c", "printf %s " + word_of_line(word)}).output, word);
}

TEST(ShellWord, RefusesALineEnd) {
  EXPECT_THAT([] { word_of_line("a\nb"); }, ThrowsMessage<RuntimeFailure>(HasSubstr("line end")));
}

TEST(ParallelCommands, AreALinePerChunk) {
  auto options = campus;
  options.tasks = 2;
  EXPECT_EQ(parallel_commands(options),
            "/usr/bin/tradewind sweep work /data/campus --batch 0 --task 0 -j 4\n"
            "/usr/bin/tradewind sweep work /data/campus --batch 0 --task 1 -j 4\n");
}

TEST(ParallelCommands, AreRunByGnuParallel) {
  if (!installed("parallel")) GTEST_SKIP() << "GNU parallel is not installed";
  const FakeProgram fake;
  const auto text = parallel_commands(fake.options(4));
  const auto file = fake.folder.write("commands.txt", text);
  EXPECT_EQ(run_command({"parallel", "--will-cite", "--keep-order", "--dry-run", "--arg-file", file.string()}).output,
            text);
  const auto result = run_command({"parallel", "--will-cite", "--arg-file", file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  for (std::size_t task = 0; task < 4; ++task)
    EXPECT_EQ(fake.call(task), "sweep work DIR --batch 0 --task " + std::to_string(task) + " -j 1\n");
}

class Snakefile : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed("snakemake")) GTEST_SKIP() << "Snakemake is not installed";
    file = fake.folder.write("Snakefile", snakefile(fake.options(4)));
  }
  CommandResult snakemake(std::vector<std::string> options) const {
    options.insert(options.begin(),
                   {"env", "-C", fake.folder.path().string(), "XDG_CACHE_HOME=" + fake.folder.path().string(),
                    "snakemake", "--snakefile", file.string()});
    return run_command(options);
  }

  FakeProgram fake;
  std::filesystem::path file;
};

TEST_F(Snakefile, PlansAJobPerChunkAndOneThatCollects) {
  const auto plan = snakemake({"--dry-run", "--cores", "1"});
  EXPECT_EQ(plan.exit_code, 0) << plan.errors << plan.output;
  EXPECT_THAT(plan.output, testing::ContainsRegex("work +4"));
  EXPECT_THAT(plan.output, testing::ContainsRegex("collect +1"));
}

TEST_F(Snakefile, RunsThem) {
  const auto result = snakemake({"--cores", "2"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  for (std::size_t task = 0; task < 4; ++task)
    EXPECT_EQ(fake.folder.read("work-" + std::to_string(task)),
              "sweep work . --batch 0 --task " + std::to_string(task) + " -j 1\n");
  EXPECT_EQ(fake.folder.read("ended"), "4\n");
}

}  // namespace
}  // namespace tradewind::executor
