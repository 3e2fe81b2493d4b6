#include "cost/table.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/random.hpp"

namespace tradewind::cost {
namespace {

Kernel gemm(double m, double n, double k) { return Gemm{.m = m, .n = n, .k = k}; }
Kernel decode(double batch, double context) {
  return Attention{.phase = Phase::decode, .batch = batch, .query = 1, .context = context, .heads = 32, .kv_heads = 8};
}

TEST(Table, InterpolatesLinearlyBetweenPointsOfASite) {
  const auto table = Table::of({{place_of(gemm(1, 64, 64)), 10}, {place_of(gemm(3, 64, 64)), 30}}, false);
  EXPECT_EQ(table.at(place_of(gemm(1, 64, 64))), 10);
  EXPECT_EQ(table.at(place_of(gemm(2, 64, 64))), 20);
  EXPECT_EQ(table.at(place_of(gemm(3, 64, 64))), 30);
}

TEST(Table, ExtendsTheLastTwoPointsAboveAndClampsBelow) {
  const auto table =
      Table::of({{place_of(gemm(2, 8, 8)), 10}, {place_of(gemm(4, 8, 8)), 12}, {place_of(gemm(6, 8, 8)), 16}}, false);
  EXPECT_EQ(table.at(place_of(gemm(8, 8, 8))), 20);
  EXPECT_EQ(table.at(place_of(gemm(1, 8, 8))), 10);
}

TEST(Table, NeverFallsAboveItsGrid) {
  const auto table = Table::of({{place_of(gemm(1, 8, 8)), 10}, {place_of(gemm(2, 8, 8)), 6}}, false);
  EXPECT_EQ(table.at(place_of(gemm(100, 8, 8))), 6);
}

TEST(Table, InterpolatesOverTwoAxes) {
  // t = 1 + batch·context is linear in each axis, so any place between is exact.
  std::vector<std::pair<Place, double>> values;
  for (const double batch : {1.0, 4.0})
    for (const double context : {0.0, 100.0, 1000.0})
      values.emplace_back(place_of(decode(batch, context)), 1 + batch * context);
  const auto table = Table::of(std::move(values), false);
  EXPECT_DOUBLE_EQ(*table.at(place_of(decode(2, 550))), 1101);
  EXPECT_DOUBLE_EQ(*table.at(place_of(decode(4, 50))), 201);
}

TEST(Table, InterpolatesTheRootOfQuadraticTimes) {
  const auto prefill = [](double query) {
    return Kernel(Attention{.phase = Phase::prefill, .batch = 1, .query = query, .heads = 8, .kv_heads = 8});
  };
  const auto table = Table::of({{place_of(prefill(100)), 1e4}, {place_of(prefill(300)), 9e4}}, true);
  EXPECT_DOUBLE_EQ(*table.at(place_of(prefill(200))), 4e4);
}

TEST(Table, TakesTheMedianOfRepeatedPoints) {
  const auto place = place_of(gemm(1, 8, 8));
  EXPECT_EQ(Table::of({{place, 9}, {place, 1}, {place, 2}}, false).at(place), 2);
  EXPECT_EQ(Table::of({{place, 1}, {place, 2}}, false).at(place), 1.5);
}

TEST(Table, KnowsNothingOfOtherSites) {
  const auto table = Table::of({{place_of(gemm(1, 64, 64)), 10}}, false);
  EXPECT_EQ(table.at(place_of(gemm(1, 64, 128))), std::nullopt);
}

TEST(Table, OfPrefillIsSquareInTheQueryAndLinearInTheBatch) {
  std::vector<std::pair<Place, double>> values;
  const auto prefill = [](double batch, double query) {
    return place_of(Attention{.phase = Phase::prefill, .batch = batch, .query = query});
  };
  for (const double batch : {1.0, 3.0})
    for (const double query : {4.0, 16.0}) values.emplace_back(prefill(batch, query), batch * query * query);
  EXPECT_NEAR(Table::of(values, true).at(prefill(2, 10)).value(), 2 * 10 * 10, 1e-9);
}

TEST(Table, NamesTheTwoNearestSites) {
  const auto table = Table::of(
      {{place_of(gemm(1, 63, 1)), 1}, {place_of(gemm(1, 255, 1)), 2}, {place_of(gemm(1, 4095, 1)), 3}}, false);
  const auto neighbours = table.neighbours(place_of(gemm(1, 127, 1)));  // an octave from both
  ASSERT_EQ(neighbours.size(), 2);
  EXPECT_NEAR(neighbours[0].weight, 0.5, 1e-6);
  EXPECT_EQ(neighbours[0].value + neighbours[1].value, 3);
}

TEST(Table, FindsTheNearestOfManySitesAsLookingAtAllDoes) {
  std::vector<std::pair<Place, double>> values;
  for (std::uint64_t i = 0; i < 400; ++i) {
    Stream draw(1, i, 0);
    const auto size = [&] { return std::round(std::exp2(12 * draw.uniform())); };
    values.emplace_back(place_of(gemm(1, size(), size())), static_cast<double>(i + 1));
  }
  const auto table = Table::of(values, false);
  for (std::uint64_t i = 0; i < 200; ++i) {
    Stream draw(2, i, 0);
    const auto place = place_of(gemm(1, std::exp2(14 * draw.uniform()) - 1, std::exp2(12 * draw.uniform())));
    const auto distance = [&](const Table::Site& site) {
      double squares = 0;
      for (std::size_t c = 0; c < 3; ++c) squares += std::pow(std::log2((place.site[c] + 1) / (site.at[c] + 1)), 2);
      return squares;
    };
    std::vector<double> all;
    for (const auto& site : table.sites()) all.push_back(distance(site));
    std::ranges::sort(all);
    const auto found = table.neighbours(place);
    ASSERT_EQ(found.size(), 2);
    EXPECT_EQ(distance(*found[0].site), all[0]);
    EXPECT_EQ(distance(*found[1].site), all[1]);
  }
}

TEST(Table, MovesAKernelToASite) {
  const auto moved = at_site(gemm(7, 1, 2), place_of(gemm(1, 64, 128)).site);
  const auto& there = std::get<Gemm>(moved);
  EXPECT_EQ(there.m, 7);
  EXPECT_EQ(there.n, 64);
  EXPECT_EQ(there.k, 128);
}

TEST(Table, RefusesGridsThatAreNone) {
  EXPECT_THROW(Table({{.at = {1}, .lines = {}}}, false), std::invalid_argument);
  EXPECT_THROW(Table({{.at = {1}, .lines = {{.first = 0, .points = {}}}}}, false), std::invalid_argument);
  const Table::Line falling{.first = 0, .points = {{2, 1}, {1, 1}}};
  EXPECT_THROW(Table({{.at = {1}, .lines = {falling}}}, false), std::invalid_argument);
  const Table::Line line{.first = 0, .points = {{1, 1}}};
  EXPECT_THROW(Table({{.at = {1}, .lines = {line}}, {.at = {1}, .lines = {line}}}, false), std::invalid_argument);
}

}  // namespace
}  // namespace tradewind::cost
