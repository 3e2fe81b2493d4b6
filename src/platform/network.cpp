#include "platform/network.hpp"

namespace tradewind::platform {

void NetworkModel::fields(config::Fields& f) {
  f.optional("kind", kind, "fluid: latency plus max-min fair share; tcp: SimGrid's LV08");
  // The defaults depend on the kind; reading fills them in so that the resolved scenario states them.
  f.optional("latency_factor", latency_factor, "multiplies every latency; fluid 1, tcp 13.01", config::positive);
  f.optional("bandwidth_factor", bandwidth_factor, "multiplies every bandwidth; fluid 1, tcp 0.97", config::positive);
  f.optional("cross_traffic", cross_traffic, "each flow also loads the way back by 5 % (tcp: true)");
  f.optional("tcp_window", tcp_window, "bounds a flow's rate to window / (2 x latency); tcp only, 4194304 B",
             config::positive);
  f.verify([&](config::Verifier& v) {
    const bool tcp = kind == NetworkKind::tcp;
    if (!tcp && tcp_window) v.problem("tcp_window", "'tcp_window' belongs to kind tcp");
    if (!tcp && cross_traffic.value_or(false)) v.problem("cross_traffic", "'cross_traffic' belongs to kind tcp");
    resolve_defaults();
  });
}

void NetworkModel::resolve_defaults() {
  const bool tcp = kind == NetworkKind::tcp;
  if (!latency_factor) latency_factor = tcp ? 13.01 : 1.0;
  if (!bandwidth_factor) bandwidth_factor = tcp ? 0.97 : 1.0;
  if (tcp && !cross_traffic) cross_traffic = true;
  if (tcp && !tcp_window) tcp_window = Bytes{4194304};
}

}  // namespace tradewind::platform
