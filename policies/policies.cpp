// Every policy a scenario can name. To add one: write its header in the folder of its decision, include it here, and
// add a line below: kind, what it does, where it comes from.

#include "policies/policies.hpp"

#include "policies/admission/deadline.hpp"
#include "policies/admission/none.hpp"
#include "policies/admission/queue_length.hpp"
#include "policies/offload/fixed.hpp"
#include "policies/offload/join_shortest_queue.hpp"
#include "policies/offload/least_loaded.hpp"
#include "policies/offload/local.hpp"
#include "policies/offload/min_energy.hpp"
#include "policies/offload/nearest.hpp"
#include "policies/offload/power_of_d.hpp"
#include "policies/offload/random.hpp"
#include "policies/offload/round_robin.hpp"
#include "policies/offload/shortest_completion.hpp"
#include "policies/offload/threshold.hpp"
#include "policies/offload/weighted.hpp"
#include "policies/offload/weighted_round_robin.hpp"
#include "policies/variant/fastest.hpp"
#include "policies/variant/first.hpp"
#include "policies/variant/most_accurate.hpp"
#include "policies/variant/named.hpp"

namespace tradewind::policies {

policy::Catalogue all() {
  policy::Catalogue catalogue;

  auto& offload = catalogue.offload;
  offload.add<Fixed>("fixed", "always the machine that is named");
  offload.add<Local>("local", "always the node that issued the request");
  offload.add<Edge>("edge", "the edge node with the lowest route latency");
  offload.add<Cloud>("cloud", "the cloud node with the lowest route latency");
  offload.add<Random>("random", "uniformly at random");
  offload.add<RoundRobin>("round_robin", "in turn, one turn for all sources");
  offload.add<WeightedRoundRobin>("weighted_round_robin", "in turn and in proportion to weights, evenly spread",
                                  "Dounin 2012, nginx (smooth weighted round robin)");
  offload.add<LeastLoaded>("least_loaded", "where the least work is left, in time on all cores",
                           "Harchol-Balter, Crovella & Murta 1999 (least work left)");
  offload.add<JoinShortestQueue>("join_shortest_queue", "where the fewest tasks are", "Winston 1977; Weber 1978");
  offload.add<PowerOfD>("power_of_d", "the one with the fewest tasks of d drawn at random",
                        "Vvedenskaya, Dobrushin & Karpelevich 1996; Mitzenmacher 2001");
  offload.add<ShortestCompletion>("shortest_completion", "where it is predicted to finish first",
                                  "Maheswaran et al. 1999 (minimum completion time)");
  offload.add<MinEnergy>("min_energy", "the least energy predicted to meet the deadline, else the earliest",
                         "Zhang et al. 2013");
  offload.add<Weighted>("weighted", "the least weighted sum of predicted time and energy", "Chen et al. 2016");
  offload.add<Threshold>("threshold", "elsewhere from a number of tasks at the issuing node on, until it is down again",
                         "Hajek 1984");

  auto& variant = catalogue.variant;
  variant.add<FirstVariant>("first", "always the first variant");
  variant.add<NamedVariant>("named", "always the variant that is named");
  variant.add<MostAccurateVariant>("most_accurate",
                                   "the most accurate predicted to meet the deadline, else the fastest",
                                   "Zhang et al. 2020 (model switching)");
  variant.add<FastestVariant>("fastest", "the one predicted to finish first", "Maheswaran et al. 1999");

  auto& admission = catalogue.admission;
  admission.add<AdmitAll>("none", "everything is admitted");
  admission.add<AdmitByDeadline>("deadline", "refuses what is predicted to miss its deadline");
  admission.add<AdmitByQueueLength>("queue_length", "refuses when the chosen processor has that many tasks (M/M/1/K)",
                                    "Naor 1969");
  return catalogue;
}

}  // namespace tradewind::policies
