#include "app/calibrate/command_line.hpp"

#include <CLI/CLI.hpp>
#include <functional>

#include "app/calibrate/commands.hpp"
#include "app/program.hpp"

namespace tradewind::app {
namespace {

struct Words {
  FitCommand fit;
  EvaluateCommand evaluate;
  TransferCommand transfer;
  CutCommand cut;
  NetworkCommand network;
  ScenarioCommand scenario;
  std::function<int()> command;
};

void add_fit(CLI::App& app, Words& words) {
  auto* fit = app.add_subcommand("fit", "Fit cost models to a kernel trace, and measure their errors on rows held out");
  auto& o = words.fit;
  fit->add_option("--data", o.data, "Kernel traces (CSV, also gzip), as `tradewind import` writes them")
      ->required()
      ->type_name("FILE...");
  fit->add_option("--model", o.model, "Kind of model; auto: for each op the best in cross-validation")
      ->check(CLI::IsMember({"auto", "datasheet", "roofline", "residual", "table", "linear", "collective"}))
      ->capture_default_str();
  fit->add_option("--holdout", o.holdout, "What is held out together when errors are measured")
      ->check(CLI::IsMember({"rows", "shapes", "models", "targets"}))
      ->capture_default_str();
  fit->add_option("--split", o.split, "Share held out")->check(CLI::Range(0.01, 0.9))->capture_default_str();
  fit->add_option("--folds", o.folds, "Errors by k-fold cross-validation over all rows instead of one split")
      ->check(CLI::Range(2, 20))
      ->type_name("K");
  fit->add_option("--exclude-target", o.excluded, "Leave the rows of a target out")->type_name("NAME");
  fit->add_option("--facts", o.facts, "Datasheet of a target; default: platforms/targets/<target>.yaml")
      ->type_name("FILE");
  fit->add_option("--seed", o.seed, "Of the split and the trees")->capture_default_str();
  fit->add_option("-j,--jobs", o.jobs, "Threads; default: one per core")->type_name("N");
  fit->add_option("-o,--output", o.output, "The model file")->required()->type_name("FILE");
  fit->add_option("--plot", o.plot, "A page with predicted against measured times and residuals")->type_name("HTML");
  fit->add_flag("--json", o.json, "The errors as JSON on stdout");
  fit->add_flag("-q,--quiet", o.quiet, "No table, no progress");
  fit->footer("Example: tradewind calibrate fit --data a100.csv --holdout shapes -o a100.yaml");
  fit->callback([&words] { words.command = [&words] { return calibrate_fit(words.fit); }; });
}

void add_evaluate(CLI::App& app, Words& words) {
  auto* evaluate = app.add_subcommand("evaluate", "Compare a model with measurements");
  evaluate->add_option("--model", words.evaluate.model, "A model file")->required()->type_name("FILE");
  evaluate->add_option("--data", words.evaluate.data, "Kernel traces")->required()->type_name("FILE...");
  evaluate->add_flag("--json", words.evaluate.json, "As JSON");
  evaluate->callback([&words] { words.command = [&words] { return calibrate_evaluate(words.evaluate); }; });
}

void add_transfer(CLI::App& app, Words& words) {
  auto* transfer = app.add_subcommand("transfer", "A model of a new target from few measurements, or from its facts");
  auto& o = words.transfer;
  transfer->add_option("--from", o.from, "Model file of the known targets")->required()->type_name("FILE");
  transfer->add_option("--target", o.target, "The new target")->required()->type_name("NAME");
  transfer->add_option("--data", o.data, "Its measurements; none: facts only")->type_name("FILE...");
  transfer->add_option("--facts", o.facts, "Its datasheet; default: platforms/targets/<target>.yaml")
      ->type_name("FILE");
  transfer->add_option("-o,--output", o.output, "The model file")->required()->type_name("FILE");
  transfer->add_flag("-q,--quiet", o.quiet, "Say nothing");
  transfer->footer(
      "Without --data it also prints which shapes to measure.\n"
      "Example: tradewind calibrate transfer --from known.yaml --target l4 --data ten.csv -o l4.yaml");
  transfer->callback([&words] { words.command = [&words] { return calibrate_transfer(words.transfer); }; });
}

void add_scenario(CLI::App& app, Words& words) {
  auto* scenario = app.add_subcommand("scenario", "Fit values of a scenario to measured latencies of its requests");
  auto& o = words.scenario;
  scenario->add_option("scenario", o.scenario, "Scenario file")->required()->type_name("SCENARIO");
  scenario->add_option("--data", o.data, "A row per request: latency_s; also application, arrival_s (CSV, also gzip)")
      ->required()
      ->type_name("FILE");
  scenario->add_option("--free", o.free, "The values to fit, e.g. platform.nodes.server.processors.cpu.speed")
      ->required()
      ->delimiter(',')
      ->type_name("PATH,...");
  scenario->add_option("-s,--set", o.overrides, "Change the scenario first; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  scenario->add_option("--replications", o.replications, "Runs per evaluation, with the same seeds each time")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  scenario->add_option("--budget", o.budget, "Evaluations of the search (default: 60, and 80 per value)")
      ->check(CLI::Range(10, 100'000))
      ->type_name("N");
  scenario->add_option("--seed", o.seed, "Of the first replication")->capture_default_str();
  scenario->add_option("-j,--jobs", o.jobs, "Runs at a time; default: one per core")->type_name("N");
  scenario->add_option("-o,--output", o.output, "The fitted values, as a file to include")
      ->required()
      ->type_name("FILE");
  scenario->add_flag("--json", o.json, "The values and intervals as JSON on stdout");
  scenario->add_flag("-q,--quiet", o.quiet, "No table, no progress");
  scenario->footer(
      "Example: tradewind calibrate scenario campus.yaml --data requests.csv "
      "--free platform.links.wlan.bandwidth -o fitted.yaml");
  scenario->callback([&words] { words.command = [&words] { return calibrate_scenario(words.scenario); }; });
}

void add_cut(CLI::App& app, Words& words) {
  auto* cut = app.add_subcommand("cut", "Find where a network is best cut between a device and a cloud");
  auto& o = words.cut;
  cut->add_option("--data", o.data, "Times by cut, as `tradewind import neurosurgeon` writes them")
      ->required()
      ->type_name("FILE...");
  cut->add_option("--bytes", o.bytes,
                  "What crosses each cut, in their order: layer and bytes, or layer_name and sizes d1, d2 … in fp32; "
                  "uploads then follow a law fitted to the measured ones")
      ->type_name("FILE");
  cut->add_option("--bandwidth", o.bandwidth, "Upload at this bandwidth instead: 10 Mbps");
  cut->add_option("--latency", o.latency, "… after this latency")->capture_default_str();
  cut->add_flag("--json", o.json, "As JSON");
  cut->footer("Example: tradewind calibrate cut --data cuts.csv --bytes alexnet_layers.csv --bandwidth '20 Mbps'");
  cut->callback([&words] { words.command = [&words] { return calibrate_cut(words.cut); }; });
}

void add_network(CLI::App& app, Words& words) {
  auto* network = app.add_subcommand("network", "Fit the network model of scenarios to measured transfers");
  auto& o = words.network;
  network->add_option("--data", o.data, "Transfers: columns bytes, seconds, optional concurrency (CSV, also gzip)")
      ->required()
      ->type_name("FILE");
  network->add_option("--latency", o.latency, "Of the way in the scenario: the sum over its links, 10 ms")->required();
  network->add_option("--bandwidth", o.bandwidth, "Of its slowest link in the scenario: 100 Mbps")->required();
  network->add_option("--kind", o.kind, "Of network model")
      ->check(CLI::IsMember({"fluid", "tcp"}))
      ->capture_default_str();
  network->add_option("-o,--output", o.output, "YAML to include in a scenario")->required()->type_name("FILE");
  network->add_flag("-q,--quiet", o.quiet, "Say nothing");
  network->footer(
      "Example: tradewind calibrate network --data transfers.csv --latency '10 ms' --bandwidth '100 Mbps' -o "
      "network.yaml");
  network->callback([&words] { words.command = [&words] { return calibrate_network(words.network); }; });
}

}  // namespace

int calibrate_main(int argc, char** argv) {
  CLI::App app("Cost models of kernels, and values of scenarios, from measurements", "tradewind calibrate");
  Words words;
  add_fit(app, words);
  add_evaluate(app, words);
  add_transfer(app, words);
  add_cut(app, words);
  add_network(app, words);
  add_scenario(app, words);
  app.require_subcommand(1);
  run_program(app, "tradewind calibrate", argc, argv, [&] { return words.command(); });
}

int predict_main(int argc, char** argv) {
  CLI::App app("Predict the latency and energy of kernels", "tradewind predict");
  PredictCommand o;
  app.add_option("--model", o.model, "A model file")->required()->type_name("FILE");
  app.add_option("--data", o.data, "Kernels: a kernel trace without times")->required()->type_name("FILE");
  app.add_option("-o,--output", o.output, "The same with latency_s, latency_low_s, latency_high_s, energy_j")
      ->required()
      ->type_name("FILE");
  app.add_flag("-q,--quiet", o.quiet, "Say nothing");
  app.footer("Example: tradewind predict --model a100.yaml --data queries.csv -o predictions.csv");
  run_program(app, "tradewind predict", argc, argv, [&] { return predict(o); });
}

}  // namespace tradewind::app
