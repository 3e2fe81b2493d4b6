#include "calibrate/boosting.hpp"

#include "base/check.hpp"

#ifdef TRADEWIND_XGBOOST

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

namespace tradewind::calibrate {
namespace {

void ask(int result) {
  if (result != 0) throw RuntimeFailure(fmt::format("XGBoost: {}", XGBGetLastError()));
}

struct FreeMatrix {
  void operator()(void* matrix) const { XGDMatrixFree(matrix); }
};
struct FreeBooster {
  void operator()(void* booster) const { XGBoosterFree(booster); }
};

cost::Tree tree_of(const nlohmann::json& json) {
  return {.left = json.at("left_children").get<std::vector<std::int32_t>>(),
          .right = json.at("right_children").get<std::vector<std::int32_t>>(),
          .feature = json.at("split_indices").get<std::vector<std::int32_t>>(),
          .low = json.at("split_conditions").get<std::vector<float>>(),
          .high = {}};
}

/// Opens every split to where the rows are: from the greatest value of the feature below it to the least that is not.
class Gaps {
 public:
  Gaps(std::span<const cost::FeatureRow> rows, std::size_t features) : values_(features) {
    for (std::size_t feature = 0; feature < features; ++feature) {
      auto& values = values_[feature];
      values.reserve(rows.size());
      for (const auto& row : rows) values.push_back(row[feature]);
      std::ranges::sort(values);
    }
  }
  void open(cost::Tree& tree) const {
    tree.high.assign(tree.low.size(), 0);
    for (std::size_t node = 0; node < tree.low.size(); ++node) {
      if (tree.left[node] < 0) continue;
      const auto& values = values_[static_cast<std::size_t>(tree.feature[node])];
      const auto right = std::ranges::lower_bound(values, tree.low[node]);
      check(right != values.begin() && right != values.end(), "a split has rows on both sides");
      tree.low[node] = *std::prev(right);
      tree.high[node] = *right;
    }
  }

 private:
  std::vector<std::vector<float>> values_;  // of each feature, ascending
};

}  // namespace

bool can_boost() { return true; }
void need_boosting() {}

cost::Forest boost(std::span<const cost::FeatureRow> rows, std::size_t features, std::span<const float> values,
                   std::span<const float> weights, const Boosting& how) {
  check(!rows.empty() && rows.size() == values.size() && rows.size() == weights.size(), "as many rows as values");
  std::vector<float> dense;
  dense.reserve(rows.size() * features);
  for (const auto& row : rows)
    dense.insert(dense.end(), row.begin(), row.begin() + static_cast<std::ptrdiff_t>(features));
  DMatrixHandle made = nullptr;
  ask(XGDMatrixCreateFromMat(dense.data(), rows.size(), features, std::numeric_limits<float>::quiet_NaN(), &made));
  const std::unique_ptr<void, FreeMatrix> matrix(made);
  ask(XGDMatrixSetFloatInfo(matrix.get(), "label", values.data(), values.size()));
  ask(XGDMatrixSetFloatInfo(matrix.get(), "weight", weights.data(), weights.size()));
  BoosterHandle started = nullptr;
  ask(XGBoosterCreate(&made, 1, &started));
  const std::unique_ptr<void, FreeBooster> booster(started);
  const auto set = [&](const char* name, const std::string& value) {
    ask(XGBoosterSetParam(booster.get(), name, value.c_str()));
  };
  set("tree_method", "hist");
  set("objective", "reg:squarederror");
  set("base_score", "0");
  set("nthread", "1");
  set("seed", std::to_string(how.seed % 1'000'000'007));
  set("max_depth", std::to_string(how.depth));
  set("eta", fmt::format("{}", how.step));
  set("min_child_weight", fmt::format("{}", how.least_weight));
  set("lambda", fmt::format("{}", how.lambda));
  set("verbosity", "0");
  for (int round = 0; round < how.trees; ++round) ask(XGBoosterUpdateOneIter(booster.get(), round, matrix.get()));
  bst_ulong length = 0;
  const char* text = nullptr;
  ask(XGBoosterSaveModelToBuffer(booster.get(), R"({"format": "json"})", &length, &text));
  const auto json = nlohmann::json::parse(text, text + length);
  const auto& learner = json.at("learner");
  std::vector<cost::Tree> trees;
  const Gaps gaps(rows, features);
  for (const auto& tree : learner.at("gradient_booster").at("model").at("trees"))
    gaps.open(trees.emplace_back(tree_of(tree)));
  return {std::move(trees), std::stod(learner.at("learner_model_param").at("base_score").get<std::string>())};
}

}  // namespace tradewind::calibrate

#else

namespace tradewind::calibrate {

bool can_boost() { return false; }

void need_boosting() {
  throw RuntimeFailure(
      "this tradewind was built without XGBoost, which learns the residual model: install libxgboost-dev and build "
      "with -DTRADEWIND_XGBOOST=ON, or take another --model (auto chooses among the others)");
}

cost::Forest boost(std::span<const cost::FeatureRow>, std::size_t, std::span<const float>, std::span<const float>,
                   const Boosting&) {
  need_boosting();
  return {{}, 0};
}

}  // namespace tradewind::calibrate

#endif
