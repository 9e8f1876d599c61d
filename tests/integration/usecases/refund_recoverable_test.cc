// What was given back and is owed after all: how much is recoverable, which supplementary
// instruction asks for it, and how both go again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "gateway/usecases/refusal.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Instruction;
using domain::InstructionAction;
using domain::Money;
using domain::PayoutResult;
using domain::Recoverable;
using domain::RecoverableReason;
using domain::RefundState;

constexpr Component kMedical = Component::kEmployerMedical;

class RefundRecoverable : public ::testing::Test {
 protected:
  // 30.00 too much, by a receipt of its own.
  void SetUp() override {
    scene_.Overpay("U1", "0.00");
    receipt_ = scene_.Pay("U1", "30.00");
    scene_.File(RefundScene::Account("U1", "6222000000010001"));
    main_ = scene_.exchange().PullAll().back();
  }
  void TearDown() override { scene_.ExpectSound(); }

  int64_t SendOne(std::string_view batch_id, bool next_attempt = false) {
    const auto payouts = scene_.Send(batch_id, next_attempt);
    EXPECT_EQ(payouts.size(), 1u);
    return payouts.empty() ? 0 : payouts[0].sequence;
  }
  void Says(int64_t sequence, PayoutResult result, std::string_view reason = "") {
    const auto answer = scene_.Report({scene_.Says(sequence, result, reason)});
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_EQ(answer->batch.state, domain::BatchState::kAccepted) << answer->batch.refusal_code;
  }
  // The first payout failed and the second is with the bank.
  void SendTwice() {
    first_ = SendOne("B1");
    Says(first_, PayoutResult::kFailed, "AM04");
    const int64_t no = scene_.RefundOf("U1").refund_no;
    ASSERT_TRUE(scene_.loop().PassOn(scene_.fund_finance(), "p", {no}, "").ok());
    ASSERT_TRUE(scene_.loop().ApproveRetry(scene_.exchange().agency(), "r", {no}).ok());
    second_ = SendOne("B2", true);
  }
  Instruction OnlyNew() {
    auto all = scene_.exchange().PullAll();
    EXPECT_EQ(all.size(), 1u);
    return all.at(0);
  }
  // What the tax bureau is asked for beside the main instruction: the last of each chain.
  void ExpectAsks(const Instruction& instruction, std::string_view medical) {
    EXPECT_EQ(instruction.employer_medical_after, Yuan(medical));
    EXPECT_EQ(instruction.maternity, Money());
    EXPECT_EQ(instruction.personal, Money());
    EXPECT_EQ(instruction.amount_before, Yuan(medical));
    EXPECT_EQ(instruction.reduction, Money());
    EXPECT_EQ(instruction.amount_after, Yuan(medical));
    EXPECT_EQ(instruction.offset_applied, Money());
    EXPECT_EQ(instruction.payable, Yuan(medical));
  }
  void Reject(const Instruction& instruction) {
    const domain::InstructionRejection row{domain::InstructionNumber(instruction.sequence), "E1",
                                           "单位状态异常"};
    const auto result =
        scene_.exchange().Submit<domain::InstructionRejection>(scene_.NextId("X"), {row});
    ASSERT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  }
  void Pay(const Instruction& instruction, std::string_view amount) {
    domain::PaymentLine line = Exchange::Payment(scene_.NextId("S"), "U1", amount, "0.00");
    line.instruction_no = domain::InstructionNumber(instruction.sequence);
    const auto paid = scene_.exchange().Submit<domain::PaymentLine>(scene_.NextId("P"), {line});
    ASSERT_TRUE(paid.ok()) << paid.status();
    ASSERT_EQ(paid->batch.state, domain::BatchState::kAccepted);
  }
  absl::StatusOr<usecases::RecoverableAnswer> Settle(std::string_view request_id, int64_t number,
                                                     std::string_view amount) {
    return scene_.loop().SettleRecoverable(scene_.fund_finance(), std::string(request_id), number,
                                           Yuan(amount), "退回");
  }
  std::vector<Money> Open() {
    return usecases::OpenAmounts(scene_.Recoverables(), *scene_.exchange().Find("U1", "2020-03"));
  }
  Recoverable OnlyRecord() {
    const auto all = scene_.Recoverables();
    EXPECT_EQ(all.size(), 1u);
    return all.at(0);
  }
  static std::string Reason(const absl::Status& status) {
    return usecases::ReasonOf(status).value_or(std::string(status.ToString()));
  }

  RefundScene scene_;
  std::string receipt_;
  std::optional<Instruction> main_;
  int64_t first_ = 0;
  int64_t second_ = 0;
};

TEST_F(RefundRecoverable, AReversalAfterTheFetchIsRecoverableAndAskedForByAnInstructionOfItsOwn) {
  const int64_t payout = SendOne("B1");
  scene_.exchange().business_date = Date("2020-03-27");
  scene_.Reverse("U1", receipt_, "12.00");
  const Recoverable record = OnlyRecord();
  EXPECT_EQ(record.amount, Yuan("12.00"));
  EXPECT_EQ(record.reason, RecoverableReason::kReversedAfterPayout);
  EXPECT_EQ(record.refund_no, scene_.RefundOf("U1").refund_no);
  EXPECT_EQ(record.payout, payout);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("12.00"));
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaying);
  const Instruction supplement = OnlyNew();
  EXPECT_EQ(record.instruction, supplement.sequence);
  EXPECT_EQ(supplement.action, InstructionAction::kCollect);
  EXPECT_EQ(supplement.replaces_sequence, 0);
  EXPECT_EQ(supplement.unit_code.value(), "U1");
  EXPECT_EQ(supplement.fee_period, Period("2020-03"));
  EXPECT_EQ(supplement.reduction_start, std::nullopt);
  ExpectAsks(supplement, "12.00");
  EXPECT_GE(supplement.due_on, main_->due_on);
  EXPECT_GE(supplement.due_on, Date("2020-03-27"));
}

TEST_F(RefundRecoverable, WhatIsAskedForMonthsLaterIsNotDueInThePast) {
  Says(SendOne("B1"), PayoutResult::kPaid);
  scene_.exchange().clock.Set(Date("2020-07-08"));
  scene_.exchange().business_date = Date("2020-07-08");
  scene_.Reverse("U1", receipt_, "12.00");
  EXPECT_GE(OnlyNew().due_on, Date("2020-07-08"));
}

TEST_F(RefundRecoverable, AReassessmentUpwardsAsksForTheExcessBesideItsOwnInstruction) {
  Says(SendOne("B1"), PayoutResult::kPaid);
  scene_.Reassess("U1", "1040.00");
  const auto instructions = scene_.exchange().PullAll();
  ASSERT_EQ(instructions.size(), 2u);
  EXPECT_EQ(instructions[0].action, InstructionAction::kAdjust);
  EXPECT_EQ(instructions[0].employer_medical_after, Yuan("520.00"));
  EXPECT_EQ(instructions[1].action, InstructionAction::kCollect);
  ExpectAsks(instructions[1], "20.00");
  EXPECT_EQ(OnlyRecord().reason, RecoverableReason::kReassessedAfterPayout);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("20.00"));
  // Upwards beyond what was given back: only that much was given back too much.
  scene_.Reassess("U1", "1100.00");
  EXPECT_EQ(scene_.Medical("U1").Outstanding(), Yuan("50.00"));
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("30.00"));
  const auto more = scene_.exchange().PullAll();
  ASSERT_EQ(more.size(), 2u);
  ExpectAsks(more[1], "10.00");
}

TEST_F(RefundRecoverable, AReassessmentDownwardsTakesItBack) {
  Says(SendOne("B1"), PayoutResult::kPaid);
  scene_.Reassess("U1", "1040.00");
  const Instruction supplement = scene_.exchange().PullAll().back();
  scene_.Reassess("U1", "1010.00");
  auto lowered = scene_.exchange().PullAll();
  ASSERT_EQ(lowered.size(), 2u);
  const auto own = std::find_if(lowered.begin(), lowered.end(), [&](const Instruction& one) {
    return one.replaces_sequence == supplement.sequence;
  });
  ASSERT_NE(own, lowered.end());
  EXPECT_EQ(own->action, InstructionAction::kAdjust);
  ExpectAsks(*own, "5.00");
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("5.00"));
  scene_.Reassess("U1", "980.00");
  lowered = scene_.exchange().PullAll();
  ASSERT_EQ(lowered.size(), 2u);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
  EXPECT_EQ(Open(), std::vector<Money>{Money()});
  EXPECT_EQ(scene_.Medical("U1").Returnable(), Yuan("10.00"));
}

TEST_F(RefundRecoverable, AFailureAfterAllCancelsTheInstructionAndTheLockFitsWhatIsOverpaid) {
  const int64_t payout = SendOne("B1");
  scene_.Reverse("U1", receipt_, "12.00");
  const Instruction supplement = OnlyNew();
  Says(payout, PayoutResult::kFailed, "AM04");
  const Instruction cancel = OnlyNew();
  EXPECT_EQ(cancel.action, InstructionAction::kCancel);
  EXPECT_EQ(cancel.replaces_sequence, supplement.sequence);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("18.00"));
  EXPECT_EQ(scene_.RefundOf("U1").amount, Yuan("18.00"));
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kFailed);
  EXPECT_EQ(Open(), std::vector<Money>{Money()});
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("30.00"));
}

TEST_F(RefundRecoverable, WhereAllWasReversedAFailureLeavesNothingToTryAgain) {
  const int64_t payout = SendOne("B1");
  scene_.Reverse("U1", receipt_, "30.00");
  Says(payout, PayoutResult::kFailed, "AM04");
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kReleased);
  EXPECT_EQ(scene_.Medical("U1").Outstanding(), Money());
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
}

TEST_F(RefundRecoverable, AReturnTakesItBackLikeAFailure) {
  const int64_t payout = SendOne("B1");
  Says(payout, PayoutResult::kPaid);
  scene_.Reverse("U1", receipt_, "12.00");
  scene_.exchange().PullAll();
  Says(payout, PayoutResult::kReturned, "AC01");
  EXPECT_EQ(OnlyNew().action, InstructionAction::kCancel);
  EXPECT_EQ(scene_.RefundOf("U1").amount, Yuan("18.00"));
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
}

TEST_F(RefundRecoverable, WhatTheEmployerPaysForItIsNotTakenOffTheInstruction) {
  Says(SendOne("B1"), PayoutResult::kPaid);
  scene_.Reverse("U1", receipt_, "12.00");
  const Instruction supplement = OnlyNew();
  Pay(supplement, "5.00");
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("7.00"));
  EXPECT_EQ(Open(), std::vector<Money>{Yuan("7.00")});
  EXPECT_TRUE(scene_.exchange().PullAll().empty());
  ASSERT_TRUE(Settle("s", OnlyRecord().recoverable_no, "7.00").ok());
  const Instruction lowered = OnlyNew();
  EXPECT_EQ(lowered.action, InstructionAction::kAdjust);
  ExpectAsks(lowered, "5.00");
}

TEST_F(RefundRecoverable, NoMoreComesBackThanIsOpen) {
  Says(SendOne("B1"), PayoutResult::kPaid);
  scene_.Reverse("U1", receipt_, "12.00");
  const Instruction supplement = OnlyNew();
  const int64_t number = OnlyRecord().recoverable_no;
  const auto too_much = Settle("s1", number, "12.01");
  EXPECT_EQ(Reason(too_much.status()), "SETTLES_TOO_MUCH");
  EXPECT_EQ(usecases::DetailsOf(too_much.status())["open_fen"], "1200");
  EXPECT_EQ(Reason(Settle("s1", number + 1, "1.00").status()), "RECOVERABLE_UNKNOWN");
  EXPECT_EQ(Reason(scene_.loop()
                       .SettleRecoverable(RefundScene::Party("fund-finance", "420112"), "s1",
                                          number, Yuan("1.00"), "退回")
                       .status()),
            "RECOVERABLE_UNKNOWN");
  const auto part = Settle("s1", number, "5.00");
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(part->open, Yuan("7.00"));
  EXPECT_TRUE(Settle("s1", number, "5.00")->replayed);
  EXPECT_EQ(Reason(Settle("s1", number, "6.00").status()), "REQUEST_CONFLICT");
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("7.00"));
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("5.00"));
  const Instruction lowered = OnlyNew();
  EXPECT_EQ(lowered.replaces_sequence, supplement.sequence);
  ExpectAsks(lowered, "7.00");
  EXPECT_EQ(Reason(Settle("s2", number, "7.01").status()), "SETTLES_TOO_MUCH");
  ASSERT_TRUE(Settle("s2", number, "7.00").ok());
  EXPECT_EQ(OnlyNew().action, InstructionAction::kCancel);
  EXPECT_EQ(Reason(Settle("s3", number, "0.01").status()), "SETTLES_TOO_MUCH");
  EXPECT_EQ(scene_.Medical("U1").Outstanding(), Money());
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("12.00"));
}

TEST_F(RefundRecoverable, ALateSuccessAfterTheNextFetchIsPaidTwice) {
  SendTwice();
  Says(first_, PayoutResult::kPaid);
  const Recoverable record = OnlyRecord();
  EXPECT_EQ(record.reason, RecoverableReason::kPaidTwice);
  EXPECT_EQ(record.amount, Yuan("30.00"));
  EXPECT_EQ(record.instruction, 0);
  EXPECT_TRUE(scene_.exchange().PullAll().empty());
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaying);
  Says(second_, PayoutResult::kPaid);
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaid);
  EXPECT_EQ(scene_.Medical("U1").refunded, Yuan("60.00"));
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("30.00"));
  EXPECT_EQ(scene_.Funds().paid_out[kMedical], Yuan("60.00"));
  ASSERT_TRUE(Settle("s", record.recoverable_no, "30.00").ok());
  EXPECT_EQ(scene_.Medical("U1").Outstanding(), Money());
  EXPECT_EQ(scene_.Funds().paid_out[kMedical], Yuan("30.00"));
}

TEST_F(RefundRecoverable, WhatWasPaidTwiceIsOverWhenTheSecondFailsAfterAll) {
  SendTwice();
  Says(first_, PayoutResult::kPaid);
  Says(second_, PayoutResult::kFailed, "AM04");
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaid);
  EXPECT_EQ(scene_.Medical("U1").refunded, Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
  EXPECT_EQ(Open(), std::vector<Money>{Money()});
  EXPECT_EQ(Reason(Settle("s", OnlyRecord().recoverable_no, "0.01").status()), "SETTLES_TOO_MUCH");
  EXPECT_EQ(scene_.Funds().Free(kMedical), Money());
}

TEST_F(RefundRecoverable, WhatWasPaidTwiceIsOverWhenEitherComesBackAndBothOpenTheRefundAgain) {
  SendTwice();
  Says(second_, PayoutResult::kPaid);
  Says(first_, PayoutResult::kPaid);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("30.00"));
  Says(first_, PayoutResult::kReturned, "AC01");
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kPaid);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Money());
  Says(second_, PayoutResult::kReturned, "AC01");
  EXPECT_EQ(scene_.RefundOf("U1").state, RefundState::kReturned);
  EXPECT_EQ(scene_.Medical("U1").refund_locked, Yuan("30.00"));
  EXPECT_EQ(scene_.Medical("U1").refunded, Money());
  EXPECT_EQ(scene_.Funds().Free(kMedical), Yuan("30.00"));
}

TEST_F(RefundRecoverable, TheTaxBureauMayRefuseTheInstructionAndItIsStillRecoverable) {
  const int64_t payout = SendOne("B1");
  scene_.Reverse("U1", receipt_, "12.00");
  const Instruction supplement = OnlyNew();
  Reject(supplement);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("12.00"));
  EXPECT_EQ(scene_.exchange().Find("U1", "2020-03")->chains.size(), 1u);
  Says(payout, PayoutResult::kFailed, "AM04");
  EXPECT_TRUE(scene_.exchange().PullAll().empty());  // what is refused is not cancelled
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
}

TEST_F(RefundRecoverable, WhereTheTaxBureauRefusesTheLowerOneTheOneBeforeStandsAgain) {
  Says(SendOne("B1"), PayoutResult::kPaid);
  scene_.Reverse("U1", receipt_, "12.00");
  const Instruction supplement = OnlyNew();
  const int64_t number = OnlyRecord().recoverable_no;
  ASSERT_TRUE(Settle("s1", number, "5.00").ok());
  Reject(OnlyNew());
  EXPECT_EQ(OnlyRecord().instruction, supplement.sequence);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("7.00"));
}

TEST_F(RefundRecoverable, TwoReversalsOfOneFileAreRecordedAndAskedForInFull) {
  const std::string other = scene_.Pay("U1", "20.00");
  SendOne("B1");
  std::vector<domain::PaymentLine> lines;
  for (const auto& [receipt, amount] :
       {std::pair{receipt_, "12.00"}, std::pair{other, "20.00"}, std::pair{receipt_, "18.00"}}) {
    domain::PaymentLine line = Exchange::Payment(scene_.NextId("V"), "U1", amount, "0.00");
    line.type = domain::PaymentType::kReversal;
    line.reverses = domain::ReceiptLine{*domain::ReceiptNumber::Parse(receipt), 1};
    lines.push_back(line);
  }
  const auto result = scene_.exchange().Submit<domain::PaymentLine>("P-rev", lines);
  ASSERT_EQ(result->batch.state, domain::BatchState::kAccepted);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("50.00"));
  Money recorded;
  for (const Recoverable& record : scene_.Recoverables()) recorded = recorded + record.amount;
  EXPECT_EQ(recorded, Yuan("50.00"));
  Money asked;
  for (const Instruction& one : scene_.exchange().PullAll()) asked = asked + one.payable;
  EXPECT_EQ(asked, Yuan("50.00"));
}

TEST_F(RefundRecoverable, EachComponentIsARefundOfItsOwnAndAskedForByItself) {
  domain::PaymentLine line = Exchange::Payment("PP1", "U1", "0.00", "250.00");
  line.amounts[Component::kMaternity] = Yuan("75.00");
  ASSERT_EQ(scene_.exchange().Submit<domain::PaymentLine>("PP", {line})->batch.state,
            domain::BatchState::kAccepted);
  EXPECT_EQ(scene_.Send("B1").size(), 3u);
  domain::PaymentLine back = Exchange::Payment("PV1", "U1", "0.00", "20.00");
  back.amounts[Component::kMaternity] = Yuan("2.00");
  back.type = domain::PaymentType::kReversal;
  back.reverses = domain::ReceiptLine{*domain::ReceiptNumber::Parse("PP1"), 1};
  ASSERT_EQ(scene_.exchange().Submit<domain::PaymentLine>("PV", {back})->batch.state,
            domain::BatchState::kAccepted);
  EXPECT_EQ(scene_.Recoverables().size(), 2u);
  const auto instructions = scene_.exchange().PullAll();
  ASSERT_EQ(instructions.size(), 2u);
  Money maternity;
  Money personal;
  for (const Instruction& one : instructions) {
    EXPECT_EQ(one.employer_medical_after, Money());
    EXPECT_EQ(one.amount_after, one.maternity);
    EXPECT_EQ(one.payable, one.maternity + one.personal);
    maternity = maternity + one.maternity;
    personal = personal + one.personal;
  }
  EXPECT_EQ(maternity, Yuan("2.00"));
  EXPECT_EQ(personal, Yuan("20.00"));
}

TEST_F(RefundRecoverable, ReassessedUpAndDownTheTaxBureauIsAskedForWhatIsRecoverableNow) {
  SendOne("B1");
  for (const char* medical : {"1040.00", "1000.00", "1040.00", "1020.00"}) {
    scene_.Reassess("U1", medical);
  }
  EXPECT_EQ(scene_.Medical("U1").recoverable, Yuan("10.00"));
  std::map<int64_t, Instruction> standing;
  for (const Instruction& one : scene_.exchange().PullAll()) {
    standing.erase(one.replaces_sequence);
    standing.emplace(one.sequence, one);
  }
  standing.erase(scene_.exchange().Find("U1", "2020-03")->chains[0].last_known_to_tax);
  Money beside;
  for (const auto& [sequence, one] : standing) beside = beside + one.payable;
  EXPECT_EQ(beside, Yuan("10.00"));
}

TEST_F(RefundRecoverable, ALateFeeIsRefundedAndIsTheTaxBureausOwnDemandWhenItWasTooMuch) {
  domain::PaymentLine line = Exchange::Payment("LF1", "U1", "0.00", "0.00");
  line.amounts[Component::kLateFee] = Yuan("9.00");
  ASSERT_EQ(scene_.exchange().Submit<domain::PaymentLine>("PLF", {line})->batch.state,
            domain::BatchState::kAccepted);
  const auto late = scene_.exchange().Find("U1", "2020-03")->balance(Component::kLateFee);
  EXPECT_EQ(late.Outstanding(), Money()) << late.due.ToYuan();
  domain::LateFeeCorrection correction{
      *domain::UnitCode::Parse("U1"), *domain::RegionCode::FromNumber(420106),
      domain::InsuranceType::kEmployeeMedical, Period("2020-03"), Yuan("4.00")};
  ASSERT_EQ(scene_.exchange().Submit<domain::LateFeeCorrection>("LC1", {correction})->batch.state,
            domain::BatchState::kAccepted);
  const auto payouts = scene_.Send("B1");
  ASSERT_EQ(payouts.size(), 2u);
  EXPECT_EQ(payouts[1].order.amount, Yuan("5.00"));
  scene_.exchange().PullAll();
  correction.late_fee_due = Yuan("7.00");
  const auto again = scene_.exchange().Submit<domain::LateFeeCorrection>("LC2", {correction});
  EXPECT_EQ(again->batch.state, domain::BatchState::kAccepted);
  const auto all = scene_.Recoverables();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].amount, Yuan("3.00"));
  EXPECT_EQ(all[0].instruction, 0);
  EXPECT_TRUE(scene_.exchange().PullAll().empty());
}

TEST_F(RefundRecoverable, WhatComesBackIsThePayingUnitsThatPaidIt) {
  scene_.Overpay("N1", "0.00", "420112");
  const std::string receipt = scene_.Pay("N1", "30.00");
  scene_.File(RefundScene::Account("N1", "6222000000010001", "420112"));
  ASSERT_TRUE(scene_.batches()
                  .Create(scene_.exchange().agency(), RefundScene::Gathering("B1", false, "420112"))
                  .ok());
  scene_.Fund("B1");
  ASSERT_EQ(scene_.Pull().size(), 1u);
  scene_.Reverse("N1", receipt, "12.00");
  const auto all = scene_.Recoverables();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].region.ToString(), "420112");
  ASSERT_TRUE(
      scene_.loop()
          .SettleRecoverable(scene_.fund_finance(), "s", all[0].recoverable_no, Yuan("12.00"), "")
          .ok());
  EXPECT_EQ(scene_.Funds("420112").Free(kMedical), Yuan("12.00"));
  EXPECT_TRUE(scene_.Funds("420100").paid_out.AllZero());
}

TEST_F(RefundRecoverable, WhatIsPaidForItMayNameNoInstruction) {
  SendOne("B1");
  scene_.Reverse("U1", receipt_, "12.00");
  domain::PaymentLine line = Exchange::Payment("W1", "U1", "12.00", "0.00");
  line.instruction_no.reset();
  ASSERT_EQ(scene_.exchange().Submit<domain::PaymentLine>("PW", {line})->batch.state,
            domain::BatchState::kAccepted);
  EXPECT_EQ(scene_.Medical("U1").recoverable, Money());
  EXPECT_EQ(scene_.Medical("U1").Outstanding(), Money());
}

}  // namespace
}  // namespace levybridge::testing
