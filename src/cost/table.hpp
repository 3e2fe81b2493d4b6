#pragma once
// Measured times between which a model interpolates.

#include <optional>
#include <vector>

#include "cost/kernel.hpp"

namespace tradewind::cost {

/// Where a kernel stands: its site holds what tables do not interpolate over (the weights of a gemm), `first` and
/// `second` are the axes they do (sequences and length of attention; `first` is 0 for ops of one axis).
struct Place {
  std::vector<double> site;
  double first = 0, second = 0;
};
Place place_of(const Kernel& kernel);
/// The kernel with the coordinates of another site of its op.
Kernel at_site(const Kernel& kernel, const std::vector<double>& site);

/// Linear interpolation in linear coordinates, over `second` (for pure prefill in the root of the time, which is
/// quadratic in length) and then `first`. Above the grid the last two points are extended, below it is clamped.
class Table {
 public:
  struct Point {
    double second = 0, value = 0;
  };
  struct Line {
    double first = 0;
    std::vector<Point> points;  // by `second`, ascending
  };
  struct Site {
    std::vector<double> at;
    std::vector<Line> lines;  // by `first`, ascending
  };

  Table() = default;
  /// Sites in any order; throws std::invalid_argument when a site stands twice, is empty, or its axes do not ascend.
  Table(std::vector<Site> sites, bool root);
  /// Values at places; repeated ones become their median.
  static Table of(std::vector<std::pair<Place, double>> values, bool root);

  const std::vector<Site>& sites() const { return sites_; }
  bool root() const { return root_; }
  /// The value at a place of a known site; absent for another site.
  std::optional<double> at(const Place& place) const;
  /// The value at the axes of `place` of the nearest sites, distances in octaves, weights by their inverse: up to two
  /// (distance, value, site) for the caller to scale.
  struct Neighbour {
    double weight = 0, value = 0;
    const Site* site = nullptr;
  };
  std::vector<Neighbour> neighbours(const Place& place) const;

 private:
  double interpolate(const Site& site, double first, double second) const;
  std::vector<Site> sites_;  // by `at`
  bool root_ = false;
};

}  // namespace tradewind::cost
