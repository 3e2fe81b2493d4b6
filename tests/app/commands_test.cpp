// validate, explain, list, describe, schema, version, init, --help, and what shells complete.

#include <regex>
#include <set>
#include <sstream>

#include "tests/app/program.hpp"

namespace tradewind {
namespace {

using namespace test;  // NOLINT: the helpers of these tests
using testing::HasSubstr;
using testing::StartsWith;

const Words all_commands = {"run",
                            "validate",
                            "explain",
                            "sweep run",
                            "sweep status",
                            "sweep resume",
                            "sweep collect",
                            "pareto",
                            "report",
                            "calibrate fit",
                            "calibrate evaluate",
                            "calibrate transfer",
                            "calibrate cut",
                            "calibrate network",
                            "calibrate scenario",
                            "predict",
                            "import",
                            "list",
                            "describe",
                            "schema",
                            "init",
                            "version"};

/// "sweep run" are two words.
Words words_of(const std::string& command) {
  std::istringstream stream(command);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string help_of(const std::string& command) {
  const Folder folder;
  auto words = words_of(command);
  words.emplace_back("--help");
  const auto ended = tradewind(folder, words);
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  return ended.out;
}

std::set<std::string> long_options(const std::string& help) {
  static const std::regex option(R"(--[a-z][a-z-]*)");
  std::set<std::string> found;
  for (const auto& line : lines_of(help.substr(0, help.find("\nExit codes")))) {
    const auto start = line.find_first_not_of(' ');
    if (start == line.npos || line[start] != '-') continue;  // options stand at the start of a line
    const std::string words = line.substr(start, line.find("  ", start) - start);
    for (std::sregex_iterator match(words.begin(), words.end(), option), end; match != end; ++match)
      found.insert(match->str());
  }
  return found;
}

// --- validate -------------------------------------------------------------------------------------------------------

TEST(Validate, SaysOkOfEachGoodFile) {
  const Folder folder;
  folder.write("a.yaml", small_scenario);
  folder.write("b.yaml", small_scenario);
  const auto ended = tradewind(folder, {"validate", "a.yaml", "b.yaml"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "a.yaml: ok\nb.yaml: ok\n");
  EXPECT_EQ(ended.out, "");
  EXPECT_EQ(tradewind(folder, {"validate", "--quiet", "a.yaml"}).err, "");
}

TEST(Validate, ReportsEveryProblemOfEveryFile) {
  const Folder folder;
  folder.write("a.yaml", replaced(small_scenario, "cores: 4", "cores: 2.5"));
  folder.write("b.yaml", small_scenario);
  folder.write("c.yaml",
               replaced(replaced(small_scenario, "1 s, count", "1, count"), "seed: 7", "seed: 7, durration: 5 s"));
  const auto ended = tradewind(folder, {"validate", "a.yaml", "b.yaml", "absent.yaml", "c.yaml"});
  EXPECT_EQ(ended.code, 3);
  EXPECT_EQ(ended.err,
            "a.yaml:6:66: cores: '2.5' must be a whole number\n"
            "b.yaml: ok\n"
            "cannot open 'absent.yaml': No such file or directory\n"
            "c.yaml:13:41: every: '1' has no unit; write one of ns, us, ms, s, min, h, d\n"
            "c.yaml:17:16: unknown key 'durration'; did you mean 'duration'? (known: duration, seed, stop, warmup)\n");
}

TEST(Validate, SimulatesNothingAndWritesNothing) {
  const Folder folder;
  folder.write("endless.yaml", endless_scenario);
  EXPECT_EQ(tradewind(folder, {"validate", "endless.yaml"}).code, 0);
  EXPECT_EQ(folder.names(), Words{"endless.yaml"});
}

TEST(Validate, ChecksTheContractExample) {
  const auto example = std::filesystem::path(TRADEWIND_SOURCE_DIR) / ".." / "shared" / "contract" / "bad_unit.yaml";
  if (!std::filesystem::exists(example)) GTEST_SKIP() << "the contract examples are not here";
  const Folder folder;
  const auto ended = tradewind(folder, {"validate", example});
  EXPECT_EQ(ended.code, 3);
  EXPECT_THAT(ended.err, HasSubstr("bad_unit.yaml:7:"));
}

// --- explain --------------------------------------------------------------------------------------------------------

TEST(Explain, IsAFixedPointThatRunsToTheSameRunId) {
  for (const std::string name : {"small", "quickstart", "campus"}) {
    const Folder folder;
    folder.write("first.yaml",
                 name == "small" ? small_scenario : read_text(TRADEWIND_SOURCE_DIR "/scenarios/" + name + ".yaml"));
    const auto first = tradewind(folder, {"explain", "first.yaml", "-s", "run.seed=11"});
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(first.err, "");
    folder.write("second.yaml", first.out);
    const auto second = tradewind(folder, {"explain", "second.yaml"});
    EXPECT_EQ(second.out, first.out) << name;
    if (name != "small") continue;
    const auto run = [&](const std::string& file, const Words& more) {
      Words words = {"run", file, "--json"};
      words.insert(words.end(), more.begin(), more.end());
      auto summary = nlohmann::json::parse(tradewind(folder, words).out);
      summary.erase("provenance");
      return summary;
    };
    EXPECT_EQ(run("second.yaml", {}), run("first.yaml", {"--seed", "11"}));
  }
}

TEST(Explain, PrintsWhatARunStores) {
  const Folder folder;
  folder.write("small.yaml", small_scenario);
  ASSERT_EQ(tradewind(folder, {"run", "small.yaml", "-o", "out"}).code, 0);
  EXPECT_EQ(tradewind(folder, {"explain", "small.yaml"}).out, folder.read("out/scenario.yaml"));
  const auto again = tradewind(folder, {"run", "out/scenario.yaml", "--json"});
  EXPECT_EQ(nlohmann::json::parse(again.out)["run_id"], folder.json("out/summary.json")["run_id"]);
}

TEST(Explain, WritesEveryDefaultOut) {
  const Folder folder;
  folder.write("small.yaml", replaced(small_scenario, "policy: {offload: {kind: shortest_completion}}\n", ""));
  const auto ended = tradewind(folder, {"explain", "small.yaml"});
  for (const char* text :
       {"policy: {offload: {kind: local}, variant: {kind: first}, admission: {kind: none}}", "queue: fifo",
        "output: 0 B", "warmup: 0 s", "stop: drain", "idle: 0 W", "busy: 0 W", "shared: false", "priority: 0"})
    EXPECT_THAT(ended.out, HasSubstr(text));
}

TEST(Explain, RefusesABrokenFileAndABadOverride) {
  const Folder folder;
  folder.write("small.yaml", replaced(small_scenario, "cores: 4", "cores: 0"));
  EXPECT_EQ(tradewind(folder, {"explain", "small.yaml"}).code, 3);
  EXPECT_EQ(tradewind(folder, {"explain", "small.yaml", "-s", "x=1"}).code, 2);
}

// --- list, describe, schema, version --------------------------------------------------------------------------------

TEST(List, KnowsItsTopics) {
  const Folder folder;
  for (const auto& [topic, expected] : std::map<std::string, std::string>{{"policies", "shortest_completion"},
                                                                          {"distributions", "lognormal"},
                                                                          {"arrivals", "mmpp"},
                                                                          {"metrics", "latency_p95_s"},
                                                                          {"formats", "csv"}}) {
    const auto ended = tradewind(folder, {"list", topic});
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, HasSubstr(expected));
    const auto items = nlohmann::json::parse(tradewind(folder, {"list", topic, "--json"}).out);
    EXPECT_EQ(items.size(), lines_of(ended.out).size());
    for (const auto& item : items) EXPECT_TRUE(item["name"].is_string() && item["summary"].is_string());
  }
  EXPECT_EQ(tradewind(folder, {"list", "targets"}).code, 0);
  EXPECT_EQ(tradewind(folder, {"list", "models"}).code, 0);
}

TEST(List, NamesEveryMetricOfASummary) {
  const Folder folder;
  folder.write("small.yaml", small_scenario);
  const auto summary = nlohmann::json::parse(tradewind(folder, {"run", "small.yaml", "--json"}).out);
  std::set<std::string> listed;
  for (const auto& item : nlohmann::json::parse(tradewind(folder, {"list", "metrics", "--json"}).out))
    listed.insert(item["name"]);
  for (const auto& [name, value] : summary["metrics"].items()) EXPECT_TRUE(listed.contains(name)) << name;
}

TEST(Describe, ExplainsWhateverIsListed) {
  const Folder folder;
  for (const auto& [topic, plural] : std::map<std::string, std::string>{{"policy", "policies"},
                                                                        {"distribution", "distributions"},
                                                                        {"arrivals", "arrivals"},
                                                                        {"metric", "metrics"}}) {
    const std::string all = tradewind(folder, {"describe", topic}).out;
    for (const auto& item : nlohmann::json::parse(tradewind(folder, {"list", plural, "--json"}).out))
      EXPECT_THAT(all, HasSubstr(item["name"].get<std::string>()));
  }
  const auto threshold = tradewind(folder, {"describe", "policy", "threshold"});
  EXPECT_EQ(threshold.code, 0);
  for (const char* text : {"threshold (offload policy)", "Hajek 1984", "offload_at", "return_at", "required"})
    EXPECT_THAT(threshold.out, HasSubstr(text));
  const auto metric = tradewind(folder, {"describe", "metric", "deadline_miss_ratio"});
  EXPECT_THAT(metric.out, HasSubstr("Formula: "));
  const auto scenario = tradewind(folder, {"describe", "scenario", "--markdown"});
  EXPECT_THAT(scenario.out, StartsWith("| key | type | default | meaning |"));
}

TEST(Describe, SuggestsTheNearestName) {
  const Folder folder;
  const auto ended = tradewind(folder, {"describe", "policy", "shortest_completoin"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(
      ended.err,
      StartsWith("tradewind: unknown policy 'shortest_completoin'; did you mean 'shortest_completion'? (known: "));
}

TEST(Schema, IsDraftSevenOnStdoutAlone) {
  const Folder folder;
  const auto ended = tradewind(folder, {"schema", "scenario"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  const auto schema = nlohmann::json::parse(ended.out);
  EXPECT_EQ(schema["$schema"], "http://json-schema.org/draft-07/schema#");
  EXPECT_EQ(schema["additionalProperties"], false);
}

TEST(Schema, IsThereForTargetsAndModelsToo) {
  const Folder folder;
  const auto target = tradewind(folder, {"schema", "target"}), model = tradewind(folder, {"schema", "model"});
  EXPECT_EQ(nlohmann::json::parse(target.out)["required"],
            nlohmann::json({"version", "name", "title", "kind", "sources"}));
  EXPECT_EQ(nlohmann::json::parse(model.out)["required"], nlohmann::json({"format", "ops"}));
  const auto ended = tradewind(folder, {"schema", "targets"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr("did you mean 'target'? (known: scenario, sweep, target, model)"));
}

TEST(Version, IsPrintedForPeopleAndPrograms) {
  const Folder folder;
  EXPECT_THAT(tradewind(folder, {"version"}).out,
              testing::MatchesRegex("tradewind [0-9.]+ \\([0-9a-z-]+\\), SimGrid 3.32\n"));
  const auto json = nlohmann::json::parse(tradewind(folder, {"version", "--json"}).out);
  for (const char* key : {"tradewind", "git", "simgrid"}) EXPECT_TRUE(json[key].is_string());
}

// --- init -----------------------------------------------------------------------------------------------------------

TEST(Init, WritesAStarterThatRuns) {
  const Folder folder;
  const auto ended = tradewind(folder, {"init", "first-try"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "wrote first-try.yaml; run it with: tradewind run first-try.yaml\n");
  const auto run = tradewind(folder, {"run", "first-try.yaml", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto summary = nlohmann::json::parse(run.out);
  EXPECT_EQ(summary["name"], "first-try");
  EXPECT_GT(summary["metrics"]["requests_completed"], 1000);
  EXPECT_TRUE(tradewind(folder, {"init"}).code == 0 && folder.has("scenario.yaml"));
}

TEST(Init, NeverOverwrites) {
  const Folder folder;
  folder.write("mine.yaml", "precious");
  const auto ended = tradewind(folder, {"init", "mine"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_EQ(ended.err, "tradewind: 'mine.yaml' exists already; choose another name\n");
  EXPECT_EQ(folder.read("mine.yaml"), "precious");
  std::filesystem::create_symlink("nowhere", folder.path() / "link.yaml");
  EXPECT_EQ(tradewind(folder, {"init", "link"}).code, 2);
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path() / "link.yaml"));
}

// --- help and completions -------------------------------------------------------------------------------------------

TEST(Help, ListsEveryCommand) {
  const std::string help = help_of("--help");
  for (const auto& command : all_commands) EXPECT_THAT(help, HasSubstr("\n  " + words_of(command).front() + " "));
}

/// Names of the sub-commands in a help text: the first words of the lines below "Subcommands:".
std::set<std::string> subcommands(const std::string& help) {
  std::set<std::string> found;
  bool within = false;
  for (const auto& line : lines_of(help)) {
    if (within && line.empty()) break;
    if (within && line.starts_with("  ") && line.size() > 2 && line[2] != ' ') found.insert(words_of(line).front());
    within = within || line.starts_with("Subcommands");
  }
  return found;
}

TEST(Help, ListsNoSubcommandThatTheseTestsForget) {
  for (const std::string command : {"sweep", "calibrate"}) {
    std::set<std::string> tested;
    for (const auto& one : all_commands)
      if (one.starts_with(command + " ")) tested.insert(words_of(one).back());
    EXPECT_EQ(subcommands(help_of(command)), tested);
  }
}

TEST(Help, OfEachCommandMentionsItsOptions) {
  const std::map<std::string, std::set<std::string>> options = {
      {"run",
       {"--help", "--set", "--output", "--seed", "--jobs", "--json", "--timeline", "--timeout", "--force", "--quiet"}},
      {"validate", {"--help", "--quiet"}},
      {"explain", {"--help", "--set"}},
      {"sweep run",
       {"--help", "--output", "--jobs", "--executor", "--export", "--chunk", "--sbatch", "--wait", "--timeout",
        "--dry-run", "--list", "--force", "--quiet"}},
      {"sweep status", {"--help", "--json"}},
      {"sweep resume",
       {"--help", "--jobs", "--executor", "--export", "--chunk", "--sbatch", "--wait", "--timeout", "--quiet"}},
      {"sweep collect", {"--help", "--quiet"}},
      {"pareto", {"--help", "--objectives", "--reference", "--json"}},
      {"report", {"--help", "--output", "--run", "--figures"}},
      {"calibrate fit",
       {"--help", "--data", "--model", "--holdout", "--split", "--folds", "--exclude-target", "--facts", "--seed",
        "--jobs", "--output", "--plot", "--json", "--quiet"}},
      {"calibrate evaluate", {"--help", "--model", "--data", "--json"}},
      {"calibrate transfer", {"--help", "--from", "--target", "--data", "--facts", "--output", "--quiet"}},
      {"calibrate cut", {"--help", "--data", "--bytes", "--bandwidth", "--latency", "--json"}},
      {"calibrate network", {"--help", "--data", "--latency", "--bandwidth", "--kind", "--output", "--quiet"}},
      {"calibrate scenario",
       {"--help", "--data", "--free", "--set", "--replications", "--budget", "--seed", "--jobs", "--output", "--json",
        "--quiet"}},
      {"predict", {"--help", "--model", "--data", "--output", "--quiet"}},
      {"import", {"--help", "--output", "--exclude-target", "--target", "--facts", "--keep-impossible"}},
      {"list", {"--help", "--json"}},
      {"describe", {"--help", "--markdown"}},
      {"schema", {"--help"}},
      {"init", {"--help"}},
      {"version", {"--help", "--json"}}};
  for (const auto& command : all_commands) EXPECT_EQ(long_options(help_of(command)), options.at(command)) << command;
  for (const char* text : {"-s,", "-o,", "-j,",
                           "Exit codes: 0 ok, 1 runtime error, 2 usage, 3 invalid input, 4 some runs failed, "
                           "99 threshold missed, 130 interrupted"})
    EXPECT_THAT(help_of("run"), HasSubstr(text));
}

// Each shell must know what the help knows; options are looked for in the lines that speak of the command.
TEST(Completions, KnowEveryCommandAndLongOption) {
  for (const std::string shell : {"bash", "fish", "zsh"}) {
    const std::string path = TRADEWIND_SOURCE_DIR "/scripts/completions/tradewind." + shell;
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no completions here";
    const std::string text = read_text(path);
    for (const auto& command : all_commands) {
      for (const auto& word : words_of(command))
        EXPECT_TRUE(std::regex_search(text, std::regex("\\b" + word + "\\b"))) << shell << ": " << command;
      for (const auto& option : long_options(help_of(command))) {
        const std::string word = shell == "fish" ? "-l " + option.substr(2) : option;
        EXPECT_TRUE(std::regex_search(text, std::regex(word + "\\b"))) << shell << ": " << command << " " << option;
      }
    }
  }
}

/// The options that bash offers after a command: what its completion answers to `tradewind <command> --`.
std::set<std::string> completed_by_bash(const std::string& command) {
  const Folder folder;
  const std::string script = "source '" TRADEWIND_SOURCE_DIR
                             "/scripts/completions/tradewind.bash'; compopt() { :; }; COMP_WORDS=(tradewind " +
                             command +
                             " --); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _tradewind; printf '%s\\n' "
                             "\"${COMPREPLY[@]}\" > '" +
                             (folder.path() / "answer").string() + "'";
  folder.write("ask.sh", script);
  EXPECT_EQ(std::system(("bash '" + (folder.path() / "ask.sh").string() + "'").c_str()), 0);  // NOLINT: as a user would
  std::set<std::string> offered;
  for (const auto& word : lines_of(folder.read("answer")))
    if (word.starts_with("--")) offered.insert(word);
  return offered;
}

TEST(Completions, OfBashOfferAfterEachCommandItsOptionsAndNoOthers) {
  if (!std::filesystem::exists(TRADEWIND_SOURCE_DIR "/scripts/completions")) GTEST_SKIP() << "no completions here";
  for (const auto& command : all_commands)
    EXPECT_EQ(completed_by_bash(command), long_options(help_of(command))) << command;
}

// --- what is shipped ------------------------------------------------------------------------------------------------

TEST(ShippedScenarios, AreAllValid) {
  const Folder folder;
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(TRADEWIND_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() != ".yaml") continue;
    const auto ended = tradewind(folder, {"validate", entry.path()});
    const bool data_missing = ended.code == 3 && ended.err.find("cannot find") != ended.err.npos;
    EXPECT_TRUE(ended.code == 0 || data_missing) << ended.err;
    ++seen;
  }
  EXPECT_GE(seen, 6);
}

TEST(ShippedScenarios, QuickstartIsQuick) {
  const Folder folder;
  Program program(folder, {"run", TRADEWIND_SOURCE_DIR "/scenarios/quickstart.yaml", "--json"});
  const auto ended = program.wait(std::chrono::seconds(20));  // far below a second on an idle machine
  ASSERT_EQ(ended.code, 0) << ended.err;
  EXPECT_GT(nlohmann::json::parse(ended.out)["metrics"]["requests_completed"], 10'000);
}

}  // namespace
}  // namespace tradewind
