#pragma once
// A model against measurements.

#include <cstddef>
#include <span>
#include <vector>

#include "calibrate/fit.hpp"

namespace tradewind::calibrate {

/// A row's prediction; nothing when no fit of the model is for its target, op, family and data type.
struct Answer {
  const cost::OpModel* model = nullptr;
  cost::Prediction prediction;
};

/// Predictions of all rows, by the row. Threads share the work; the answers are the same for any number of them.
std::vector<Answer> predict(const cost::Model& model, std::span<const Row> rows, unsigned threads = 1);

}  // namespace tradewind::calibrate
