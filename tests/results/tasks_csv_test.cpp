#include "results/tasks_csv.hpp"

#include <gmock/gmock.h>

#include "base/check.hpp"
#include "base/file.hpp"
#include "campus.hpp"

namespace tradewind::results {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::string header =
    "request,application,task,variant,source,node,processor,issued_s,ready_s,start_s,finish_s,work_flop,input_bytes,"
    "output_bytes,energy_j,status\n";

class TasksCsvTest : public ::testing::Test {
 protected:
  std::string written(const std::vector<metrics::TaskRecord>& records) const {
    const Folder folder;
    TasksCsv csv(model, folder.path() / "tasks.csv");
    for (const auto& record : records) csv.task(record);
    csv.close();
    return read_file(folder.path() / "tasks.csv");
  }
  const scenario::Model model = campus_model();
};

TEST_F(TasksCsvTest, WritesTheHeaderOfTheInterfaceEvenWithoutTasks) { EXPECT_EQ(written({}), header); }

TEST_F(TasksCsvTest, NamesMembersProcessorsAndVariants) {
  const metrics::TaskRecord record{.request = 12,
                                   .application = {0},
                                   .option = 1,
                                   .source = {1},
                                   .processor = {3},
                                   .issued = 0.1_s,
                                   .ready = 0.25_s,
                                   .start = 0.5_s,
                                   .finish = 1_s,
                                   .work = 2.5_Gflop,
                                   .input = 250_kB,
                                   .output = 2_kB,
                                   .energy = 1.5_J};
  EXPECT_EQ(written({record}),
            header + "12,detector,infer,large,phone-1,server,gpu,0.1,0.25,0.5,1,2.5e+09,250000,2000,1.5,completed\n");
}

TEST_F(TasksCsvTest, LeavesCellsEmptyForWhatNeverHappened) {
  const metrics::TaskRecord dropped{
      .application = {2}, .source = {3}, .issued = 2_s, .work = 1_flop, .status = metrics::TaskStatus::dropped};
  EXPECT_EQ(written({dropped}), header + "0,backup,copy,,server,,,2,,,,1,0,0,0,dropped\n");
}

TEST_F(TasksCsvTest, NamesTheVariantOfTheApplication) {
  const metrics::TaskRecord record{.application = {1},
                                   .plan = 1,
                                   .source = {0},
                                   .processor = {0},
                                   .ready = 0_s,
                                   .status = metrics::TaskStatus::unfinished};
  EXPECT_EQ(written({record}), header + "0,tracker,track,full,phone-0,phone-0,cpu,0,0,,,0,0,0,0,unfinished\n");
}

TEST_F(TasksCsvTest, SaysWhereTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
  TasksCsv csv(model, "/dev/full");
  EXPECT_THAT([&] { csv.close(); },
              ThrowsMessage<RuntimeFailure>(AllOf(HasSubstr("/dev/full"), HasSubstr("No space left on device"))));
}

TEST_F(TasksCsvTest, SaysWhyAFileCannotBeOpened) {
  EXPECT_THAT([&] { TasksCsv(model, "/nowhere/tasks.csv"); },
              ThrowsMessage<RuntimeFailure>("cannot write '/nowhere/tasks.csv': No such file or directory"));
}

}  // namespace
}  // namespace tradewind::results
