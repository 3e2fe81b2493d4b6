#include "platform/description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "platform/member_name.hpp"

namespace tradewind::platform {
namespace {

// Bounds that keep every index within 32 bits and every sum of latencies within 64 bits of picoseconds.
constexpr double most_members = 1e7;
constexpr double most_cores = 1e9;
constexpr double longest_latency = 86400;  // s

/// Fills in `busy` = `idle`, so that the resolved scenario states it.
template <class AnyPower>
void resolve_busy(AnyPower& power, config::Verifier& v) {
  if (!power.busy) power.busy = power.idle;
  if (*power.busy < power.idle) v.problem("busy", "'busy' is less than 'idle'");
}

/// The tier of the node, group or member of that name.
std::optional<Tier> tier_of(const std::map<std::string_view, const NodeDescription*>& nodes, std::string_view name) {
  if (const auto found = nodes.find(name); found != nodes.end()) return found->second->tier;
  const auto member = split_member_name(name);
  const auto group = member ? nodes.find(member->group) : nodes.end();
  return group != nodes.end() ? std::optional(group->second->tier) : std::nullopt;
}

/// Writes the default tier into each link; ends of unknown name are left to Platform, which reports them.
void resolve_link_tiers(PlatformDescription& platform) {
  std::map<std::string_view, const NodeDescription*> nodes;
  for (const auto& node : platform.nodes) nodes.emplace(node.name.text, &node);
  for (auto& link : platform.links) {
    if (link.tier || link.between.size() != 2) continue;
    const auto first = tier_of(nodes, link.between[0].text), second = tier_of(nodes, link.between[1].text);
    if (first && second) link.tier = std::min(*first, *second);
  }
}

}  // namespace

void NodePower::fields(config::Fields& f) {
  f.optional("idle", idle, "drawn always");
  f.optional("busy", busy, "drawn with every core busy, in between linear in the busy cores; default: idle");
  f.optional("transmit", transmit, "drawn in addition while bytes leave the node, however many transfers do");
  f.optional("receive", receive, "drawn in addition while bytes arrive at the node, however many transfers do");
  f.verify([&](config::Verifier& v) { resolve_busy(*this, v); });
}

void LoadPower::fields(config::Fields& f) {
  f.optional("idle", idle, "drawn always");
  f.optional("busy", busy, "drawn when fully used, in between linear in the share in use; default: idle");
  f.verify([&](config::Verifier& v) { resolve_busy(*this, v); });
}

void ProcessorDescription::fields(config::Fields& f) {
  f.required("name", name, "unique in its node; server.gpu names processor gpu of server");
  f.required("cores", cores, "how many tasks run at once", config::between(1, most_cores));
  f.optional("speed", speed, "of each core; default: the peak rate of the target", config::positive);
  f.optional("target", target,
             "kind of hardware, see `tradewind list targets`: predicts tasks stated as kernels or models; each core is "
             "one such device, which draws what the target does when neither processor nor node state a power");
  f.optional("models", models, "files of `tradewind calibrate fit` for that target, asked before its own");
  f.optional("queue", queue, "order of the waiting tasks; processor_sharing: none waits, n tasks share the cores");
  f.optional("power", power, "of this processor alone; without it the node's busy power is spread over its cores");
  f.verify([this](config::Verifier& v) {
    if (!speed && !target) v.problem("speed", "missing key 'speed' (of each core) or 'target'");
    if (models && !target) v.problem("models", "'models' belong to a 'target'");
  });
}

void NodeDescription::fields(config::Fields& f) {
  f.required("name", name, "unique; with a count the name of the group, whose members are name-0, name-1, ...");
  f.required("tier", tier, "where it stands; energy is summed by tier");
  f.optional("count", count, "more than one: a group of equal nodes", config::between(1, most_members));
  f.optional("processors", processors, "where tasks run; without any the node only forwards");
  f.optional("power", power, "of each node; without it 0 W");
  f.optional("battery", battery, "energy stored in each node", config::positive);
  f.optional("price", price, "of each node, for the whole measured window");
  f.optional("energy_price", energy_price, "of the energy the node draws");
  f.optional("carbon", carbon, "emitted per energy the node draws");
  f.optional("latitude", latitude, "degrees north, for the map of a report; changes no figure",
             config::between(-90, 90));
  f.optional("longitude", longitude, "degrees east, for the map of a report; changes no figure",
             config::between(-180, 180));
  f.verify([&](config::Verifier& v) {
    if (latitude && !longitude) v.problem("latitude", "'latitude' needs a 'longitude'");
    if (longitude && !latitude) v.problem("longitude", "'longitude' needs a 'latitude'");
    if (!power) power = NodePower{.idle = {}, .transmit = {}, .receive = {}, .busy = Power{}};
    const bool all_have_own = std::ranges::all_of(processors, [](const auto& p) { return p.power.has_value(); });
    if (!processors.empty() && all_have_own && power->busy > power->idle)
      v.problem("power", "'busy' of the node belongs to no processor: each states its own 'power'");
  });
}

void LinkDescription::fields(config::Fields& f) {
  f.required("name", name, "unique among the links");
  f.required(
      "between", between,
      "two ends: nodes, groups or members (phone-3); a group stands for one link per member (or pair of members)");
  f.required("bandwidth", bandwidth, "of each direction; of the whole medium when shared", config::positive);
  f.required("latency", latency, "one way", config::between(0, longest_latency));
  f.optional("shared", shared, "true: one half-duplex medium for all who use the link");
  f.optional(
      "attach", attach,
      "each member of the first end gets one of the second: contiguous blocks or in turn; with shared one medium "
      "per member of the second");
  f.optional("power", power, "of each instance (each medium when shared), by its rate / bandwidth; without it 0 W");
  f.optional("tier", tier, "where its energy is counted; default: the lower of its ends, device < edge < cloud");
  f.optional("price", price, "of each byte that crosses it");
  f.verify([&](config::Verifier& v) {
    if (!power) power = LoadPower{.idle = {}, .busy = Power{}};
    if (between.size() != 2) v.problem("between", fmt::format("'between' takes two ends, not {}", between.size()));
  });
}

void PlatformDescription::fields(config::Fields& f) {
  f.required("nodes", nodes, "machines and what only forwards");
  f.optional("links", links, "what carries bytes between nodes");
  f.optional("network", network, "how transfers share the links");
  f.verify([&](config::Verifier& v) {
    if (nodes.empty()) v.problem("nodes", "a platform needs at least one node");
    resolve_link_tiers(*this);
    network.resolve_defaults();
  });
}

}  // namespace tradewind::platform
