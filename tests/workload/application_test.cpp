// Applications: what compiles, into what, and what is refused where.

#include "workload/application.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::workload {
namespace {

using testing::ElementsAre;

WorkloadDescription describe(const std::string& yaml) {
  return config::read_or_throw<WorkloadDescription>(config::load_text(yaml, "f.yaml"));
}

std::vector<Application> compiled(const std::string& yaml) {
  config::Problems problems;
  auto applications = compile(describe(yaml), problems);
  problems.throw_if_any();
  return applications;
}

/// What reading or compiling says, a line each.
std::string refusal(const std::string& yaml) {
  try {
    compiled(yaml);
  } catch (const config::ConfigError& error) {
    return error.what();
  }
  return "";
}

/// An application whose body begins in line 5, column 5.
std::string application(const std::string& body) {
  return "applications:\n"
         "  - name: app\n"
         "    source: phone\n"
         "    arrivals: {kind: poisson, rate: 1 /s}\n" +
         body;
}

TEST(Compile, ResolvesADag) {
  const auto apps = compiled(application(R"(
    tasks:
      - {name: decode, input: 400 kB, work: 0.2 Gflop, at: source}
      - {name: fuse, needs: [detect, track], work: 0.1 Gflop, output: 2 kB, on: server.gpu}
      - {name: detect, needs: [decode], work: 4 Gflop}
      - {name: track, needs: [decode], work: {kind: exponential, mean: 1 Gflop}}
    edges: {decode->detect: 250 kB, track->fuse: 2 kB}
    deadline: 300 ms
    priority: -2
)"));
  ASSERT_EQ(apps.size(), 1u);
  EXPECT_EQ(apps[0].name, "app");
  EXPECT_EQ(apps[0].source.text, "phone");
  EXPECT_EQ(apps[0].deadline, 300_ms);
  EXPECT_EQ(apps[0].priority, -2);
  ASSERT_EQ(apps[0].plans.size(), 1u);
  const Plan& plan = apps[0].plans[0];
  EXPECT_THAT(plan.order, ElementsAre(0, 2, 3, 1));  // fuse, the second in the file, waits for its needs
  EXPECT_TRUE(plan.tasks[0].at_source);
  EXPECT_EQ(plan.tasks[0].options.at(0).input.mean(), 400_kB);
  EXPECT_EQ(plan.tasks[1].on->text, "server.gpu");
  EXPECT_THAT(plan.tasks[1].needs, ElementsAre(2, 3));
  EXPECT_EQ(plan.tasks[1].options.at(0).name, "");
  EXPECT_EQ(plan.tasks[3].options.at(0).work.mean(), 1_Gflop);
  EXPECT_EQ(plan.tasks[2].purpose, hash_text("detect"));
  ASSERT_EQ(plan.edges.size(), 4u);
  std::vector<std::string> edges;
  for (const auto& edge : plan.edges)
    edges.push_back(plan.tasks[edge.from].name + "->" + plan.tasks[edge.to].name + " " +
                    std::to_string(static_cast<int>(edge.bytes.mean().base)));
  EXPECT_THAT(edges, testing::UnorderedElementsAre("decode->detect 250000", "decode->track 0", "detect->fuse 0",
                                                   "track->fuse 2000"));
  for (const auto& [successor, edge] : plan.tasks[0].successors) {
    EXPECT_EQ(plan.edges[edge].from, 0u);
    EXPECT_EQ(plan.edges[edge].to, successor);
  }
  EXPECT_EQ(plan.tasks[0].successors.size(), 2u);
}

TEST(Compile, CompletesTaskVariantsFromTheTask) {
  const auto apps = compiled(application(R"(
    tasks:
      - name: infer
        input: 100 kB
        output: 1 kB
        work: 5 Gflop
        variants:
          - {name: small, work: 1 Gflop, accuracy: 0.62}
          - {name: packed, input: 10 kB}
)"));
  const auto& options = apps[0].plans[0].tasks[0].options;
  ASSERT_EQ(options.size(), 2u);
  EXPECT_EQ(options[0].name, "small");
  EXPECT_EQ(options[0].work.mean(), 1_Gflop);
  EXPECT_EQ(options[0].input.mean(), 100_kB);
  EXPECT_EQ(options[0].accuracy, 0.62);
  EXPECT_EQ(options[1].work.mean(), 5_Gflop);
  EXPECT_EQ(options[1].input.mean(), 10_kB);
  EXPECT_EQ(options[1].output.mean(), 1_kB);
  EXPECT_EQ(options[1].accuracy, std::nullopt);
}

TEST(Compile, MakesAPlanOfEachApplicationVariant) {
  const auto apps = compiled(application(R"(
    tasks:
      - {name: head, work: 1 Gflop, at: source}
      - {name: tail, needs: [head], work: 9 Gflop}
    edges: {head->tail: 1 MB}
    variants:
      - {name: plain}
      - {name: thin, edges: {head->tail: 1 kB}, accuracy: 0.5}
      - name: late
        tasks:
          - {name: head, work: 5 Gflop, at: source}
          - {name: tail, needs: [head], work: 5 Gflop}
)"));
  const auto& plans = apps[0].plans;
  ASSERT_EQ(plans.size(), 3u);
  EXPECT_EQ(plans[0].name, "plain");
  EXPECT_EQ(plans[0].edges[0].bytes.mean(), 1_MB);
  EXPECT_EQ(plans[1].edges[0].bytes.mean(), 1_kB);
  EXPECT_EQ(plans[1].accuracy, 0.5);
  EXPECT_EQ(plans[2].tasks[0].options[0].work.mean(), 5_Gflop);
  EXPECT_TRUE(plans[2].edges[0].bytes.zero());                      // own tasks, own edges
  EXPECT_EQ(plans[0].edges[0].purpose, plans[2].edges[0].purpose);  // the same draws in every variant
}

TEST(Compile, LetsVariantsOfOneTaskStateItsWork) {
  const auto apps = compiled(application(R"(
    tasks: [{name: infer, input: 1 MB, output: 1 kB}]
    variants:
      - {name: small, work: 1 Gflop}
      - {name: large, work: 9 Gflop, input: 2 MB, output: 0 B}
)"));
  EXPECT_EQ(apps[0].plans[0].tasks[0].options[0].input.mean(), 1_MB);
  EXPECT_EQ(apps[0].plans[1].tasks[0].options[0].work.mean(), 9_Gflop);
  EXPECT_EQ(apps[0].plans[1].tasks[0].options[0].input.mean(), 2_MB);
  EXPECT_TRUE(apps[0].plans[1].tasks[0].options[0].output.zero());
}

TEST(Compile, NeedsNoCommonTasksWhenEveryVariantHasItsOwn) {
  EXPECT_EQ(refusal(application("    variants:\n"
                                "      - {name: a, tasks: [{name: t, work: 1 flop}]}\n"
                                "      - {name: b, tasks: [{name: u, work: 1 flop}]}\n")),
            "");
}

TEST(Compile, BindsTheColumnsOfAllVariantsToOneRow) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("t.csv", "t,in,out\n1,2,3\n");
  const auto apps =
      compiled("applications:\n  - name: chat\n    source: user\n    arrivals: {kind: trace, file: " + file +
               ", time: {column: t, format: s}}\n" + R"(
    tasks:
      - {name: prefill, input: {kind: column, name: in, scale: 4 B}, work: {kind: column, name: in, scale: 14 Gflop}}
      - {name: decode, needs: [prefill], work: {kind: column, name: out}}
    edges: {prefill->decode: {kind: column, name: in}}
)");
  ASSERT_EQ(apps[0].columns.size(), 2u);
  const auto rows = apps[0].arrivals->trace()->open(apps[0].columns);
  TraceRow row;
  ASSERT_TRUE(rows->next(row));
  Stream stream(1, 0, 0);
  const Draw draw{stream, row.values};
  const Plan& plan = apps[0].plans[0];
  EXPECT_EQ(plan.tasks[0].options[0].input.sample(draw), 8_B);
  EXPECT_EQ(plan.tasks[0].options[0].work.sample(draw), 28_Gflop);
  EXPECT_EQ(plan.tasks[1].options[0].work.sample(draw), 3_flop);
  EXPECT_EQ(plan.edges[0].bytes.sample(draw), 2_B);
}

TEST(Workload, WrittenWithItsDefaultsReadsBackToTheSame) {
  const auto written = config::write(describe(application(R"(
    tasks:
      - {name: a, input: 1 MB, work: 1 flop, variants: [{name: v, accuracy: 1}]}
      - {name: b, needs: [a], work: {kind: gamma, scale: 2 flop, shape: 3}, at: source}
    edges: {a->b: 1 kB}
    variants: [{name: w, edges: {a->b: 2 kB}}]
)")));
  const auto again = config::load_text(config::to_yaml(written));
  EXPECT_EQ(config::write(config::read_or_throw<WorkloadDescription>(again)), written);
  config::Problems problems;
  compile(config::read_or_throw<WorkloadDescription>(again), problems);
  EXPECT_TRUE(problems.empty());
}

struct Refusal {
  std::string title, body, message;
};
class RefusedApplication : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedApplication, WithPlaceAndReason) { EXPECT_EQ(refusal(application(GetParam().body)), GetParam().message); }

INSTANTIATE_TEST_SUITE_P(
    Applications, RefusedApplication,
    testing::Values(
        Refusal{"NoTasks", "    tasks: []\n", "f.yaml:5:12: at least one task is needed in 'tasks'"},
        Refusal{"AbsentTasks", "    priority: 1\n", "f.yaml:2:5: at least one task is needed in 'tasks'"},
        Refusal{"VariantWithoutTasks",
                "    tasks: [{name: a, work: 1 flop}]\n"
                "    variants: [{name: v, tasks: []}]\n",
                "f.yaml:6:33: at least one task is needed"},
        Refusal{"RepeatedTask",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: a, work: 1 flop}\n",
                "f.yaml:7:16: 'a' already names another task of this application"},
        Refusal{"RepeatedVariant", "    tasks: [{name: a, work: 1 flop, variants: [{name: v}, {name: v}]}]\n",
                "f.yaml:5:66: 'v' already names another variant of task 'a'"},
        Refusal{"RepeatedApplicationVariant",
                "    tasks: [{name: a, work: 1 flop}]\n"
                "    variants: [{name: v}, {name: v}]\n",
                "f.yaml:6:34: 'v' already names another variant of application 'app'"},
        Refusal{"RepeatedApplication",
                "    tasks: [{name: a, work: 1 flop}]\n"
                "  - {name: app, source: phone, arrivals: none, tasks: [{name: a, work: 1 flop}]}\n",
                "f.yaml:6:12: 'app' already names another application"},
        Refusal{"UnknownNeed",
                "    tasks:\n"
                "      - {name: decode, work: 1 flop}\n"
                "      - {name: detect, needs: [deocde], work: 1 flop}\n",
                "f.yaml:7:32: unknown task 'deocde'; did you mean 'decode'? (known: decode, detect)"},
        Refusal{"OnceForAllVariants",
                "    tasks: [{name: a, needs: [x], work: 1 flop}]\n"
                "    variants: [{name: v}, {name: w}]\n",
                "f.yaml:5:31: unknown task 'x' (known: a)"},
        Refusal{"SelfNeed", "    tasks: [{name: a, needs: [a], work: 1 flop}]\n", "f.yaml:5:31: task 'a' needs itself"},
        Refusal{"RepeatedNeed",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: b, needs: [a, a], work: 1 flop}\n",
                "f.yaml:7:30: task 'b' already needs 'a'"},
        Refusal{"Circle",
                "    tasks:\n"
                "      - {name: first, work: 1 flop}\n"
                "      - {name: a, needs: [first, b], work: 1 flop}\n"
                "      - {name: b, needs: [a], work: 1 flop}\n",
                "f.yaml:7:34: tasks need one another in a circle: a -> b -> a"},
        Refusal{"EdgeWithoutNeed",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: b, work: 1 flop}\n"
                "    edges: {a->b: 1 kB}\n",
                "f.yaml:8:13: task 'b' does not need 'a'"},
        Refusal{"EdgeTurned",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: b, needs: [a], work: 1 flop}\n"
                "    edges: {b->a: 1 kB}\n",
                "f.yaml:8:13: task 'a' does not need 'b'; did you mean 'a->b'?"},
        Refusal{"EdgeOfUnknownTask",
                "    tasks:\n"
                "      - {name: first, work: 1 flop}\n"
                "      - {name: b, needs: [first], work: 1 flop}\n"
                "    edges: {frist->b: 1 kB}\n",
                "f.yaml:8:13: unknown task 'frist'; did you mean 'first'? (known: first, b)"},
        Refusal{"EdgeWithoutArrow",
                "    tasks: [{name: a, work: 1 flop}]\n"
                "    edges: {a: 1 kB}\n",
                "f.yaml:6:13: 'a' is not an edge; write 'first->second'"},
        Refusal{"EdgeGivenTwice",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: b, needs: [a], work: 1 flop}\n"
                "    edges:\n"
                "      a->b: 1 kB\n"
                "      a -> b: 1 kB\n",
                "f.yaml:10:7: the edge 'a->b' is given twice"},
        Refusal{"InputBehindNeeds",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: b, needs: [a], input: 1 kB, work: 1 flop}\n",
                "f.yaml:7:38: task 'b' has needs: its input stands in 'edges', like 'a->b'"},
        Refusal{"InputBehindNeedsInAVariant",
                "    tasks:\n"
                "      - {name: a, work: 1 flop}\n"
                "      - {name: b, needs: [a], work: 1 flop, variants: [{name: v, input: {kind: exponential, mean: 1 "
                "B}}]}\n",
                "f.yaml:7:73: task 'b' has needs: its input stands in 'edges', like 'a->b'"},
        Refusal{"OutputBeforeSuccessors",
                "    tasks:\n"
                "      - {name: a, output: 1 kB, work: 1 flop}\n"
                "      - {name: b, needs: [a], work: 1 flop}\n",
                "f.yaml:6:27: task 'a' is needed by 'b': its output stands in 'edges', like 'a->b'"},
        Refusal{"NoWork", "    tasks: [{name: a}]\n", "f.yaml:5:13: task 'a' has no 'work'"},
        Refusal{"NoWorkInAVariant", "    tasks: [{name: a, variants: [{name: v, work: 1 flop}, {name: w}]}]\n",
                "f.yaml:5:66: variant 'w' of task 'a' has no 'work', nor has the task"},
        Refusal{"AtSomewhereElse", "    tasks: [{name: a, work: 1 flop, at: server}]\n",
                "f.yaml:5:41: 'at' takes only the word 'source'; a named node stands in 'on'"},
        Refusal{"AtAndOn", "    tasks: [{name: a, work: 1 flop, at: source, on: server}]\n",
                "f.yaml:5:53: 'at' and 'on' exclude one another"},
        Refusal{"NoDeadline", "    deadline: 0 s\n    tasks: [{name: a, work: 1 flop}]\n",
                "f.yaml:5:15: deadline: '0 s' must be > 0"},
        Refusal{"TooAccurate", "    tasks: [{name: a, work: 1 flop, variants: [{name: v, accuracy: 62}]}]\n",
                "f.yaml:5:68: accuracy: '62' must be in [0, 1]"},
        Refusal{"VariantWithTasksAndWork",
                "    variants: [{name: v, work: 1 flop, tasks: [{name: a, work: 1 flop}]}]\n",
                "f.yaml:5:32: 'work' belongs into 'tasks' here"},
        Refusal{
            "VariantWorkForTwoTasks",
            "    tasks: [{name: a, work: 1 flop}, {name: b, work: 1 flop}]\n"
            "    variants: [{name: v, work: 2 flop}]\n",
            "f.yaml:6:16: variant 'v' states work or bytes, but its application has 2 tasks; give it its own 'tasks'"},
        Refusal{"ColumnWithoutTrace", "    tasks: [{name: a, work: {kind: column, name: tokens}}]\n",
                "f.yaml:5:50: column 'tokens' can be read only with arrivals of kind 'trace'"},
        Refusal{"MisspeltKey", "    tasks: [{name: a, wrok: 1 flop}]\n",
                "f.yaml:5:23: unknown key 'wrok'; did you mean 'work'? (known: at, input, name, needs, on, output, "
                "variants, work)"}),
    [](const auto& instance) { return instance.param.title; });

TEST(Compile, RefusesAColumnTheTraceDoesNotHave) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("t.csv", "t,tokens\n");
  EXPECT_EQ(refusal("applications:\n  - name: app\n    source: phone\n    arrivals: {kind: trace, file: " + file +
                    ", time: {column: t, format: s}}\n"
                    "    tasks: [{name: a, work: {kind: column, name: token}}]\n"),
            "f.yaml:5:50: no column 'token' in the file; did you mean 'tokens'? (known: 't', 'tokens')");
}

TEST(Compile, ReportsEveryProblemOfAFile) {
  config::Problems problems;
  compile(describe(application("    tasks:\n"
                               "      - {name: a, needs: [x]}\n"
                               "      - {name: a, work: 1 flop}\n"
                               "    edges: {a: 1 B}\n")),
          problems);
  EXPECT_EQ(problems.all().size(), 4u);  // repeated name, unknown need, no edge, no work
}

}  // namespace
}  // namespace tradewind::workload
