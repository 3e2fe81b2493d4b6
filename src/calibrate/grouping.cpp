#include "calibrate/grouping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>

#include "base/random.hpp"
#include "cost/table.hpp"

namespace tradewind::calibrate {
namespace {

std::uint64_t hash_of(const std::vector<double>& numbers) {
  std::uint64_t hash = 1;
  for (const double number : numbers) hash = hash_combine(hash, std::bit_cast<std::uint64_t>(number));
  return hash;
}

std::uint64_t shape_hash(const cost::Kernel& kernel) {
  std::vector<double> numbers;
  for (const auto& column : cost::shape_of(kernel)) numbers.push_back(column.value);
  return hash_combine(hash_text(cost::family_of(kernel)), hash_of(numbers));
}

std::uint64_t site_hash(const cost::Kernel& kernel) {
  if (const auto* attention = std::get_if<cost::Attention>(&kernel)) return hash_of({attention->heads});
  if (const auto* plain = std::get_if<cost::Elementwise>(&kernel)) return hash_of({plain->columns, plain->moves});
  auto site = cost::place_of(kernel).site;
  return site.empty() ? shape_hash(kernel) : hash_of(site);
}

}  // namespace

std::string_view tag(const Row& row, std::string_view name) {
  const auto found = std::ranges::find(row.tags, name, &std::pair<std::string, std::string>::first);
  return found == row.tags.end() ? std::string_view{} : std::string_view(found->second);
}

cost::Key key_of(const Row& row) {
  cost::Key key{.target = row.target,
                .op = std::string(cost::op_name(row.kernel)),
                .family = cost::family_of(row.kernel),
                .dtype = row.dtype,
                .cache_dtype = std::string(cost::canonical_dtype(tag(row, "kv_dtype"))),
                .kernel = {},
                .engine = std::string(tag(row, "engine"))};
  // A sliding window changes the kernel.
  if (const auto* attention = std::get_if<cost::Attention>(&row.kernel); attention && attention->window > 0)
    key.family += " windowed";
  if (key.op != "gemm" && key.op != "attention" && key.op != "conv2d") key.kernel = tag(row, "kernel");
  if (key.kernel == key.family) key.kernel.clear();
  return key;
}

std::vector<Group> groups_of(const Trace& trace) {
  std::map<cost::Key, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < trace.rows.size(); ++i) groups[key_of(trace.rows[i])].push_back(i);
  std::vector<Group> listed;
  listed.reserve(groups.size());
  for (auto& [key, rows] : groups) listed.push_back({key, std::move(rows)});
  return listed;
}

std::vector<std::uint64_t> holdout_units(const Trace& trace, const std::vector<std::size_t>& rows, Holdout holdout) {
  std::vector<std::uint64_t> units;
  units.reserve(rows.size());
  for (const std::size_t i : rows) {
    const Row& row = trace.rows[i];
    switch (holdout) {
      case Holdout::rows:
        units.push_back(shape_hash(row.kernel));
        break;
      case Holdout::shapes:
        units.push_back(site_hash(row.kernel));
        break;
      case Holdout::models:
        units.push_back(hash_text(tag(row, "model")));
        break;
      case Holdout::targets:
        units.push_back(hash_text(row.target));
        break;
    }
  }
  return units;
}

bool held_out(std::uint64_t unit, double share, std::uint64_t seed) {
  return unit_interval(hash_combine(hash_combine(seed, hash_text("held out")), unit)) < share;
}

}  // namespace tradewind::calibrate
