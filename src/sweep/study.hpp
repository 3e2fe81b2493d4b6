#pragma once
// A sweep made ready: its description checked against its scenario, its parameters as axes of a space of points.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"
#include "sweep/description.hpp"

namespace tradewind::sweep {

/// One parameter set to one value.
struct Setting {
  std::string path;    // platform.links.wan.bandwidth
  config::Node value;  // located in the sweep file
};

/// One combination of parameters: settings in the order of the file, without the parameters whose `when` does not hold.
struct Point {
  std::vector<Setting> settings;
  /// The same text for the same settings and only for them: `path=value` in flow YAML, joined by line ends.
  std::string key() const;
  /// The value of a parameter as flow YAML text; empty when the point does not set it.
  std::string text(std::string_view path) const;
};

/// One axis of the space.
class Axis {
 public:
  /// Reports bad bounds: different dimensions, low > high, a log scale from 0.
  Axis(std::string path, const ParameterDescription& description, config::Problems& problems);

  const std::string& path() const { return path_; }
  const Settings& when() const { return when_; }
  /// What a grid takes.
  std::vector<config::Node> grid() const;
  /// The value at u in [0, 1): a list is cut into equal parts, a range is scaled.
  config::Node at(double u) const;
  /// As a variable of a search: an index into a list, a whole number, or log or linear position in [0, 1].
  pareto::Variable variable() const;
  config::Node at_variable(double value) const;

 private:
  std::string path_;
  Settings when_;
  std::vector<config::Node> values_;
  struct Range {
    double low = 0, high = 0;  // in the unit of `low` as written
    bool log = false, integer = false;
    std::size_t steps = 5;
    std::string unit;  // empty for plain numbers
  };
  std::optional<Range> range_;
  config::Node in_words(double value) const;  // the value with its unit
};

/// Whether every setting of `conditions` holds in a point. A key may lead into a parameter's value; quantities are
/// compared by what they are worth ("1 Gbps" equals "1000 Mbps"). False when a key names nothing the point sets.
bool matches(const Point& point, const Settings& conditions);

struct Study {
  SweepDescription description;
  config::Node resolved;        // the description with every default, as sweep.yaml
  config::Node base;            // the scenario as written, includes merged
  std::string base_path;        // where it was found
  scenario::Scenario scenario;  // without any setting: what metric paths and defaults refer to
  std::vector<Axis> axes;
  std::vector<scenario::Objective> objectives;  // the sweep's own, else the scenario's
  std::int64_t seed = 1;                        // of replication 0
  /// Names every result of this sweep: SHA-256 of the description and of the scenario with its input files, 16 hex
  /// digits.
  std::string id;
  std::vector<std::string> notes;
};

/// Reads a sweep and its scenario, and tries every value of every parameter on it once. Throws ConfigError with every
/// problem, cited in the sweep file where a setting is at fault.
Study load(const std::string& path, const config::Catalogue& catalogue);

/// Reads only what analysis needs from a sweep directory, which may have been moved: no scenario file is looked for.
/// (`sweep.yaml` and the merged scenario of the directory.)
Study load_directory(const std::string& directory, const config::Catalogue& catalogue);

/// The scenario's tree with the settings of a point and a seed put in. Throws ConfigError at the setting.
config::Node apply(const Study& study, const Point& point);

/// The points of the methods that know them all beforehand, each once, in order: grid, random, lhs or list, then
/// without the excluded ones, then the included ones. Empty for `optimise`.
std::vector<Point> expand(const Study& study);

}  // namespace tradewind::sweep
