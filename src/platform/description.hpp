#pragma once
// The `platform:` part of a scenario as it is written: nodes, groups, processors, links.

#include <cstdint>
#include <optional>
#include <vector>

#include "config/fields.hpp"
#include "platform/network.hpp"

namespace tradewind::platform {

enum class Tier { device, edge, cloud };

enum class Discipline {
  fifo,
  edf,                // by absolute deadline
  priority,           // by the application's priority, higher first
  sjf,                // by the work of the task
  processor_sharing,  // n tasks on c cores: each gets min(1, c/n) of a core
};

enum class Attach { blocks, round_robin };

/// Power of a node: idle + (busy − idle) · busy cores / cores, plus transmit and receive while bytes leave or arrive.
struct NodePower {
  Power idle, transmit, receive;
  std::optional<Power> busy;  // default: idle
  void fields(config::Fields& f);
};

/// Power of one processor or link: idle + (busy − idle) · share in use.
struct LoadPower {
  Power idle;
  std::optional<Power> busy;  // default: idle
  void fields(config::Fields& f);
};

struct ProcessorDescription {
  config::Name name;
  std::int64_t cores = 1;
  std::optional<Speed> speed;                       // per core; here or from the target
  std::optional<config::Name> target;               // the kind of hardware each core is
  std::optional<std::vector<config::File>> models;  // fitted to it
  Discipline queue = Discipline::fifo;
  std::optional<LoadPower> power;
  void fields(config::Fields& f);
};

struct NodeDescription {
  config::Name name;
  Tier tier = Tier::edge;
  std::int64_t count = 1;  // more than one: a group with members name-0 … name-(count−1)
  std::vector<ProcessorDescription> processors;
  std::optional<NodePower> power;
  std::optional<Energy> battery;
  std::optional<Price> price;
  std::optional<Tariff> energy_price;
  std::optional<CarbonIntensity> carbon;
  std::optional<double> latitude, longitude;  // degrees; for maps only
  config::Location where;
  void fields(config::Fields& f);
};

struct LinkDescription {
  config::Name name;
  std::vector<config::Name> between;  // exactly two: nodes, groups or members
  Bandwidth bandwidth;
  Duration latency;
  bool shared = false;
  std::optional<Attach> attach;
  std::optional<LoadPower> power;
  std::optional<Tier> tier;  // default: the lower of its ends
  std::optional<TrafficTariff> price;
  config::Location where;
  void fields(config::Fields& f);
};

struct PlatformDescription {
  std::vector<NodeDescription> nodes;
  std::vector<LinkDescription> links;
  NetworkModel network;
  config::Location where;
  void fields(config::Fields& f);
};

}  // namespace tradewind::platform

template <>
inline constexpr std::pair<tradewind::platform::Tier, std::string_view>
    tradewind::config::words<tradewind::platform::Tier>[] = {
        {tradewind::platform::Tier::device, "device"},
        {tradewind::platform::Tier::edge, "edge"},
        {tradewind::platform::Tier::cloud, "cloud"},
};
template <>
inline constexpr std::pair<tradewind::platform::Discipline, std::string_view>
    tradewind::config::words<tradewind::platform::Discipline>[] = {
        {tradewind::platform::Discipline::fifo, "fifo"},
        {tradewind::platform::Discipline::edf, "edf"},
        {tradewind::platform::Discipline::priority, "priority"},
        {tradewind::platform::Discipline::sjf, "sjf"},
        {tradewind::platform::Discipline::processor_sharing, "processor_sharing"},
};
template <>
inline constexpr std::pair<tradewind::platform::Attach, std::string_view>
    tradewind::config::words<tradewind::platform::Attach>[] = {
        {tradewind::platform::Attach::blocks, "blocks"},
        {tradewind::platform::Attach::round_robin, "round_robin"},
};
