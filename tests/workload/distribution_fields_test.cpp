// Random quantities as they are written: reading, writing back, messages, schema shapes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/sha256.hpp"
#include "tests/workload/temporary_file.hpp"
#include "workload/application.hpp"
#include "workload/distribution.hpp"

namespace tradewind::workload {
namespace {

template <class T = RandomWork>
std::vector<std::string> problems_of(const std::string& yaml) {
  config::Problems problems;
  config::Context context{problems};
  T quantity;
  config::read(config::load_text(yaml, "f.yaml"), quantity, context);
  std::vector<std::string> texts;
  for (const auto& problem : problems.all()) texts.push_back(problem.text());
  return texts;
}

template <class T = RandomWork>
std::string rewritten(const std::string& yaml) {
  return config::to_flow(config::write(config::read_or_throw<T>(config::load_text(yaml))));
}

TEST(RandomQuantity, IsWrittenBackAsItWasMeant) {
  EXPECT_EQ(rewritten("4 Gflop"), "4 Gflop");
  EXPECT_EQ(rewritten("{mean: 4 Gflop, kind: exponential}"), "{kind: exponential, mean: 4 Gflop}");
  EXPECT_EQ(rewritten<RandomBytes>("{kind: column, name: Context Tokens}"),
            "{kind: column, name: Context Tokens, scale: 1 B}");
  EXPECT_EQ(rewritten<RandomDuration>("{kind: constant, value: 5 ms}"), "{kind: constant, value: 5 ms}");
  EXPECT_EQ(config::to_flow(config::write(RandomBytes{})), "0 B");
  EXPECT_EQ(config::to_flow(config::write(RandomBytes{4_MB})), "4 MB");
}

struct QuantityRefusal {
  std::string yaml, message;
};
class RefusedQuantity : public testing::TestWithParam<QuantityRefusal> {};
INSTANTIATE_TEST_SUITE_P(
    Texts, RefusedQuantity,
    testing::Values(
        QuantityRefusal{"{kind: uniform, low: 2 flop, high: 1 flop}",
                        "f.yaml:1:36: 'high' must not be less than 'low'"},
        QuantityRefusal{"{kind: normal, mean: -4 flop, sd: 1 flop}",
                        "f.yaml:1:22: hardly any value of this law is positive: 'mean' must be at least -3 'sd'"},
        QuantityRefusal{"{kind: normal, mean: 4 flop, sd: -1 flop}", "f.yaml:1:34: sd: '-1 flop' must be >= 0"},
        QuantityRefusal{"{kind: lognormal, mean: 0 flop, sd: 1 flop}", "f.yaml:1:25: mean: '0 flop' must be > 0"},
        QuantityRefusal{"{kind: exponential, mean: 4 MB}",
                        "f.yaml:1:27: mean: '4 MB' is not an amount of work; write one of flop, kflop, Mflop, Gflop, "
                        "Tflop, Pflop, Eflop"},
        QuantityRefusal{"{kind: pareto, shape: 0.01, scale: 1 flop}", "f.yaml:1:23: shape: '0.01' must be >= 0.1"},
        QuantityRefusal{"{kind: gamma, shape: 0, scale: 1 flop}", "f.yaml:1:22: shape: '0' must be > 0"},
        QuantityRefusal{
            "{kind: exponental, mean: 4 flop}",
            "f.yaml:1:8: unknown work distribution 'exponental'; did you mean 'exponential'? (known: constant, "
            "uniform, normal, lognormal, exponential, weibull, pareto, gamma, empirical, column)"},
        QuantityRefusal{
            "{mean: 4 flop}",
            "f.yaml:1:1: missing key 'kind' (which work distribution; known: constant, uniform, normal, lognormal, "
            "exponential, weibull, pareto, gamma, empirical, column)"},
        QuantityRefusal{"4",
                        "f.yaml:1:1: '4' has no unit; write one of flop, kflop, Mflop, Gflop, Tflop, Pflop, Eflop"}));

TEST_P(RefusedQuantity, WithPlaceAndReason) {
  EXPECT_THAT(problems_of(GetParam().yaml), testing::ElementsAre(GetParam().message));
}

TEST(RandomQuantity, EmpiricalStatesTheHashOfItsFile) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("w.csv", "w\n3\n");
  EXPECT_EQ(rewritten("{kind: empirical, file: " + file + ", column: w}"),
            "{kind: empirical, file: " + file + ", column: w, scale: 1 flop, sha256: " + sha256("w\n3\n") + "}");
}

TEST(RandomQuantity, EmpiricalRefusesAChangedFile) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("w.csv", "w\n3\n");
  EXPECT_THAT(
      problems_of("kind: empirical\nfile: " + file + "\ncolumn: w\nsha256: abc\n"),
      testing::ElementsAre("f.yaml:4:9: the file has changed: the SHA-256 of " + file + " is " + sha256("w\n3\n")));
}

TEST(RandomQuantity, EmpiricalNamesWhatIsWrongWithItsFile) {
  const test::TemporaryFolder folder;
  const auto with = [&](const std::string& text, const std::string& column) {
    return problems_of("kind: empirical\nfile: " + folder.write("w.csv", text) + "\ncolumn: " + column + "\n");
  };
  const auto file = folder.path("w.csv");
  EXPECT_THAT(with("width,height\n1,2\n", "widht"),
              testing::ElementsAre("f.yaml:3:9: no column 'widht' in the file; did you mean 'width'? (known: 'width', "
                                   "'height')"));
  EXPECT_THAT(with("a,b\n1,x\n", "b"), testing::ElementsAre(file + ":2:3: 'x' is not a number (column 'b')"));
  EXPECT_THAT(with("a,b\n1,-2\n", "b"), testing::ElementsAre(file + ":2:3: '-2' is negative (column 'b')"));
  EXPECT_THAT(with("a,b\n", "b"), testing::ElementsAre("f.yaml:2:7: the file has no rows: nothing to draw from"));
  EXPECT_THAT(with("", "b"), testing::ElementsAre(file + ":1:1: the file is empty: a header is required"));
}

TEST(RandomQuantity, ShapeOffersAQuantityOrALaw) {
  const auto shape = config::shape<RandomDuration>();
  ASSERT_EQ(shape.kind, config::Shape::Kind::any_of);
  EXPECT_EQ(shape.parts.at(0).dimension, Duration::dimension);
  EXPECT_EQ(shape.parts.at(1).category, "duration distribution");
}

TEST(Catalogue, HoldsTheRegistriesOfThisLayer) {
  config::Catalogue catalogue;
  add_kinds(catalogue);
  std::vector<std::string> categories;
  for (const auto& [category, kinds] : catalogue.all()) categories.push_back(category);
  EXPECT_THAT(categories, testing::ElementsAre("work distribution", "data distribution", "duration distribution",
                                               "arrival process"));
}

}  // namespace
}  // namespace tradewind::workload
