// How often each point is on the front when the replications are drawn anew.

#include <algorithm>
#include <map>
#include <utility>

#include "base/check.hpp"
#include "base/random.hpp"
#include "pareto/confidence.hpp"

namespace tradewind::pareto {
namespace {

/// The replications that some points have, and how often each is drawn in the current resample.
struct Design {
  std::vector<std::size_t> replications;  // ascending
  std::vector<double> times;              // by place in `replications`
  std::size_t drawn = 0;                  // in all
};

/// A point and its runs.
struct Sampled {
  std::size_t design = 0;
  std::vector<double> values;             // by objective, then by place in the design
  std::vector<double> best, mean, worst;  // by objective
};

/// The points, whose means follow the draw that was made last.
class Bootstrapped {
 public:
  explicit Bootstrapped(const Samples& samples) {
    std::map<std::vector<std::size_t>, std::size_t> numbers;
    for (const auto& sample : samples) {
      std::vector<std::size_t> replications;
      for (std::size_t r = 0; r < sample.size(); ++r)
        if (!sample[r].empty()) replications.push_back(r);
      check(!replications.empty(), "each point has a replication");
      const auto [known, is_new] = numbers.emplace(replications, designs_.size());
      points_.push_back(sampled(sample, replications, known->second));
      check(points_.back().mean.size() == objectives(), "each point has all objectives");
      if (is_new) designs_.push_back({.replications = std::move(replications), .times = {}});
      last_ = std::max(last_, designs_[known->second].replications.back());
    }
  }

  std::size_t objectives() const { return points_.front().mean.size(); }
  std::size_t replications() const { return last_ + 1; }

  /// The points that have a chance: all but those dominated in every resample by a point of the front of the means.
  /// What a point left out dominates is dominated by that one, too, so it can be left out of the resamples as well.
  std::vector<std::size_t> contenders() const {
    Points means;
    for (const auto& point : points_) means.push_back(point.mean);
    const auto front = non_dominated(means);
    std::vector<std::size_t> contenders;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const bool on_front = std::ranges::binary_search(front, i);
      if (on_front ||
          std::ranges::none_of(front, [&](std::size_t f) { return always_dominates(points_[f], points_[i]); }))
        contenders.push_back(i);
    }
    return contenders;
  }

  void draw(Stream& stream) {
    for (auto& design : designs_) {
      design.times.assign(design.replications.size(), 0);
      design.drawn = 0;
    }
    for (std::size_t unfinished = designs_.size(); unfinished > 0;) {
      const std::size_t replication = stream.below(replications());
      for (auto& design : designs_) {
        if (design.drawn == design.times.size()) continue;
        const auto place = std::ranges::lower_bound(design.replications, replication);
        if (place == design.replications.end() || *place != replication) continue;
        ++design.times[static_cast<std::size_t>(place - design.replications.begin())];
        if (++design.drawn == design.times.size()) --unfinished;
      }
    }
  }

  /// Appends the point's means under the current draw, one for each objective. Kept between the extremes, that of equal
  /// values is exactly theirs, however many replications there are: rounding makes no difference where there is none.
  void append_means(std::size_t point, std::vector<double>& rows) const {
    const auto& [design, values, best, mean, worst] = points_[point];
    const auto& times = designs_[design].times;
    auto value = values.begin();
    for (std::size_t k = 0; k < objectives(); ++k) {
      double sum = 0;
      for (const double count : times) sum += count * *value++;
      rows.push_back(std::clamp(sum / static_cast<double>(times.size()), best[k], worst[k]));
    }
  }

 private:
  static Sampled sampled(const std::vector<std::vector<double>>& sample, const std::vector<std::size_t>& replications,
                         std::size_t design) {
    const auto& first = sample[replications.front()];
    Sampled point{.design = design, .values = {}, .best = first, .mean = first, .worst = first};
    for (std::size_t k = 0; k < first.size(); ++k) {
      double sum = 0;
      for (const std::size_t r : replications) {
        check(sample[r].size() == first.size(), "each replication has all objectives");
        point.values.push_back(sample[r][k]);
        sum += sample[r][k];
        point.best[k] = std::min(point.best[k], sample[r][k]);
        point.worst[k] = std::max(point.worst[k], sample[r][k]);
      }
      point.mean[k] = std::clamp(sum / static_cast<double>(replications.size()), point.best[k], point.worst[k]);
    }
    return point;
  }

  /// Whether a dominates b in every resample: replication by replication when they share all of them, else when a at
  /// its worst dominates b at its best.
  bool always_dominates(const Sampled& a, const Sampled& b) const {
    if (dominates(a.worst, b.best)) return true;
    if (a.design != b.design) return false;
    const std::size_t replications = designs_[a.design].replications.size();
    for (std::size_t r = 0; r < replications; ++r) {
      bool better = false;
      for (std::size_t k = 0; k < objectives(); ++k) {
        const double of_a = a.values[k * replications + r], of_b = b.values[k * replications + r];
        if (of_a > of_b) return false;
        better = better || of_a < of_b;
      }
      if (!better) return false;
    }
    return true;
  }

  std::vector<Sampled> points_;
  std::vector<Design> designs_;
  std::size_t last_ = 0;  // the greatest number of a replication
};

}  // namespace

std::vector<double> probability_on_front(const Samples& samples, std::size_t resamples, std::uint64_t seed) {
  check(resamples > 0, "a bootstrap draws at least once");
  std::vector<double> probabilities(samples.size(), 0);
  if (samples.empty()) return probabilities;
  Bootstrapped points(samples);
  const auto contenders = points.contenders();
  const std::size_t draws = points.replications() == 1 ? 1 : resamples;  // all draws from one are the same
  const std::uint64_t key = hash_combine(seed, hash_text("probability on front"));
  std::vector<double> means;
  for (std::size_t resample = 0; resample < draws; ++resample) {
    Stream stream(key, resample, 0);
    points.draw(stream);
    means.clear();
    for (const std::size_t point : contenders) points.append_means(point, means);
    for (const std::size_t i : non_dominated(means, points.objectives())) ++probabilities[contenders[i]];
  }
  for (double& probability : probabilities) probability /= static_cast<double>(draws);
  return probabilities;
}

}  // namespace tradewind::pareto
