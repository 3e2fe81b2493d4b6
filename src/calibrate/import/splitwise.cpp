// Splitwise: prompt and token phases of whole language models.

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {

void read_splitwise(const std::string& path, Sink& sink) {
  Records r(path);
  const auto model = r.require("model"), hardware = r.require("hardware"), prompt = r.require("prompt_size"),
             batch = r.require("batch_size"), output = r.require("token_size"), prompt_time = r.require("prompt_time"),
             token_time = r.require("token_time"), tp = r.require("tensor_parallel");
  const auto power = r.find("average_power");
  sink.note(
      "prompt_time, token_time: ms → s (× 0.001); prefill tokens = prompt_size · batch_size, decode context = "
      "prompt_size + token_size / 2");
  sink.note("average_power: share of the TDP → W per GPU of the decode rows, where the target's maximum is known");
  while (r.next()) {
    if (!r.whole()) {
      sink.reject("row", "not as many fields as the header");
      continue;
    }
    const auto target = sink.target(r.text(hardware), path);
    const std::vector<std::pair<std::string, std::string>> tags = {{"tp", std::string(r.text(tp))},
                                                                   {"engine", "splitwise"}};
    const auto line = static_cast<std::size_t>(r.where().line);
    const std::string name(r.text(model));
    sink.add({.target = target,
              .dtype = "fp16",
              .kernel =
                  cost::ModelPhase{
                      .phase = cost::Phase::prefill, .model = name, .tokens = r.number(prompt) * r.number(batch)},
              .latency = r.number(prompt_time) * 1e-3,
              .tags = tags,
              .line = line});
    Row decode{.target = target,
               .dtype = "fp16",
               .kernel = cost::ModelPhase{.phase = cost::Phase::decode,
                                          .model = name,
                                          .tokens = r.number(batch),
                                          .context = r.number(prompt) + r.number(output) / 2},
               .latency = r.number(token_time) * 1e-3,
               .tags = tags,
               .line = line};
    const auto facts = sink.facts(target);
    if (const double share = r.number(power); share > 0 && facts && facts->power_max)  // 0: not measured
      decode.power = share * *facts->power_max;
    sink.add(std::move(decode));
  }
}

}  // namespace tradewind::calibrate
