#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/files/instruction_csv.h"
#include "adapters/files/payment_csv.h"
#include "adapters/files/refusal.h"
#include "adapters/files/statement_csv.h"
#include "tests/unit/files/test_folder.h"

namespace levybridge::files {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

template <class Row>
std::vector<std::string> Problems(const ParsedRow<Row>& row) {
  std::vector<std::string> problems;
  for (const domain::Problem& problem : row.problems) {
    problems.push_back(problem.column + ":" + std::string(EntryOf(problem.code).name));
  }
  return problems;
}

constexpr char kPayments[] =
    "receipt_no,line_no,type,instruction_no,unit_code,insurance_type,fee_period,region,"
    "employer_medical_paid,maternity_paid,personal_paid,late_fee,interest,paid_on,booked_on,"
    "reverses_receipt_no,reverses_line_no\n";

std::vector<std::string> PaymentProblems(const std::string& row) {
  auto reader = OpenPayments(FromMemory("p.csv", kPayments + row), {});
  EXPECT_TRUE(*(*reader)->Next());
  EXPECT_NE((*reader)->row().value.has_value(), domain::RefusesRow((*reader)->row().problems));
  return Problems((*reader)->row());
}

TEST(PaymentCsvTest, ReadsPaymentsAndReversals) {
  const std::string instruction = domain::InstructionNumber(42).ToString();
  auto reader = OpenPayments(
      FromMemory("p.csv", kPayments + std::string("R1,,payment,") + instruction +
                              ",,,,420106,\"1,000.5\",,20,,,2020-03-20,,,\n"
                              "R2,2,冲正,,U1,310,2020-03,420106,5,,,,,2020/3/21,20200322,R1,\n"),
      {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE(*(*reader)->Next());
  ASSERT_THAT(Problems((*reader)->row()), IsEmpty());
  const domain::PaymentLine payment = *(*reader)->row().value;
  EXPECT_EQ(payment.id.line_no, 1);
  EXPECT_EQ(payment.instruction_no->sequence(), 42);
  EXPECT_EQ(payment.amounts[domain::Component::kEmployerMedical].fen(), 100050);
  EXPECT_EQ((*reader)->row().claimed.fen(), 102050);
  ASSERT_TRUE(*(*reader)->Next());
  ASSERT_THAT(Problems((*reader)->row()), IsEmpty());
  EXPECT_EQ((*reader)->row().value->reverses->receipt_no.value(), "R1");
  EXPECT_EQ((*reader)->row().value->reverses->line_no, 1);
  EXPECT_FALSE(*(*reader)->Next());
}

TEST(PaymentCsvTest, ReportsEachProblemOnce) {
  EXPECT_THAT(PaymentProblems("R1,0,payment,,U1,,2020-03,420106,1,,,,,2020-03-20,,,\n"),
              ElementsAre("line_no:BAD_INTEGER"));
  EXPECT_THAT(PaymentProblems("R1,1,gift,,,,,420106,1,,,,,2020-03-20,,,\n"),
              ElementsAre("type:UNKNOWN_CODE"));
  EXPECT_THAT(PaymentProblems("R1,1,payment,LB1,,,,420106,1,,,,,2020-03-20,,,\n"),
              ElementsAre("instruction_no:UNKNOWN_INSTRUCTION"));
  EXPECT_THAT(PaymentProblems("R1,1,payment,,,,,420106,1,,,,,2020-03-20,,,\n"),
              ElementsAre("instruction_no:MISSING_VALUE"));
  EXPECT_THAT(PaymentProblems("R1,1,payment,,U1,390,2020-03,420106,1,,,,,2020-03-20,,,\n"),
              ElementsAre("insurance_type:INSURANCE_TYPE_NOT_HANDLED"));
  EXPECT_THAT(PaymentProblems("R1,1,payment,,U1,,2020-03,420106,1.999,,,,,2020-03-20,,,\n"),
              ElementsAre("employer_medical_paid:BAD_AMOUNT"));
  EXPECT_THAT(PaymentProblems("R1,1,payment,,U1,,2020-03,420106,0,,,,,2020-03-20,,,\n"),
              ElementsAre(":NOTHING_PAID"));
  EXPECT_THAT(PaymentProblems("R1,1,payment,,U1,,2020-03,420106,1,,,,,2020-03-20,2020-03-19,,\n"),
              ElementsAre("booked_on:BOOKED_BEFORE_PAID"));
  EXPECT_THAT(PaymentProblems("R1,1,reversal,,U1,,2020-03,420106,1,,,,,2020-03-20,,,\n"),
              ElementsAre("reverses_receipt_no:MISSING_VALUE"));
  EXPECT_THAT(
      PaymentProblems(",1,payment,,U1,,2020-03,4,1,,,,,,,,\n"),
      ElementsAre("receipt_no:MISSING_VALUE", "region:BAD_REGION", "paid_on:MISSING_VALUE"));
}

TEST(PaymentCsvTest, WritesWhatItReads) {
  auto reader = OpenPayments(
      FromMemory("p.csv",
                 kPayments + std::string("\"R,1\",3,reversal,,U\"\"1,310,2020-03,420106,5.00,0.00,"
                                         "0.10,0.00,0.00,2020-03-21,2020-03-22,R0,7\n")),
      {});
  ASSERT_TRUE(*(*reader)->Next());
  const domain::PaymentLine line = *(*reader)->row().value;
  std::string row;
  AppendPaymentRow(line, row);
  auto again = OpenPayments(FromMemory("q.csv", PaymentHeader() + "\n" + row + "\n"), {});
  ASSERT_TRUE(*(*again)->Next());
  EXPECT_EQ(*(*again)->row().value, line);
}

TEST(RejectionCsvTest, ReadsNumberCodeAndMessage) {
  const std::string number = domain::InstructionNumber(7).ToString();
  auto reader = OpenRejections(
      FromMemory("r.csv", "征集通知编号,代码,说明\n" + number + ",E01,\"单位已注销, 核实\"\n" +
                              number + ",,\nLB0,E02,x\n"),
      {});
  ASSERT_TRUE(reader.ok()) << reader.status();
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_EQ((*reader)->row().value->message, "单位已注销, 核实");
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_THAT(Problems((*reader)->row()), ElementsAre("code:MISSING_VALUE"));
  EXPECT_FALSE((*reader)->row().value.has_value());
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_THAT(Problems((*reader)->row()), ElementsAre("instruction_no:UNKNOWN_INSTRUCTION"));
}

TEST(LateFeeCsvTest, ReadsCorrectedFees) {
  auto reader = OpenLateFees(FromMemory("f.csv",
                                        "unit_code,region,insurance_type,fee_period,late_fee_due\n"
                                        "U1,420106,310,2020-02,12.34\n"
                                        "U1,420106,310,2020-02,-1\n"
                                        "U1,420106,310,2020-02,\n"),
                             {});
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_EQ((*reader)->row().value->late_fee_due.fen(), 1234);
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_THAT(Problems((*reader)->row()), ElementsAre("late_fee_due:NEGATIVE_AMOUNT"));
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_THAT(Problems((*reader)->row()), ElementsAre("late_fee_due:MISSING_VALUE"));
}

domain::StatementLine Line(const std::string& unit, int64_t opening, int64_t assessed) {
  return {.unit_code = *domain::UnitCode::Parse(unit),
          .region = *domain::RegionCode::Parse("420106"),
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = *domain::FeePeriod::Parse("2020-03"),
          .opening = domain::Money::Proven(opening),
          .assessed = domain::Money::Proven(assessed),
          .collected_employer_medical = domain::Money::Proven(50),
          .collected_maternity = {},
          .collected_personal = {},
          .late_fee = domain::Money::Proven(1),
          .refunded = {},
          .offset = {},
          .closing = domain::Money::Proven(opening + assessed - 50)};
}

// Writes `count` lines and gives the path.
std::string WriteStatement(const TestFolder& folder, int count) {
  const std::string path = folder.Path("s.csv");
  auto writer = StatementWriter::Create(path);
  for (int i = 0; i < count; ++i) (*writer)->Append(Line("U" + std::to_string(i), i, 100));
  EXPECT_TRUE((*writer)->Finish().ok());
  return path;
}

std::string ReasonOfAll(const std::string& text) {
  auto reader = StatementReader::Open(FromMemory("s.csv", text), {});
  absl::StatusOr<bool> more = true;
  while (more.ok() && *more) more = (*reader)->Next();
  return RefusalReasonOf(more.status());
}

TEST(StatementCsvTest, ReadsWhatItWrites) {
  const TestFolder folder;
  const std::string path = WriteStatement(folder, 3);
  auto reader = StatementReader::Open(*OpenFile(path), {});
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(*(*reader)->Next());
    EXPECT_EQ(*(*reader)->row().value, Line("U" + std::to_string(i), i, 100));
  }
  const auto end = (*reader)->Next();
  ASSERT_TRUE(end.ok()) << end.status();
  EXPECT_FALSE(*end);
  EXPECT_EQ((*reader)->totals().lines, 3);
  EXPECT_EQ((*reader)->totals().closing.ToYuan(), "1.53");
  EXPECT_EQ(*(*reader)->trailer(), (*reader)->totals());
}

TEST(StatementCsvTest, FindsTheTrailerOfALargeFileWithoutReadingItAll) {
  const TestFolder folder;
  const std::string path = WriteStatement(folder, 5000);
  ASSERT_GT(TestFolder::Read(path).size(), 200'000u);
  const auto trailer = ReadStatementTrailer(path, {});
  ASSERT_TRUE(trailer.ok()) << trailer.status();
  EXPECT_EQ(trailer->lines, 5000);
}

TEST(StatementCsvTest, RefusesTrailersThatAreMissingWrongOrNotLast) {
  const TestFolder folder;
  const std::string text = TestFolder::Read(WriteStatement(folder, 2));
  const size_t trailer = text.find("#TOTAL");
  EXPECT_EQ(ReasonOfAll(text), "");
  EXPECT_EQ(ReasonOfAll(text.substr(0, trailer)), "MISSING_TRAILER");
  EXPECT_EQ(ReasonOfAll(text + "U9,420106,310,2020-03,0,0,0,0,0,0,0,0,0\n"), "ROW_AFTER_TRAILER");
  std::string wrong_count = text;
  wrong_count.replace(trailer, 8, "#TOTAL,3");
  EXPECT_EQ(ReasonOfAll(wrong_count), "TRAILER_DISAGREES");
  std::string wrong_sum = text;
  wrong_sum.replace(text.size() - 3, 1, "9");
  EXPECT_EQ(ReasonOfAll(wrong_sum), "TRAILER_DISAGREES");
  std::string unreadable = text;
  unreadable.replace(trailer, 8, "#TOTAL,x");
  EXPECT_EQ(ReasonOfAll(unreadable), "TRAILER_DISAGREES");
}

TEST(StatementCsvTest, RefusesALineThatDoesNotAddUp) {
  auto reader =
      StatementReader::Open(FromMemory("s.csv", HeaderOf(StatementColumns()) +
                                                    "\nU1,420106,310,2020-03,1,1,0,0,0,0,0,0,3\n"),
                            {});
  ASSERT_TRUE(*(*reader)->Next());
  EXPECT_THAT(Problems((*reader)->row()), ElementsAre("closing:STATEMENT_BALANCE"));
}

domain::Instruction SomeInstruction(int64_t sequence) {
  return {.sequence = sequence,
          .action = domain::InstructionAction::kAdjust,
          .pooling_area = {*domain::RegionCode::Parse("420100")},
          .unit_code = *domain::UnitCode::Parse("=U1"),
          .uscc = "",
          .unit_name = "武汉,\"鑫源\"",
          .region = *domain::RegionCode::Parse("420106"),
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = *domain::FeePeriod::Parse("2020-03"),
          .amount_before = domain::Money::Proven(10801),
          .reduction = domain::Money::Proven(5000),
          .amount_after = domain::Money::Proven(5801),
          .reduction_start = domain::CivilDate::Parse("2020-02-01"),
          .reduction_end = domain::CivilDate::Parse("2020-06-30"),
          .employer_medical_after = domain::Money::Proven(5001),
          .maternity = domain::Money::Proven(800),
          .personal = domain::Money::Proven(2000),
          .offset_applied = {},
          .payable = domain::Money::Proven(7801),
          .due_on = *domain::CivilDate::Parse("2020-03-25"),
          .late_fee_waived = true,
          .deferred_until = std::nullopt,
          .assessment_no = *domain::AssessmentNumber::Parse("A1"),
          .replaces_sequence = 1,
          .policy = "wuhan-2020-reduction"};
}

TEST(InstructionCsvTest, WritesTheColumnsOfTheSpecificationAndNeutralisesNothing) {
  const TestFolder folder;
  auto writer = InstructionWriter::Create(folder.Path("."));
  ASSERT_TRUE(writer.ok()) << writer.status();
  ASSERT_TRUE((*writer)->Append(SomeInstruction(2)).ok());
  ASSERT_TRUE((*writer)->Append(SomeInstruction(5)).ok());
  EXPECT_FALSE((*writer)->Append(SomeInstruction(5)).ok());
  const auto path = (*writer)->Finish();
  ASSERT_TRUE(path.ok()) << path.status();
  EXPECT_THAT(*path, testing::EndsWith("/instructions_0000000000002_0000000000005.csv"));
  const std::string two = domain::InstructionNumber(2).ToString();
  const std::string one = domain::InstructionNumber(1).ToString();
  EXPECT_THAT(TestFolder::Read(*path),
              testing::StartsWith(std::string(InstructionHeader()) + "\r\n2," + two +
                                  ",adjust,=U1,,\"武汉,\"\"鑫源\"\"\",420106,310,2020-03,108.01,"
                                  "50.00,58.01,2020-02-01,2020-06-30,50.01,8.00,20.00,0.00,78.01,"
                                  "2020-03-25,true,,A1," +
                                  one + ",wuhan-2020-reduction\r\n5,"));
  EXPECT_EQ(folder.FileCount(), 1);
}

TEST(InstructionCsvTest, LeavesNoFileWithoutRows) {
  const TestFolder folder;
  auto writer = InstructionWriter::Create(folder.Path("."));
  EXPECT_EQ(*(*writer)->Finish(), "");
  EXPECT_EQ(folder.FileCount(), 0);
}

TEST(AtomicFileTest, KeepsTheOldFileUntilTheNewOneIsComplete) {
  const TestFolder folder;
  const std::string path = folder.Write("f.txt", "old");
  {
    auto file = AtomicFile::Create(path);
    (*file)->Append("half");
    EXPECT_EQ(AtomicFile::Create(path).status().code(), absl::StatusCode::kUnavailable);
  }
  EXPECT_EQ(TestFolder::Read(path), "old");
  auto file = AtomicFile::Create(path);
  (*file)->Append("new");
  ASSERT_TRUE((*file)->Commit().ok());
  EXPECT_EQ(TestFolder::Read(path), "new");
  EXPECT_EQ(folder.FileCount(), 1);
  EXPECT_FALSE(AtomicFile::Create(folder.Path("none/f")).ok());
}

}  // namespace
}  // namespace levybridge::files
