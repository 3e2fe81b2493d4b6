#include "config/quantity.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <random>
#include <regex>

namespace tradewind::config {
namespace {

constexpr Dimension time = Duration::dimension, data = Bytes::dimension, bandwidth = Bandwidth::dimension;
constexpr Dimension all_dimensions[] = {
    time,
    data,
    bandwidth,
    Work::dimension,
    Speed::dimension,
    Energy::dimension,
    Power::dimension,
    Money::dimension,
    Price::dimension,
    Tariff::dimension,
    TrafficTariff::dimension,
    Carbon::dimension,
    CarbonIntensity::dimension,
    Rate::dimension,
};

struct Reading {
  const char* text;
  Dimension dimension;
  double base;
};

class ReadsQuantity : public testing::TestWithParam<Reading> {};
TEST_P(ReadsQuantity, InBaseUnits) {
  const auto value = parse_quantity(GetParam().text, GetParam().dimension);
  ASSERT_TRUE(value) << GetParam().text;
  EXPECT_DOUBLE_EQ(*value, GetParam().base) << GetParam().text;
}
INSTANTIATE_TEST_SUITE_P(
    Quantity, ReadsQuantity,
    testing::Values(Reading{"5 ms", time, 0.005}, Reading{"5ms", time, 0.005}, Reading{"5   ms", time, 0.005},
                    Reading{"1e-3 s", time, 0.001}, Reading{"+5 ms", time, 0.005}, Reading{".5 s", time, 0.5},
                    Reading{"5. s", time, 5}, Reading{"2E2 us", time, 2e-4}, Reading{"7 ns", time, 7e-9},
                    Reading{"3 min", time, 180}, Reading{"2 h", time, 7200}, Reading{"1 d", time, 86400},
                    Reading{"-1 s", time, -1}, Reading{"0 s", time, 0}, Reading{"1.5 MB", data, 1.5e6},
                    Reading{"8 bit", data, 1}, Reading{"1 kbit", data, 125}, Reading{"1 Mbit", data, 125e3},
                    Reading{"1 KiB", data, 1024}, Reading{"1 PiB", data, 1125899906842624}, Reading{"2 PB", data, 2e15},
                    Reading{"8 bps", bandwidth, 1}, Reading{"10 Mbps", bandwidth, 1.25e6},
                    Reading{"1 Tbps", bandwidth, 125e9}, Reading{"3 kB/s", bandwidth, 3000},
                    Reading{"1 MiB/s", bandwidth, 1048576}, Reading{"4 Gflop", Work::dimension, 4e9},
                    Reading{"1 Eflop", Work::dimension, 1e18}, Reading{"1Eflop", Work::dimension, 1e18},
                    Reading{"80 Gflop/s", Speed::dimension, 80e9}, Reading{"1 Pflop/s", Speed::dimension, 1e15},
                    Reading{"12 W", Power::dimension, 12}, Reading{"5 uW", Power::dimension, 5e-6},
                    Reading{"15 Wh", Energy::dimension, 54000}, Reading{"1 kWh", Energy::dimension, 3.6e6},
                    Reading{"3 USD", Money::dimension, 3}, Reading{"3.6 USD/h", Price::dimension, 0.001},
                    Reading{"0.36 USD/kWh", Tariff::dimension, 1e-7},
                    Reading{"2 USD/GB", TrafficTariff::dimension, 2e-9}, Reading{"5 kg", Carbon::dimension, 5000},
                    Reading{"360 g/kWh", CarbonIntensity::dimension, 1e-4}, Reading{"2 /s", Rate::dimension, 2},
                    Reading{"30 /min", Rate::dimension, 0.5}, Reading{"7200 /h", Rate::dimension, 2},
                    Reading{"2/s", Rate::dimension, 2}));

class RefusesQuantity : public testing::TestWithParam<const char*> {};
TEST_P(RefusesQuantity, AsATime) { EXPECT_EQ(parse_quantity(GetParam(), time), std::nullopt); }
INSTANTIATE_TEST_SUITE_P(Quantity, RefusesQuantity,
                         testing::Values("", " ", "5", "s", "ms 5", "5 MB", "5 mS", "5 sec", "0x5 s", "inf s", "nan s",
                                         "-inf s", "infinity s", "1e999 s", "1e308 d", "+-5 s", "++5 s", "5 s ", " 5 s",
                                         "5\ts", "1,5 s", "1_000 s", ". s", "5 e3 s", "5 m", "- 5 s", "5 s s"));

TEST(Number, IsReadWithoutAUnit) {
  EXPECT_EQ(parse_number("2.5"), 2.5);
  EXPECT_EQ(parse_number("-1e3"), -1000);
  EXPECT_EQ(parse_number("+.5"), 0.5);
  for (const char* text : {"", "2.5 ", " 2", "2 s", "nan", "inf", "-inf", "0x10", "1e999", "e5", ".", "-", "1_0"})
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

TEST(Number, IsWrittenAsShortAsItCanBe) {
  EXPECT_EQ(format_number(5), "5");
  EXPECT_EQ(format_number(100000), "100000");
  EXPECT_EQ(format_number(0.1), "0.1");
  EXPECT_EQ(format_number(-2.5), "-2.5");
  EXPECT_EQ(format_number(1e22), "1e+22");
  EXPECT_EQ(format_number(1.0 / 3), "0.3333333333333333");
}

TEST(FormatQuantity, PrefersTheUnitsPeopleUse) {
  EXPECT_EQ(format_quantity(5_ms), "5 ms");
  EXPECT_EQ(format_quantity(Duration{0.005}), "5 ms");
  EXPECT_EQ(format_quantity(30_min), "30 min");
  EXPECT_EQ(format_quantity(90_s), "90 s");
  EXPECT_EQ(format_quantity(1_h), "1 h");
  EXPECT_EQ(format_quantity(10_Mbps), "10 Mbps");
  EXPECT_EQ(format_quantity(1_Gbps), "1 Gbps");
  EXPECT_EQ(format_quantity(250_kB), "250 kB");
  EXPECT_EQ(format_quantity(Bytes{1048576}), "1 MiB");
  EXPECT_EQ(format_quantity(1_B), "1 B");
  EXPECT_EQ(format_quantity(4_Gflop), "4 Gflop");
  EXPECT_EQ(format_quantity(80_Gflops), "80 Gflop/s");
  EXPECT_EQ(format_quantity(12_W), "12 W");
  EXPECT_EQ(format_quantity(0.5_per_s), "0.5 /s");
  EXPECT_EQ(format_quantity(2_per_s), "2 /s");
  EXPECT_EQ(format_quantity(3.06_USD / 1_h), "3.06 USD/h");
  EXPECT_EQ(format_quantity(CarbonIntensity{315 / 3.6e6}), "315 g/kWh");
}

TEST(FormatQuantity, WritesZeroWithTheMainUnit) {
  EXPECT_EQ(format_quantity(0_s), "0 s");
  EXPECT_EQ(format_quantity(0_B), "0 B");
  EXPECT_EQ(format_quantity(0_Mbps), "0 bps");
  EXPECT_EQ(format_quantity(Price{0}), "0 USD/h");
}

// Any double at all, by its bits; the sign and exponent are as likely as the digits.
TEST(FormatQuantity, ReadsBackToTheSameDouble) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 3000; ++i) {
    const double wild = std::bit_cast<double>(random());
    const double tame = std::round(std::uniform_real_distribution(0.0, 1e4)(random)) / 1000;
    for (const double base : {wild, tame}) {
      if (!std::isfinite(base)) continue;
      const Dimension dimension = all_dimensions[static_cast<std::size_t>(i) % std::size(all_dimensions)];
      const std::string text = format_quantity(base, dimension);
      const auto back = parse_quantity(text, dimension);
      ASSERT_TRUE(back) << text;
      ASSERT_EQ(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(base)) << text;
    }
  }
}

TEST(Humanise, KeepsThreeDigitsAndAFittingUnit) {
  EXPECT_EQ(humanise(0.004178_s), "4.18 ms");
  EXPECT_EQ(humanise(0.9999_s), "1 s");  // 1000 ms after rounding
  EXPECT_EQ(humanise(0_s), "0 s");
  EXPECT_EQ(humanise(Bytes{1234567}), "1.23 MB");
  EXPECT_EQ(humanise(12_Mbps), "12 Mbps");
  EXPECT_EQ(humanise(54_kWh), "54 kWh");
}

TEST(UnitNames, AreSortedBySize) {
  EXPECT_THAT(unit_names(time), testing::ElementsAre("ns", "us", "ms", "s", "min", "h", "d"));
  EXPECT_THAT(unit_names(Speed::dimension),
              testing::ElementsAre("flop/s", "kflop/s", "Mflop/s", "Gflop/s", "Tflop/s", "Pflop/s"));
  EXPECT_THAT(unit_names(Dimension{.time = 7}), testing::IsEmpty());
  for (const Dimension dimension : all_dimensions) {
    double last = 0;
    for (const auto name : unit_names(dimension)) {
      const double factor = *parse_quantity("1 " + std::string(name), dimension);
      EXPECT_GT(factor, last) << name;
      last = factor;
    }
  }
}

TEST(QuantityPattern, AdmitsExactlyWhatIsRead) {
  const std::regex pattern(quantity_pattern(time, Sign::any));
  for (const char* text :
       {"5 ms",  "5ms",  "+5 ms", "-5 ms", ".5 s",  "5. s",   "1e-3 s", "5",   "s",       "5 MB", "0x5 s",
        "nan s", "5 s ", " 5 s",  ". s",   "+-5 s", "5 e3 s", "5  min", "0 s", "1E+2 us", ""})
    EXPECT_EQ(std::regex_match(text, pattern), parse_quantity(text, time).has_value()) << text;
}

TEST(QuantityPattern, LeavesOutNegativeNumbersAndZeroWhenTold) {
  const std::regex not_negative(quantity_pattern(data, Sign::not_negative));
  EXPECT_TRUE(std::regex_match("0 B", not_negative));
  EXPECT_FALSE(std::regex_match("-1 B", not_negative));
  const std::regex above_zero(quantity_pattern(data, Sign::above_zero));
  for (const char* zero : {"0 B", "0.0 kB", ".0 B", "0e5 B", "00B"})
    EXPECT_FALSE(std::regex_match(zero, above_zero)) << zero;
  for (const char* more : {"1 B", "0.1 kB", ".05 B", "10 B", "0e5 B1"})
    EXPECT_EQ(std::regex_match(more, above_zero), more != std::string("0e5 B1")) << more;
}

}  // namespace
}  // namespace tradewind::config
