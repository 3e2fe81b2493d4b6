// Spearman's rank correlation against numbers worked by hand.

#include "statistics/rank_correlation.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <stdexcept>

namespace tradewind::statistics {
namespace {

TEST(RankCorrelation, TiesShareTheMeanOfTheirRanks) {
  EXPECT_THAT(ranks(std::vector<double>{7, 3, 7, 9}), testing::ElementsAre(2.5, 1, 2.5, 4));
}

TEST(RankCorrelation, OrderIsAllThatCounts) {
  const std::vector<double> a{1, 2, 3, 4}, squares{1, 4, 9, 16}, falling{4, 3, 2, 1};
  EXPECT_DOUBLE_EQ(spearman(a, squares), 1);
  EXPECT_DOUBLE_EQ(spearman(a, falling), -1);
  // Differences of ranks 1, 1, 0, 0: 1 − 6·2/(4·15) = 0.8.
  EXPECT_DOUBLE_EQ(spearman(a, std::vector<double>{2, 1, 3, 4}), 0.8);
}

TEST(RankCorrelation, ConstantsHaveNone) {
  EXPECT_TRUE(std::isnan(spearman(std::vector<double>{1, 1}, std::vector<double>{1, 2})));
  EXPECT_THROW(spearman(std::vector<double>{1}, std::vector<double>{1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::statistics
