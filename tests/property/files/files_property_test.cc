// Properties of the file readers against obvious references: what is written is read back exactly,
// and a damaged file never does anything but give rows, problems or a refusal.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "adapters/files/assessment_csv.h"
#include "adapters/files/atomic_file.h"
#include "adapters/files/csv_reader.h"
#include "adapters/files/refusal.h"
#include "adapters/files/table_reader.h"
#include "gateway/domain/bounded_text.h"
#include "tests/support/generate_assessments.h"

namespace levybridge::files {
namespace {

using Fields = std::vector<std::string>;

// Text that stresses the format: quotes, delimiters, line ends, formulas, Chinese.
rc::Gen<std::string> CellText() {
  const auto piece = rc::gen::element<std::string>("a", "\"", ",", "\n", "\r\n", "'", "=", "+", "-",
                                                   "@", " ", "武", "𠮷", "㐂", "１", "\t", "");
  return rc::gen::map(rc::gen::scale(0.2, rc::gen::container<std::vector<std::string>>(piece)),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) text += part;
                        return text;
                      });
}

void ExpectHolds(bool passed) { EXPECT_TRUE(passed); }

TEST(CsvProperty, CellsAreReadBackAsTheyWereWrittenInBothEncodings) {
  ExpectHolds(rc::check("round trip", [] {
    const auto rows = *rc::gen::nonEmpty(rc::gen::container<std::vector<Fields>>(
        rc::gen::scale(0.2, rc::gen::nonEmpty(rc::gen::container<Fields>(CellText())))));
    std::string text;
    for (const Fields& row : rows) {
      text += "#";  // so that no record is an empty line
      for (const std::string& cell : row) {
        text.push_back(',');
        AppendCell(cell, ',', text);
      }
      text += kCsvLineEnd;
    }
    for (const bool gb18030 : {false, true}) {
      CsvOptions options;
      options.encoding = gb18030 ? Encoding::kGb18030 : Encoding::kUtf8;
      options.max_fields = 100'000;
      CsvReader reader(FromMemory("p.csv", gb18030 ? ToGb18030(text) : text), options);
      for (const Fields& row : rows) {
        RC_ASSERT(*reader.Next());
        const Fields read(reader.fields().begin() + 1, reader.fields().end());
        RC_ASSERT(read == row);
      }
      RC_ASSERT(!*reader.Next());
    }
  }));
}

TEST(NeutraliseProperty, IsUndoneExactlyAndLeavesNoFormula) {
  ExpectHolds(rc::check("neutralise", [] {
    const std::string cell = *CellText();
    const std::string safe = Neutralise(cell);
    RC_ASSERT(Unneutralise(safe) == cell);
    RC_ASSERT(safe.empty() ||
              (safe[0] != '=' && safe[0] != '+' && safe[0] != '-' && safe[0] != '@'));
  }));
}

// A small good file with `mutations` bytes overwritten, inserted or removed.
std::string Damaged(bool gb18030) {
  const support::AssessmentGenerator generator(
      {.seed = *rc::gen::inRange<uint64_t>(0, 1000),
       .rows = 5,
       .regions = {*domain::RegionCode::Parse("420106")},
       .fee_period = *domain::FeePeriod::Parse("2020-03")});
  std::string text = support::AssessmentGenerator::AssessmentHeader();
  const size_t header = text.size();
  for (int64_t i = 0; i < 5; ++i) generator.AppendAssessment(generator.At(i), text);
  if (gb18030) text = ToGb18030(text);
  const auto mutations = *rc::gen::inRange(1, 4);
  for (int i = 0; i < mutations; ++i) {
    const auto at = *rc::gen::inRange<size_t>(header, text.size());
    const auto byte = *rc::gen::arbitrary<char>();
    switch (*rc::gen::inRange(0, 3)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.insert(at, 1, byte);
        break;
      case 2:
        text.erase(at, 1);
        break;
    }
  }
  return text;
}

// What AppendCell does, one character after the other.
std::string CellByTheBook(const std::string& cell, char delimiter) {
  bool quote = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  std::string doubled;
  for (const char c : cell) {
    quote = quote || c == delimiter || c == '"' || c == '\r' || c == '\n';
    doubled += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quote ? "\"" + doubled + "\"" : cell;
}

TEST(CsvProperty, ACellIsWrittenAsTheFormatSaysWhateverStandsWhere) {
  const std::string text = "武汉U000000001,abcdefgh";
  for (size_t size = 0; size <= text.size(); ++size) {
    for (size_t place = 0; place <= size; ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string cell = text.substr(0, size);
        if (place < size) cell[place] = static_cast<char>(byte);
        for (const char delimiter : {',', '|', '\t'}) {
          std::string out;
          AppendCell(cell, delimiter, out);
          ASSERT_EQ(out, CellByTheBook(cell, delimiter)) << size << " " << place << " " << byte;
        }
      }
    }
  }
}

TEST(AssessmentProperty, ADamagedRowIsARowOrHasProblemsAndIsNeverLost) {
  ExpectHolds(rc::check("damage", [] {
    const std::string text = Damaged(*rc::gen::arbitrary<bool>());
    auto reader = AssessmentReader::Open(FromMemory("d.csv", text), {});
    RC_ASSERT(reader.ok());
    int64_t rows = 0;
    for (;;) {
      const absl::StatusOr<bool> more = (*reader)->Next();
      if (!more.ok()) {
        RC_ASSERT(!RefusalReasonOf(more.status()).empty());
        return;
      }
      if (!*more) break;
      const auto& row = (*reader)->row();
      RC_ASSERT(row.row == ++rows);
      RC_ASSERT(row.value.has_value() != domain::RefusesRow(row.problems));
      RC_ASSERT(row.value.has_value() || !row.raw.empty());
      for (const domain::Problem& problem : row.problems) {
        RC_ASSERT(problem.parameter1.empty() || domain::IsCleanText(problem.parameter1));
      }
    }
    RC_ASSERT((*reader)->totals().records == rows);
  }));
}

}  // namespace
}  // namespace levybridge::files
