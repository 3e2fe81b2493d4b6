#pragma once
// A sweep made ready: its description checked against its scenario, its parameters as axes of a space of points.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/node.hpp"
#include "sweep/description.hpp"

namespace tradewind::sweep {

/// One parameter set to one value.
struct Setting {
  std::string path;          // platform.links.wan.bandwidth
  config::Node value;        // located in the sweep file
  config::Location where{};  // of the path in the sweep file; none when it was read from a manifest
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
  /// Reports bad bounds: neither numbers nor quantities, different dimensions, low > high, a log scale from 0. An axis
  /// with bad bounds has no values.
  Axis(std::string path, const ParameterDescription& description, config::Problems& problems);

  const std::string& path() const { return path_; }
  const Settings& when() const { return when_; }
  const config::Location& where() const { return where_; }  // of the parameter's name
  bool has_range() const { return range_.has_value(); }
  /// What a grid takes: every value of a list; `steps` values of a range at equal distances on its scale, both bounds
  /// among them; of a range of whole numbers as many different ones, or all when there are fewer.
  std::vector<config::Node> grid() const;
  /// The value at u in [0, 1]: a list is cut into equal parts, a range is scaled and 1 is its upper bound. Of a range
  /// of whole numbers each has an equal part, on a log scale one in proportion to log((k + 1) / k).
  config::Node at(double u) const;
  /// As a variable of a search: an index into a list, a whole number, or log or linear position in [0, 1]. Whole
  /// numbers on a log scale are positions too.
  pareto::Variable variable() const;
  config::Node at_variable(double value) const;

 private:
  std::string path_;
  Settings when_;
  config::Location where_;
  std::vector<config::Node> values_;
  struct Range {
    double low = 0, high = 0;  // in the unit of `low` as written
    bool log = false, integer = false;
    std::size_t steps = 5;
    std::string unit;        // empty for plain numbers
    config::Location where;  // of the lower bound; that of every value
    double at(double u) const;
    double whole_at(double u) const;
    std::vector<double> whole_grid() const;
  };
  std::optional<Range> range_;
  config::Node in_words(double value) const;  // the value with its unit
};

/// Whether every setting of `conditions` holds in a point. A key may lead into a parameter's value; a plain word there
/// is short for `{kind: word}`. Numbers and quantities are compared by what they are worth ("1 Gbps" equals "1000
/// Mbps"), mappings whole but in any order. False when a key names nothing the point sets.
bool matches(const Point& point, const Settings& conditions);

struct Study {
  SweepDescription description;
  config::Node resolved;        // the description with every default, as sweep.yaml
  config::Node base;            // the scenario as written, includes merged
  std::string base_path;        // where it was found, absolute
  scenario::Scenario scenario;  // without any setting: what metric paths and defaults refer to
  std::vector<Axis> axes;
  std::vector<scenario::Objective> objectives;  // the sweep's own, else the scenario's
  std::int64_t seed = 1;                        // of replication 0
  /// Names every result of this sweep, the first 16 hex digits of a SHA-256: of the description, and of the scenario as
  /// it is and with every tried value. Input files, targets and models count by their content and name, not by their
  /// folder.
  std::string id;
  std::vector<std::string> notes;  // for the user's attention
};

/// What else a scenario with settings must pass when it is tried. Returns the files that it read for that, beyond those
/// that the scenario names by path: their names and the hashes of their content. Throws ConfigError.
using Check = std::function<std::vector<std::pair<std::string, std::string>>(const scenario::Loaded&)>;

/// Reads a sweep and its scenario, and tries every value of every parameter on it once, together with values of the
/// others that its `when` and the exclusions allow; of the grid of a range at most 100 values, of a range that is no
/// grid both bounds and one value between them. Throws ConfigError with every problem, cited in the sweep file where a
/// setting is at fault.
Study load(const std::string& path, const config::Catalogue& catalogue, const Check& check = {});

/// Reads only what analysis needs from a sweep directory, which may have been moved: no scenario or input file is
/// looked for, and nothing is tried. (`sweep.yaml`, `sweep.id` and the merged scenario of the directory; the `scenario`
/// of the study is without its workload.) Throws ConfigError or RuntimeFailure.
Study load_directory(const std::string& directory, const config::Catalogue& catalogue);

/// Reads a sweep directory to make more of its runs, with the original scenario. Throws ConfigError as load() does, and
/// RuntimeFailure when the study is no longer the one that the directory began with (`sweep.id`).
Study load_for_runs(const std::string& directory, const config::Catalogue& catalogue, const Check& check = {});

/// The scenario's tree with the settings of a point put in, in their order. Throws ConfigError at the setting.
config::Node apply(const Study& study, const Point& point);

/// The points of the methods that know them all beforehand, each once, in order: grid, random, lhs or list, then
/// without the excluded ones, then the included ones. Empty for `optimise`.
///
/// A drawn value is a function of the seed, the method, its parameter's path and the number of its sample; of lhs also
/// of how many samples there are. Throws ConfigError for more than 10^6 points.
std::vector<Point> expand(const Study& study);

}  // namespace tradewind::sweep
