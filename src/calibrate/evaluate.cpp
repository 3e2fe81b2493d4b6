#include "calibrate/evaluate.hpp"

#include <algorithm>
#include <thread>
#include <unordered_map>

namespace tradewind::calibrate {
namespace {

/// Rows by the fit that answers them: a fit is quickest with many kernels at once.
void predict_part(const cost::Model& model, std::span<const Row> rows, std::span<Answer> answers) {
  std::unordered_map<std::string, std::size_t> numbers;
  std::vector<const cost::OpModel*> fits;
  std::vector<std::vector<std::size_t>> members;
  std::string text;
  const Row* before = nullptr;
  std::size_t number = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    // Neighbours mostly share their key; only what may differ within a key is compared.
    const bool same = before && before->target == row.target && before->dtype == row.dtype &&
                      before->tags == row.tags && before->kernel.index() == row.kernel.index() &&
                      std::holds_alternative<cost::Gemm>(row.kernel);
    if (!same) {
      const auto key = key_of(row);
      text.clear();
      for (const auto* part :
           {&key.target, &key.op, &key.family, &key.dtype, &key.cache_dtype, &key.kernel, &key.engine})
        text.append(*part).push_back('\n');
      const auto [known, is_new] = numbers.emplace(text, fits.size());
      if (is_new) {
        fits.push_back(model.find(key));
        members.emplace_back();
      }
      number = known->second;
    }
    before = &row;
    members[number].push_back(i);
  }
  for (std::size_t f = 0; f < fits.size(); ++f) {
    if (!fits[f]) continue;
    std::vector<const cost::Kernel*> kernels;
    kernels.reserve(members[f].size());
    for (const std::size_t i : members[f]) kernels.push_back(&rows[i].kernel);
    std::vector<cost::Prediction> predictions(kernels.size());
    fits[f]->predict(kernels, predictions);
    for (std::size_t k = 0; k < kernels.size(); ++k) {
      const Row& row = rows[members[f][k]];
      auto& prediction = predictions[k];
      if (fits[f]->power && fits[f]->key.op == "decode" && row.weight > 1)  // that many steps in one go
        prediction.power = fits[f]->power->mean_over(prediction.latency * row.weight, prediction.power);
      answers[members[f][k]] = {fits[f], prediction};
    }
  }
}

}  // namespace

std::vector<Answer> predict(const cost::Model& model, std::span<const Row> rows, unsigned threads) {
  std::vector<Answer> answers(rows.size());
  const std::size_t parts = std::max(1U, threads), size = (rows.size() + parts - 1) / parts;
  std::vector<std::jthread> running;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t first = std::min(part * size, rows.size()), count = std::min(size, rows.size() - first);
    const auto work = [&model, rows = rows.subspan(first, count), some = std::span(answers).subspan(first, count)] {
      predict_part(model, rows, some);
    };
    if (part + 1 < parts)
      running.emplace_back(work);
    else
      work();
  }
  running.clear();
  return answers;
}

}  // namespace tradewind::calibrate
