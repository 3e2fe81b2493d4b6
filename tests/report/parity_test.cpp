#include "report/parity.hpp"

#include <gmock/gmock.h>

#include "base/check.hpp"

namespace tradewind::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ParityPage, HoldsTheDataAndNothingFromElsewhere) {
  const std::string json =
      R"({"kind":"tradewind parity","title":"a100.yaml","command":"tradewind calibrate fit --data a.csv","fits":[)"
      R"({"key":"a100 gemm </script>","measured_s":[0.125],"predicted_s":[0.135]}]})";
  const auto page = parity_html(json, "errors.json");
  EXPECT_THAT(page, HasSubstr("<title>a100.yaml – tradewind</title>"));
  EXPECT_THAT(page, HasSubstr(R"("measured_s":[0.125],"predicted_s":[0.135])"));
  EXPECT_THAT(page, HasSubstr(R"(a100 gemm \u003c/script>)"));
  EXPECT_THAT(page, HasSubstr(R"(id="data-provenance">[])"));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
}

TEST(ParityPage, RefusesOtherFiles) {
  for (const char* text : {"", "[1]", "{}", R"({"kind":"tradewind parity"})", R"({"kind":3,"title":"a","fits":[]})",
                           R"({"kind":"tradewind parity","title":"a","fits":{}})", "<html>"})
    EXPECT_THROW(parity_html(text, "x.html"), RuntimeFailure) << text;
}

}  // namespace
}  // namespace tradewind::report
