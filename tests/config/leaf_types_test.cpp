#include <gmock/gmock.h>

#include "config/fields.hpp"
#include "tests/config/everything.hpp"

namespace tradewind::config {
namespace {

using testing::HasSubstr;

// What reading one value says: "" when it is accepted.
template <class T>
std::string message(std::string_view text, const Range& range = any_value) {
  Problems problems;
  Context context{problems};
  T value{};
  Type<T>::read(load_text(text), value, range, context);
  return problems.empty() ? "" : problems.all().front().message;
}
template <class T>
T value(std::string_view text) {
  return read_or_throw<T>(load_text(text));
}

TEST(Boolean, IsOnlyTrueOrFalse) {
  EXPECT_TRUE(value<bool>("true"));
  EXPECT_FALSE(value<bool>("false"));
  for (const char* text : {"yes", "True", "1", "on"})
    EXPECT_EQ(message<bool>(text), "'" + std::string(text) + "' is not a boolean; write true or false");
  EXPECT_EQ(message<bool>("'true'"), "'true' is quoted; remove the quotes to make it a boolean");
  EXPECT_EQ(message<bool>("[true]"), "must be true or false, not a list");
}

TEST(Integer, IsAWholeNumber) {
  EXPECT_EQ(value<std::int64_t>("42"), 42);
  EXPECT_EQ(value<std::int64_t>("+42"), 42);
  EXPECT_EQ(value<std::int64_t>("-7"), -7);
  EXPECT_EQ(value<std::int64_t>("1e3"), 1000);
  EXPECT_EQ(value<std::int64_t>("2.0"), 2);
  EXPECT_EQ(value<std::int64_t>("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(message<std::int64_t>("2.5"), "'2.5' must be a whole number");
  EXPECT_EQ(message<std::int64_t>("many"), "'many' must be a whole number");
  EXPECT_EQ(message<std::int64_t>("+-5"), "'+-5' must be a whole number");
  EXPECT_EQ(message<std::int64_t>("nan"), "'nan' must be a whole number");
  EXPECT_EQ(message<std::int64_t>("0x10"), "'0x10' must be a whole number");
}

TEST(Integer, RefusesWhatDoesNotFit) {
  EXPECT_EQ(message<std::int64_t>("9223372036854775808"), "'9223372036854775808' is too large");
  EXPECT_EQ(message<std::int64_t>("1e19"), "'1e19' is too large");
}

TEST(Integer, IsNotQuoted) {
  EXPECT_EQ(message<std::int64_t>("'5'"), "'5' is quoted; remove the quotes to make it a number");
}

TEST(Integer, KeepsItsRange) {
  EXPECT_EQ(message<std::int64_t>("0", at_least(1)), "'0' must be >= 1");
  EXPECT_EQ(message<std::int64_t>("1", at_least(1)), "");
}

TEST(Number, IsFiniteAndWithoutUnit) {
  EXPECT_EQ(value<double>("2.5"), 2.5);
  for (const char* text : {"nan", "inf", ".inf", ".nan", "1e999", "5 ms", "many"})
    EXPECT_EQ(message<double>(text), "'" + std::string(text) + "' must be a number without a unit");
  EXPECT_EQ(message<double>("\"5\""), "'5' is quoted; remove the quotes to make it a number");
  EXPECT_EQ(message<double>("1.5", between(0, 1)), "'1.5' must be in [0, 1]");
}

TEST(QuantityField, NamesTheUnitsItAccepts) {
  EXPECT_EQ(message<Duration>("5"), "'5' has no unit; write one of ns, us, ms, s, min, h, d");
  EXPECT_EQ(message<Duration>("0"), "'0' has no unit; write one of ns, us, ms, s, min, h, d");
  EXPECT_EQ(message<Duration>("5 MB"), "'5 MB' is not a time; write one of ns, us, ms, s, min, h, d");
  EXPECT_EQ(message<Work>("nan Gflop"),
            "'nan Gflop' is not an amount of work; write one of flop, kflop, Mflop, Gflop, Tflop, Pflop, Eflop");
  EXPECT_EQ(message<Duration>("{a: 1}"), "must be a time with a unit, not a mapping");
}

TEST(QuantityField, MayBeQuoted) { EXPECT_EQ(value<Duration>("'5 ms'"), 5_ms); }

TEST(QuantityField, IsNotNegativeUnlessSaid) {
  EXPECT_EQ(message<Duration>("-5 ms"), "'-5 ms' must be >= 0");
  EXPECT_EQ(message<Duration>("-5 ms", at_least(-1)), "");
  EXPECT_EQ(message<Duration>("0 s", positive), "'0 s' must be > 0");
}

TEST(Text, IsAnyScalarAsItIsWritten) {
  EXPECT_EQ(value<std::string>("5.0"), "5.0");
  EXPECT_EQ(value<std::string>("true"), "true");
  EXPECT_EQ(value<std::string>("'a b'"), "a b");
  EXPECT_EQ(message<std::string>("[a]"), "must be text, not a list");
}

TEST(NameField, HasOnlyLettersDigitsDashesAndUnderscores) {
  EXPECT_EQ(value<Name>("a-Z_09").text, "a-Z_09");
  for (const char* text : {"a b", "a.b", "é", "a/b"})
    EXPECT_EQ(message<Name>(text), "'" + std::string(text) + "' is not a name; use letters, digits, _ and -");
  EXPECT_NE(message<Name>("''"), "");
}

TEST(ReferenceField, MayNameAProcessor) {
  EXPECT_EQ(value<Reference>("server").text, "server");
  EXPECT_EQ(value<Reference>("server.gpu").text, "server.gpu");
  for (const char* text : {"a.b.c", ".b", "a.", "a b"})
    EXPECT_THAT(message<Reference>(text), HasSubstr("is not a name"));
}

TEST(WordField, SuggestsAKnownWord) {
  EXPECT_EQ(value<test::Colour>("green"), test::Colour::green);
  EXPECT_EQ(message<test::Colour>("gren"), "unknown word 'gren'; did you mean 'green'? (known: red, green, dark_blue)");
  EXPECT_EQ(message<test::Colour>("[red]"), "must be one of red, green, dark_blue, not a list");
}

}  // namespace
}  // namespace tradewind::config
