#include "base/json_writer.hpp"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/random.hpp"

namespace tradewind {
namespace {

using enum JsonWriter::Layout;
using nlohmann::json;
using testing::HasSubstr;
using testing::ThrowsMessage;

template <class T>
std::string written(const T& value) {
  std::string text;
  JsonWriter(text).value(value);
  return text;
}

void write_document(JsonWriter& writer) {
  writer.begin_object()
      .member("name", "campus")
      .member("seed", 42)
      .key("bins")
      .begin_array()
      .value(0.5)
      .begin_object()
      .member("a", true)
      .end_object()
      .null()
      .end_array()
      .key("empty")
      .begin_object()
      .end_object()
      .key("none")
      .begin_array()
      .end_array()
      .end_object();
}

TEST(JsonWriter, WritesCompactDocuments) {
  std::string text;
  JsonWriter writer(text);
  write_document(writer);
  EXPECT_EQ(text, R"({"name":"campus","seed":42,"bins":[0.5,{"a":true},null],"empty":{},"none":[]})");
  EXPECT_TRUE(writer.complete());
}

TEST(JsonWriter, WritesIndentedDocuments) {
  std::string text;
  JsonWriter writer(text, indented);
  write_document(writer);
  EXPECT_EQ(text, R"({
  "name": "campus",
  "seed": 42,
  "bins": [
    0.5,
    {
      "a": true
    },
    null
  ],
  "empty": {},
  "none": []
}
)");
}

TEST(JsonWriter, WritesCompactPartsOfIndentedDocuments) {
  std::string text;
  JsonWriter writer(text, indented);
  writer.begin_object()
      .key("bins")
      .begin_array(compact)
      .value(1)
      .begin_array(indented)
      .value(2)
      .end_array()
      .end_array();
  writer.member("next", 3).end_object();
  EXPECT_EQ(text, R"({
  "bins": [1,[2]],
  "next": 3
}
)");
}

TEST(JsonWriter, ReadsBackInAnotherParser) {
  std::string text;
  JsonWriter writer(text, indented);
  write_document(writer);
  const json expected = {{"name", "campus"},
                         {"seed", 42},
                         {"bins", {0.5, {{"a", true}}, nullptr}},
                         {"empty", json::object()},
                         {"none", json::array()}};
  EXPECT_EQ(json::parse(text), expected);
}

TEST(JsonWriter, WritesTheShortestTextThatReadsBack) {
  EXPECT_EQ(written(1.0), "1");
  EXPECT_EQ(written(0.131), "0.131");
  EXPECT_EQ(written(1e-5), "1e-05");
  EXPECT_EQ(written(0.1 + 0.2), "0.30000000000000004");
}

TEST(JsonWriter, WritesDoublesThatReadBackToTheSameBits) {
  Stream stream(1, 0, 0);
  for (int i = 0; i < 10'000; ++i) {
    const auto value = std::bit_cast<double>(stream.bits());
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(json::parse(written(value)).get<double>(), value);
  }
}

TEST(JsonWriter, WritesIntegersInFull) {
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::uint8_t{7}), "7");
}

TEST(JsonWriter, WritesNullForWhatIsNoNumber) {
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(written(std::nullopt), "null");
  EXPECT_EQ(written(std::optional<double>{}), "null");
  EXPECT_EQ(written(std::optional(2.5)), "2.5");
}

TEST(JsonWriter, TakesTextInEveryForm) {
  EXPECT_EQ(written("literal"), R"("literal")");
  EXPECT_EQ(written(std::string("string")), R"("string")");
  EXPECT_EQ(written(std::string_view("view")), R"("view")");
}

TEST(JsonWriter, EscapesWhatMustBe) {
  using namespace std::string_view_literals;
  EXPECT_EQ(written("\"\\\b\f\n\r\t\x01\x1f/\x7f"), "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\x7f\"");
  EXPECT_EQ(written("a\0b"sv), R"("a\u0000b")");
}

TEST(JsonWriter, EscapesKeysToo) {
  std::string text;
  JsonWriter(text).begin_object().member("a\"b", 1).end_object();
  EXPECT_EQ(text, R"({"a\"b":1})");
}

TEST(JsonWriter, KeepsTextOfAllLengthsOfUtf8) {
  EXPECT_EQ(written("aé€😀\U0010FFFF\uFFFD"), "\"aé€😀\U0010FFFF\uFFFD\"");
}

TEST(JsonWriter, ReplacesEachByteThatIsNotUtf8) {
  const std::string bad = "\uFFFD";
  const auto quoted = [](const std::string& text) { return '"' + text + '"'; };
  EXPECT_EQ(written("a\x80z"), quoted("a" + bad + "z"));                  // continuation without a start
  EXPECT_EQ(written("\xe2\x82"), quoted(bad + bad));                      // cut off
  EXPECT_EQ(written("\xc0\xaf"), quoted(bad + bad));                      // overlong '/'
  EXPECT_EQ(written("\xe0\x80\xaf"), quoted(bad + bad + bad));            // overlong '/'
  EXPECT_EQ(written("\xed\xa0\x80"), quoted(bad + bad + bad));            // surrogate
  EXPECT_EQ(written("\xf4\x90\x80\x80"), quoted(bad + bad + bad + bad));  // beyond U+10FFFF
  EXPECT_EQ(written("\xff\xfe"), quoted(bad + bad));
}

TEST(JsonWriter, WritesTextThatAnotherParserAcceptsWhateverTheBytes) {
  Stream stream(2, 0, 0);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes(stream.below(12), ' ');
    for (char& c : bytes) c = static_cast<char>(stream.below(256));
    EXPECT_TRUE(json::accept(written(bytes)));
  }
}

TEST(JsonWriter, HandsLongDocumentsOverInPieces) {
  std::string text;
  std::size_t pieces = 0;
  JsonWriter writer([&](std::string_view piece) {
    text += piece;
    ++pieces;
  });
  writer.begin_array();
  for (int i = 0; i < 100'000; ++i) writer.value(0.125);  // 6 bytes each: 600 kB
  EXPECT_GE(pieces, 5U);
  writer.end_array();
  EXPECT_EQ(json::parse(text).size(), 100'000U);
}

TEST(JsonWriter, WritesToAFile) {
  std::FILE* file = std::tmpfile();
  JsonWriter(file, "name").begin_array().value(1).end_array();
  std::rewind(file);
  char text[8] = {};
  EXPECT_EQ(std::fread(text, 1, sizeof text, file), 3U);
  EXPECT_STREQ(text, "[1]");
  std::fclose(file);
}

TEST(JsonWriter, NamesTheFileAndTheReasonWhenTheDiskIsFull) {
  std::FILE* file = std::fopen("/dev/full", "w");
  ASSERT_NE(file, nullptr);
  EXPECT_THAT([&] { JsonWriter(file, "out.json").value(1); },
              ThrowsMessage<RuntimeFailure>(testing::AllOf(HasSubstr("out.json"), HasSubstr("No space left"))));
  std::fclose(file);
}

TEST(JsonWriter, RefusesCallsOutOfOrder) {
  std::string text;
  EXPECT_THROW(JsonWriter(text).key("a"), InternalError);
  EXPECT_THROW(JsonWriter(text).begin_array().key("a"), InternalError);
  EXPECT_THROW(JsonWriter(text).begin_object().value(1), InternalError);
  EXPECT_THROW(JsonWriter(text).begin_object().key("a").key("b"), InternalError);
  EXPECT_THROW(JsonWriter(text).begin_object().key("a").end_object(), InternalError);
  EXPECT_THROW(JsonWriter(text).begin_object().end_array(), InternalError);
  EXPECT_THROW(JsonWriter(text).end_array(), InternalError);
  EXPECT_THROW(JsonWriter(text).value(1).value(2), InternalError);
}

TEST(JsonWriter, IsCompleteAfterTheLastEnd) {
  std::string text;
  JsonWriter writer(text);
  writer.begin_array();
  EXPECT_FALSE(writer.complete());
  writer.end_array();
  EXPECT_TRUE(writer.complete());
}

}  // namespace
}  // namespace tradewind
