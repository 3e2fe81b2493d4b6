#pragma once
// Rows that one fit takes together, and rows that are held out together.

#include <cstdint>
#include <string>
#include <vector>

#include "calibrate/trace.hpp"
#include "cost/model.hpp"

namespace tradewind::calibrate {

/// The key that a row is fitted and looked up under. Implementations (`kernel`) are kept apart where backends differ by
/// more than a choice per shape: moe, mla, ssm, collectives, elementwise.
cost::Key key_of(const Row& row);

/// A value of a row's tags; empty when it has none of that name.
std::string_view tag(const Row& row, std::string_view name);

struct Group {
  cost::Key key;
  std::vector<std::size_t> rows;  // of the trace, in its order
};
/// In order of the keys.
std::vector<Group> groups_of(const Trace& trace);

/// What is held out together when errors are measured.
enum class Holdout : std::uint8_t {
  rows,     // any row
  shapes,   // whole sites: (n, k) of a gemm, numbers of heads, channels …
  models,   // whole models (tag `model`)
  targets,  // whole targets: each is predicted from the others and its facts
};

/// A number per row: rows of equal number are held out together. Rows of one shape have one number in any case.
std::vector<std::uint64_t> holdout_units(const Trace& trace, const std::vector<std::size_t>& rows, Holdout holdout);

/// Whether each unit falls into the held-out `share`: a hash of the unit with the seed, the same for the same unit
/// whatever else is in the data.
bool held_out(std::uint64_t unit, double share, std::uint64_t seed);

}  // namespace tradewind::calibrate
