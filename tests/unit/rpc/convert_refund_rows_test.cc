#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_refunds.h"
#include "gateway/rpc/convert_rows.h"

namespace levybridge::rpc {
namespace {

using domain::ProblemCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

refund::v1::AccountRow Account() {
  refund::v1::AccountRow row;
  row.set_row(1);
  row.set_unit_code("W0001");
  row.set_region(420106);
  row.set_account_no("6222000011112222");
  row.set_account_name("武汉示例机械有限公司");
  row.set_bank_name("示例银行");
  row.set_bank_code("102306000019");
  row.set_effective_on(20200301);
  return row;
}

refund::v1::PayoutResultRow Result(refund::v1::PayoutResult result) {
  refund::v1::PayoutResultRow row;
  row.set_row(1);
  row.set_payout_id("P000000000001");
  row.set_result(result);
  row.set_amount_fen(1250);
  return row;
}

template <class Row>
std::vector<ProblemCode> CodesOf(const Row& row) {
  FieldReader fields;
  const bool readable = FromWire(row, fields).has_value();
  std::vector<ProblemCode> codes;
  for (const domain::Problem& problem : fields.TakeProblems()) codes.push_back(problem.code);
  EXPECT_EQ(readable, codes.empty());
  return codes;
}

TEST(ConvertRefundRows, AnAccountKeepsEveryField) {
  FieldReader fields;
  const auto account = FromWire(Account(), fields);
  ASSERT_TRUE(account.has_value());
  EXPECT_EQ(account->account_no.InFullForBankOrFiler(), "6222000011112222");
  EXPECT_EQ(account->bank_code.value(), "102306000019");
  EXPECT_EQ(account->effective_on.ToIso(), "2020-03-01");
}

TEST(ConvertRefundRows, ProblemsOfAnAccountDoNotQuoteIt) {
  refund::v1::AccountRow row = Account();
  row.set_account_no("6222/0000/1111");
  row.set_bank_code("1023");
  FieldReader fields;
  EXPECT_FALSE(FromWire(row, fields).has_value());
  const auto problems = fields.TakeProblems();
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].code, ProblemCode::kAccountMalformed);
  EXPECT_EQ(problems[0].parameter1, "");
  EXPECT_EQ(problems[1].code, ProblemCode::kBankCodeMalformed);
}

TEST(ConvertRefundRows, NothingOfAnAccountThatCannotBeReadIsKept) {
  refund::v1::AccountChunk chunk;
  chunk.set_first_row(1);
  *chunk.add_rows() = Account();
  chunk.mutable_rows(0)->set_account_no("6222/0000/1111");
  common::v1::UnreadableRow& other = *chunk.add_unreadable();
  other.set_row(2);
  other.set_raw("W2,6222000011113333");
  other.add_problems()->set_code("BAD_TEXT");
  other.mutable_problems(0)->set_parameter1("6222000011113333");
  const auto read = ChunkFromWire<domain::AccountOnFile>(chunk);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->unreadable.size(), 2U);
  for (const domain::UnreadableRow& row : read->unreadable) {
    EXPECT_EQ(row.raw, "");
    EXPECT_EQ(row.problems[0].parameter1, "");
  }
}

TEST(ConvertRefundRows, AReportMayLeaveOutItsAmountAndAFailureHasItsReason) {
  EXPECT_THAT(CodesOf(Result(refund::v1::PAYOUT_RESULT_PAID)), ElementsAre());
  EXPECT_THAT(CodesOf(Result(refund::v1::PAYOUT_RESULT_FAILED)),
              ElementsAre(ProblemCode::kReasonMissing));
  auto row = Result(refund::v1::PAYOUT_RESULT_UNKNOWN);
  row.set_amount_fen(0);
  EXPECT_THAT(CodesOf(row), ElementsAre());
  row.set_amount_fen(-1);
  EXPECT_THAT(CodesOf(row), ElementsAre(ProblemCode::kAmountNotPositive));
}

TEST(ConvertRefundRows, WhatAStatementTellsIsAMovementWithItsDay) {
  auto row = Result(refund::v1::PAYOUT_RESULT_RETURNED);
  row.set_by_statement(true);
  EXPECT_THAT(CodesOf(row), ElementsAre(ProblemCode::kMissingValue));
  row.set_value_on(20200507);
  EXPECT_THAT(CodesOf(row), ElementsAre());
  row.set_result(refund::v1::PAYOUT_RESULT_PENDING);
  EXPECT_THAT(CodesOf(row), ElementsAre(ProblemCode::kUnknownCode));
}

TEST(ConvertRefundRows, ATreasuryRefundIsAboveZero) {
  payment::v1::TreasuryRefundRow row;
  row.set_unit_code("W0001");
  row.set_region(420106);
  row.set_insurance_type(common::v1::InsuranceType(310));
  row.set_fee_period(202003);
  row.set_component(common::v1::Component(1));
  row.set_amount_fen(500);
  row.set_refund_no("TK-1");
  row.set_booked_on(20200507);
  EXPECT_THAT(CodesOf(row), ElementsAre());
  row.set_amount_fen(-500);
  row.set_component(common::v1::Component(9));
  EXPECT_THAT(CodesOf(row),
              ElementsAre(ProblemCode::kUnknownCode, ProblemCode::kAmountNotPositive));
}

TEST(ConvertRefunds, AnAccountIsMaskedUnlessInFull) {
  FieldReader fields;
  const ports::FiledAccount filed{
      .filing_no = 7,
      .pooling_area = {*domain::RegionCode::FromNumber(420100)},
      .account = *FromWire(Account(), fields),
      .filed_by = *domain::PartyId::ParseUri("urn:levybridge:party:tax:420100:tax"),
      .filed_at = {}};
  refund::v1::AccountRow masked;
  FillWire(filed, AccountView::kMasked, masked);
  EXPECT_THAT(masked.SerializeAsString(), Not(HasSubstr("00001111")));
  EXPECT_THAT(masked.account_name(), Not(HasSubstr("机械")));
  refund::v1::AccountRow full;
  FillWire(filed, AccountView::kInFull, full);
  EXPECT_EQ(full.account_no(), "6222000011112222");
  EXPECT_EQ(full.filing_no(), 7U);
}

}  // namespace
}  // namespace levybridge::rpc
