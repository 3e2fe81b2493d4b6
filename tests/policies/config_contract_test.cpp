// What the YAML of every policy promises, of all three decisions; the registries are the list of parameters.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/policies/samples.hpp"
#include "tests/policies/views.hpp"

namespace tradewind::policies {
namespace {

using testing::HasSubstr;

struct Which {
  std::string decision, kind;
};

class ConfigContract : public testing::TestWithParam<Which> {
 protected:
  const config::Kinds& kinds() const {
    const auto& decision = GetParam().decision;
    if (decision == "offload") return catalogue_.offload;
    if (decision == "variant") return catalogue_.variant;
    return catalogue_.admission;
  }
  const config::Kinds::Entry& kind() const { return entry(kinds(), GetParam().kind); }
  config::Node normalise(const config::Node& node) const {
    config::Problems problems;
    config::Context context{problems};
    auto normalised = kinds().normalise(node, context);
    problems.throw_if_any();
    return normalised;
  }

 private:
  policy::Catalogue catalogue_ = all();
};

TEST_P(ConfigContract, ReadsBackWhatItWrites) {
  for (const auto filled : {Filled::required_only, Filled::completely}) {
    const auto once = normalise(sample_of_kind(kind(), filled));
    EXPECT_EQ(to_yaml(normalise(config::load_text(to_yaml(once)))), to_yaml(once));
    EXPECT_EQ(to_yaml(normalise(config::load_text(to_flow(once)))), to_yaml(once));
  }
}

TEST_P(ConfigContract, WritesEveryDefault) {
  const auto written = normalise(sample_of_kind(kind(), Filled::required_only));
  for (const auto& field : kind().shape().fields)
    if (!field.default_text.empty()) {
      ASSERT_TRUE(written.find(field.key)) << field.key;
      EXPECT_EQ(to_flow(*written.find(field.key)), field.default_text);
    }
}

TEST_P(ConfigContract, SuggestsTheKeyThatWasMeant) {
  std::vector<std::string> keys{"kind"};
  for (const auto& field : kind().shape().fields)
    if (field.key.size() > 1) keys.push_back(field.key);  // nothing is close to one letter
  for (const auto& key : keys) {
    auto node = sample_of_kind(kind(), Filled::required_only);
    const std::string misspelt = key + key.back();
    node.set(misspelt, config::Node::plain("1"));
    EXPECT_THAT(complaint([&] { normalise(node); }),
                HasSubstr("unknown key '" + misspelt + "'; did you mean '" + key + "'?"));
  }
}

TEST_P(ConfigContract, ExplainsItselfAndEveryKey) {
  EXPECT_NE(kind().summary, "");
  EXPECT_NE(kind().summary.back(), '.');
  EXPECT_EQ(kind().summary.find('\n'), std::string::npos);
  for (const auto& field : kind().shape().fields) EXPECT_NE(field.help, "") << field.key;
}

std::vector<Which> every_kind() {
  const auto catalogue = all();
  std::vector<Which> every;
  for (const auto& kind : catalogue.offload.kinds()) every.push_back({"offload", kind});
  for (const auto& kind : catalogue.variant.kinds()) every.push_back({"variant", kind});
  for (const auto& kind : catalogue.admission.kinds()) every.push_back({"admission", kind});
  return every;
}

INSTANTIATE_TEST_SUITE_P(Every, ConfigContract, testing::ValuesIn(every_kind()),
                         [](const auto& test) { return test.param.decision + "_" + test.param.kind; });

TEST(Policies, SuggestTheKindThatWasMeant) {
  EXPECT_THAT(
      complaint([] { offload("kind: shortest_complettion"); }),
      HasSubstr("a.yaml:1:7: unknown offload policy 'shortest_complettion'; did you mean 'shortest_completion'?"));
  EXPECT_THAT(complaint([] { variant("fastst"); }),
              HasSubstr("unknown variant policy 'fastst'; did you mean 'fastest'?"));
  EXPECT_THAT(complaint([] { admission("deadlin"); }),
              HasSubstr("unknown admission policy 'deadlin'; did you mean 'deadline'?"));
}

}  // namespace
}  // namespace tradewind::policies
