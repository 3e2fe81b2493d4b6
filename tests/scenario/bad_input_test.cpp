// Scenarios that are wrong in one place: each is refused when it is read, with exactly these words at exactly this
// place.

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/prepare.hpp"
#include "config/problem.hpp"
#include "tests/scenario/good_text.hpp"

namespace tradewind {
namespace {

using test::good_text;
using test::Replacements;
using test::with;

struct Refusal {
  std::string what;
  Replacements replacements;
  std::string message;  // all of it; what follows a final * is not compared
};

/// A folder with a few tables, where the tests write x.yaml and name it as a user does.
class BadInput : public testing::Test {
 protected:
  BadInput() {
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
    write("times.csv", "t,tokens\n1,5\n2,6\n");
    write("times.txt", "t,tokens\n1,5\n2,6\n");
    write("header.csv", "tokens\n");
    write("negative.csv", "tokens\n5\n-6\n");
  }
  ~BadInput() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }

  static void write(const std::string& name, const std::string& text) { std::ofstream(name, std::ios::binary) << text; }

  /// What the user reads; empty when the scenario is accepted.
  static std::string message_of(const std::string& text, const std::vector<std::string>& overrides = {}) try {
    write("x.yaml", text);
    app::prepare("x.yaml", overrides);
    return "";
  } catch (const config::ConfigError& error) {
    return error.what();
  }

  static void expect_refusals(const std::vector<Refusal>& refusals) {
    for (const auto& [what, replacements, expected] : refusals) {
      const std::string message = message_of(with(good_text, replacements));
      if (expected.ends_with('*'))
        EXPECT_THAT(message, testing::StartsWith(expected.substr(0, expected.size() - 1))) << what;
      else
        EXPECT_EQ(message, expected) << what;
    }
  }

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("tradewind-bad-" + std::to_string(getpid()));
};

TEST_F(BadInput, IsNotTheGoodTextNorItsVariations) {
  for (const auto& variation : test::good_variations)
    EXPECT_EQ(message_of(with(good_text, variation)), "") << (variation.empty() ? "" : variation.front().second);
}

TEST_F(BadInput, RefusesWrongKeys) {
  expect_refusals({
      {"unknown key with a suggestion",
       {{"bandwidth: 1 Gbps", "bandwith: 1 Gbps"}},
       R"(x.yaml:18:46: unknown key 'bandwith'; did you mean 'bandwidth'? (known: attach, bandwidth, between, latency, name, power, price, shared, tier)
)"
       "x.yaml:18:7: missing key 'bandwidth' (of each direction; of the whole medium when shared)"},
      {"unknown key without a suggestion",
       {{"battery: 15 Wh", "colour: red"}},
       "x.yaml:5:100: unknown key 'colour' (known: battery, carbon, count, energy_price, latitude, longitude, name, "
       "power, price, processors, tier)"},
      {"unknown key at the top",
       {{"thresholds:", "treshholds:"}},
       "x.yaml:45:1: unknown key 'treshholds'; did you mean 'thresholds'? (known: evidence, name, objectives, output, "
       "platform, policy, run, thresholds, version, workload)"},
      {"unknown key of a kind",
       {{"{kind: poisson, rate: 1 /s}", "{kind: poisson, rate: 1 /s, amplitude: 0.5}"}},
       "x.yaml:24:45: unknown key 'amplitude' (known: count, kind, rate, start)"},
      {"duplicate key", {{"cores: 8", "cores: 8, cores: 9"}}, "x.yaml:10:33: duplicate key 'cores' (first at line 10)"},
      {"duplicate section",
       {{"objectives:", "run: {duration: 5 s}\nobjectives:"}},
       "x.yaml:44:1: duplicate key 'run' (first at line 43)"},
      {"missing key",
       {{", speed: 10 Gflop/s}], price", " }], price"}},
       "x.yaml:13:48: missing key 'speed' (of each core) or 'target'"},
      {"missing section",
       {{"run: {duration: 60 s, warmup: 10 s, seed: 42}\n", ""}},
       "x.yaml:1:1: missing key 'run' (how long, from which seed)"},
      {"key without value", {{"deadline: 300 ms", "deadline:"}}, "x.yaml:25:7: 'deadline' has no value"},
      {"complex key", {{"{kind: fluid}", "{[a]: fluid}"}}, "x.yaml:19:13: a key must be text, not a list"},
      {"version from the future", {{"version: 1", "version: 2"}}, "x.yaml:1:10: version: '2' must be 1"},
      {"version as text",
       {{"version: 1", R"(version: "1")"}},
       "x.yaml:1:10: version: '1' is quoted; remove the quotes to make it a number"},
      {"missing version", {{"version: 1\n", ""}}, "x.yaml:1:1: missing key 'version' (version of this format)"},
  });
}

TEST_F(BadInput, RefusesWrongQuantities) {
  expect_refusals({
      {"missing unit",
       {{"300 ms", "300"}},
       "x.yaml:25:17: deadline: '300' has no unit; write one of ns, us, ms, s, min, h, d"},
      {"missing unit of zero",
       {{"warmup: 10 s", "warmup: 0"}},
       "x.yaml:43:31: warmup: '0' has no unit; write one of ns, us, ms, s, min, h, d"},
      {"wrong dimension",
       {{"300 ms", "300 MB"}},
       "x.yaml:25:17: deadline: '300 MB' is not a time; write one of ns, us, ms, s, min, h, d"},
      {"bytes for bits",
       {{"bandwidth: 1 Gbps", "bandwidth: 1 GB"}},
       "x.yaml:18:57: bandwidth: '1 GB' is not a bandwidth; write one of bps, B/s, kbps, kB/s, KiB/s, Mbps, MB/s, "
       "MiB/s, Gbps, GB/s, GiB/s, Tbps, TB/s, TiB/s"},
      {"wrong case",
       {{"300 ms", "300 MS"}},
       "x.yaml:25:17: deadline: '300 MS' is not a time; write one of ns, us, ms, s, min, h, d"},
      {"unit without number",
       {{"300 ms", "ms"}},
       "x.yaml:25:17: deadline: 'ms' is not a time; write one of ns, us, ms, s, min, h, d"},
      {"not a number",
       {{"300 ms", "nan ms"}},
       "x.yaml:25:17: deadline: 'nan ms' is not a time; write one of ns, us, ms, s, min, h, d"},
      {"infinite",
       {{"300 ms", "inf s"}},
       "x.yaml:25:17: deadline: 'inf s' is not a time; write one of ns, us, ms, s, min, h, d"},
      {"too large for a number",
       {{"300 ms", "1e999 s"}},
       "x.yaml:25:17: deadline: '1e999 s' is not a time; write one of ns, us, ms, s, min, h, d"},
      {"negative size", {{"input: 400 kB", "input: -400 kB"}}, "x.yaml:27:33: input: '-400 kB' must be >= 0"},
      {"negative power", {{"idle: 50 W", "idle: -50 W"}}, "x.yaml:12:21: idle: '-50 W' must be >= 0"},
      {"negative latency", {{"25 ms", "-25 ms"}}, "x.yaml:18:74: latency: '-25 ms' must be from 0 s to 1 d"},
      {"no bandwidth", {{"bandwidth: 1 Gbps", "bandwidth: 0 bps"}}, "x.yaml:18:57: bandwidth: '0 bps' must be > 0"},
      {"no speed", {{"speed: 1 Tflop/s", "speed: 0 flop/s"}}, "x.yaml:11:40: speed: '0 flop/s' must be > 0"},
      {"no deadline", {{"300 ms", "0 s"}}, "x.yaml:25:17: deadline: '0 s' must be > 0"},
      {"list for quantity", {{"300 ms", "[300 ms]"}}, "x.yaml:25:17: deadline: must be a time with a unit, not a list"},
      {"nothing to store", {{"battery: 15 Wh", "battery: 0 J"}}, "x.yaml:5:109: battery: '0 J' must be > 0"},
  });
}

TEST_F(BadInput, RefusesWrongNumbers) {
  expect_refusals({
      {"no cores", {{"cores: 8", "cores: 0"}}, "x.yaml:10:30: cores: '0' must be in [1, 1000000000]"},
      {"fractional cores", {{"cores: 8", "cores: 2.5"}}, "x.yaml:10:30: cores: '2.5' must be a whole number"},
      {"cores with unit", {{"cores: 8", "cores: 8 cores"}}, "x.yaml:10:30: cores: '8 cores' must be a whole number"},
      {"quoted cores",
       {{"cores: 8", R"(cores: "8")"}},
       "x.yaml:10:30: cores: '8' is quoted; remove the quotes to make it a number"},
      {"cores na n", {{"cores: 8", "cores: .nan"}}, "x.yaml:10:30: cores: '.nan' must be a whole number"},
      {"no members", {{"count: 3", "count: 0"}}, "x.yaml:5:42: count: '0' must be in [1, 10000000]"},
      {"too many members", {{"count: 3", "count: 1e12"}}, "x.yaml:5:42: count: '1e12' must be in [1, 10000000]"},
      {"negative seed", {{"seed: 42", "seed: -1"}}, "x.yaml:43:43: seed: '-1' must be >= 0"},
      {"seed beyond sixty four bits",
       {{"seed: 42", "seed: 99999999999999999999"}},
       "x.yaml:43:43: seed: '99999999999999999999' is too large"},
      {"accuracy above one", {{"accuracy: 0.7", "accuracy: 1.7"}}, "x.yaml:32:54: accuracy: '1.7' must be in [0, 1]"},
      {"beyond the pole",
       {{"battery: 15 Wh", "latitude: 90.5, longitude: 18"}},
       "x.yaml:5:110: latitude: '90.5' must be in [-90, 90]"},
      {"more than half around the world",
       {{"battery: 15 Wh", "latitude: 59, longitude: 181"}},
       "x.yaml:5:125: longitude: '181' must be in [-180, 180]"},
      {"latitude alone", {{"battery: 15 Wh", "latitude: 59"}}, "x.yaml:5:110: 'latitude' needs a 'longitude'"},
      {"longitude alone", {{"battery: 15 Wh", "longitude: 18"}}, "x.yaml:5:111: 'longitude' needs a 'latitude'"},
      {"latitude with a unit",
       {{"battery: 15 Wh", "latitude: 59 N, longitude: 18"}},
       "x.yaml:5:110: latitude: '59 N' must be a number without a unit"},
      {"accuracy in percent",
       {{"accuracy: 0.7", "accuracy: 70 %"}},
       "x.yaml:32:54: accuracy: '70 %' must be a number without a unit"},
  });
}

TEST_F(BadInput, RefusesUnknownWords) {
  expect_refusals({
      {"boolean yes",
       {{"shared: true", "shared: yes"}},
       "x.yaml:16:86: shared: 'yes' is not a boolean; write true or false"},
      {"boolean quoted",
       {{"shared: true", R"(shared: "true")"}},
       "x.yaml:16:86: shared: 'true' is quoted; remove the quotes to make it a boolean"},
      {"boolean number",
       {{"shared: true", "shared: 1"}},
       "x.yaml:16:86: shared: '1' is not a boolean; write true or false"},
      {"unknown tier",
       {{"tier: cloud", "tier: fog"}},
       "x.yaml:13:28: tier: unknown word 'fog' (known: device, edge, cloud)"},
      {"tier in capitals",
       {{"tier: cloud", "tier: Cloud"}},
       "x.yaml:13:28: tier: unknown word 'Cloud'; did you mean 'cloud'? (known: device, edge, cloud)"},
      {"unknown queue",
       {{"queue: fifo", "queue: ffio"}},
       "x.yaml:10:59: queue: unknown word 'ffio'; did you mean 'fifo'? (known: fifo, edf, priority, sjf, "
       "processor_sharing)"},
      {"unknown goal",
       {{"goal: min", "goal: minimum"}},
       "x.yaml:44:44: goal: unknown word 'minimum' (known: min, max)"},
      {"unknown stop",
       {{"seed: 42", "seed: 42, stop: drained"}},
       "x.yaml:43:53: stop: unknown word 'drained'; did you mean 'drain'? (known: drain, horizon)"},
  });
}

TEST_F(BadInput, RefusesBadAndUnknownNames) {
  expect_refusals({
      {"bad name",
       {{"name: base", "name: my base"}},
       "x.yaml:2:7: name: 'my base' is not a name; use letters, digits, _ and -"},
      {"name with a dot",
       {{"name: gpu", "name: a.b"}},
       "x.yaml:11:18: name: 'a.b' is not a name; use letters, digits, _ and -"},
      {"name with a slash",
       {{"name: tracker", "name: ../tracker"}},
       "x.yaml:22:13: name: '../tracker' is not a name; use letters, digits, _ and -"},
      {"empty name",
       {{"name: base", R"(name: "")"}},
       "x.yaml:2:7: name: '' is not a name; use letters, digits, _ and -"},
      {"node named like a group member",
       {{"name: island", "name: phone-2"}},
       "x.yaml:14:14: node 'phone-2' is named like a member of group 'phone' (phone-0 to phone-2)"},
      {"two nodes of one name",
       {{"name: island", "name: server"}},
       "x.yaml:14:14: duplicate node 'server'; the first is at line 7"},
      {"two links of one name",
       {{"name: wan", "name: lan"}},
       "x.yaml:18:14: duplicate link 'lan'; the first is at line 17"},
      {"two processors of one name",
       {{"name: gpu", "name: cpu"}},
       "x.yaml:11:18: duplicate processor 'cpu'; the first is at line 10"},
      {"two applications of one name",
       {{"name: backup", "name: tracker"}},
       "x.yaml:36:13: 'tracker' already names another application"},
      {"two tasks of one name",
       {{"name: fuse", "name: track"}},
       "x.yaml:34:18: 'track' already names another task of this application"},
      {"two variants of one name",
       {{"name: large", "name: small"}},
       "x.yaml:32:22: 'small' already names another variant of task 'detect'"},
      {"unknown source",
       {{"source: phone", "source: phones"}},
       "x.yaml:23:15: unknown node 'phones'; did you mean 'phone'? (known: phone, ap, server, region, island)"},
      {"source beyond the group",
       {{"source: phone", "source: phone-3"}},
       "x.yaml:23:15: unknown node 'phone-3'; the members of 'phone' are phone-0 to phone-2"},
      {"unknown link end",
       {{"between: [server, region]", "between: [server, regoin]"}},
       "x.yaml:18:37: unknown node 'regoin'; did you mean 'region'? (known: phone, ap, server, region, island)"},
      {"unknown need",
       {{"needs: [detect, track]", "needs: [detect, trakc]"}},
       "x.yaml:34:40: unknown task 'trakc'; did you mean 'track'? (known: decode, detect, track, fuse)"},
      {"unknown edge end",
       {{"decode->track: 40 kB", "decode->trakc: 40 kB"}},
       "x.yaml:35:39: unknown task 'trakc'; did you mean 'track'? (known: decode, detect, track, fuse)"},
      {"unknown pin",
       {{"on: region", "on: regions"}},
       "x.yaml:39:61: unknown node 'regions'; did you mean 'region'? (known: phone, ap, server, region, island)"},
      {"unknown processor of a pin",
       {{"on: region", "on: region.gpu"}},
       "x.yaml:39:61: node 'region' has no processor 'gpu'"},
      {"unknown node of a policy",
       {{"{kind: fixed, node: server}", "{kind: fixed, node: sevrer}"}},
       "x.yaml:41:32: unknown node 'sevrer'; did you mean 'server'? (known: phone, ap, server, region, island)"},
      {"unknown node in a list",
       {{"{kind: fixed, node: server}", "{kind: random, nodes: [server, cloud]}"}},
       "x.yaml:41:43: unknown node 'cloud' (known: phone, ap, server, region, island)"},
      {"unknown node of a threshold",
       {{"{kind: fixed, node: server}", "{kind: threshold, to: cloud}"}},
       "x.yaml:41:34: unknown node 'cloud' (known: phone, ap, server, region, island)"},
      {"unknown node of a weight",
       {{"{kind: fixed, node: server}", "{kind: weighted_round_robin, weights: {server: 2, cloud: 1}}"}},
       "x.yaml:41:62: unknown node 'cloud' (known: phone, ap, server, region, island)"},
      {"unknown variant",
       {{"{kind: first}", "{kind: named, name: medium}"}},
       "x.yaml:42:32: task 'detect' of application 'tracker' has no variant 'medium' (known: small, large)"},
      {"unknown variant among two applications",
       {{"{kind: first}", "{kind: named, name: small}"},
        {"work: 1 Gflop, on: region", "variants: [{name: a, work: 1 Gflop}, {name: b, work: 2 Gflop}], on: region"}},
       "x.yaml:42:32: task 'store' of application 'backup' has no variant 'small' (known: a, b)"},
      {"unknown variant where there are none",
       {{"{kind: first}", "{kind: named, name: small}"},
        {R"(          variants:
            - {name: small, work: 1 Gflop, accuracy: 0.6}
            - {name: large, work: 9 Gflop, accuracy: 0.7}
)",
         "          work: 1 Gflop\n"}},
       "x.yaml:40:32: no task or application has a variant 'small'"},
      {"unknown metric",
       {{"metric: latency_p95_s", "metric: latency_p59_s"}},
       "x.yaml:44:14: unknown metric 'latency_p59_s'; did you mean 'latency_p50_s'? (known: requests_issued, "
       "requests_completed, requests_dropped, requests_failed, requests_unfinished, latency_mean_s, latency_p50_s, "
       "latency_p90_s, latency_p95_s, latency_p99_s, latency_p999_s, latency_max_s, queueing_mean_s, transfer_mean_s, "
       "compute_mean_s, deadline_miss_ratio, throughput_per_s, offload_ratio, accuracy_mean, energy_total_j, "
       "energy_idle_j, energy_compute_j, energy_network_j, energy_device_j, energy_edge_j, energy_cloud_j, "
       "energy_per_request_j, cost_usd, carbon_g, traffic_bytes, simulated_s)"},
      {"unknown metric section",
       {{"metric: latency_p95_s", "metric: by_app.tracker.latency_p95_s"}},
       "x.yaml:44:14: 'by_app.tracker.latency_p95_s' is not a metric (paths: by_application.NAME.METRIC, "
       "by_source.NAME.METRIC, by_node.NAME.METRIC, by_tier.NAME.METRIC, by_link.NAME.METRIC)"},
      {"unknown application in a metric",
       {{"metric: latency_p95_s", "metric: by_application.traker.latency_p95_s"}},
       "x.yaml:44:14: unknown application 'traker'; did you mean 'tracker'? (known: tracker, backup)"},
      {"metric of another scope",
       {{"metric: latency_p95_s", "metric: by_node.server.latency_p95_s"}},
       "x.yaml:44:14: unknown metric 'latency_p95_s' (known: queueing_mean_s, compute_mean_s, energy_j, energy_idle_j, "
       "energy_compute_j, energy_transmit_j, energy_receive_j, cost_usd, carbon_g, utilisation, queue_length_mean, "
       "tasks_present_mean, tasks_completed, battery_used)"},
      {"unknown metric of a threshold",
       {{R"({latency_p95_s: "< 1"})", R"({latency: "< 1"})"}},
       "x.yaml:45:14: unknown metric 'latency' (known: requests_issued, requests_completed, requests_dropped, "
       "requests_failed, requests_unfinished, latency_mean_s, latency_p50_s, latency_p90_s, latency_p95_s, "
       "latency_p99_s, latency_p999_s, latency_max_s, queueing_mean_s, transfer_mean_s, compute_mean_s, "
       "deadline_miss_ratio, throughput_per_s, offload_ratio, accuracy_mean, energy_total_j, energy_idle_j, "
       "energy_compute_j, energy_network_j, energy_device_j, energy_edge_j, energy_cloud_j, energy_per_request_j, "
       "cost_usd, carbon_g, traffic_bytes, simulated_s)"},
  });
}

TEST_F(BadInput, RefusesWrongPlatforms) {
  expect_refusals({
      {"equal link ends",
       {{"between: [server, region]", "between: [server, server]"}},
       "x.yaml:18:37: both ends of link 'wan' are 'server'"},
      {"group linked to its member",
       {{"between: [server, region]", "between: [phone, phone-1]"}},
       "x.yaml:18:36: the ends 'phone' and 'phone-1' of link 'wan' have a node in common"},
      {"one link end",
       {{"between: [server, region]", "between: [server]"}},
       "x.yaml:18:28: 'between' takes two ends, not 1"},
      {"three link ends",
       {{"between: [server, region]", "between: [phone, server, region]"}},
       "x.yaml:18:28: 'between' takes two ends, not 3"},
      {"link end is a processor",
       {{"between: [server, region]", "between: [server.cpu, region]"}},
       "x.yaml:18:29: between: 'server.cpu' is not a name; use letters, digits, _ and -"},
      {"unknown attachment",
       {{"shared: true", "shared: true, attach: random"}},
       "x.yaml:16:100: attach: unknown word 'random' (known: blocks, round_robin)"},
      {"tcp without latency",
       {{"{kind: fluid}", "{kind: tcp}"}, {"25 ms", "0 s"}},
       "x.yaml:18:14: tcp needs a latency > 0 on every link; 'wan' has none"},
      {"unknown network",
       {{"{kind: fluid}", "{kind: fluidd}"}},
       "x.yaml:19:19: kind: unknown word 'fluidd'; did you mean 'fluid'? (known: fluid, tcp)"},
      {"network factor zero",
       {{"{kind: fluid}", "{kind: fluid, bandwidth_factor: 0}"}},
       "x.yaml:19:44: bandwidth_factor: '0' must be > 0"},
      {"busy below idle", {{"busy: 100 W", "busy: 10 W"}}, "x.yaml:12:33: 'busy' is less than 'idle'"},
      {"processor busy below idle", {{"busy: 90 W", "busy: 9 W"}}, "x.yaml:11:77: 'busy' is less than 'idle'"},
      {"busy without a processor",
       {{"{name: ap, tier: edge}",
         "{name: ap, tier: edge, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s, power: {busy: 5 W}}], power: "
         "{busy: 9 W}}"}},
       "x.yaml:6:112: 'busy' of the node belongs to no processor: each states its own 'power'"},
      {"two ends that are unknown",
       {{"between: [server, region]", "between: [sever, cloud]"}},
       R"(x.yaml:18:29: unknown node 'sever'; did you mean 'server'? (known: phone, ap, server, region, island)
)"
       "x.yaml:18:36: unknown node 'cloud' (known: phone, ap, server, region, island)"},
      {"latency beyond a day", {{"25 ms", "25 h"}}, "x.yaml:18:74: latency: '25 h' must be from 0 s to 1 d"},
      {"attach as a boolean",
       {{"shared: true", "attach: true"}},
       "x.yaml:16:86: attach: unknown word 'true' (known: blocks, round_robin)"},
      {"processor without a name",
       {{"{name: gpu, cores: 1,", "{cores: 1,"}},
       "x.yaml:11:11: missing key 'name' (unique in its node; server.gpu names processor gpu of server)"},
  });
}

TEST_F(BadInput, RefusesWrongTasks) {
  expect_refusals({
      {"circle",
       {{"needs: [decode], work: {kind", "needs: [fuse], work: {kind"},
        {", decode->track: 40 kB", ""},
        {", output: 2 kB", ""}},
       "x.yaml:33:33: tasks need one another in a circle: track -> fuse -> track"},
      {"circle among the rest",
       {{"needs: [decode]\n", "needs: [decode, track]\n"},
        {"needs: [decode], work: {kind", "needs: [decode, detect], work: {kind"}},
       "x.yaml:29:27: tasks need one another in a circle: detect -> track -> detect"},
      {"needs as a word",
       {{"needs: [decode]\n", "needs: decode\n"}},
       "x.yaml:29:18: needs: must be a list, not 'decode'"},
      {"needs itself", {{"needs: [detect, track]", "needs: [detect, fuse]"}}, "x.yaml:34:40: task 'fuse' needs itself"},
      {"need twice",
       {{"needs: [detect, track]", "needs: [detect, detect]"}},
       "x.yaml:34:40: task 'fuse' already needs 'detect'"},
      {"input despite needs",
       {{"output: 2 kB", "input: 2 kB"}},
       "x.yaml:34:72: task 'fuse' has needs: its input stands in 'edges', like 'detect->fuse'"},
      {"output despite being needed",
       {{"at: source", "at: source, output: 5 kB"}},
       "x.yaml:27:78: task 'decode' is needed by 'detect': its output stands in 'edges', like 'decode->detect'"},
      {"variant input despite needs",
       {{"accuracy: 0.7", "input: 1 kB"}},
       "x.yaml:32:51: task 'detect' has needs: its input stands in 'edges', like 'decode->detect'"},
      {"edge that is no need",
       {{"decode->track: 40 kB", "decode->fuse: 40 kB"}},
       "x.yaml:35:39: task 'fuse' does not need 'decode'"},
      {"edge turned round",
       {{"decode->track: 40 kB", "track->decode: 40 kB"}},
       "x.yaml:35:39: task 'decode' does not need 'track'; did you mean 'decode->track'?"},
      {"edge twice",
       {{"decode->track: 40 kB", "decode -> detect: 40 kB"}},
       "x.yaml:35:39: the edge 'decode->detect' is given twice"},
      {"edge without arrow",
       {{"decode->track: 40 kB", "decode-track: 40 kB"}},
       "x.yaml:35:39: 'decode-track' is not an edge; write 'first->second'"},
      {"at and on", {{"on: region", "on: region, at: source"}}, "x.yaml:39:61: 'at' and 'on' exclude one another"},
      {"at elsewhere",
       {{"at: source", "at: server"}},
       "x.yaml:27:62: 'at' takes only the word 'source'; a named node stands in 'on'"},
      {"pin to a group",
       {{"on: region", "on: phone"}},
       "x.yaml:39:61: 'phone' is a group of 3; name one member, like phone-0"},
      {"pin to a forwarder", {{"on: region", "on: ap"}}, "x.yaml:39:61: 'ap' has no processor"},
      {"pin out of reach",
       {{"on: region", "on: island"}},
       "x.yaml:39:61: 'island' cannot be reached from 'server', where the data of task 'store' comes from"},
      {"at source without processor",
       {{"source: phone", "source: ap"}},
       "x.yaml:23:15: 'ap' has no processor to run task 'decode', which is pinned to its source"},
      {"no tasks",
       {{"[{name: store, input: 1 MB, work: 1 Gflop, on: region}]", "[]"}},
       "x.yaml:39:14: at least one task is needed in 'tasks'"},
      {"variant without work",
       {{"name: large, work: 9 Gflop", "name: large"}},
       "x.yaml:32:22: variant 'large' of task 'detect' has no 'work', nor has the task"},
      {"task without work", {{"work: 0.1 Gflop, output", "output"}}, "x.yaml:34:11: task 'fuse' has no 'work'"},
      {"negative work", {{"work: 0.1 Gflop", "work: -0.1 Gflop"}}, "x.yaml:34:54: work: '-0.1 Gflop' must be >= 0"},
      {"application variant ambiguous",
       {{"      edges: {decode", R"(      variants: [{name: fast, work: 1 Gflop}]
      edges: {decode)"}},
       "x.yaml:35:18: variant 'fast' states work or bytes, but its application has 4 tasks; give it its own 'tasks'"},
  });
}

TEST_F(BadInput, RefusesWrongKinds) {
  expect_refusals({
      {"unknown kind",
       {{"{kind: poisson, rate: 1 /s}", "{kind: posson, rate: 1 /s}"}},
       "x.yaml:24:24: unknown arrival process 'posson'; did you mean 'poisson'? (known: poisson, periodic, "
       "closed_loop, mmpp, diurnal, trace, none)"},
      {"missing kind",
       {{"{kind: poisson, rate: 1 /s}", "{rate: 1 /s}"}},
       "x.yaml:24:17: arrivals: missing key 'kind' (which arrival process; known: poisson, periodic, closed_loop, "
       "mmpp, diurnal, trace, none)"},
      {"kind as list",
       {{"{kind: poisson, rate: 1 /s}", "{kind: [poisson], rate: 1 /s}"}},
       "x.yaml:24:24: arrivals: must name one arrival process (poisson, periodic, closed_loop, mmpp, diurnal, trace, "
       "none), not a list"},
      {"kind without its field",
       {{"{kind: poisson, rate: 1 /s}", "{kind: poisson}"}},
       "x.yaml:24:17: missing key 'rate' (requests per time, of each source)"},
      {"plain word that needs fields",
       {{"{kind: poisson, rate: 1 /s}", "poisson"}},
       "x.yaml:24:17: missing key 'rate' (requests per time, of each source)"},
      {"unknown policy",
       {{"{kind: fixed, node: server}", "{kind: shortest}"}},
       "x.yaml:41:19: unknown offload policy 'shortest' (known: fixed, local, edge, cloud, random, round_robin, "
       "weighted_round_robin, least_loaded, join_shortest_queue, power_of_d, shortest_completion, min_energy, "
       "weighted, threshold)"},
      {"variant policy as offload",
       {{"{kind: fixed, node: server}", "{kind: most_accurate}"}},
       "x.yaml:41:19: unknown offload policy 'most_accurate' (known: fixed, local, edge, cloud, random, round_robin, "
       "weighted_round_robin, least_loaded, join_shortest_queue, power_of_d, shortest_completion, min_energy, "
       "weighted, threshold)"},
      {"unknown admission",
       {{"{kind: first}", "{kind: first}\n  admission: {kind: queue, limit: 5}"}},
       "x.yaml:43:21: unknown admission policy 'queue' (known: none, deadline, queue_length)"},
      {"unknown distribution",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: exponental, mean: 1 Gflop}"}},
       "x.yaml:33:55: unknown work distribution 'exponental'; did you mean 'exponential'? (known: constant, uniform, "
       "normal, lognormal, exponential, weibull, pareto, gamma, empirical, column)"},
  });
}

TEST_F(BadInput, RefusesWrongArrivals) {
  expect_refusals({
      {"no rate", {{"rate: 1 /s", "rate: 0 /s"}}, "x.yaml:24:39: rate: '0 /s' must be > 0"},
      {"rate without unit",
       {{"rate: 1 /s", "rate: 1"}},
       "x.yaml:24:39: rate: '1' has no unit; write one of /h, /min, /s"},
      {"no interval", {{"every: 10 s", "every: 0 s"}}, "x.yaml:38:41: every: '0 s' must be > 0"},
      {"amplitude above one",
       {{"{kind: poisson, rate: 1 /s}", "{kind: diurnal, base: 1 /s, amplitude: 1.5, period: 1 d}"}},
       "x.yaml:24:56: amplitude: '1.5' must be in [0, 1]"},
      {"fewer holding times than rates",
       {{"{kind: poisson, rate: 1 /s}", "{kind: mmpp, rates: [1 /s, 2 /s], holding: [1 s]}"}},
       "x.yaml:24:60: 2 rates need as many holding times, not 1"},
      {"no states",
       {{"{kind: poisson, rate: 1 /s}", "{kind: mmpp, rates: [], holding: []}"}},
       "x.yaml:24:37: at least one state is needed"},
      {"no slots",
       {{"{kind: poisson, rate: 1 /s}", "{kind: closed_loop, think: 1 s, concurrency: 0}"}},
       "x.yaml:24:62: concurrency: '0' must be in [1, 1000000]"},
      {"negative think",
       {{"{kind: poisson, rate: 1 /s}", "{kind: closed_loop, think: -1 s}"}},
       "x.yaml:24:44: think: '-1 s' must be >= 0"},
      {"think from a column",
       {{"{kind: poisson, rate: 1 /s}", "{kind: closed_loop, think: {kind: column, name: t, scale: 1 s}}"}},
       "x.yaml:24:44: a think time cannot come from a column: there is no trace here"},
      {"negative count",
       {{"{kind: poisson, rate: 1 /s}", "{kind: poisson, rate: 1 /s, count: -1}"}},
       "x.yaml:24:52: count: '-1' must be >= 0"},
      {"endless without duration",
       {{"duration: 60 s, warmup: 10 s, ", ""}},
       "x.yaml:43:6: missing key 'duration' (only finite arrivals can do without)"},
  });
}

TEST_F(BadInput, RefusesWrongRunsAndThresholds) {
  expect_refusals({
      {"no duration", {{"duration: 60 s", "duration: 0 s"}}, "x.yaml:43:17: duration: '0 s' must be > 0"},
      {"warmup not before the end",
       {{"warmup: 10 s", "warmup: 60 s"}},
       "x.yaml:43:31: 'warmup' must be less than 'duration'"},
      {"horizon without duration",
       {{"duration: 60 s, warmup: 10 s, seed: 42", "seed: 42, stop: horizon"}},
       "x.yaml:43:23: 'stop: horizon' needs a 'duration'"},
      {"threshold without relation",
       {{R"("< 1")", "1"}},
       R"(x.yaml:45:14: '1' is not a threshold; write a relation and a number, like "< 0.01")"},
      {"threshold with a unit",
       {{R"("< 1")", R"("< 1 s")"}},
       R"(x.yaml:45:14: '< 1 s' is not a threshold; write a relation and a number, like "< 0.01")"},
      {"threshold na n",
       {{R"("< 1")", R"("< nan")"}},
       R"(x.yaml:45:14: '< nan' is not a threshold; write a relation and a number, like "< 0.01")"},
      {"threshold wrong way round",
       {{R"("< 1")", R"("=> 1")"}},
       R"(x.yaml:45:14: '=> 1' is not a threshold; write a relation and a number, like "< 0.01")"},
      {"objective without goal",
       {{", goal: min", ""}},
       "x.yaml:44:14: missing key 'goal' (whether less or more is better)"},
      {"output as list",
       {{"objectives:", "output: [tasks]\nobjectives:"}},
       "x.yaml:44:9: output: must be a mapping, not a list"},
      {"unknown grade",
       {{"objectives:", "evidence: {grade: D, source: x}\nobjectives:"}},
       "x.yaml:44:19: grade: unknown word 'D' (known: A, B, C)"},
  });
}

TEST_F(BadInput, RefusesWrongDistributions) {
  expect_refusals({
      {"high below low",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: uniform, low: 2 Gflop, high: 1 Gflop}"}},
       "x.yaml:33:84: 'high' must not be less than 'low'"},
      {"negative deviation",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: normal, mean: 2 Gflop, sd: -1 Gflop}"}},
       "x.yaml:33:82: sd: '-1 Gflop' must be >= 0"},
      {"mean far below zero",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: normal, mean: -4 Gflop, sd: 1 Gflop}"}},
       "x.yaml:33:69: hardly any value of this law is positive: 'mean' must be at least -3 'sd'"},
      {"no shape",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: weibull, shape: 0, scale: 1 Gflop}"}},
       "x.yaml:33:71: shape: '0' must be >= 0.1"},
      {"shape with unit",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: gamma, shape: 1 Gflop, scale: 1 Gflop}"}},
       "x.yaml:33:69: shape: '1 Gflop' must be a number without a unit"},
      {"no scale",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: pareto, shape: 2, scale: 0 flop}"}},
       "x.yaml:33:80: scale: '0 flop' must be > 0"},
      {"no mean",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: lognormal, mean: 0 flop, sd: 1 flop}"}},
       "x.yaml:33:72: mean: '0 flop' must be > 0"},
      {"mean of the wrong dimension",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: exponential, mean: 1 s}"}},
       "x.yaml:33:74: mean: '1 s' is not an amount of work; write one of flop, kflop, Mflop, Gflop, Tflop, Pflop, "
       "Eflop"},
      {"column without a trace",
       {{"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: column, name: tokens, scale: 1 Gflop}"}},
       "x.yaml:33:69: column 'tokens' can be read only with arrivals of kind 'trace'"},
      {"empirical file absent",
       {{"work: {kind: exponential, mean: 1 Gflop}",
         "work: {kind: empirical, file: absent.csv, column: w, scale: 1 flop}"}},
       "x.yaml:33:72: file: cannot find 'absent.csv' *"},
      {"empirical column unknown",
       {{"work: {kind: exponential, mean: 1 Gflop}",
         "work: {kind: empirical, file: times.csv, column: token, scale: 1 flop}"}},
       "x.yaml:33:91: no column 'token' in the file; did you mean 'tokens'? (known: 't', 'tokens')"},
      {"empirical without rows",
       {{"work: {kind: exponential, mean: 1 Gflop}",
         "work: {kind: empirical, file: header.csv, column: tokens, scale: 1 flop}"}},
       "x.yaml:33:72: the file has no rows: nothing to draw from"},
      {"empirical with negative values",
       {{"work: {kind: exponential, mean: 1 Gflop}",
         "work: {kind: empirical, file: negative.csv, column: tokens, scale: 1 flop}"}},
       "negative.csv:3:1: '-6' is negative (column 'tokens')"},
  });
}

TEST_F(BadInput, RefusesWrongTraces) {
  expect_refusals({
      {"file absent",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: absent.csv, time: {column: t, format: s}}"}},
       "x.yaml:24:37: file: cannot find 'absent.csv' *"},
      {"file is a directory",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: ., time: {column: t, format: s}}"}},
       "x.yaml:24:37: file: cannot find '.' *"},
      {"unknown time column",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: times.csv, time: {column: time, format: s}}"}},
       "x.yaml:24:63: no column 'time' in the file (known: 't', 'tokens')"},
      {"unknown column",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: times.csv, time: {column: t, format: s}}"},
        {"work: {kind: exponential, mean: 1 Gflop}", "work: {kind: column, name: token, scale: 1 Gflop}"}},
       "x.yaml:33:69: no column 'token' in the file; did you mean 'tokens'? (known: 't', 'tokens')"},
      {"bad format",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: times.csv, time: {column: t, format: us}}"}},
       "x.yaml:24:74: format: unknown word 'us' (known: iso, s, ms)"},
      {"changed content",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: times.csv, time: {column: t, format: s}, sha256: abc}"}},
       "x.yaml:24:86: the file has changed: the SHA-256 of times.csv is "
       "fa849971ab0eaa132790549b4c128e6391f4fb0dfc54e8482d1621d75cb09816"},
      {"no extension",
       {{"{kind: poisson, rate: 1 /s}", "{kind: trace, file: times.txt, time: {column: t, format: s}}"}},
       "times.txt: the name of a table must end in .csv or .jsonl, or these with .gz"},
  });
}

TEST_F(BadInput, RefusesPlacesThatCannotBeReached) {
  expect_refusals({
      {"fixed on a group",
       {{"{kind: fixed, node: server}", "{kind: fixed, node: phone}"}},
       "x.yaml:41:32: 'phone' is a group of 3; name one member, like phone-0"},
      {"fixed on a forwarder",
       {{"{kind: fixed, node: server}", "{kind: fixed, node: ap}"}},
       "x.yaml:41:32: 'ap' has no processor"},
      {"fixed out of reach",
       {{"{kind: fixed, node: server}", "{kind: fixed, node: island}"}},
       "x.yaml:41:32: 'island' cannot be reached from 'phone-0', the source of application 'tracker'"},
      {"listed out of reach",
       {{"{kind: fixed, node: server}", "{kind: least_loaded, nodes: [server, island]}"}},
       "x.yaml:41:49: 'island' cannot be reached from 'phone-0', the source of application 'tracker'"},
      {"threshold out of reach",
       {{"{kind: fixed, node: server}", "{kind: threshold, to: island}"}},
       "x.yaml:41:34: 'island' cannot be reached from 'phone-0', the source of application 'tracker'"},
      {"no candidates",
       {{"{kind: fixed, node: server}", "{kind: random, nodes: []}"}},
       "x.yaml:41:34: nodes must name at least one node"},
      {"local without processor",
       {{"{kind: fixed, node: server}", "{kind: local}"}, {"source: phone", "source: ap"}, {", at: source", ""}},
       "x.yaml:41:12: application 'tracker' has no place to run: its source 'ap' needs its own processor"},
      {"cloud without a cloud",
       {{"{kind: fixed, node: server}", "{kind: cloud}"}, {"name: region, tier: cloud", "name: region, tier: edge"}},
       "x.yaml:41:12: application 'tracker' has no place to run: its source 'phone-0' needs a reachable cloud node"},
      {"fixed processor unknown",
       {{"{kind: fixed, node: server}", "{kind: fixed, node: server.tpu}"}},
       "x.yaml:41:32: node 'server' has no processor 'tpu'"},
      {"offload thresholds crossed",
       {{"{kind: fixed, node: server}", "{kind: threshold, to: server, offload_at: 2, return_at: 2}"}},
       "x.yaml:41:54: offload_at (2) must be greater than return_at (2)"},
      {"weight of a stranger",
       {{"{kind: fixed, node: server}", "{kind: weighted_round_robin, weights: {region: 2}, nodes: [server]}"}},
       "x.yaml:41:50: 'region' has a weight but is not one of nodes"},
      {"omega above one",
       {{"{kind: fixed, node: server}", "{kind: weighted, omega: 1.5}"}},
       "x.yaml:41:36: omega: '1.5' must be in [0, 1]"},
      {"no choices",
       {{"{kind: fixed, node: server}", "{kind: power_of_d, d: 0}"}},
       "x.yaml:41:34: d: '0' must be >= 1"},
  });
}

TEST_F(BadInput, RefusesWhatIsNotYaml) {
  expect_refusals({
      {"tab", {{"  nodes:", "\tnodes:"}}, "x.yaml:4:1: not YAML: a tab in the indentation; write blanks"},
      {"unterminated quote", {{R"("< 1")", R"("< 1)"}}, "x.yaml:46:1: not YAML: end of map flow not found"},
      {"unterminated list",
       {{"needs: [detect, track]", "needs: [detect, track"}},
       "x.yaml:34:76: not YAML: illegal flow end"},
      {"bad indentation",
       {{"      source: phone", "     source: phone"}},
       "x.yaml:23:6: not YAML: end of sequence not found"},
      {"two documents", {{"policy:", "---\npolicy:"}}, "x.yaml:40:1: a second document; a file holds one"},
      {"undefined anchor", {{"300 ms", "*deadline"}}, "x.yaml:25:17: not YAML: the referenced anchor is not defined"},
      {"merge of a scalar",
       {{"{kind: fixed, node: server}", "{<<: fixed, node: server}"}},
       "x.yaml:41:13: '<<' takes a mapping or a list of mappings, not 'fixed'"},
      {"merge of a list of scalars",
       {{"{kind: fixed, node: server}", "{<<: [fixed], node: server}"}},
       "x.yaml:41:18: '<<' merges mappings, not 'fixed'"},
      {"foreign tag", {{"300 ms", "!time 300 ms"}}, "x.yaml:25:17: unknown tag '!time'"},
      {"control character",
       {{"name: base",
         "name: \"ba\x01"
         "se\""}},
       "x.yaml:2:10: the character U+0001 is not text"},
      {"not utf8",
       {{"name: base",
         "name: ba\xff"
         "se"}},
       "x.yaml:2:9: not UTF-8 text"},
      {"nested",
       {{"{kind: fluid}", std::string(101, '[') + std::string(101, ']')}},
       "x.yaml:19:110: nested deeper than 100 levels"},
  });
}

TEST_F(BadInput, RefusesFilesThatAreNoScenario) {
  EXPECT_EQ(message_of(""), "x.yaml: the file is empty");
  EXPECT_EQ(message_of("# nothing\n"), "x.yaml: the file is empty");
  EXPECT_EQ(message_of("~\n"), "x.yaml:1:1: must be a mapping, not nothing");
  EXPECT_EQ(message_of("- version: 1\n"), "x.yaml:1:1: must be a mapping, not a list");
  EXPECT_EQ(message_of("version\n"), "x.yaml:1:1: must be a mapping, not 'version'");
  EXPECT_EQ(message_of("platform: {nodes: []}\n"),
            "x.yaml:1:19: a platform needs at least one node\n"
            "x.yaml:1:1: missing key 'version' (version of this format)\n"
            "x.yaml:1:1: missing key 'name' (names the run and its results)\n"
            "x.yaml:1:1: missing key 'workload' (applications: what is issued, by whom and when)\n"
            "x.yaml:1:1: missing key 'run' (how long, from which seed)");
}

// Each line names the one before nine times: 9^8 values from 200 bytes.
TEST_F(BadInput, RefusesAliasesThatExplode) {
  std::string text = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; ++c) {
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) text += std::string(i == 0 ? "*" : ", *") + static_cast<char>(c - 1);
    text += "]\n";
  }
  EXPECT_EQ(message_of(text), "x.yaml:6:4: more than 1000000 values");
}

// It never ends, and would be hashed and read forever.
TEST_F(BadInput, RefusesDevicesAsInput) {
  EXPECT_THAT(message_of(with(good_text, {{"{kind: poisson, rate: 1 /s}",
                                           "{kind: trace, file: /dev/zero, time: {column: t, format: s}}"}})),
              testing::StartsWith("x.yaml:24:37: file: cannot find '/dev/zero'; "));
}

TEST_F(BadInput, ReportsEveryProblemOnce) {
  EXPECT_EQ(message_of(with(good_text, {{"cores: 8", "cores: 0"},
                                        {"bandwidth: 1 Gbps", "bandwith: 1 Gbps"},
                                        {"deadline: 300 ms", "deadline: 300"},
                                        {"seed: 42", "seed: x"}})),
            "x.yaml:10:30: cores: '0' must be in [1, 1000000000]\n"
            "x.yaml:18:46: unknown key 'bandwith'; did you mean 'bandwidth'? (known: attach, bandwidth, between, "
            "latency, name, power, price, shared, tier)\n"
            "x.yaml:18:7: missing key 'bandwidth' (of each direction; of the whole medium when shared)\n"
            "x.yaml:25:17: deadline: '300' has no unit; write one of ns, us, ms, s, min, h, d\n"
            "x.yaml:43:43: seed: 'x' must be a whole number");
}

TEST_F(BadInput, ReportsUnknownKeysBeforeBadValuesAndMissingKeysLast) {
  EXPECT_EQ(message_of(with(good_text, {{"{name: wan, between: [server, region], bandwidth: 1 Gbps, latency: 25 ms}",
                                         "{name: w a n, between: [server, region], latency: 25, speed: 1 Gbps}"}})),
            "x.yaml:18:61: unknown key 'speed' (known: attach, bandwidth, between, latency, name, power, price, "
            "shared, tier)\n"
            "x.yaml:18:14: name: 'w a n' is not a name; use letters, digits, _ and -\n"
            "x.yaml:18:57: latency: '25' has no unit; write one of ns, us, ms, s, min, h, d\n"
            "x.yaml:18:7: missing key 'bandwidth' (of each direction; of the whole medium when shared)");
}

TEST_F(BadInput, ReportsTenProblemsAtMost) {
  std::string nodes;
  for (int i = 0; i < 13; ++i) nodes += "    - {name: n" + std::to_string(i) + ", tier: fog}\n";
  std::string expected;
  for (int i = 0; i < 10; ++i)
    expected += "x.yaml:" + std::to_string(5 + i) + ":24" + ": tier: unknown word 'fog' (known: device, edge, cloud)\n";
  EXPECT_EQ(message_of(with(good_text, {{"  nodes:\n", "  nodes:\n" + nodes}})), expected + "… and 3 more");
}

TEST_F(BadInput, CitesTheFileAPartComesFrom) {
  write("part.yaml", "platform:\n  links:\n    - {name: wan, bandwidth: 1 GB}\n");
  EXPECT_THAT(
      message_of(with(good_text, {{"name: base", "name: base\ninclude: part.yaml"}, {"bandwidth: 1 Gbps, ", ""}})),
      testing::StartsWith("part.yaml:3:30: bandwidth: '1 GB' is not a bandwidth; write one of "));
  write("part.yaml", "platfrom: {}\n");
  EXPECT_THAT(message_of(with(good_text, {{"name: base", "name: base\ninclude: [part.yaml]"}})),
              testing::StartsWith("part.yaml:1:1: unknown key 'platfrom'; did you mean 'platform'? (known: "));
}

TEST_F(BadInput, RefusesIncludesThatCannotBeFollowed) {
  EXPECT_EQ(message_of("include: absent.yaml\n" + good_text),
            "x.yaml:1:10: cannot open 'absent.yaml': No such file or directory");
  EXPECT_EQ(message_of("include: {a: b}\n" + good_text),
            "x.yaml:1:10: include: must be a path or a list of paths, not a mapping");
  EXPECT_EQ(message_of("include: x.yaml\n" + good_text), "x.yaml:1:10: 'x.yaml' includes itself: x.yaml → x.yaml");
  write("a.yaml", "include: [b.yaml]\n");
  write("b.yaml", "include: [a.yaml]\n");
  EXPECT_EQ(message_of("include: a.yaml\n" + good_text),
            "b.yaml:1:11: 'a.yaml' includes itself: x.yaml → a.yaml → b.yaml → a.yaml");
  write("broken.yaml", "run: [\n");
  EXPECT_THAT(message_of("include: broken.yaml\n" + good_text), testing::StartsWith("broken.yaml:2:1: not YAML: "));
}

TEST_F(BadInput, CitesAnOverrideInsteadOfTheFile) {
  EXPECT_EQ(message_of(good_text, {"run.seed=x"}), "-s run.seed=x: seed: 'x' must be a whole number");
  EXPECT_EQ(message_of(good_text, {"run.seed="}), "-s run.seed=: 'seed' has no value");
  EXPECT_EQ(message_of(good_text, {"platform.links.wan.between=[server, server]"}),
            "-s platform.links.wan.between=[server, server]: both ends of link 'wan' are 'server'");
}

}  // namespace
}  // namespace tradewind
