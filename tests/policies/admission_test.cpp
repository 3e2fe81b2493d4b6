#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

using testing::HasSubstr;

TEST(AdmitAll, IsInactive) {
  EXPECT_FALSE(admission("none")->active());
  EXPECT_TRUE(admission("none")->admit({.time_left = -1_s}, {}));
}

const policy::AdmissionView takes_40_ms{.chosen = {.wait = 30_ms, .execution = 10_ms}};

TEST(AdmitByDeadline, RefusesWhatWouldBeLate) {
  const auto policy = admission("deadline");
  EXPECT_TRUE(policy->active());
  EXPECT_TRUE(policy->admit({.time_left = 40_ms}, takes_40_ms));
  EXPECT_FALSE(policy->admit({.time_left = 39_ms}, takes_40_ms));
}

TEST(AdmitByDeadline, KeepsAReserve) {
  const auto policy = admission("{kind: deadline, reserve: 5 ms}");
  EXPECT_TRUE(policy->admit({.time_left = 46_ms}, takes_40_ms));
  EXPECT_FALSE(policy->admit({.time_left = 44_ms}, takes_40_ms));
}

TEST(AdmitByDeadline, AdmitsWhatHasNoDeadline) {
  const auto policy = admission("{kind: deadline, reserve: 5 ms}");
  EXPECT_TRUE(policy->admit({}, takes_40_ms));
  EXPECT_TRUE(policy->admit({}, {.chosen = {.wait = Duration::infinity()}}));
  EXPECT_FALSE(policy->admit({.time_left = 1_h}, {.chosen = {.wait = Duration::infinity()}}));
}

TEST(AdmitByQueueLength, RefusesAtTheLimit) {
  const auto policy = admission("{kind: queue_length, limit: 5}");
  EXPECT_TRUE(policy->active());
  EXPECT_TRUE(policy->admit({}, {.present = 4}));
  EXPECT_FALSE(policy->admit({}, {.present = 5}));
}

TEST(AdmitByQueueLength, DoesNotCountTasksOnTheirWay) {
  EXPECT_TRUE(admission("{kind: queue_length, limit: 1}")->admit({}, {.chosen = {.tasks = 9}, .present = 0}));
}

TEST(AdmitByQueueLength, NeedsALimitOfAtLeastOne) {
  EXPECT_THAT(complaint([] { admission("queue_length"); }), HasSubstr("missing key 'limit'"));
  EXPECT_THAT(complaint([] { admission("{kind: queue_length, limit: 0}"); }), HasSubstr("a.yaml:1:29: limit"));
}

}  // namespace
}  // namespace tradewind::policies
