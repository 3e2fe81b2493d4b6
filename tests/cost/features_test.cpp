#include "cost/features.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace tradewind::cost {
namespace {

/// A feature by its name.
float feature(const Kernel& kernel, const Peaks& peaks, std::string_view name) {
  FeatureRow row{};
  features_of(kernel, load_of(kernel, Precision{}, peaks), peaks, 1e-3, row);
  const auto names = feature_names(kernel);
  const auto found = std::ranges::find(names, name);
  EXPECT_NE(found, names.end()) << name;
  return row[static_cast<std::size_t>(found - names.begin())];
}

TEST(Features, OfAttentionCountTilesOfPackedHeads) {
  // 5 heads share one of the cache: 100 queries of each are 500 rows of 4 tiles of 128, for 2 sequences and 8 such
  // groups 64 tiles on 100 multiprocessors.
  const Kernel kernel = Attention{.batch = 2, .query = 100, .heads = 40, .kv_heads = 8};
  const Peaks peaks{.compute = 1e14, .memory = 1e12, .l2 = 4e7, .units = 100};
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "log2 packed waves"), std::log2(0.64F));
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "last packed wave"), 0.64F);
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "fill of packed tiles"), 500.0F / 512);
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "log2 group"), std::log2(5.0F));
}

TEST(Features, OfAGemmCountTheWavesOfItsTiles) {
  // 3 x 5 tiles of 128 x 128 on 10 multiprocessors: one and a half waves.
  const Kernel kernel = Gemm{.m = 300, .n = 640, .k = 64};
  const Peaks peaks{.compute = 1e14, .memory = 1e12, .units = 10};
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "waves"), 1.5F);
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "last wave"), 0.5F);
  EXPECT_FLOAT_EQ(feature(kernel, peaks, "alignment of n"), 7);
}

}  // namespace
}  // namespace tradewind::cost
