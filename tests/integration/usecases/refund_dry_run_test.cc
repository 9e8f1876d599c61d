// Files that are only tried, or refused whole: refunds stay as they are, and what was tried comes
// to the same when it is meant.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::PayoutResult;
using domain::RefundState;

class RefundDryRun : public ::testing::Test {
 protected:
  void SetUp() override {
    scene_.Overpay("U1", "0.00");
    receipt_ = scene_.Pay("U1", "30.00");
    scene_.Overpay("U2", "45.00");
    scene_.File(RefundScene::Account("U1", "6222000000010001"));
    scene_.File(RefundScene::Account("U2", "6222000000010002"));
    for (const auto& payout : scene_.Send("B1")) sequences_.push_back(payout.sequence);
    ASSERT_EQ(sequences_.size(), 2u);
    scene_.exchange().PullAll();
  }
  void TearDown() override { scene_.ExpectSound(); }

  template <class RowType>
  usecases::DryRunResult Try(const std::vector<RowType>& rows) {
    domain::BatchHeader header = scene_.exchange().Header<RowType>(scene_.NextId("dry"));
    header.dry_run = true;
    std::vector<domain::NumberedRow<RowType>> numbered;
    for (const RowType& row : rows) {
      numbered.push_back({static_cast<int64_t>(numbered.size()) + 1, row});
    }
    auto tried =
        scene_.exchange().intake().DryRun(header, {domain::BatchChunk{0, 1, numbered, {}}});
    EXPECT_TRUE(tried.ok()) << tried.status();
    return *std::move(tried);
  }
  domain::PaymentLine Reversal(std::string_view amount) {
    domain::PaymentLine line = Exchange::Payment(scene_.NextId("V"), "U1", amount, "0.00");
    line.type = domain::PaymentType::kReversal;
    line.reverses = domain::ReceiptLine{*domain::ReceiptNumber::Parse(receipt_), 1};
    return line;
  }

  RefundScene scene_;
  std::string receipt_;
  std::vector<int64_t> sequences_;
};

TEST_F(RefundDryRun, OfResultsChangesNothingAndMeetsTheRowsBefore) {
  const domain::Refund before = scene_.RefundOf("U1");
  const domain::RefundFunds funds = scene_.Funds();
  const domain::RefundBatch batch = scene_.Batch("B1");
  const auto tried =
      Try<domain::PayoutReport>({scene_.Says(sequences_[0], PayoutResult::kFailed, "AC01"),
                                 scene_.Says(sequences_[0], PayoutResult::kPaid),
                                 scene_.Says(sequences_[0], PayoutResult::kPaid),
                                 scene_.Says(sequences_[1], PayoutResult::kPaid)});
  EXPECT_EQ(tried.batch.accepted.rows, 4);
  EXPECT_EQ(tried.batch.already_accepted_rows, 1);
  EXPECT_TRUE(scene_.RefundOf("U1") == before);
  EXPECT_TRUE(scene_.Funds() == funds);
  EXPECT_TRUE(scene_.Batch("B1") == batch);
}

TEST_F(RefundDryRun, OfReversalsAndReassessmentsMakesNothingRecoverable) {
  EXPECT_EQ(Try<domain::PaymentLine>({Reversal("12.00"), Reversal("18.00")}).batch.accepted.rows,
            2);
  domain::Assessment row = Exchange::Row("A-again", "U2", "1040.00");
  row.kind = domain::AssessmentKind::kReassessment;
  row.supersedes_no = *domain::AssessmentNumber::Parse("A-U2");
  EXPECT_EQ(Try<domain::Assessment>({row}).batch.accepted.rows, 1);
  EXPECT_TRUE(scene_.Recoverables().empty());
  EXPECT_TRUE(scene_.exchange().PullAll().empty());
  EXPECT_EQ(scene_.Medical("U1").recoverable, domain::Money());
}

TEST_F(RefundDryRun, OfAnAccountCorrectsNothing) {
  ASSERT_TRUE(scene_.Report({scene_.Says(sequences_[0], PayoutResult::kFailed, "AC01")}).ok());
  EXPECT_EQ(Try<domain::AccountOnFile>({RefundScene::Account("U1", "6222000000010009")})
                .batch.accepted.rows,
            1);
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kFailed);
  scene_.File(RefundScene::Account("U1", "6222000000010009"));
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kAccountCorrected);
}

TEST_F(RefundDryRun, OfARefusedSupplementaryInstructionLeavesItInForce) {
  scene_.Reverse("U1", receipt_, "12.00");
  const auto supplement = scene_.exchange().PullAll();
  ASSERT_EQ(supplement.size(), 1u);
  const domain::InstructionRejection row{domain::InstructionNumber(supplement[0].sequence), "E1",
                                         "单位状态异常"};
  EXPECT_EQ(Try<domain::InstructionRejection>({row}).batch.accepted.rows, 1);
  domain::BatchHeader header = scene_.exchange().Header<domain::InstructionRejection>("X-all");
  header.all_or_nothing = true;
  const auto meant = scene_.exchange().SubmitBatch<domain::InstructionRejection>(header, {row});
  ASSERT_TRUE(meant.ok()) << meant.status();
  EXPECT_EQ(meant->batch.accepted.rows, 1);
  EXPECT_EQ(meant->batch.already_accepted_rows, 0);
}

TEST_F(RefundDryRun, AnAllOrNothingFileOfAccountsWithABadRowCorrectsNothing) {
  ASSERT_TRUE(scene_.Report({scene_.Says(sequences_[0], PayoutResult::kFailed, "AC01")}).ok());
  domain::BatchHeader header = scene_.exchange().Header<domain::AccountOnFile>("K-all");
  header.all_or_nothing = true;
  const auto filed = scene_.exchange().SubmitBatch<domain::AccountOnFile>(
      header, {RefundScene::Account("U1", "6222000000010009"),
               RefundScene::Account("U2", "6222000000010008", "320613")});
  ASSERT_TRUE(filed.ok()) << filed.status();
  EXPECT_EQ(filed->batch.accepted.rows, 0);
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kFailed);
}

}  // namespace
}  // namespace levybridge::testing
