// Flow 1 and flow 3: assessments become obligations and instructions; reassessments change them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::AssessmentKind;
using domain::BatchState;
using domain::Component;
using domain::InstructionAction;
using domain::Money;
using domain::ProblemCode;

Assessment Reassess(const Assessment& old, std::string_view number, std::string_view medical,
                    bool halved = true) {
  Assessment row = old;
  row.assessment_no = *domain::AssessmentNumber::Parse(number);
  row.kind = AssessmentKind::kReassessment;
  row.supersedes_no = old.assessment_no;
  row.employer_medical = Yuan(medical);
  Exchange::Recompute(row, halved);
  return row;
}

std::vector<ProblemCode> CodesOf(const std::vector<domain::RowProblems>& rows) {
  std::vector<ProblemCode> codes;
  for (const auto& row : rows) {
    for (const auto& problem : row.problems) codes.push_back(problem.code);
  }
  return codes;
}

class AssessmentFlow : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(exchange_.LedgerFault(), ""); }
  Exchange exchange_;
};

TEST_F(AssessmentFlow, ARegularRowBecomesAnObligationAndACollectInstruction) {
  const auto result = exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->batch.state, BatchState::kAccepted);
  EXPECT_FALSE(result->batch.receipt_no.empty());
  const auto obligation = exchange_.Find("U1", "2020-03");
  ASSERT_TRUE(obligation);
  EXPECT_EQ(obligation->balance(Component::kEmployerMedical).due, Yuan("500.00"));
  EXPECT_EQ(obligation->balance(Component::kMaternity).due, Yuan("70.00"));
  EXPECT_EQ(obligation->balance(Component::kPersonal).due, Yuan("200.00"));
  const auto instructions = exchange_.PullAll();
  ASSERT_EQ(instructions.size(), 1u);
  EXPECT_EQ(instructions[0].action, InstructionAction::kCollect);
  EXPECT_EQ(instructions[0].payable, Yuan("770.00"));
  EXPECT_EQ(instructions[0].amount_after, Yuan("570.00"));
  EXPECT_EQ(instructions[0].due_on, Date("2020-03-25"));
  EXPECT_EQ(instructions[0].policy, "wuhan-2020-reduction");
}

TEST_F(AssessmentFlow, ABadRowIsRefusedWithItsReasonsAndTheOthersProceed) {
  Assessment wrong = Exchange::Row("A2", "U2");
  wrong.reduction = Yuan("400.00");
  wrong.amount_after = wrong.amount_before - *wrong.reduction;
  const auto result = exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1"), wrong});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->batch.state, BatchState::kPartlyAccepted);
  EXPECT_EQ(result->batch.accepted.rows, 1);
  EXPECT_EQ(result->batch.rejected.rows, 1);
  auto sum = result->batch.accepted;
  sum += result->batch.rejected;
  EXPECT_EQ(sum, result->batch.received);
  const auto problems = exchange_.Problems(result->batch.batch_no);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].row, 2);
  EXPECT_THAT(CodesOf(problems), ::testing::Contains(ProblemCode::kAmountMismatch));
  EXPECT_FALSE(exchange_.Find("U2", "2020-03"));
}

TEST_F(AssessmentFlow, ARowHearsOfFormStoreAndPolicyInOneAnswer) {
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  Assessment wrong = Exchange::Row("A2", "U1");
  wrong.unit_name.clear();
  wrong.reduction = Yuan("400.00");
  wrong.amount_after = wrong.amount_before - *wrong.reduction;
  const auto batch = exchange_.Submit<Assessment>("B2", {wrong});
  ASSERT_TRUE(batch.ok());
  EXPECT_THAT(
      CodesOf(exchange_.Problems(batch->batch.batch_no)),
      ::testing::IsSupersetOf({ProblemCode::kMissingValue, ProblemCode::kDuplicateObligation,
                               ProblemCode::kAmountMismatch}));
}

TEST_F(AssessmentFlow, ANegativeAmountIsRefusedBeforePolicyComputesWithIt) {
  Assessment wrong = Exchange::Row("A1", "U1");
  wrong.employer_medical = Yuan("-1.00");
  wrong.excluded_medical = *Money::FromFen(Money::kMaxFen);
  const auto batch = exchange_.Submit<Assessment>("B1", {wrong});
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(batch->batch.state, BatchState::kRejected);
  EXPECT_THAT(CodesOf(exchange_.Problems(batch->batch.batch_no)),
              ::testing::IsSupersetOf(
                  {ProblemCode::kNegativeAmount, ProblemCode::kExcludedExceedsMedical}));
}

TEST_F(AssessmentFlow, TheSameBatchAgainGetsTheSameReceiptAndChangesNothing) {
  const auto first = exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")});
  exchange_.Restart();
  const auto again = exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->batch.receipt_no, first->batch.receipt_no);
  EXPECT_EQ(exchange_.PullAll().size(), 1u);
}

TEST_F(AssessmentFlow, TheSameIdWithOtherContentIsAConflictThatNamesTheRows) {
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  const auto other = exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1", "900.00")});
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(usecases::ReasonOf(other.status()), "BATCH_CONFLICT");
  EXPECT_TRUE(usecases::DetailsOf(other.status()).contains("field"));
}

TEST_F(AssessmentFlow, ARerunUnderNewNumbersDoesNotChargeTwice) {
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  const auto rerun = exchange_.Submit<Assessment>("B2", {Exchange::Row("A9", "U1")});
  EXPECT_EQ(rerun->batch.state, BatchState::kRejected);
  EXPECT_THAT(CodesOf(exchange_.Problems(rerun->batch.batch_no)),
              ::testing::Contains(ProblemCode::kDuplicateObligation));
  EXPECT_EQ(exchange_.PullAll().size(), 1u);
}

TEST_F(AssessmentFlow, ARowAcceptedBeforeIsAcceptedAgainWithoutEffect) {
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  const auto again =
      exchange_.Submit<Assessment>("B2", {Exchange::Row("A1", "U1"), Exchange::Row("A2", "U2")});
  EXPECT_EQ(again->batch.state, BatchState::kAccepted);
  EXPECT_EQ(again->batch.already_accepted_rows, 1);
  EXPECT_EQ(exchange_.PullAll().size(), 2u);
}

TEST_F(AssessmentFlow, OneNumberForTwoUnitsOrOtherContentIsRefused) {
  const auto batch = exchange_.Submit<Assessment>(
      "B1",
      {Exchange::Row("A1", "U1"), Exchange::Row("A1", "U2"), Exchange::Row("A1", "U1", "900.00")});
  EXPECT_EQ(batch->batch.accepted.rows, 1);
  EXPECT_THAT(CodesOf(exchange_.Problems(batch->batch.batch_no)),
              ::testing::ElementsAre(ProblemCode::kDuplicateAssessmentNo,
                                     ProblemCode::kAssessmentContentDiffers));
}

TEST_F(AssessmentFlow, ReassessingAnUnpaidObligationAdjustsIt) {
  const Assessment first = Exchange::Row("A1", "U1");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {first}).ok());
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Reassess(first, "A2", "800.00")}).ok());
  const auto instructions = exchange_.PullAll();
  ASSERT_EQ(instructions.size(), 2u);
  EXPECT_EQ(instructions[1].action, InstructionAction::kAdjust);
  EXPECT_EQ(instructions[1].replaces_sequence, instructions[0].sequence);
  EXPECT_EQ(instructions[1].payable, Yuan("670.00"));
  const auto old = exchange_.delivery().Find(exchange_.tax(), instructions[0].sequence);
  EXPECT_EQ(old->state, domain::InstructionState::kSuperseded);
}

TEST_F(AssessmentFlow, ReassessingToNothingCancels) {
  Assessment first = Exchange::Row("A1", "U1");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {first}).ok());
  Assessment zero = Reassess(first, "A2", "0.00", false);
  zero.maternity = Money();
  zero.personal = Money();
  Exchange::Recompute(zero, false);
  const auto result = exchange_.Submit<Assessment>("B2", {zero});
  EXPECT_EQ(result->batch.state, BatchState::kAccepted);
  const auto instructions = exchange_.PullAll();
  ASSERT_EQ(instructions.size(), 2u);
  EXPECT_EQ(instructions[1].action, InstructionAction::kCancel);
  EXPECT_EQ(instructions[1].payable, Money());
}

TEST_F(AssessmentFlow, ReassessingAPaidObligationDownwardsHoldsTheOverpayment) {
  const Assessment first = Exchange::Row("A1", "U1");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {first}).ok());
  domain::PaymentLine paid = Exchange::Payment("R1", "U1", "500.00", "200.00");
  paid.amounts[Component::kMaternity] = Yuan("70.00");
  ASSERT_TRUE(exchange_.Submit<domain::PaymentLine>("P1", {paid}).ok());
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Reassess(first, "A2", "800.00")}).ok());
  const auto obligation = exchange_.Find("U1", "2020-03");
  EXPECT_EQ(obligation->balance(Component::kEmployerMedical).Overpaid(), Yuan("100.00"));
  EXPECT_EQ(obligation->balance(Component::kPersonal).Overpaid(), Money());
}

TEST_F(AssessmentFlow, OnlyALiveAssessmentOfTheSameObligationCanBeReplaced) {
  const Assessment first = Exchange::Row("A1", "U1");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {first}).ok());
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Reassess(first, "A2", "800.00")}).ok());
  Assessment unknown = Reassess(first, "A3", "700.00");
  unknown.unit_code = *domain::UnitCode::Parse("U9");
  const auto batch = exchange_.Submit<Assessment>("B3", {Reassess(first, "A4", "600.00"), unknown});
  EXPECT_EQ(batch->batch.state, BatchState::kRejected);
  EXPECT_THAT(
      CodesOf(exchange_.Problems(batch->batch.batch_no)),
      ::testing::ElementsAre(ProblemCode::kSupersededNotLive, ProblemCode::kSupersededUnknown));
}

TEST_F(AssessmentFlow, ABackPaymentAddsAnInstructionOfItsOwn) {
  Assessment more = Exchange::Row("A2", "U1", "300.00", "50.00");
  more.kind = AssessmentKind::kBackPayment;
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1"), more}).ok());
  const auto instructions = exchange_.PullAll();
  ASSERT_EQ(instructions.size(), 2u);
  EXPECT_EQ(instructions[1].action, InstructionAction::kCollect);
  EXPECT_EQ(exchange_.Find("U1", "2020-03")->balance(Component::kEmployerMedical).due,
            Yuan("650.00"));
}

TEST_F(AssessmentFlow, AReassessedBackPaymentKeepsItsKindAndApplicationDate) {
  Assessment late = Exchange::Row("A1", "U1", "300.00");
  late.kind = AssessmentKind::kBackPayment;
  late.applied_on = Date("2020-06-30");
  ASSERT_EQ(exchange_.Submit<Assessment>("B1", {late})->batch.state, BatchState::kAccepted);
  exchange_.business_date = Date("2020-08-10");
  Assessment again = Reassess(late, "A2", "400.00");
  again.applied_on = Date("2020-08-10");
  EXPECT_EQ(exchange_.Submit<Assessment>("B2", {again})->batch.state, BatchState::kAccepted)
      << "it was applied for before the cut-off, so it stays halved";
}

TEST_F(AssessmentFlow, ARowOutsideTheSendersRegionIsRefused) {
  Assessment elsewhere = Exchange::Row("A1", "U1");
  elsewhere.region = *domain::RegionCode::FromNumber(320600);
  const auto batch = exchange_.Submit<Assessment>("B1", {elsewhere});
  EXPECT_EQ(batch->batch.state, BatchState::kRejected);
  EXPECT_THAT(CodesOf(exchange_.Problems(batch->batch.batch_no)),
              ::testing::Contains(ProblemCode::kRegionNotAllowed));
}

TEST_F(AssessmentFlow, AManifestThatDisagreesRefusesTheWholeFile) {
  domain::BatchHeader header = exchange_.Header<Assessment>("B1");
  header.manifest = domain::Manifest{};
  header.manifest->records = 1;
  header.manifest->total_before = domain::MoneySum(Yuan("1.00"));
  const auto batch = exchange_.SubmitBatch<Assessment>(header, {Exchange::Row("A1", "U1")});
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(batch->batch.state, BatchState::kRejected);
  EXPECT_EQ(batch->batch.refusal_code, "MANIFEST_MISMATCH");
  EXPECT_EQ(batch->batch.rejected, batch->batch.received);
  EXPECT_TRUE(exchange_.PullAll().empty());
}

TEST_F(AssessmentFlow, AllOrNothingTakesNoneWhenOneIsBad) {
  domain::BatchHeader header = exchange_.Header<Assessment>("B1");
  header.all_or_nothing = true;
  Assessment bad = Exchange::Row("A2", "U1");
  const auto refused = exchange_.SubmitBatch<Assessment>(header, {Exchange::Row("A1", "U1"), bad});
  EXPECT_EQ(refused->batch.state, BatchState::kRejected);
  EXPECT_EQ(refused->batch.refusal_code, "ALL_OR_NOTHING");
  EXPECT_TRUE(exchange_.PullAll().empty());
  header.batch_id = *domain::BatchId::Parse("B2");
  const auto taken = exchange_.SubmitBatch<Assessment>(header, {Exchange::Row("A1", "U1")});
  EXPECT_EQ(taken->batch.state, BatchState::kAccepted);
}

TEST_F(AssessmentFlow, ADryRunTellsEverythingAndStoresNothing) {
  const Assessment first = Exchange::Row("A1", "U1");
  const domain::BatchChunk chunk{
      0,
      1,
      std::vector<domain::NumberedRow<Assessment>>{
          {1, first}, {2, Exchange::Row("A2", "U1")}, {3, Reassess(first, "A3", "800.00")}},
      {}};
  const auto result = exchange_.intake().DryRun(exchange_.Header<Assessment>("B1"), {chunk});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->batch.accepted.rows, 2);
  EXPECT_THAT(CodesOf(result->problems), ::testing::ElementsAre(ProblemCode::kDuplicateObligation));
  EXPECT_FALSE(exchange_.Find("U1", "2020-03"));
  EXPECT_TRUE(exchange_.PullAll().empty());
}

TEST_F(AssessmentFlow, ARejectedInstructionIsCollectedAfreshAfterReassessment) {
  const Assessment first = Exchange::Row("A1", "U1");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {first}).ok());
  const auto pulled = exchange_.PullAll();
  const domain::InstructionRejection rejection{domain::InstructionNumber(pulled[0].sequence), "E01",
                                               "单位未登记"};
  ASSERT_EQ(exchange_.Submit<domain::InstructionRejection>("J1", {rejection})->batch.state,
            BatchState::kAccepted);
  const auto rejected = exchange_.delivery().ListRejected(exchange_.agency(), 0, 10);
  ASSERT_EQ(rejected->rejected.size(), 1u);
  EXPECT_EQ(rejected->rejected[0].status.outcome.code, "E01");
  EXPECT_FALSE(rejected->rejected[0].replaced);
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Reassess(first, "A2", "800.00")}).ok());
  const auto next = exchange_.PullAll();
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].action, InstructionAction::kCollect);
  EXPECT_EQ(next[0].replaces_sequence, 0);
}

TEST_F(AssessmentFlow, ARejectedAdjustmentPutsTheEarlierInstructionBackInForce) {
  const Assessment first = Exchange::Row("A1", "U1");
  const Assessment second = Reassess(first, "A2", "800.00");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {first, second}).ok());
  const auto pulled = exchange_.PullAll();
  const domain::InstructionRejection rejection{domain::InstructionNumber(pulled[1].sequence), "E02",
                                               ""};
  ASSERT_EQ(exchange_.Submit<domain::InstructionRejection>("J1", {rejection})->batch.state,
            BatchState::kAccepted);
  EXPECT_EQ(exchange_.delivery().Find(exchange_.tax(), pulled[0].sequence)->state,
            domain::InstructionState::kAcknowledged);
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Reassess(second, "A3", "600.00")}).ok());
  const auto next = exchange_.PullAll();
  ASSERT_EQ(next.size(), 1u);
  EXPECT_EQ(next[0].action, InstructionAction::kAdjust);
  EXPECT_EQ(next[0].replaces_sequence, pulled[0].sequence);
}

TEST_F(AssessmentFlow, AnInstructionNobodyPulledCannotBeRejected) {
  ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  const domain::InstructionRejection rejection{domain::InstructionNumber(1), "E01", ""};
  const auto batch = exchange_.Submit<domain::InstructionRejection>("J1", {rejection});
  EXPECT_EQ(batch->batch.state, BatchState::kRejected);
}

TEST_F(AssessmentFlow, ASealedBatchIsFinishedAfterARestart) {
  std::vector<domain::NumberedRow<Assessment>> rows;
  for (int i = 0; i < 10; ++i) {
    rows.push_back({i + 1, Exchange::Row("A" + std::to_string(i), "U" + std::to_string(i))});
  }
  const auto opened = exchange_.intake().Open(exchange_.Header<Assessment>("B1"));
  const int64_t batch_no = opened->batch.batch_no;
  ASSERT_TRUE(exchange_.intake().AppendChunk(batch_no, {0, 1, rows, {}}).ok());
  ASSERT_TRUE(exchange_.store()
                  .Write([&](ports::Transaction& store) {
                    auto batch = store.batches().FindByNumber(batch_no);
                    (*batch)->state = BatchState::kReceived;
                    return store.batches().Update(**batch);
                  })
                  .ok());
  exchange_.Restart();
  ASSERT_TRUE(exchange_.intake().ResumeSealed().ok());
  EXPECT_EQ(exchange_.PullAll().size(), 10u);
}

}  // namespace
}  // namespace levybridge::testing
