#pragma once
// What points into data files: a column's name and the remembered content of a file.

#include <optional>
#include <string>

#include "config/fields.hpp"

namespace tradewind::workload {

/// The name of a column of a file: any text, unlike the names of our own things.
struct Column : config::Name {};

/// To be called from `Fields::verify`: fills `sha256` in with the hash of the file, or reports that it is another one.
/// Throws RuntimeFailure when the file cannot be read.
void pin_content(const config::File& file, std::optional<std::string>& sha256, config::Verifier& verifier);

}  // namespace tradewind::workload

namespace tradewind::config {
template <>
struct Type<workload::Column> {
  static void read(const Node&, workload::Column&, const Range&, Context&);
  static Node write(const workload::Column&);
  static Shape shape(const workload::Column&, const Range&);
};
}  // namespace tradewind::config
