// Results and statements of banks that do not speak ISO 20022.
#include "adapters/files/bank_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "adapters/files/byte_source.h"
#include "adapters/files/refusal.h"

namespace levybridge::files {
namespace {

using domain::PayoutResult;
using domain::ProblemCode;
using testing::HasSubstr;

std::unique_ptr<PayoutResultReader> Results(const std::string& rows) {
  auto reader =
      OpenPayoutResults(FromMemory("r.csv", "拨付编号,结果代码,金额,记账日期,说明\n" + rows), {});
  EXPECT_TRUE(reader.ok()) << reader.status();
  return *std::move(reader);
}

std::unique_ptr<PayoutStatementReader> Statement(const std::string& rows) {
  auto reader = OpenPayoutStatement(
      FromMemory("s.csv", "payout_id,amount,value_date,direction\n" + rows), {});
  EXPECT_TRUE(reader.ok()) << reader.status();
  return *std::move(reader);
}

// How reading ends after all lines.
template <class Reader>
absl::Status EndOf(Reader& reader) {
  for (;;) {
    const absl::StatusOr<bool> more = reader.Next();
    if (!more.ok() || !*more) return more.status();
  }
}

TEST(PayoutResultCsv, ReadsDomesticCodesVerbatimAndAnEmptyOneAsUnknown) {
  const auto reader = Results("P1,00,1.00,2020-05-07,\nP2,01,2.00,,账号不符\nP3,,3.00,,\n");
  ASSERT_TRUE(reader->Next().value());
  EXPECT_EQ(reader->row().value->result, PayoutResult::kPaid);
  ASSERT_TRUE(reader->Next().value());
  EXPECT_EQ(reader->row().value->result, PayoutResult::kFailed);
  EXPECT_EQ(reader->row().value->reason_code, "01");
  EXPECT_EQ(reader->row().value->reason_text, "账号不符");
  ASSERT_TRUE(reader->Next().value());
  EXPECT_EQ(reader->row().value->result, PayoutResult::kUnknown);
  EXPECT_FALSE(reader->Next().value());
  EXPECT_EQ(reader->totals().amount.ToYuan(), "6.00");
}

TEST(PayoutResultCsv, APaidOneNeedsItsDayAndACodeMustBeInTheList) {
  const auto reader = Results("P1,00,1.00,,\nP2,77,1.00,,\n");
  ASSERT_TRUE(reader->Next().value());
  EXPECT_FALSE(reader->row().value);
  EXPECT_EQ(reader->row().problems[0].code, ProblemCode::kMissingValue);
  ASSERT_TRUE(reader->Next().value());
  EXPECT_FALSE(reader->row().value);
  EXPECT_EQ(reader->row().problems[0].code, ProblemCode::kReasonMissing);
}

TEST(PayoutResultCsv, ATrailerThatIsThereHasToAddUp) {
  EXPECT_TRUE(EndOf(*Results("P1,01,1.00,,\n合计,1,1.00,,\n")).ok());
  EXPECT_EQ(RefusalReasonOf(EndOf(*Results("P1,01,1.00,,\n合计,1,2.00,,\n"))), "TRAILER_DISAGREES");
}

TEST(PayoutStatementCsv, ReadsWhatWasPaidAndWhatCameBack) {
  const auto reader =
      Statement("P1,1.00,2020-05-07,paid\nP1,1.00,2020-05-09,退汇\n#TOTAL,2.00,,2\n");
  ASSERT_TRUE(reader->Next().value());
  EXPECT_EQ(reader->row().value->direction, domain::PayoutDirection::kPaid);
  ASSERT_TRUE(reader->Next().value());
  EXPECT_EQ(reader->row().value->direction, domain::PayoutDirection::kReturned);
  EXPECT_EQ(reader->row().claimed.fen(), 100);
  EXPECT_FALSE(reader->Next().value());
  EXPECT_EQ(reader->trailer()->lines, 2);
}

TEST(PayoutStatementCsv, NeedsATrailerThatAddsUpAndEndsTheFile) {
  const std::string line = "P1,1.00,2020-05-07,paid\n";
  EXPECT_EQ(RefusalReasonOf(EndOf(*Statement(line))), "MISSING_TRAILER");
  EXPECT_EQ(RefusalReasonOf(EndOf(*Statement(line + "#TOTAL,1.00,,2\n"))), "TRAILER_DISAGREES");
  EXPECT_EQ(RefusalReasonOf(EndOf(*Statement(line + "#TOTAL,x,,1\n"))), "TRAILER_DISAGREES");
  EXPECT_EQ(RefusalReasonOf(EndOf(*Statement(line + "#TOTAL,1.00,,1\n" + line))),
            "ROW_AFTER_TRAILER");
  const absl::Status sums = EndOf(*Statement(line + "#TOTAL,1.01,,1\n"));
  EXPECT_THAT(std::string(sums.message()), testing::AllOf(HasSubstr("1.01"), HasSubstr("1.00")));
}

TEST(PayoutStatementCsv, ALineWithAnUnreadableAmountIsRefusedByItselfAndStillCounted) {
  const auto reader =
      Statement("P1,abc,2020-05-07,paid\nP2,1.00,2020-05-07,paid\nP3\n#TOTAL,9.00,,3\n");
  ASSERT_TRUE(reader->Next().value());
  EXPECT_FALSE(reader->row().value);
  ASSERT_TRUE(reader->Next().value());
  EXPECT_TRUE(reader->row().value);
  ASSERT_TRUE(reader->Next().value());
  EXPECT_FALSE(reader->row().value);
  const absl::StatusOr<bool> end = reader->Next();
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_FALSE(*end);
}

}  // namespace
}  // namespace levybridge::files
