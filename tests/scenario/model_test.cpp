#include "scenario/model.hpp"

#include <gmock/gmock.h>

#include "app/catalogue.hpp"
#include "tests/scenario/good_text.hpp"

namespace tradewind::scenario {
namespace {

Loaded good_scenario(std::string_view offload = "{kind: fixed, node: server}") {
  auto root = config::load_text(test::good_text, "good.yaml");
  config::apply_setting(root, "policy.offload", config::load_text(offload));
  return load_node(std::move(root), app::registries().catalogue);
}

TEST(LoadNode, ReadsWhatAFileWithTheSameTextSays) {
  const auto from_text = load_text(test::good_text, "good.yaml", {}, app::registries().catalogue);
  EXPECT_EQ(hash(good_scenario().resolved), hash(from_text.resolved));
}
TEST(LoadNode, TellsWhatIsWrongWithTheTree) {
  auto root = config::load_text(test::good_text, "good.yaml");
  config::apply_setting(root, "run.duration", *config::load_text("x: 5", "settings.yaml").find("x"));
  try {
    load_node(std::move(root), app::registries().catalogue);
    FAIL();
  } catch (const config::ConfigError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("settings.yaml:1:4: duration: '5' has no unit"));
  }
}

TEST(Model, IsTheSameOnAPlatformThatIsThereAlready) {
  const auto loaded = good_scenario();
  config::Problems problems;
  const auto alone = Model::build(loaded.scenario, problems);
  auto other = Model::build(good_scenario("local").scenario, problems);
  const auto second = Model::build(loaded.scenario, std::move(other.platform), std::move(other.routes), problems);
  EXPECT_EQ(second.platform.node_count(), alone.platform.node_count());
  EXPECT_EQ(second.sources, alone.sources);
  EXPECT_EQ(second.pinned, alone.pinned);
  EXPECT_EQ(second.linked, alone.linked);
  const auto phone = alone.platform.find_nodes("phone-2").front(), region = alone.platform.find_nodes("region").front();
  EXPECT_EQ(second.routes.latency(phone, region), alone.routes.latency(phone, region));
}
TEST(Model, ChecksItsWorkloadOnAPlatformThatIsThereAlready) {
  const auto loaded = good_scenario();
  config::Problems problems;
  auto model = Model::build(loaded.scenario, problems);
  auto broken = loaded.scenario;
  broken.workload.applications[0].source.text = "phones";
  EXPECT_THROW(Model::build(broken, std::move(model.platform), std::move(model.routes), problems), config::ConfigError);
}

}  // namespace
}  // namespace tradewind::scenario
