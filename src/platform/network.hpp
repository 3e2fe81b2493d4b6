#pragma once
// How transfers behave: the network model of a scenario, stated in the scenario and never inherited from an engine.

#include <optional>

#include "base/units.hpp"
#include "config/fields.hpp"

namespace tradewind::platform {

enum class NetworkKind {
  fluid,  // latency, then the unweighted max-min fair share of the moment; no hidden factors
  tcp,    // SimGrid's LV08: factors, cross-traffic, TCP window, shares weighted by round-trip time
};

/// LV08's factors: Velho & Legrand, SIMUTools 2009.
struct NetworkModel {
  NetworkKind kind = NetworkKind::fluid;
  std::optional<double> latency_factor;    // default: fluid 1, tcp 13.01
  std::optional<double> bandwidth_factor;  // default: fluid 1, tcp 0.97
  std::optional<bool> cross_traffic;       // default: fluid false, tcp true (5 % of each flow loads the way back)
  std::optional<Bytes> tcp_window;  // tcp only; rate ≤ window / (2 · latency); default 4 MiB, SimGrid's TCP-gamma

  void fields(config::Fields& f);
  /// States what is absent: the defaults of the kind. Reading does it, also where a scenario has no `network:`.
  void resolve_defaults();
};

}  // namespace tradewind::platform

template <>
inline constexpr std::pair<tradewind::platform::NetworkKind, std::string_view>
    tradewind::config::words<tradewind::platform::NetworkKind>[] = {
        {tradewind::platform::NetworkKind::fluid, "fluid"},
        {tradewind::platform::NetworkKind::tcp, "tcp"},
};
