// Target files: what the datasheet of a kind of hardware says, each figure with its source.

#include "cost/target.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "config/fields.hpp"
#include "cost/rate_names.hpp"
#include "cost/schemas.hpp"

namespace tradewind::cost {
namespace {

enum class Kind { mcu, phone, sbc, edge_gpu, laptop, workstation, cpu, gpu, npu, accelerator, fpga, storage, rack };
enum class Grade { seen, paper, measured, second_hand, memory };

}  // namespace
}  // namespace tradewind::cost

template <>
inline constexpr std::pair<tradewind::cost::Kind, std::string_view> tradewind::config::words<tradewind::cost::Kind>[] =
    {
        {tradewind::cost::Kind::mcu, "mcu"},       {tradewind::cost::Kind::phone, "phone"},
        {tradewind::cost::Kind::sbc, "sbc"},       {tradewind::cost::Kind::edge_gpu, "edge-gpu"},
        {tradewind::cost::Kind::laptop, "laptop"}, {tradewind::cost::Kind::workstation, "workstation"},
        {tradewind::cost::Kind::cpu, "cpu"},       {tradewind::cost::Kind::gpu, "gpu"},
        {tradewind::cost::Kind::npu, "npu"},       {tradewind::cost::Kind::accelerator, "accelerator"},
        {tradewind::cost::Kind::fpga, "fpga"},     {tradewind::cost::Kind::storage, "storage"},
        {tradewind::cost::Kind::rack, "rack"},
};
template <>
inline constexpr std::pair<tradewind::cost::Grade, std::string_view>
    tradewind::config::words<tradewind::cost::Grade>[] = {
        {tradewind::cost::Grade::seen, "V"},     {tradewind::cost::Grade::paper, "P"},
        {tradewind::cost::Grade::measured, "M"}, {tradewind::cost::Grade::second_hand, "G"},
        {tradewind::cost::Grade::memory, "K"},
};

namespace tradewind::cost {
namespace {

using config::Fields;
using config::positive;

struct PeakText {
  std::array<std::optional<Speed>, rates> speed;
  void fields(Fields& f) {
    for (std::size_t i = 0; i < rates; ++i)
      f.optional(rate_names[i], speed[i], "dense peak; of integers in operations", positive);
  }
};

struct MemoryText {
  std::optional<Bandwidth> bandwidth;
  std::optional<Bytes> capacity;
  void fields(Fields& f) {
    f.optional("bandwidth", bandwidth, "of the main memory", positive);
    f.optional("capacity", capacity, "of the main memory", positive);
  }
};

struct CacheText {
  std::optional<Bytes> size;
  void fields(Fields& f) { f.optional("size", size, "of the last cache before the memory", positive); }
};

struct PowerText {
  std::optional<Power> idle, max;
  void fields(Fields& f) {
    f.optional("idle", idle, "nothing runs", positive);
    f.optional("max", max, "thermal design power, or the most that was measured", positive);
    f.verify([&](config::Verifier& v) {
      if (idle && max && *idle > *max) v.problem("idle", "'idle' is above 'max'");
    });
  }
};

struct LinkText {
  std::optional<Bandwidth> peer, host, storage;
  void fields(Fields& f) {
    f.optional("peer", peer, "to another of its kind, per direction", positive);
    f.optional("host", host, "to the memory of the host, per direction", positive);
    f.optional("storage", storage, "reading from storage", positive);
  }
};

struct SourceText {
  std::vector<std::string> facts;
  Grade grade = Grade::memory;
  std::string text;
  void fields(Fields& f) {
    f.required("facts", facts, "what it is the source of: peak.fp16, memory.bandwidth …; `peak` stands for all peaks");
    f.required("grade", grade,
               "V seen in a public repository, P paper, M measured, G second-hand, K from memory, not verified");
    f.required("text", text, "the source");
  }
};

struct TargetText {
  std::int64_t version = 1;
  config::Name name;
  std::string title;
  Kind kind = Kind::gpu;
  PeakText peak;
  MemoryText memory;
  CacheText l2;
  std::optional<double> sm, cores;
  std::optional<Duration> launch;
  PowerText power;
  LinkText link;
  std::vector<SourceText> sources;
  std::vector<std::string> models;

  void fields(Fields& f) {
    f.required("version", version, "of this format: 1", config::between(1, 1));
    f.required("name", name, "as scenarios and traces call it; the name of the file");
    f.required("title", title, "its maker's name");
    f.required("kind", kind, "what sort of hardware it is");
    f.optional("peak", peak, "dense rates by number format");
    f.optional("memory", memory, "main memory");
    f.optional("l2", l2, "last cache");
    f.optional("sm", sm, "multiprocessors of a GPU", positive);
    f.optional("cores", cores, "cores of anything else", positive);
    f.optional("launch", launch, "time of an empty kernel", positive);
    f.optional("power", power, "watts of the device");
    f.optional("link", link, "bandwidths to others");
    f.required("sources", sources, "where each fact comes from");
    f.optional("models", models, "fitted models, relative to this file (default: <name>.model.yaml beside it)");
    f.verify([&](config::Verifier& v) { verify(v); });
  }

  /// Names of the facts that are given, as sources call them.
  std::vector<std::string> given() const {
    std::vector<std::string> names;
    const auto add = [&](std::string fact, bool there) {
      if (there) names.push_back(std::move(fact));
    };
    for (std::size_t i = 0; i < rates; ++i) add(fmt::format("peak.{}", rate_names[i]), peak.speed[i].has_value());
    add("memory.bandwidth", memory.bandwidth.has_value());
    add("memory.capacity", memory.capacity.has_value());
    add("l2.size", l2.size.has_value());
    add("sm", sm.has_value());
    add("cores", cores.has_value());
    add("launch", launch.has_value());
    add("power.idle", power.idle.has_value());
    add("power.max", power.max.has_value());
    add("link.peer", link.peer.has_value());
    add("link.host", link.host.has_value());
    add("link.storage", link.storage.has_value());
    return names;
  }

 private:
  void verify(config::Verifier& v) const {
    if (sm && cores) v.problem("cores", "'sm' and 'cores' are two names of one fact");
    const auto facts = given();
    std::set<std::string> sourced;
    for (const auto& source : sources)
      for (const auto& fact : source.facts) {
        bool found = false;
        for (const auto& one : facts)
          if (one == fact || one.starts_with(fact + '.')) {
            sourced.insert(one);
            found = true;
          }
        if (!found)
          v.problem("sources", fmt::format("{} is no fact of this file{} (facts: {})", config::quote(fact),
                                           config::did_you_mean(fact, facts), fmt::join(facts, ", ")));
      }
    for (const auto& fact : facts)
      if (!sourced.contains(fact)) v.problem("sources", fmt::format("{} has no source", config::quote(fact)));
  }
};

template <Dimension D>
std::optional<double> base(const std::optional<Quantity<D>>& quantity) {
  if (!quantity) return std::nullopt;
  return quantity->base;
}

Facts facts_of(const TargetText& text) {
  Facts facts;
  for (std::size_t i = 0; i < rates; ++i) facts.peak[i] = base(text.peak.speed[i]);
  facts.memory_bandwidth = base(text.memory.bandwidth);
  facts.memory_capacity = base(text.memory.capacity);
  facts.l2_size = base(text.l2.size);
  facts.units = text.sm ? text.sm : text.cores;
  facts.launch = base(text.launch);
  facts.power_idle = base(text.power.idle);
  facts.power_max = base(text.power.max);
  const auto link = [&](const char* to, const std::optional<Bandwidth>& bandwidth) {
    if (bandwidth) facts.link_bandwidth[to] = bandwidth->base;
  };
  link("peer", text.link.peer);
  link("host", text.link.host);
  link("storage", text.link.storage);
  return facts;
}

std::vector<Source> sources_of(const TargetText& text) {
  std::vector<Source> sources;
  for (const auto& fact : text.given())
    for (const auto& source : text.sources)
      if (std::ranges::any_of(source.facts,
                              [&](const std::string& named) { return named == fact || fact.starts_with(named + '.'); }))
        sources.push_back({fact, std::string(config::word(source.grade)), source.text});
  return sources;
}

/// Fitted models lie beside targets: `a100_sxm.model.yaml`.
bool is_target_file(const std::filesystem::path& file) {
  return file.extension() == ".yaml" && file.stem().extension().empty();
}

}  // namespace

std::optional<double> Facts::peak_of(Rate rate) const {
  const auto given = [&](Rate r) { return peak[static_cast<std::size_t>(r)]; };
  if (given(rate)) return given(rate);
  if (rate == Rate::bf16) return given(Rate::fp16);
  if (rate == Rate::fp16) return given(Rate::bf16);
  return std::nullopt;
}

config::Shape target_shape() { return config::shape<TargetText>(); }

std::optional<double> assumed_launch(std::string_view kind) {
  constexpr std::array with_kernels = {Kind::gpu, Kind::edge_gpu, Kind::laptop, Kind::workstation};
  if (std::ranges::find(with_kernels, kind, [](Kind one) { return config::word(one); }) == with_kernels.end())
    return std::nullopt;
  return 5e-6;
}

Target read_target(const std::filesystem::path& file) {
  const auto text = config::read_or_throw<TargetText>(config::load_file(file.string()));
  if (text.name.text != file.stem().string())
    throw config::ConfigError(text.name.where, fmt::format("the name {} is not that of the file, {}",
                                                           config::quote(text.name.text), file.stem().string()));
  Target target{.name = text.name.text,
                .title = text.title,
                .kind = std::string(config::word(text.kind)),
                .facts = facts_of(text),
                .sources = sources_of(text),
                .models = text.models};
  if (const auto launch = assumed_launch(target.kind); launch && !target.facts.launch) {
    target.facts.launch = launch;
    target.facts.launch_assumed = true;
    target.sources.push_back({"launch", "A", "no figure known; assumed of every GPU"});
  }
  const auto beside = target.name + ".model.yaml";
  std::error_code error;
  if (target.models.empty() && std::filesystem::exists(file.parent_path() / beside, error))
    target.models.push_back(beside);
  return target;
}

std::optional<Target> find_target(std::string_view name, const std::vector<std::filesystem::path>& folders) {
  if (!config::is_name(name)) return std::nullopt;
  for (const auto& folder : folders) {
    const auto file = folder / fmt::format("{}.yaml", name);
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error)) return read_target(file);
  }
  return std::nullopt;
}

std::vector<std::string> target_names(const std::vector<std::filesystem::path>& folders) {
  std::set<std::string> names;
  for (const auto& folder : folders) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      if (is_target_file(entry.path())) names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

std::optional<double> speed_of_light(const Work& work, const Facts& facts, Rate rate) {
  const auto peak = facts.peak_of(rate);
  if ((work.flop > 0 && !peak) || (work.bytes > 0 && !facts.memory_bandwidth)) return std::nullopt;
  const double compute = work.flop > 0 ? work.flop / *peak : 0;
  const double memory = work.bytes > 0 ? work.bytes / *facts.memory_bandwidth : 0;
  return std::max(compute, memory);
}

}  // namespace tradewind::cost
