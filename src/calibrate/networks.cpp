#include "calibrate/networks.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "calibrate/grouping.hpp"

namespace tradewind::calibrate {
namespace {

using Times = std::map<std::string, double, std::less<>>;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t least_samples = 3;

std::vector<std::string_view> words_of(std::string_view architecture) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < architecture.size();) {
    const auto end = std::min(architecture.find_first_of("|+,; ", at), architecture.size());
    const auto word = architecture.substr(at, end - at);
    if (!word.empty()) words.push_back(word.substr(0, word.find('~')));  // behind it: which node an edge comes from
    at = end + 1;
  }
  return words;
}

/// Mean 0 and variance 1 over the networks; a column without variance becomes 0.
void standardise(MatrixXd& columns) {
  for (Index c = 0; c < columns.cols(); ++c) {
    auto column = columns.col(c);
    column.array() -= column.mean();
    const double deviation = std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
    column /= deviation > 0 ? deviation : 1;
  }
}

/// Networks by row: latencies on the known devices, and counts of parts, both standardised.
struct Known {
  std::vector<std::string> names;
  MatrixXd devices, parts;
  VectorXd mean;  // over the devices
};

/// Missing times stand at the mean of the devices that have one.
void fill_gaps(MatrixXd& devices) {
  for (Index c = 0; c < devices.cols(); ++c) {  // in units of each device's mean
    double sum = 0, count = 0;
    for (Index i = 0; i < devices.rows(); ++i)
      if (std::isfinite(devices(i, c))) {
        sum += devices(i, c);
        ++count;
      }
    devices.col(c) /= count > 0 ? sum / count : 1;
  }
  for (Index i = 0; i < devices.rows(); ++i) {
    double sum = 0, count = 0;
    for (Index c = 0; c < devices.cols(); ++c)
      if (std::isfinite(devices(i, c))) {
        sum += devices(i, c);
        ++count;
      }
    for (Index c = 0; c < devices.cols(); ++c)
      if (!std::isfinite(devices(i, c))) devices(i, c) = count > 0 ? sum / count : 1;
  }
}

void average_equals(MatrixXd& devices, const MatrixXd& parts) {
  std::map<std::vector<double>, std::vector<Index>> classes;
  for (Index i = 0; i < parts.rows(); ++i) {
    std::vector<double> counts(static_cast<std::size_t>(parts.cols()));
    VectorXd::Map(counts.data(), parts.cols()) = parts.row(i).transpose();
    classes[counts].push_back(i);
  }
  for (const auto& [counts, members] : classes) {
    Eigen::RowVectorXd mean = Eigen::RowVectorXd::Zero(devices.cols());
    for (const Index i : members) mean += devices.row(i) / static_cast<double>(members.size());
    for (const Index i : members) devices.row(i) = mean;
  }
}

Known known_of(const std::vector<const Times*>& devices, const cost::Composition* composition) {
  std::set<std::string, std::less<>> names;
  for (const auto* device : devices)
    for (const auto& [name, time] : *device)
      if (!composition || composition->counts.contains(name)) names.insert(name);
  Known known{.names = {names.begin(), names.end()}, .devices = {}, .parts = {}, .mean = {}};
  const auto rows = static_cast<Index>(names.size());
  known.devices.resize(rows, static_cast<Index>(devices.size()));
  known.parts.resize(rows, composition ? static_cast<Index>(composition->parts.size()) : 0);
  for (Index i = 0; i < rows; ++i) {
    const auto& name = known.names[static_cast<std::size_t>(i)];
    for (std::size_t d = 0; d < devices.size(); ++d) {
      const auto time = devices[d]->find(name);
      known.devices(i, static_cast<Index>(d)) =
          time == devices[d]->end() ? std::numeric_limits<double>::quiet_NaN() : time->second;
    }
    if (!composition) continue;
    const auto& counts = composition->counts.find(name)->second;
    known.parts.row(i) = VectorXd::Map(counts.data(), known.parts.cols()).transpose();
  }
  fill_gaps(known.devices);
  if (known.parts.cols() > 0) average_equals(known.devices, known.parts);
  standardise(known.devices);
  standardise(known.parts);
  known.mean = known.devices.rowwise().mean();
  return known;
}

/// Regression with Gaussian priors of several scales, weighted by their marginal likelihood.
class Ridge {
 public:
  Ridge(const Known& known, const std::vector<Index>& rows, VectorXd values, bool logarithmic)
      : logarithmic_(logarithmic) {
    const auto n = static_cast<Index>(rows.size());
    MatrixXd devices(n, known.devices.cols()), parts(n, known.parts.cols());
    VectorXd mean(n);
    for (Index i = 0; i < n; ++i) {
      devices.row(i) = known.devices.row(rows[static_cast<std::size_t>(i)]);
      parts.row(i) = known.parts.row(rows[static_cast<std::size_t>(i)]);
      mean[i] = known.mean[rows[static_cast<std::size_t>(i)]];
    }
    const double jacobian = values.array().log().sum();  // of t against ln t
    if (logarithmic) values = values.array().log();
    middle_ = values.mean();
    scale_ = std::sqrt((values.array() - middle_).square().mean());
    if (scale_ <= 0) scale_ = std::max(std::abs(middle_), 1e-12) * 1e-3;
    values = (values.array() - middle_) / scale_;
    const double per_device = 1.0 / static_cast<double>(std::max<Index>(1, devices.cols())),
                 per_part = 1.0 / static_cast<double>(std::max<Index>(1, parts.cols()));
    const MatrixXd by_devices = per_device * devices * devices.transpose(),
                   by_parts = per_part * parts * parts.transpose(), by_mean = mean * mean.transpose();
    device_weights_ = VectorXd::Zero(devices.cols());
    part_weights_ = VectorXd::Zero(parts.cols());
    left_out_ = VectorXd::Zero(n);
    double total = 0;
    best_ = -std::numeric_limits<double>::infinity();
    const auto forget = [&](double factor) {
      device_weights_ *= factor;
      part_weights_ *= factor;
      left_out_ *= factor;
      mean_weight_ *= factor;
      offset_ *= factor;
      total *= factor;
    };
    constexpr std::array deviations = {0.0, 0.1, 0.3, 1.0};
    constexpr double offset_variance = 4;
    for (const double of_mean : {0.0, 1.0})
      for (const double of_devices : deviations)
        for (const double of_parts : deviations)
          for (const double noise : {0.02, 0.05, 0.1, 0.2, 0.4, 0.8}) {
            if (of_mean + of_devices + of_parts == 0 || (of_parts > 0 && parts.cols() == 0)) continue;
            const double a = of_devices * of_devices, b = of_parts * of_parts, c = of_mean * of_mean;
            MatrixXd covariance = a * by_devices + b * by_parts + c * by_mean;
            covariance.array() += offset_variance;
            covariance.diagonal().array() += noise * noise;
            const Eigen::LLT<MatrixXd> factor(covariance);
            if (factor.info() != Eigen::Success) continue;
            const VectorXd alpha = factor.solve(values);
            const double likelihood =
                -0.5 * values.dot(alpha) - MatrixXd(factor.matrixL()).diagonal().array().log().sum();
            if (likelihood > best_) {
              forget(std::exp(best_ - likelihood));
              best_ = likelihood;
            }
            const double weight = std::exp(likelihood - best_);
            total += weight;
            device_weights_ += weight * a * per_device * devices.transpose() * alpha;
            part_weights_ += weight * b * per_part * parts.transpose() * alpha;
            mean_weight_ += weight * c * mean.dot(alpha);
            offset_ += weight * offset_variance * alpha.sum();
            // Of a sample left out: α_i / (K⁻¹)_ii (Rasmussen & Williams, eq. 5.12).
            const MatrixXd inverse = factor.solve(MatrixXd::Identity(n, n));
            left_out_.array() += weight * (values.array() - alpha.array() / inverse.diagonal().array());
          }
    forget(1 / total);
    best_ -= static_cast<double>(n) * std::log(scale_) + (logarithmic ? jacobian : 0);
  }

  double likelihood() const { return best_; }
  /// s of every known network.
  VectorXd predict(const Known& known) const {
    return back(known.devices * device_weights_ + known.parts * part_weights_ + known.mean * mean_weight_ +
                VectorXd::Constant(known.mean.size(), offset_));
  }
  VectorXd left_out() const { return back(left_out_); }

 private:
  VectorXd back(const VectorXd& values) const {
    const VectorXd unscaled = middle_ + scale_ * values.array();
    return logarithmic_ ? VectorXd(unscaled.array().exp()) : unscaled;
  }
  bool logarithmic_;
  double middle_ = 0, scale_ = 1, mean_weight_ = 0, offset_ = 0, best_ = 0;
  VectorXd device_weights_, part_weights_, left_out_;
};

}  // namespace

std::map<std::string, cost::Composition, std::less<>> compositions_of(const Trace& trace) {
  std::map<std::string, std::map<std::string, std::map<std::string_view, double>>> counted;  // space, network, word
  std::map<std::string, std::set<std::string_view>> words;
  for (const auto& row : trace.rows) {
    const auto* network = std::get_if<cost::Network>(&row.kernel);
    const auto architecture = tag(row, "arch");
    if (!network || architecture.empty()) continue;
    const auto space = cost::family_of(row.kernel);
    auto& counts = counted[space][network->model];
    if (!counts.empty()) continue;
    for (const auto word : words_of(architecture)) {
      ++counts[word];
      words[space].insert(word);
    }
  }
  constexpr std::size_t most_parts = 64;  // more are no vocabulary but numbers of some kind
  std::map<std::string, cost::Composition, std::less<>> compositions;
  for (const auto& [space, networks] : counted) {
    const auto& vocabulary = words[space];
    if (vocabulary.size() > most_parts) continue;
    auto& composition = compositions[space];
    composition.parts.assign(vocabulary.begin(), vocabulary.end());
    for (const auto& [name, counts] : networks) {
      auto& row = composition.counts[name];
      for (const auto word : vocabulary) {
        const auto count = counts.find(word);
        row.push_back(count == counts.end() ? 0 : count->second);
      }
    }
  }
  return compositions;
}

Times network_times(const Trace& trace, std::span<const std::size_t> rows) {
  std::map<std::string, std::vector<double>> measured;
  for (const std::size_t i : rows)
    if (const auto* network = std::get_if<cost::Network>(&trace.rows[i].kernel))
      measured[network->model].push_back(trace.rows[i].latency);
  Times times;
  for (auto& [name, latencies] : measured) {
    const auto middle = latencies.begin() + static_cast<std::ptrdiff_t>(latencies.size() / 2);
    std::ranges::nth_element(latencies, middle);
    times.emplace(name, *middle);
  }
  return times;
}

NetworkTransfer transfer_networks(const std::vector<const Times*>& devices, const cost::Composition* composition,
                                  const Times& samples) {
  NetworkTransfer result;
  const Known known = known_of(devices, composition);
  std::vector<Index> rows;
  std::vector<double> values;
  for (const auto& [name, time] : samples) {
    const auto place = std::ranges::lower_bound(known.names, name);
    if (place == known.names.end() || *place != name) continue;
    rows.push_back(place - known.names.begin());
    values.push_back(time);
  }
  if (rows.size() < least_samples) return result;
  const VectorXd measured = VectorXd::Map(values.data(), static_cast<Index>(values.size()));
  const Ridge plain(known, rows, measured, false), logarithmic(known, rows, measured, true);
  result.logarithmic = logarithmic.likelihood() > plain.likelihood();
  const Ridge& chosen = result.logarithmic ? logarithmic : plain;
  const double least = 0.1 * measured.minCoeff();  // a straight line may lead below zero
  const VectorXd times = chosen.predict(known).cwiseMax(least), left_out = chosen.left_out().cwiseMax(least);
  for (std::size_t i = 0; i < known.names.size(); ++i)
    result.times.emplace(known.names[i], times[static_cast<Index>(i)]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    result.times[known.names[static_cast<std::size_t>(rows[i])]] = values[i];
    result.left_out.push_back(std::log(left_out[static_cast<Index>(i)] / values[i]));
  }
  return result;
}

}  // namespace tradewind::calibrate
