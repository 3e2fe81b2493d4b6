#include "calibrate/import/sink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cmath>
#include <stdexcept>

#include "base/random.hpp"
#include "config/problem.hpp"

namespace tradewind::calibrate {
namespace {

/// Shape columns that may be 0; no other may.
constexpr std::array<std::string_view, 8> from_zero = {"context", "window",         "padding", "skew",
                                                       "inner",   "ranks_per_node", "flop",    "bytes"};

bool good_shape(const cost::Kernel& kernel) {
  const bool may_be_free =
      std::holds_alternative<cost::Network>(kernel) || std::holds_alternative<cost::PlainWork>(kernel);
  return std::ranges::all_of(cost::shape_of(kernel), [&](const auto& column) {
    const bool zero =
        std::ranges::find(from_zero, column.name) != from_zero.end() && (column.name != "bytes" || may_be_free);
    return (std::isnormal(column.value) && column.value > 0) || (zero && column.value == 0);
  });
}

/// What readers of traces refuse of sizes that are each good.
bool consistent(const cost::Kernel& kernel) {
  if (const auto* conv = std::get_if<cost::Conv2d>(&kernel))
    return std::min(conv->in_h, conv->in_w) + 2 * conv->padding >= conv->kernel && conv->groups <= conv->in_c;
  if (const auto* attention = std::get_if<cost::Attention>(&kernel)) return attention->kv_heads <= attention->heads;
  if (const auto* moe = std::get_if<cost::Moe>(&kernel)) return moe->top_k <= moe->experts;
  return true;
}

/// A trace spells a collective by its algorithm, so that must be one.
bool known_collective(const cost::Collective& collective) {
  const auto text = [](std::string_view column) -> std::string_view {
    return column == "bytes" || column == "ranks" ? "1" : "";
  };
  try {
    return std::holds_alternative<cost::Collective>(cost::kernel_from(collective.algorithm, text));
  } catch (const std::invalid_argument&) {
    return false;
  }
}

std::uint64_t hash_of(const Row& row) {
  const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
  std::uint64_t hash = hash_combine(hash_text(row.target), hash_text(row.dtype));
  hash = hash_combine(hash, hash_text(cost::op_name(row.kernel)));
  for (const auto& [name, word] : cost::labels_of(row.kernel)) hash = hash_combine(hash, hash_text(word));
  for (const auto& column : cost::shape_of(row.kernel)) hash = hash_combine(hash, bits(column.value));
  for (const auto& [name, text] : row.tags) hash = hash_combine(hash_combine(hash, hash_text(name)), hash_text(text));
  hash = hash_combine(hash, bits(row.latency));
  return hash_combine(hash_combine(hash, bits(row.power.value_or(0))), bits(row.energy.value_or(0)));
}

struct Device {
  std::string_view written, target;
};
/// Compared in snake case, without the maker's name.
constexpr std::array devices{
    Device{"a100", "a100_sxm"},  // of Vidur: a DGX
    Device{"a100_80gb", "a100_sxm"},
    Device{"a100_sxm4_80gb", "a100_sxm"},
    Device{"a100_sxm4_40gb", "a100_sxm_40"},
    Device{"a100_pcie_40gb", "a100_40"},
    Device{"a100_80gb_pcie", "a100_pcie"},
    Device{"h100", "h100_sxm"},
    Device{"h100_80gb", "h100_sxm"},
    Device{"h100_80gb_hbm3", "h100_sxm"},
    Device{"h100_sxm_80gb", "h100_sxm"},
    Device{"h100_80gb_pcap", "h100_sxm_pcap"},  // with a power cap: a hardware of its own
    Device{"h200", "h200_sxm"},
    Device{"b200", "b200_sxm"},
    Device{"v100_pcie_32gb", "v100"},
    Device{"v100_pcie_16gb", "v100_16"},
    Device{"v100_sxm2_32gb", "v100_sxm"},
    Device{"p100_pcie_16gb", "p100"},
    Device{"a6000", "rtx_a6000"},
    Device{"rtx3090", "rtx_3090"},
    Device{"rtx4090", "rtx_4090"},
};

}  // namespace

std::string snake_case(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0)
      name += static_cast<char>(std::tolower(byte));
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  while (name.ends_with('_')) name.pop_back();
  return name;
}

std::string target_name(std::string_view device) {
  std::string name = snake_case(device);
  for (const std::string_view maker : {"nvidia_", "tesla_", "geforce_"})
    if (name.starts_with(maker)) name.erase(0, maker.size());
  const auto* known = std::ranges::find(devices, name, &Device::written);
  return known == devices.end() ? name : std::string(known->target);
}

std::string stem_of(const std::filesystem::path& path) {
  const auto name = path.filename();
  return (name.extension() == ".gz" ? name.stem() : name).stem().string();
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0;;) {
    const auto end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(text.substr(at, end - at));
    if (end == text.size()) return parts;
    at = end + separator.size();
  }
}

void Sink::reject(std::string_view label, std::string_view why, std::size_t rows) {
  trace_.rejected[fmt::format("{}: {}", label, why)] += rows;
}

void Sink::note(std::string text) {
  if (std::ranges::find(trace_.notes, text) == trace_.notes.end()) trace_.notes.push_back(std::move(text));
}

std::string Sink::target(std::string_view found, const std::string& path) const {
  if (!options_.target.empty()) return options_.target;
  if (found.empty())
    throw config::ConfigError({config::intern(path)}, "the data name no hardware; name it with --target NAME");
  return target_name(found);
}

void Sink::add(Row row, std::string_view label) {
  if (label.empty()) label = cost::op_name(row.kernel);
  row.dtype = cost::canonical_dtype(row.dtype);
  std::erase_if(row.tags, [](const auto& tag) { return tag.second.empty(); });
  if (std::ranges::find(options_.excluded_targets, row.target) != options_.excluded_targets.end())
    return reject(row.target, "excluded");
  if (std::isnan(row.latency)) return reject(label, "the latency is missing or not a number");
  if (!std::isnormal(row.latency) || row.latency <= 0) return reject(label, "the latency is zero or negative");
  if (const auto* collective = std::get_if<cost::Collective>(&row.kernel); collective && !known_collective(*collective))
    return reject(label, "no collective that is known");
  if (!good_shape(row.kernel)) return reject(label, "the shape has a zero or what is no number");
  if (!consistent(row.kernel)) return reject(label, "its sizes contradict one another");
  const auto bad = [](const std::optional<double>& amount) {
    return amount && (*amount <= 0 || !std::isnormal(*amount));
  };
  if (bad(row.power) || bad(row.energy)) return reject(label, "the power or energy is zero, negative or not a number");
  if (!seen_.insert(hash_of(row)).second) return reject(label, "the same row as before");
  trace_.rows.push_back(std::move(row));
}

}  // namespace tradewind::calibrate
