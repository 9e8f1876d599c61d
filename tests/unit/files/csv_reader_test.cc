#include "adapters/files/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "adapters/files/refusal.h"
#include "adapters/files/table_reader.h"

namespace levybridge::files {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// Gives what it has in portions of `portion` bytes.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string bytes, size_t portion) : bytes_(std::move(bytes)), portion_(portion) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    const size_t count = std::min({portion_, capacity, bytes_.size() - position_});
    bytes_.copy(buffer, count, position_);
    position_ += count;
    return count;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_ = "slow.csv";
  std::string bytes_;
  size_t portion_;
  size_t position_ = 0;
};

// Endless repetition of one byte: a line that never ends.
class EndlessSource : public ByteSource {
 public:
  explicit EndlessSource(char byte) : byte_(byte) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    std::fill_n(buffer, capacity, byte_);
    given_ += capacity;
    return capacity;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_ = "endless.csv";
  char byte_;
  size_t given_ = 0;
};

absl::StatusOr<Rows> ReadAll(std::unique_ptr<ByteSource> source, const CsvOptions& options = {}) {
  CsvReader reader(std::move(source), options);
  Rows rows;
  for (;;) {
    const absl::StatusOr<bool> more = reader.Next();
    if (!more.ok()) return more.status();
    if (!*more) return rows;
    rows.emplace_back(reader.fields().begin(), reader.fields().end());
  }
}
absl::StatusOr<Rows> ReadAll(const std::string& bytes, const CsvOptions& options = {}) {
  return ReadAll(FromMemory("test.csv", bytes), options);
}

struct Case {
  std::string name;
  std::string bytes;
  Rows rows;
};
class CsvFormTest : public testing::TestWithParam<Case> {};
TEST_P(CsvFormTest, IsReadAsRfc4180Says) {
  const auto rows = ReadAll(GetParam().bytes);
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(*rows, GetParam().rows);
}
INSTANTIATE_TEST_SUITE_P(
    Forms, CsvFormTest,
    testing::Values(Case{"Empty", "", {}}, Case{"OnlyLineEnds", "\n\r\n\n", {}},
                    Case{"NoLastLineEnd", "a,b", {{"a", "b"}}},
                    Case{"TrailingDelimiter", "a,\n,b,", {{"a", ""}, {"", "b", ""}}},
                    Case{"MixedLineEnds", "a\r\nb\nc\r\n", {{"a"}, {"b"}, {"c"}}},
                    Case{"CarriageReturnAtEnd", "a,b\r", {{"a", "b"}}},
                    Case{"Quoted", "\"a,b\",\"c\"\r\n", {{"a,b", "c"}}},
                    Case{"QuotedAtEnd", "x,\"y\"", {{"x", "y"}}},
                    Case{"QuotedCarriageReturnAtEnd", "x,\"y\"\r", {{"x", "y"}}},
                    Case{"DoubledQuotes", "\"a\"\"b\",\"\"\"\"\n", {{"a\"b", "\""}}},
                    Case{"EmptyQuoted", "\"\",\"\"\n\"\"\n", {{"", ""}, {""}}},
                    Case{"EmbeddedLineEnds", "\"a\r\nb\n\",c\n", {{"a\r\nb\n", "c"}}},
                    Case{"QuoteInsideText", "5\" pipe,b\n", {{"5\" pipe", "b"}}},
                    Case{"ByteOrderMark",
                         "\xEF\xBB\xBF"
                         "a,b\n",
                         {{"a", "b"}}},
                    Case{"LoneCarriageReturn", "a\rb,c\n", {{"a\rb", "c"}}}),
    [](const auto& tested) { return tested.param.name; });

TEST(CsvReaderTest, ReadsTheSameHoweverTheBytesArePortioned) {
  const std::string bytes = "h1,h2\r\n\"x\"\"y\n\",武汉\r\n,\"\"\n\"last\"";
  const auto whole = ReadAll(bytes);
  ASSERT_TRUE(whole.ok());
  for (size_t portion = 1; portion < bytes.size(); ++portion) {
    const auto rows = ReadAll(std::make_unique<SlowSource>(bytes, portion));
    ASSERT_TRUE(rows.ok());
    EXPECT_EQ(*rows, *whole);
  }
}

TEST(CsvReaderTest, ReadsRowsThatStraddleBlocksOfInput) {
  std::string bytes;
  constexpr int kRows = 60'000;
  for (int i = 0; i < kRows; ++i) {
    bytes += std::to_string(i) + ",\"武汉\"\"" + std::string(static_cast<size_t>(i % 37), 'z') +
             "\"\r\n";
  }
  CsvReader reader(FromMemory("big.csv", ToGb18030(bytes)), {});
  for (int i = 0; i < kRows; ++i) {
    ASSERT_TRUE(*reader.Next());
    ASSERT_EQ(reader.fields().size(), 2u);
    ASSERT_EQ(reader.fields()[0], std::to_string(i));
    ASSERT_EQ(reader.fields()[1], "武汉\"" + std::string(static_cast<size_t>(i % 37), 'z'));
    ASSERT_EQ(reader.line(), i + 1);
  }
  EXPECT_FALSE(*reader.Next());
  EXPECT_EQ(reader.encoding(), Encoding::kGb18030);
}

TEST(CsvReaderTest, CountsPhysicalLinesAndKeepsTheRawText) {
  CsvReader reader(FromMemory("t.csv", "h\n\n\"a\nb\",1\r\nc,2\n"), {});
  ASSERT_TRUE(*reader.Next());
  ASSERT_TRUE(*reader.Next());
  EXPECT_EQ(reader.line(), 3);
  EXPECT_EQ(reader.record(), 2);
  EXPECT_EQ(reader.raw(), "\"a\nb\",1");
  ASSERT_TRUE(*reader.Next());
  EXPECT_EQ(reader.line(), 5);
  EXPECT_EQ(reader.raw(), "c,2");
}

TEST(CsvReaderTest, TakesAnotherDelimiter) {
  CsvOptions options;
  options.delimiter = '|';
  EXPECT_THAT(*ReadAll("a|b,c|\"d|e\"\n", options),
              testing::ElementsAre(testing::ElementsAre("a", "b,c", "d|e")));
}

struct RefusedCase {
  std::string name;
  std::string bytes;
  std::string reason;
  std::string place;
};
class CsvRefusalTest : public testing::TestWithParam<RefusedCase> {};
TEST_P(CsvRefusalTest, NamesReasonFileLineAndField) {
  CsvOptions options;
  options.max_line_bytes = 1000;
  options.max_fields = 4;
  CsvReader reader(FromMemory("bad.csv", GetParam().bytes), options);
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = reader.Next();
  ASSERT_FALSE(more.ok());
  EXPECT_EQ(RefusalReasonOf(more.status()), GetParam().reason);
  EXPECT_THAT(std::string(more.status().message()), testing::StartsWith(GetParam().place));
  EXPECT_EQ(reader.Next().status(), more.status()) << "the refusal stays";
}
INSTANTIATE_TEST_SUITE_P(
    Refusals, CsvRefusalTest,
    testing::Values(
        RefusedCase{"QuoteNeverClosed", "a\nb,\"c\n", "MALFORMED_QUOTES", "bad.csv:2:field 2"},
        RefusedCase{"QuoteAtTheVeryEnd", "a,\"", "MALFORMED_QUOTES", "bad.csv:1:field 2"},
        RefusedCase{"TextAfterQuote", "a\n\"b\"c,d\n", "MALFORMED_QUOTES", "bad.csv:2:field 1"},
        RefusedCase{"LoneReturnAfterQuote", "\"b\"\rc\n", "MALFORMED_QUOTES", "bad.csv:1"},
        RefusedCase{"NulByte", std::string("a,b\nc,d\0e\n", 10), "NUL_BYTE", "bad.csv:2:field 2"},
        RefusedCase{"NulByteInQuotes", std::string("\"a\0\"\n", 5), "NUL_BYTE", "bad.csv:1"},
        RefusedCase{"Utf16",
                    std::string("\xFF\xFE"
                                "a\0,\0b\0\n\0",
                                10),
                    "NUL_BYTE", "bad.csv:1"},
        RefusedCase{"TooManyFields", "a,b\n1,2,3,4,5\n", "TOO_MANY_FIELDS", "bad.csv:2"},
        RefusedCase{"LongLine", "a\n" + std::string(1001, 'x') + "\n", "LINE_TOO_LONG",
                    "bad.csv:2"},
        RefusedCase{"LongLineInQuotes", "\"" + std::string(2000, 'x') + "\"\n", "LINE_TOO_LONG",
                    "bad.csv:1"}),
    [](const auto& tested) { return tested.param.name; });

TEST(CsvReaderTest, GivesUpOnALineThatNeverEnds) {
  for (const char byte : {'x', '"', ','}) {
    CsvReader reader(std::make_unique<EndlessSource>(byte), {});
    const std::string reason = RefusalReasonOf(reader.Next().status());
    EXPECT_THAT(reason, testing::AnyOf("LINE_TOO_LONG", "TOO_MANY_FIELDS")) << byte;
  }
}

TEST(CsvReaderTest, TellsThatAFileIsNotThere) {
  EXPECT_EQ(OpenFile("/no/such/file.csv").status().code(), absl::StatusCode::kNotFound);
}

constexpr std::array<ColumnSpec, 3> kColumns = {{
    {"unit_code", {"单位编号"}, true},
    {"amount", {"金额", "款额"}, false, true},
    {"note", {}},
}};

TEST(TableReaderTest, FindsColumnsByNameOrAliasInAnyOrder) {
  auto table =
      TableReader::Open(FromMemory("t.csv", "备注, 款额 ,单位编号\nx,1.00,U1\n"), {}, kColumns);
  ASSERT_TRUE(table.ok()) << table.status();
  ASSERT_TRUE(*(*table)->Next());
  EXPECT_EQ((*table)->Cell(0), "U1");
  EXPECT_EQ((*table)->Cell(1), "1.00");
  EXPECT_EQ((*table)->Cell(2), "");
  EXPECT_EQ((*table)->row(), 1);
  EXPECT_THAT((*table)->unknown_columns(), testing::ElementsAre("备注"));
}

TEST(TableReaderTest, RefusesEmptyFilesMissingAndDoubledColumns) {
  const auto reason = [](const std::string& text) {
    return RefusalReasonOf(TableReader::Open(FromMemory("t.csv", text), {}, kColumns).status());
  };
  EXPECT_EQ(reason(""), "EMPTY_FILE");
  EXPECT_EQ(reason("amount\n"), "MISSING_COLUMN");
  EXPECT_EQ(reason("unit_code,单位编号\n"), "DUPLICATE_COLUMN");
}

TEST(TableReaderTest, GivesNeutralisedCellsOfRejectFilesTheirTextBackAndNoOthers) {
  const std::string row = "'=1+1,'''@x,'plain\n";
  auto reject = TableReader::Open(
      FromMemory("r.csv", "unit_code,note,amount,problem_codes,problems\n'=1+1,'''@x,'plain,A,b\n"),
      {}, kColumns);
  ASSERT_TRUE(*(*reject)->Next());
  EXPECT_EQ((*reject)->Cell(0), "=1+1");
  EXPECT_EQ((*reject)->Cell(2), "''@x");
  EXPECT_EQ((*reject)->Cell(1), "'plain");
  auto plain =
      TableReader::Open(FromMemory("p.csv", "unit_code,note,amount\n" + row), {}, kColumns);
  ASSERT_TRUE(*(*plain)->Next());
  EXPECT_EQ((*plain)->Cell(0), "'=1+1");
}

TEST(TrimTest, TakesBlanksOfBothKindsOffBothEnds) {
  EXPECT_EQ(Trim(" \t　武 汉　 "), "武 汉");
  EXPECT_EQ(Trim("　"), "");
}

}  // namespace
}  // namespace levybridge::files
