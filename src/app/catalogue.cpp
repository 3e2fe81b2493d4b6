#include "app/catalogue.hpp"

#include "policies/policies.hpp"
#include "scenario/scenario.hpp"
#include "workload/arrivals.hpp"
#include "workload/distribution.hpp"

namespace tradewind::app {

const Registries& registries() {
  static const Registries* all = [] {
    auto* made = new Registries{policies::all(), {}};  // never destroyed: the catalogue points into it
    auto& catalogue = made->catalogue;
    catalogue.add(std::string(scenario::offload_category), made->policies.offload);
    catalogue.add(std::string(scenario::variant_category), made->policies.variant);
    catalogue.add(std::string(scenario::admission_category), made->policies.admission);
    workload::add_kinds(catalogue);
    return made;
  }();
  return *all;
}

}  // namespace tradewind::app
