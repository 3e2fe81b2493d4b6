// Where networks are cut: Neurosurgeon's AlexNet is best cut behind pool5.

#include "calibrate/cut.hpp"

#include <gmock/gmock.h>

#include "base/check.hpp"
#include "calibrate/import/import.hpp"
#include "tests/calibrate/shared_data.hpp"
#include "tests/workload/temporary_file.hpp"

namespace tradewind::calibrate {
namespace {

using testing::ElementsAre;

TEST(Cuts, IsotonicRegressionPoolsWhatFalls) {
  EXPECT_THAT(isotonic({1, 3, 2, 4}), ElementsAre(1, 2.5, 2.5, 4));
  EXPECT_THAT(isotonic({3, 2, 1}), ElementsAre(2, 2, 2));
}

/// Three layers of 1 s on the device and 0.1 s in the cloud; 8, 4 and 1 MB cross the cuts at 1 MB/s.
Trace three_layers() {
  Trace trace;
  const auto add = [&](const std::string& part, const std::string& cut, double seconds) {
    trace.rows.push_back({.target = "t",
                          .dtype = "",
                          .kernel = cost::Network{.model = "net:" + part},
                          .latency = seconds,
                          .tags = {{"cut", cut}}});
  };
  add("server_processing", "input", 0.3);
  add("transmission", "input", 8);
  add("mobile_processing", "first", 1);
  add("server_processing", "first", 0.2);
  add("transmission", "first", 4);
  add("mobile_processing", "second", 2);
  add("server_processing", "second", 0.1);
  add("transmission", "second", 1);
  add("mobile_processing", "third", 3);
  return trace;
}

TEST(Cuts, DependOnTheBandwidth) {
  const auto best = [](const CutOptions& options) { return cut_tables(three_layers(), options).at(0).best().layer; };
  EXPECT_EQ(best({}), "third");  // 3 s against 2 + 1 + 0.1 s
  const std::vector<std::pair<std::string, double>> bytes{{"input", 8e6}, {"first", 4e6}, {"second", 1e6}};
  const auto fitted = cut_tables(three_layers(), {.bytes = bytes, .law = std::nullopt}).at(0);
  EXPECT_NEAR(fitted.law->bandwidth, 1e6, 1e3);
  EXPECT_EQ(best({.bytes = bytes, .law = UploadLaw{.latency = 0, .bandwidth = 2e6}}), "second");  // 2 + 0.5 + 0.1 s
  EXPECT_EQ(best({.bytes = bytes, .law = UploadLaw{.latency = 0, .bandwidth = 1e9}}), "input");   // 0.3 s + 8 ms
}

TEST(Cuts, BytesAreReadOrCountedFromSizes) {
  test::TemporaryFolder folder;
  EXPECT_THAT(read_cut_bytes(folder.write("b.csv", "layer,bytes\ninput,100\n")),
              ElementsAre(testing::Pair("input", 100)));
  EXPECT_THAT(read_cut_bytes(folder.write("d.csv", "layer_name,d1,d2,d3,d4\npool,1,2,3,4\nfc,1,10\n")),
              ElementsAre(testing::Pair("pool", 96), testing::Pair("fc", 40)));  // 4 B · 24, 4 B · 10
  EXPECT_THROW(read_cut_bytes(folder.write("x.csv", "layer,bytes\ninput,x\n")), config::ConfigError);
  EXPECT_THROW(cut_tables({}, {}), RuntimeFailure);
}

TEST(Cuts, AlexnetIsBestCutBehindPool5) {
  std::vector<std::filesystem::path> files;
  for (const auto* name : {"ns_latency.csv", "ns_latency_pxl3.csv", "ns_latency_udp.csv"})
    for (const auto& file : test::shared_files("neurosurgeon_alexnet_phone", name)) files.push_back(file);
  if (files.size() != 3) GTEST_SKIP() << "no public data neurosurgeon_alexnet_phone";
  const auto trace = import_files("neurosurgeon", files, {});
  const auto bytes = read_cut_bytes(test::shared_files("neurosurgeon_alexnet_phone", "alexnet_layers.csv").at(0));
  for (const auto& options : {CutOptions{}, CutOptions{.bytes = bytes, .law = std::nullopt}}) {
    const auto tables = cut_tables(trace, options);
    EXPECT_EQ(tables.size(), 3u);
    for (const auto& table : tables) EXPECT_EQ(table.best().layer, "pool5") << table.name;
  }
}

}  // namespace
}  // namespace tradewind::calibrate
