#include "cost/correction.hpp"

#include <algorithm>
#include <cmath>

namespace tradewind::cost {

std::vector<double> Correction::place_of(const Kernel& kernel) {
  std::vector<double> place;
  for (const auto& column : shape_of(kernel)) place.push_back(std::log2(1 + column.value));
  return place;
}

double Correction::operator()(const Kernel& kernel) const {
  const auto place = place_of(kernel);
  double sum = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    double squares = 0;
    for (std::size_t c = 0; c < std::min(place.size(), samples[i].size()); ++c)
      squares += (place[c] - samples[i][c]) * (place[c] - samples[i][c]);
    for (const auto& term : terms) sum += term.weights[i] * std::exp(-squares / (2 * term.length * term.length));
  }
  return sum;
}

}  // namespace tradewind::cost
