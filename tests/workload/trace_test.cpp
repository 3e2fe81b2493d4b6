// Trace files: formats, dates to the nanosecond, damage.

#include "workload/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/check.hpp"
#include "base/random.hpp"
#include "tests/workload/temporary_file.hpp"
#include "workload/dates.hpp"

namespace tradewind::workload {
namespace {

using testing::ElementsAre;

struct Trace {
  std::vector<double> times;
  std::vector<std::vector<double>> values;
};

Trace read(const std::string& path, TimeFormat format, std::vector<std::string> columns = {},
           const std::string& time = "t") {
  const auto rows = open_trace(path, time, format, columns);
  Trace trace;
  for (TraceRow row; rows->next(row);) {
    trace.times.push_back(row.time.base);
    trace.values.push_back(row.values);
  }
  return trace;
}

class Traces : public testing::Test {
 protected:
  /// The message for a file of this content, without its folder; "" when it reads well.
  std::string refusal(std::string_view text, TimeFormat format = TimeFormat::s,
                      std::vector<std::string> columns = {"v"}, const std::string& name = "f.csv") {
    const auto path = folder.write(name, text);
    try {
      read(path, format, std::move(columns));
    } catch (const config::ConfigError& error) {
      const std::string what = error.what();
      return what.starts_with(path) ? name + what.substr(path.size()) : what;
    }
    return "";
  }
  test::TemporaryFolder folder;
};

TEST_F(Traces, ReadsCsvWithQuotesLineEndsAndBlankLines) {
  const auto file = folder.write("f.csv",
                                 "\xEF\xBB\xBFt, \"a \"\"b\"\", c\" ,v\r\n"
                                 "1,x,3\r\n"
                                 "\r\n"
                                 "  \n"
                                 "2,\"two\nlines, \"\"quoted\"\"\", 4 \n"
                                 "\"3\",\"\",\"+5e0\"");
  const auto trace = read(file, TimeFormat::s, {"v"});
  EXPECT_THAT(trace.times, ElementsAre(0, 1, 2));
  EXPECT_THAT(trace.values, ElementsAre(ElementsAre(3), ElementsAre(4), ElementsAre(5)));
}

TEST_F(Traces, FindsAQuotedColumnName) {
  const auto file = folder.write("f.csv", "t,\"a \"\"b\"\", c\"\n1,7\n");
  EXPECT_THAT(read(file, TimeFormat::s, {"a \"b\", c"}).values, ElementsAre(ElementsAre(7)));
}

TEST_F(Traces, ReadsColumnsInTheOrderAskedForAlsoTwice) {
  const auto file = folder.write("f.csv", "a,t,b\n1,0,2\n");
  EXPECT_THAT(read(file, TimeFormat::s, {"b", "a", "b", "t"}).values, ElementsAre(ElementsAre(2, 1, 2, 0)));
  const auto lines = folder.write("f.jsonl", "{\"a\": 1, \"t\": 0, \"b\": 2}\n");
  EXPECT_THAT(read(lines, TimeFormat::s, {"b", "a", "b", "t"}).values, ElementsAre(ElementsAre(2, 1, 2, 0)));
}

TEST_F(Traces, ReadsJsonLines) {
  const auto file = folder.write("f.jsonl",
                                 "{\"t\": 1000, \"v\": 3, \"ids\": [1, {\"v\": 9}], \"deep\": {\"t\": 4}}\n"
                                 "\n"
                                 "{\"v\": \"4.5\", \"t\": \"1500.5\"}\r\n");
  const auto trace = read(file, TimeFormat::ms, {"v"});
  EXPECT_THAT(trace.times, ElementsAre(0, 0.5005));
  EXPECT_THAT(trace.values, ElementsAre(ElementsAre(3), ElementsAre(4.5)));
}

TEST_F(Traces, ReadsGzipUnderAnyName) {
  const std::string text = "t,v\n1,2\n3,4\n";
  EXPECT_THAT(read(folder.write("f.csv.gz", test::gzip(text)), TimeFormat::s, {"v"}).times, ElementsAre(0, 2));
  EXPECT_THAT(read(folder.write("g.csv", test::gzip(text)), TimeFormat::s, {"v"}).times, ElementsAre(0, 2));
  EXPECT_THAT(
      read(folder.write("h.csv.gz", test::gzip("t,v\n1,2\n") + test::gzip("3,4\n")), TimeFormat::s, {"v"}).times,
      ElementsAre(0, 2));  // members one after the other are one file
  EXPECT_THAT(read(folder.write("i.jsonl.gz", test::gzip("{\"t\": 1}\n{\"t\": 4}")), TimeFormat::s).times,
              ElementsAre(0, 3));
}

TEST_F(Traces, MayHaveNoRows) {
  EXPECT_THAT(read(folder.write("f.csv", "t,v\n"), TimeFormat::s, {"v"}).times, testing::IsEmpty());
  EXPECT_THAT(read(folder.write("f.jsonl", ""), TimeFormat::s, {"v"}).times, testing::IsEmpty());
}

TEST_F(Traces, SubtractsTheFirstDateExactly) {
  const auto iso = folder.write("f.csv",
                                "t\n2023-11-16 18:15:46.6805900\n2023-11-16T18:15:46.6805901Z\n"
                                "2023-11-16 19:15:50.995169+01:00\n2023-11-17 00:00:00\n");
  EXPECT_THAT(read(iso, TimeFormat::iso).times, ElementsAre(0, 1e-7, 4.314579, 20653.31941));
  const auto seconds = folder.write("g.csv", "t\n1700158546.680590000\n1700158546.680590001\n1.700158551e9\n");
  EXPECT_THAT(read(seconds, TimeFormat::s).times, ElementsAre(0, 1e-9, 4.31941));
  const auto milliseconds = folder.write("h.csv", "t\n1700158546680.59\n1700158546681.25\n");
  EXPECT_THAT(read(milliseconds, TimeFormat::ms).times, ElementsAre(0, 0.00066));
}

TEST(Dates, AreReadStrictly) {
  const auto iso = [](std::string_view text) { return parse_instant(text, TimeFormat::iso); };
  EXPECT_EQ(iso("1970-01-01 00:00:01.5"), (Instant{1, 500'000'000'000'000'000}));
  EXPECT_EQ(iso("1969-12-31T23:59:59Z"), (Instant{-1, 0}));
  EXPECT_EQ(iso("2024-02-29 00:00:00-0130"), (Instant{1709164800 + 5400, 0}));
  for (const auto* text :
       {"", "2023-02-29 00:00:00", "2023-13-01 00:00:00", "2023-1-01 00:00:00", "2023-01-01 24:00:00",
        "2023-01-01 00:60:00", "2023-01-01 00:00:60", "2023-01-01 00:00:00.", "2023-01-01 00:00:00x",
        "2023-01-01 00:00:00.1234567890", "2023-01-01 00:00:00+1", "2023-01-01 00:00:00+99:00", "2023-01-01",
        "2023-01-01  0:00:00", "-023-01-01 00:00:00", "12"})
    EXPECT_EQ(iso(text), std::nullopt) << text;
}

TEST(Dates, MayBeNumbers) {
  const auto seconds = [](std::string_view text) { return parse_instant(text, TimeFormat::s); };
  EXPECT_EQ(seconds("12.25"), (Instant{12, 250'000'000'000'000'000}));
  EXPECT_EQ(seconds("-0.25"), (Instant{-1, 750'000'000'000'000'000}));
  EXPECT_EQ(seconds("+.5e1"), (Instant{5, 0}));
  EXPECT_EQ(seconds("1e-18"), (Instant{0, 1}));
  EXPECT_EQ(seconds("0.0000000000000000001"), (Instant{0, 0}));
  EXPECT_EQ(seconds("000000000000000000000000007"), (Instant{7, 0}));
  EXPECT_EQ(parse_instant("1", TimeFormat::ms), (Instant{0, 1'000'000'000'000'000}));
  for (const auto* text :
       {"", "-", ".", "1.2.3", "1e", "1e+-5", "nan", "inf", "0x1", "1 2", "1e18", "1e99999999999", "--1"})
    EXPECT_EQ(seconds(text), std::nullopt) << text;
}

TEST_F(Traces, NameTheBadCell) {
  EXPECT_EQ(refusal("t,v\n1,2\n3,x\n"), "f.csv:3:3: 'x' is not a number (column 'v')");
  EXPECT_EQ(refusal("t,v\n1,\n"), "f.csv:2:3: '' is not a number (column 'v')");
  EXPECT_EQ(refusal("t,v\n1,nan\n"), "f.csv:2:3: 'nan' is not a number (column 'v')");
  EXPECT_EQ(refusal("t,v\n1,1e999\n"), "f.csv:2:3: '1e999' is not a number (column 'v')");
  EXPECT_EQ(refusal("t,v\n1,-1\n"), "f.csv:2:3: '-1' is negative (column 'v')");
  EXPECT_EQ(refusal("t,v\n1,5 ms\n"), "f.csv:2:3: '5 ms' is not a number (column 'v')");
  EXPECT_EQ(refusal("t,v\n\nnow,2\n"), "f.csv:3:1: 'now' is not a number of s (column 't')");
  EXPECT_EQ(refusal("t,v\n12,2\n", TimeFormat::iso),
            "f.csv:2:1: '12' is not a date like 2023-11-16 18:15:46.6805900 (column 't')");
  EXPECT_EQ(refusal("t,v\n2,0\n2,0\n1.5,0\n"), "f.csv:4:1: '1.5' is before the date of the row above (column 't')");
  EXPECT_EQ(refusal("t,\"x\",v\n1,\"a\nb\",x\n"), "f.csv:3:4: 'x' is not a number (column 'v')");
}

TEST_F(Traces, NameTheBadRow) {
  EXPECT_EQ(refusal("t,v\n1,2\n3\n"), "f.csv:3:1: this row has 1 fields, the header has 2");
  EXPECT_EQ(refusal("t,v\n1,2,\n"), "f.csv:2:1: this row has 3 fields, the header has 2");
  EXPECT_EQ(refusal("t,v\n1,\"2\n"), "f.csv:2:3: this quote is never closed");
  EXPECT_EQ(refusal("t,v\n1,\"2\"3\n"), "f.csv:2:6: text behind a closing quote");
  EXPECT_EQ(refusal(std::string_view("t,v\n1,\0\n", 8)), "f.csv:2:3: a NUL byte: this is not a text file");
  EXPECT_EQ(refusal("t,v\n1," + std::string(1'000'001, '1') + "\n"),
            "f.csv:2:1: this line is longer than 1000000 bytes");
  EXPECT_EQ(refusal("t,v\n" + std::string(3'000'000, '1')), "f.csv:2:1: this line is longer than 1000000 bytes");
  EXPECT_EQ(refusal(""), "f.csv:1:1: the file is empty: a header is required");
}

TEST_F(Traces, NameTheBadJsonLine) {
  const auto json = [&](std::string_view text) { return refusal(text, TimeFormat::s, {"v"}, "f.jsonl"); };
  EXPECT_EQ(json("{\"t\": 1, \"v\": 2}\n{\"t\": 1, \"v\"\n"), "f.jsonl:2:13: this line is not a JSON object");
  EXPECT_EQ(json("{\"t\": 1, \"v\": 2}\n[1]\n"), "f.jsonl:2:1: this line is not a JSON object");
  EXPECT_EQ(json("{\"t\": 1, \"v\": 2}\n7\n"), "f.jsonl:2:1: this line is not a JSON object");
  EXPECT_EQ(json("{\"t\": 1, \"v\": 2}\n{\"t\": 1}\n"), "f.jsonl:2:1: this row has no 'v'");
  EXPECT_EQ(json("{\"t\": 1, \"v\": null}\n"), "f.jsonl:1:1: 'null' is not a number (column 'v')");
  EXPECT_EQ(json("{\"t\": 1, \"v\": [1]}\n"), "f.jsonl:1:1: 'a list' is not a number (column 'v')");
  EXPECT_EQ(json("{\"t\": 1, \"w\": 1}\n"), "f.jsonl:1:1: no column 'v' in the file (known: 't', 'w')");
}

TEST_F(Traces, NameTheKnownColumns) {
  EXPECT_EQ(refusal("t,vv\n"), "f.csv:1:1: no column 'v' in the file (known: 't', 'vv')");
  EXPECT_EQ(refusal("t,v,v\n"), "f.csv:1:1: column 'v' is there twice");
  EXPECT_EQ(refusal("t,v\n", TimeFormat::s, {}, "f.xlsx"),
            "f.xlsx: the name of a table must end in .csv or .jsonl, or these with .gz");
}

TEST_F(Traces, NoticeDamagedGzip) {
  std::string text = "t,v\n";
  Stream digits(1, 2, 3);
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i) + "," + std::to_string(digits.below(1'000'000)) + "\n";
  const std::string packed = test::gzip(text);
  EXPECT_THAT(refusal(packed.substr(0, packed.size() / 2)),
              testing::HasSubstr("the gzip data are damaged or end too early"));
  EXPECT_THAT(refusal(packed.substr(0, packed.size() - 3)),
              testing::HasSubstr("the gzip data are damaged or end too early"));
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x55);
  EXPECT_NE(refusal(flipped), "");
  EXPECT_THAT(refusal(packed.substr(0, 5)), testing::HasSubstr("the gzip data are damaged or end too early"));
}

TEST_F(Traces, SayWhyAFileCannotBeRead) {
  const auto why = [](const std::string& path) -> std::string {
    try {
      read(path, TimeFormat::s);
    } catch (const RuntimeFailure& failure) {
      return failure.what();
    }
    return "";
  };
  EXPECT_EQ(why(folder.path("none.csv")), folder.path("none.csv") + ": cannot be opened: No such file or directory");
  std::filesystem::create_directory(folder.path("folder.csv"));
  EXPECT_EQ(why(folder.path("folder.csv")), folder.path("folder.csv") + ": cannot be read: Is a directory");
}

TEST_F(Traces, SurviveGarbage) {
  // Good files with bytes replaced at random (seeded): every one is read or refused, nothing else.
  const std::string csv = "t,\"v\"\n1,2\n\"3\",4\n5.5,\"6\"\n", json = "{\"t\":1,\"v\":2}\n{\"t\":3,\"v\":[4]}\n";
  const std::string alphabet("\",\n\r{}[]:.e+-0\0\x1f\xff", 18);
  Stream chance(7, 0, 0);
  for (int i = 0; i < 1000; ++i)
    for (const auto& [name, good] :
         {std::pair("f.csv", csv), std::pair("f.jsonl", json), std::pair("g.csv", test::gzip(csv))}) {
      std::string text = good;
      for (int change = 0; change < 3; ++change)
        text[chance.below(text.size())] = alphabet[chance.below(alphabet.size())];
      for (const auto format : {TimeFormat::s, TimeFormat::iso}) EXPECT_NO_THROW(refusal(text, format, {"v"}, name));
    }
}

TEST_F(Traces, ColumnsCanBeReadWhole) {
  EXPECT_THAT(read_column(folder.write("f.csv", "a,b\n1,2\n3,4\n"), "b"), ElementsAre(2, 4));
  EXPECT_THROW(read_column(folder.write("f.csv", "a,b\n1,-2\n"), "b"), config::ConfigError);
}

TEST(AzureTrace, ReadsCompletely) {
  std::string path;
  for (const auto& folder : config::data_folders())
    if (const auto candidate = folder + "/azure_llm/AzureLLMInferenceTrace_conv.csv";
        std::filesystem::exists(candidate))
      path = candidate;
  if (path.empty()) GTEST_SKIP() << "no public data here";
  const auto trace = read(path, TimeFormat::iso, {"ContextTokens", "GeneratedTokens"}, "TIMESTAMP");
  // Independently computed with Python's integers.
  ASSERT_EQ(trace.times.size(), 19'366u);
  EXPECT_EQ(trace.times.front(), 0);
  EXPECT_EQ(trace.times.at(1), 4.314579);
  EXPECT_EQ(trace.times.back(), 3501.721937);
  double context = 0, generated = 0;
  for (const auto& values : trace.values) {
    context += values[0];
    generated += values[1];
  }
  EXPECT_EQ(context, 22'361'870);
  EXPECT_EQ(generated, 4'088'665);
}

}  // namespace
}  // namespace tradewind::workload
