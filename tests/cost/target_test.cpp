// Target files: what they say, what is refused, and that all that ship are read and plausible.

#include "cost/target.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>

#include "config/problem.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::cost {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view box = R"(version: 1
name: box
title: A box
kind: gpu
peak: {fp32: 10 Tflop/s, fp16: 100 Tflop/s}
memory: {bandwidth: 1 TB/s, capacity: 16 GB}
l2: {size: 4 MB}
sm: 20
power: {idle: 10 W, max: 100 W}
link: {peer: 50 GB/s}
sources:
  - {facts: [peak, memory], grade: V, text: a repository}
  - {facts: [l2.size, sm, power, link], grade: K, text: a data sheet}
)";

class Targets : public testing::Test {
 protected:
  std::string refusal(const std::string& from, const std::string& to) {
    std::string text(box);
    text.replace(text.find(from), from.size(), to);
    try {
      read_target(folder.write("box.yaml", text));
      return {};
    } catch (const config::ConfigError& error) {
      return error.what();
    }
  }
  test::TemporaryFolder folder;
};

TEST_F(Targets, FactsAreReadInSiUnitsEachWithItsSource) {
  const auto target = read_target(folder.write("box.yaml", box));
  EXPECT_EQ(target.kind, "gpu");
  EXPECT_EQ(target.facts.peak_of(Rate::fp16), 1e14);
  EXPECT_EQ(target.facts.peak_of(Rate::bf16), 1e14);  // stands for fp16
  EXPECT_EQ(target.facts.peak_of(Rate::tf32), std::nullopt);
  EXPECT_EQ(target.facts.memory_bandwidth, 1e12);
  EXPECT_EQ(target.facts.l2_size, 4e6);
  EXPECT_EQ(target.facts.units, 20);
  EXPECT_EQ(target.facts.link_bandwidth.at("peer"), 5e10);
  ASSERT_EQ(target.sources.size(), 10u);  // with that of the launch time
  EXPECT_EQ(target.sources[0].fact, "peak.fp32");
  EXPECT_EQ(target.sources[0].grade, "V");
}

TEST_F(Targets, SpeedOfLightIsTheSlowerOfComputeAndMemory) {
  const auto facts = read_target(folder.write("box.yaml", box)).facts;
  EXPECT_EQ(speed_of_light({.flop = 1e14, .bytes = 1e9}, facts, Rate::fp16), 1);  // 1e14 flop at 1e14 flop/s
  EXPECT_EQ(speed_of_light({.flop = 1, .bytes = 1e12}, facts, Rate::fp16), 1);    // 1 TB at 1 TB/s
  EXPECT_EQ(speed_of_light({.flop = 1, .bytes = 1}, facts, Rate::fp8), std::nullopt);
}

TEST_F(Targets, LaunchTimesOfGpusAreAssumedWhereNoneIsKnown) {
  const auto target = read_target(folder.write("box.yaml", box));
  EXPECT_EQ(target.facts.launch, 5e-6);
  EXPECT_TRUE(target.facts.launch_assumed);
  EXPECT_EQ(target.sources.back().fact, "launch");
  EXPECT_EQ(target.sources.back().grade, "A");

  std::string text(box);
  text.replace(text.find("sm: 20"), 6, "launch: 2 us");
  text.replace(text.find("sm, power"), 9, "launch, power");
  const auto known = read_target(folder.write("box.yaml", text));
  EXPECT_EQ(known.facts.launch, 2e-6);
  EXPECT_FALSE(known.facts.launch_assumed);

  EXPECT_EQ(assumed_launch("edge-gpu"), 5e-6);
  for (const char* kind : {"cpu", "sbc", "mcu", "phone", "npu", "no such kind"})
    EXPECT_EQ(assumed_launch(kind), std::nullopt) << kind;
}

TEST_F(Targets, EveryFigureNeedsASource) {
  EXPECT_THAT(refusal(", sm, power", ", power"), HasSubstr("'sm' has no source"));
  EXPECT_THAT(refusal("l2.size, sm", "l2.sice, sm"),
              HasSubstr("'l2.sice' is no fact of this file; did you mean 'l2.size'?"));
  EXPECT_THAT(refusal("grade: K", "grade: X"), HasSubstr("'X'"));
}

TEST_F(Targets, RefusesWhatCannotBe) {
  EXPECT_THAT(refusal("10 Tflop/s", "10"), HasSubstr("box.yaml:5"));
  EXPECT_THAT(refusal("idle: 10 W", "idle: 200 W"), HasSubstr("'idle' is above 'max'"));
  EXPECT_THAT(refusal("kind: gpu", "kind: gpus"), HasSubstr("did you mean 'gpu'?"));
  EXPECT_THAT(refusal("name: box", "name: bax"), HasSubstr("is not that of the file"));
  EXPECT_THAT(refusal("version: 1", "version: 2"), HasSubstr("version"));
}

TEST_F(Targets, AreFoundByNameAndModelsLieBesideThem) {
  folder.write("box.yaml", box);
  folder.write("box.model.yaml", "version: 1\n");
  EXPECT_THAT(target_names({folder.path("")}), ElementsAre("box"));
  EXPECT_THAT(find_target("box", {folder.path("nowhere"), folder.path("")})->models, ElementsAre("box.model.yaml"));
  EXPECT_EQ(find_target("../box", {folder.path("")}), std::nullopt);
  EXPECT_EQ(find_target("absent", {folder.path("")}), std::nullopt);
}

/// The shipped ones.
class ShippedTargets : public testing::Test {
 protected:
  const std::vector<std::filesystem::path> folders{std::filesystem::path(TRADEWIND_SOURCE_DIR) / "platforms" /
                                                   "targets"};
};

TEST_F(ShippedTargets, AreManyFromMicrocontrollerToDatacentre) {
  const auto names = target_names(folders);
  EXPECT_GE(names.size(), 40u);
  for (const char* name : {"a100_sxm", "h100_sxm", "l40s", "a40", "a30", "rtx_4090", "v100", "t4", "p4", "p100",
                           "a100_40", "h200_sxm", "b200_sxm", "l4", "orin_agx_64", "rpi4", "pixel7_cpu", "stm32f4"})
    EXPECT_THAT(names, testing::Contains(name));
}

TEST_F(ShippedTargets, ArePlausible) {
  const std::set<std::string> slow_half = {"gtx_1080_ti"};  // fp16 at 1/64 of the rate of fp32
  for (const auto& name : target_names(folders)) {
    SCOPED_TRACE(name);
    const auto target = *find_target(name, folders);
    const auto& facts = target.facts;
    const auto peak = [&](Rate rate) { return facts.peak[static_cast<std::size_t>(rate)]; };
    if (peak(Rate::fp32) && peak(Rate::fp16) && !slow_half.contains(name)) {
      EXPECT_GE(*peak(Rate::fp16), *peak(Rate::fp32));
    }
    if (peak(Rate::fp16) && peak(Rate::bf16)) {
      EXPECT_EQ(*peak(Rate::fp16), *peak(Rate::bf16));
    }
    if (peak(Rate::fp8) && peak(Rate::bf16)) {
      EXPECT_GE(*peak(Rate::fp8), *peak(Rate::bf16));
      EXPECT_LE(*peak(Rate::fp8), 2.1 * *peak(Rate::bf16));
    }
    if (facts.memory_bandwidth) {
      EXPECT_GE(*facts.memory_bandwidth, 1e7);
      EXPECT_LE(*facts.memory_bandwidth, 2e13);
    }
    EXPECT_GT(facts.memory_capacity.value_or(1e15), facts.l2_size.value_or(0));
    EXPECT_LE(facts.power_max.value_or(0), 2000);
    if (target.kind == "gpu") {
      EXPECT_GE(facts.launch.value_or(0), 1e-6);
      EXPECT_LE(facts.launch.value_or(0), 1e-5);
    }
    EXPECT_FALSE(target.sources.empty());
    EXPECT_TRUE(facts.memory_capacity || facts.memory_bandwidth || facts.link_bandwidth.contains("host"));
  }
}

}  // namespace
}  // namespace tradewind::cost
