// Flow 2: payments, reversals, later booking, unapplied money, corrected late fees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::BatchState;
using domain::Component;
using domain::Money;
using domain::PaymentLine;
using domain::ProblemCode;

class PaymentFlow : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(exchange_.Submit<Assessment>("B1", {Exchange::Row("A1", "U1")}).ok());
  }
  void TearDown() override { EXPECT_EQ(exchange_.LedgerFault(), ""); }
  domain::Batch Pay(std::string_view batch_id, const std::vector<PaymentLine>& lines) {
    auto result = exchange_.Submit<PaymentLine>(batch_id, lines);
    EXPECT_TRUE(result.ok()) << result.status();
    return result->batch;
  }
  std::vector<ProblemCode> CodesOf(const domain::Batch& batch) {
    std::vector<ProblemCode> codes;
    for (const auto& row : exchange_.Problems(batch.batch_no)) {
      for (const auto& problem : row.problems) codes.push_back(problem.code);
    }
    return codes;
  }
  domain::ComponentBalance Medical() {
    return exchange_.Find("U1", "2020-03")->balance(Component::kEmployerMedical);
  }
  static PaymentLine Reverse(const PaymentLine& line, std::string_view receipt,
                             std::string_view medical) {
    PaymentLine reversal = line;
    reversal.id.receipt_no = *domain::ReceiptNumber::Parse(receipt);
    reversal.type = domain::PaymentType::kReversal;
    reversal.reverses = line.id;
    reversal.amounts = {};
    reversal.amounts[Component::kEmployerMedical] = Yuan(medical);
    return reversal;
  }
  Exchange exchange_;
};

TEST_F(PaymentFlow, APaymentWithoutAnInstructionNumberFindsItsObligation) {
  EXPECT_EQ(Pay("P1", {Exchange::Payment("R1", "U1", "300.00", "200.00")}).state,
            BatchState::kAccepted);
  EXPECT_EQ(Medical().collected, Yuan("300.00"));
  EXPECT_EQ(Medical().Outstanding(), Yuan("200.00"));
  EXPECT_EQ(domain::StateOf(Medical()), domain::ComponentState::kPartPaid);
}

TEST_F(PaymentFlow, TheSameLineAgainChangesNothingAndOtherContentIsAConflict) {
  const PaymentLine line = Exchange::Payment("R1", "U1", "300.00", "0.00");
  Pay("P1", {line});
  const auto again = Pay("P2", {line});
  EXPECT_EQ(again.already_accepted_rows, 1);
  EXPECT_EQ(Medical().collected, Yuan("300.00"));
  const auto other = Pay("P3", {Exchange::Payment("R1", "U1", "301.00", "0.00")});
  EXPECT_EQ(other.state, BatchState::kRejected);
  EXPECT_THAT(CodesOf(other), ::testing::ElementsAre(ProblemCode::kPaymentConflict));
}

TEST_F(PaymentFlow, ABookingDateMayFollowLater) {
  PaymentLine line = Exchange::Payment("R1", "U1", "300.00", "0.00");
  const auto booked_on = line.booked_on;
  line.booked_on.reset();
  Pay("P1", {line});
  EXPECT_EQ(Medical().unbooked, Yuan("300.00"));
  line.booked_on = booked_on;
  EXPECT_EQ(Pay("P2", {line}).state, BatchState::kAccepted);
  EXPECT_EQ(Medical().unbooked, Money());
  EXPECT_EQ(Medical().collected, Yuan("300.00"));
}

TEST_F(PaymentFlow, AReversalTakesBackUpToWhatItsLineBrought) {
  const PaymentLine line = Exchange::Payment("R1", "U1", "300.00", "0.00");
  Pay("P1", {line});
  EXPECT_EQ(Pay("P2", {Reverse(line, "R2", "100.00")}).state, BatchState::kAccepted);
  EXPECT_EQ(Medical().collected, Yuan("200.00"));
  const auto too_much = Pay("P3", {Reverse(line, "R3", "200.01")});
  EXPECT_THAT(CodesOf(too_much), ::testing::ElementsAre(ProblemCode::kReversalExceedsPayment));
  EXPECT_EQ(Pay("P4", {Reverse(line, "R4", "200.00")}).state, BatchState::kAccepted);
  EXPECT_EQ(Medical().collected, Money());
  PaymentLine of_nothing = Reverse(line, "R5", "1.00");
  of_nothing.reverses->line_no = 9;
  EXPECT_THAT(CodesOf(Pay("P5", {of_nothing})),
              ::testing::ElementsAre(ProblemCode::kReversedPaymentUnknown));
}

TEST_F(PaymentFlow, MoneyThatFitsNothingIsKeptAndFindsItsObligationLater) {
  const auto batch = Pay("P1", {Exchange::Payment("R1", "U7", "100.00", "0.00")});
  EXPECT_EQ(batch.state, BatchState::kAccepted);
  EXPECT_THAT(CodesOf(batch), ::testing::ElementsAre(ProblemCode::kHeldAsUnapplied));
  EXPECT_EQ(exchange_.LedgerFault(), "");
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Exchange::Row("A7", "U7")}).ok());
  EXPECT_EQ(exchange_.Find("U7", "2020-03")->balance(Component::kEmployerMedical).collected,
            Yuan("100.00"));
}

TEST_F(PaymentFlow, AReversalOfWaitingMoneyMovesWithItAndIsBookedWhereItWent) {
  const PaymentLine line = Exchange::Payment("R1", "U7", "100.00", "0.00");
  PaymentLine reversal = Reverse(line, "R2", "40.00");
  const auto booked_on = reversal.booked_on;
  reversal.booked_on.reset();
  Pay("P1", {line, reversal});
  ASSERT_TRUE(exchange_.Submit<Assessment>("B2", {Exchange::Row("A7", "U7")}).ok());
  const auto medical = [&] {
    return exchange_.Find("U7", "2020-03")->balance(Component::kEmployerMedical);
  };
  EXPECT_EQ(medical().collected, Yuan("60.00"));
  EXPECT_EQ(medical().unbooked, Yuan("-40.00"));
  reversal.booked_on = booked_on;
  Pay("P2", {reversal});
  EXPECT_EQ(medical().unbooked, Money());
}

TEST_F(PaymentFlow, ASecondPaymentOfASettledObligationIsUnappliedUnlessItNamesTheInstruction) {
  PaymentLine full = Exchange::Payment("R1", "U1", "500.00", "200.00");
  full.amounts[Component::kMaternity] = Yuan("70.00");
  Pay("P1", {full});
  const auto again = Pay("P2", {Exchange::Payment("R2", "U1", "10.00", "0.00")});
  EXPECT_THAT(CodesOf(again), ::testing::ElementsAre(ProblemCode::kHeldAsUnapplied));
  PaymentLine named = Exchange::Payment("R3", "U1", "10.00", "0.00");
  named.instruction_no = domain::InstructionNumber(1);
  Pay("P3", {named});
  EXPECT_EQ(Medical().Overpaid(), Yuan("10.00"));
}

TEST_F(PaymentFlow, APaymentForAnInstructionThatDoesNotExistIsUnapplied) {
  PaymentLine named = Exchange::Payment("R1", "U1", "10.00", "0.00");
  named.instruction_no = domain::InstructionNumber(99);
  EXPECT_THAT(CodesOf(Pay("P1", {named})), ::testing::ElementsAre(ProblemCode::kHeldAsUnapplied));
}

TEST_F(PaymentFlow, AReversalAndItsPaymentMayComeInOneFile) {
  const PaymentLine line = Exchange::Payment("R1", "U1", "300.00", "0.00");
  EXPECT_EQ(Pay("P1", {line, Reverse(line, "R2", "300.00")}).state, BatchState::kAccepted);
  EXPECT_EQ(Medical().collected, Money());
}

TEST_F(PaymentFlow, ALateFeeChargedOnAnAmountCorrectedLaterIsOverpaid) {
  PaymentLine line = Exchange::Payment("R1", "U1", "500.00", "200.00");
  line.amounts[Component::kLateFee] = Yuan("8.00");
  Pay("P1", {line});
  const auto late_fee = [&] {
    return exchange_.Find("U1", "2020-03")->balance(Component::kLateFee);
  };
  EXPECT_EQ(late_fee().Outstanding(), Money());
  const domain::LateFeeCorrection correction{
      *domain::UnitCode::Parse("U1"), *domain::RegionCode::FromNumber(420106),
      domain::InsuranceType::kEmployeeMedical, Period("2020-03"), Yuan("3.00")};
  ASSERT_EQ(exchange_.Submit<domain::LateFeeCorrection>("L1", {correction})->batch.state,
            BatchState::kAccepted);
  EXPECT_EQ(late_fee().Overpaid(), Yuan("5.00"));
}

TEST_F(PaymentFlow, AnotherRegionsBureauCannotPayHere) {
  PaymentLine line = Exchange::Payment("R1", "U1", "10.00", "0.00");
  line.region = *domain::RegionCode::FromNumber(530902);
  EXPECT_THAT(CodesOf(Pay("P1", {line})), ::testing::Contains(ProblemCode::kRegionNotAllowed));
}

TEST_F(PaymentFlow, ADistrictsBureauDoesNotCollectForAnotherDistrict) {
  domain::BatchHeader header = exchange_.Header<PaymentLine>("P1");
  header.party = *domain::PartyId::ParseUri("urn:levybridge:party:tax:420102:jiangan-tax");
  PaymentLine by_number = Exchange::Payment("R1", "U1", "10.00", "0.00");
  by_number.region = *domain::RegionCode::FromNumber(420102);
  by_number.instruction_no = domain::InstructionNumber(1);
  PaymentLine by_unit = Exchange::Payment("R2", "U1", "10.00", "0.00");
  by_unit.region = by_number.region;
  const auto batch = exchange_.SubmitBatch<PaymentLine>(header, {by_number, by_unit});
  EXPECT_THAT(CodesOf(batch->batch),
              ::testing::ElementsAre(ProblemCode::kHeldAsUnapplied, ProblemCode::kHeldAsUnapplied));
  EXPECT_EQ(Medical().collected, Money());
}

TEST_F(PaymentFlow, AmountsAtTheEdgeAreRefusedAndNeverWrapAround) {
  PaymentLine huge = Exchange::Payment("R1", "U1", "90071992547409.91", "0.00");
  EXPECT_EQ(Pay("P1", {huge}).state, BatchState::kAccepted);
  PaymentLine more = Exchange::Payment("R2", "U1", "90071992547409.91", "1.00");
  more.instruction_no = domain::InstructionNumber(1);
  EXPECT_EQ(Pay("P2", {more}).state, BatchState::kRejected);
}

}  // namespace
}  // namespace levybridge::testing
