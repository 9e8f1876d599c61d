// Rows read and written straight in the contract's bytes, held to the library's own.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "gateway/domain/instruction_row.h"
#include "gateway/rpc/assessment_row_view.h"
#include "gateway/rpc/assessment_upload.h"
#include "gateway/rpc/convert_batch.h"

namespace levybridge::rpc {
namespace {

using assessment::v1::AssessmentChunk;
using assessment::v1::AssessmentRow;

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  int64_t Below(int64_t bound) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(bound));
  }
  bool Once(int64_t in) { return Below(in) == 0; }
  // Mostly sound, sometimes of any kind.
  int64_t Number(int64_t sound) {
    if (!Once(12)) return sound;
    return Once(2) ? static_cast<int64_t>(random_()) : -1;
  }
  std::string Text(const std::string& sound) {
    if (!Once(12)) return sound;
    constexpr const char* kStrange[] = {"", "\x01", "武汉市\t", "\xEF\xBF\xBF", "ｆｕｌｌ"};
    return Once(5) ? std::string(900, 'x') : kStrange[Below(5)];
  }

 private:
  std::mt19937_64 random_;
};

AssessmentRow RandomRow(Dice& dice, uint64_t number) {
  AssessmentRow row;
  row.set_row(number);
  row.set_assessment_no(dice.Text("HD2020030000000" + std::to_string(number)));
  row.set_unit_code(dice.Text("U" + std::to_string(dice.Below(1000))));
  row.set_uscc(dice.Text("91420100MA4KXXXX0X"));
  row.set_unit_name(dice.Text("武汉市某某机械制造有限责任公司"));
  row.set_unit_type(static_cast<common::v1::UnitType>(dice.Number(1 + dice.Below(17))));
  row.set_region(static_cast<int32_t>(dice.Number(420106)));
  row.set_insurance_type(static_cast<common::v1::InsuranceType>(dice.Number(310)));
  row.set_fee_period(static_cast<int32_t>(dice.Number(202002)));
  row.set_kind(static_cast<common::v1::AssessmentKind>(dice.Number(1 + dice.Below(4))));
  if (dice.Once(3)) row.set_supersedes_no(dice.Text("HD1"));
  if (dice.Once(2)) row.set_applied_on(static_cast<int32_t>(dice.Number(20200305)));
  if (dice.Once(2)) row.set_insured_count(dice.Number(dice.Below(50)));
  if (dice.Once(2)) row.set_contribution_base_fen(dice.Number(5'000'000));
  if (dice.Once(2)) row.set_employer_rate_ppm(static_cast<int32_t>(dice.Number(80'000)));
  if (dice.Once(2)) row.set_original_employer_rate_ppm(static_cast<int32_t>(dice.Number(80'000)));
  row.set_employer_medical_fen(dice.Number(100'000));
  if (dice.Once(2)) row.set_maternity_fen(dice.Number(dice.Below(2) * 7'000));
  row.set_excluded_medical_fen(dice.Number(0));
  row.set_personal_fen(dice.Number(20'000));
  row.set_amount_before_fen(dice.Number(107'000));
  if (!dice.Once(5)) row.set_reduction_fen(dice.Number(0));
  if (!dice.Once(5)) row.set_amount_after_fen(dice.Number(107'000));
  if (dice.Once(2)) row.set_reduction_start_on(static_cast<int32_t>(dice.Number(20200201)));
  if (dice.Once(2)) row.set_reduction_end_on(static_cast<int32_t>(dice.Number(20200630)));
  return row;
}

TEST(RowBytes, AnAssessmentReadWhereItStandsIsTheOneTheMessageHolds) {
  Dice dice(20200221);
  for (int i = 0; i < 20'000; ++i) {
    const AssessmentRow row = RandomRow(dice, 1);
    const std::string bytes = row.SerializeAsString();
    const auto view = AssessmentRowView::Parse(bytes);
    ASSERT_TRUE(view);
    FieldReader of_message;
    FieldReader of_view;
    ASSERT_EQ(FromWire(*view, of_view), FromWire(row, of_message)) << row.ShortDebugString();
    ASSERT_EQ(of_view.TakeProblems(), of_message.TakeProblems()) << row.ShortDebugString();
    ASSERT_EQ(StatedAmount(*view), StatedAmount(row));
  }
}

TEST(RowBytes, AChunkReadFromItsBytesIsTheOneTheMessageHolds) {
  Dice dice(7);
  for (int i = 0; i < 300; ++i) {
    AssessmentChunk chunk;
    chunk.set_chunk_number(static_cast<uint64_t>(dice.Once(10) ? 1 : 0));
    chunk.set_first_row(static_cast<uint64_t>(dice.Once(10) ? 5 : 1));
    uint64_t number = 0;
    for (int64_t rows = dice.Below(30); rows > 0; --rows) {
      ++number;
      if (dice.Once(100)) ++number;
      if (dice.Once(8)) {
        common::v1::UnreadableRow& unreadable = *chunk.add_unreadable();
        unreadable.set_row(number);
        unreadable.set_raw(dice.Text("raw"));
        unreadable.set_stated_fen(dice.Number(5));
      } else {
        *chunk.add_rows() = RandomRow(dice, number);
      }
    }
    const auto expected = ChunkFromWire<domain::Assessment>(chunk);
    const auto read = ReadAssessmentChunk(chunk.SerializeAsString());
    ASSERT_EQ(read.status(), expected.status());
    if (expected.ok()) {
      ASSERT_EQ(*read, *expected);
    }
  }
}

TEST(RowBytes, DamagedBytesOfAChunkAreRefusedOrReadButNeverPassed) {
  Dice dice(11);
  AssessmentChunk chunk;
  chunk.set_first_row(1);
  for (uint64_t number = 1; number <= 5; ++number) *chunk.add_rows() = RandomRow(dice, number);
  const std::string sound = chunk.SerializeAsString();
  for (size_t length = 0; length < sound.size(); ++length) {
    EXPECT_NE(ReadAssessmentChunk(std::string(sound.substr(0, length))),
              ReadAssessmentChunk(sound));
  }
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = sound;
    damaged[static_cast<size_t>(dice.Below(static_cast<int64_t>(sound.size())))] =
        static_cast<char>(dice.Below(256));
    const auto read = ReadAssessmentChunk(damaged);
    if (read.ok()) {
      ASSERT_LE(read->RowCount(), 5);
    }
  }
}

template <class T>
T Must(std::optional<T> value) {
  EXPECT_TRUE(value.has_value());
  return *std::move(value);
}

domain::Instruction RandomInstruction(Dice& dice, int64_t sequence) {
  const auto money = [&dice] { return Must(domain::Money::FromFen(dice.Below(1'000'000) - 10)); };
  const auto date = [&dice] {
    return Must(domain::CivilDate::FromDays(static_cast<int32_t>(18'000 + dice.Below(900))));
  };
  const auto maybe = [&] { return dice.Once(2) ? std::optional(date()) : std::nullopt; };
  return {.sequence = sequence,
          .action = static_cast<domain::InstructionAction>(1 + dice.Below(4)),
          .pooling_area = domain::PoolingArea{Must(domain::RegionCode::FromNumber(420100))},
          .unit_code = Must(domain::UnitCode::Parse("U" + std::to_string(dice.Below(99)))),
          .uscc = dice.Once(3) ? "" : "91420100MA4KXXXX0X",
          .unit_name = std::string(static_cast<size_t>(dice.Below(700)), 'n'),
          .region = Must(domain::RegionCode::FromNumber(static_cast<uint32_t>(420102))),
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = Must(domain::FeePeriod::FromYearMonth(2020, 2)),
          .amount_before = money(),
          .reduction = money(),
          .amount_after = money(),
          .reduction_start = maybe(),
          .reduction_end = maybe(),
          .employer_medical_after = money(),
          .maternity = money(),
          .personal = money(),
          .offset_applied = money(),
          .payable = money(),
          .due_on = date(),
          .late_fee_waived = dice.Once(2),
          .deferred_until = maybe(),
          .assessment_no = Must(domain::AssessmentNumber::Parse("HD1")),
          .replaces_sequence = dice.Once(2) ? 0 : 1 + dice.Below(1000),
          .policy = dice.Once(3) ? "" : "wuhan-2020-reduction"};
}

TEST(RowBytes, AnInstructionIsWrittenAsTheMessageWouldBe) {
  Dice dice(3);
  collection::v1::InstructionChunk chunk;
  std::string bytes;
  std::vector<domain::Instruction> issued;
  for (int64_t sequence = 1; sequence <= 2000; ++sequence) {
    issued.push_back(RandomInstruction(dice, sequence * sequence));
    FillWire(issued.back(), *chunk.add_rows());
    domain::AppendInstructionRow(issued.back(), bytes);
  }
  ASSERT_EQ(bytes, chunk.SerializeAsString());
  const auto rows = domain::SplitInstructionRows(bytes);
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), issued.size());
  for (size_t i = 0; i < issued.size(); ++i) {
    ASSERT_EQ(domain::ParseInstructionRow((*rows)[i], issued[i].pooling_area), issued[i]);
    ASSERT_EQ(domain::RegionOfInstructionRow((*rows)[i]), issued[i].region);
  }
}

TEST(RowBytes, WhatIsNoInstructionIsNotTakenForOne) {
  Dice dice(5);
  std::string row;
  const domain::Instruction issued = RandomInstruction(dice, 42);
  domain::AppendInstructionRow(issued, row);
  for (size_t length = 0; length < row.size(); ++length) {
    EXPECT_FALSE(domain::ParseInstructionRow(row.substr(0, length), issued.pooling_area));
  }
  EXPECT_FALSE(domain::ParseInstructionRow(row + row, issued.pooling_area));
  std::string other_number = row;
  other_number[other_number.find("LB") + 2] = '1';
  EXPECT_FALSE(domain::ParseInstructionRow(other_number, issued.pooling_area));
}

}  // namespace
}  // namespace levybridge::rpc
