// Refund batches: what covers them, what is requested, and what their digest tells apart.
#include "gateway/domain/refund_batch.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <vector>

namespace levybridge::domain {
namespace {

constexpr Component kMedical = Component::kEmployerMedical;
constexpr Component kLateFee = Component::kLateFee;

Money Fen(int64_t fen) { return Money::FromFen(fen).value(); }
RegionCode Region(uint32_t number) { return *RegionCode::FromNumber(number); }

RefundBatch BatchOf(int64_t medical_fen, int64_t late_fee_fen = 0) {
  RefundBatch batch{.batch_no = 1,
                    .agency = *PartyId::ParseUri("urn:levybridge:party:agency:420100:agency"),
                    .batch_id = *BatchId::Parse("B1"),
                    .pooling_area = {Region(420100)},
                    .paying_unit = Region(420100),
                    .request = {},
                    .next_attempt = false,
                    .state = RefundBatchState::kLocked,
                    .refunds = 1,
                    .total = {},
                    .covered = {},
                    .accounts_missing = 0,
                    .content = std::nullopt,
                    .approvals = {},
                    .created_at = {},
                    .since = {},
                    .release_no = {},
                    .released = {},
                    .fetched_by = std::nullopt,
                    .results = {}};
  batch.total[kMedical] = Fen(medical_fen);
  batch.total[kLateFee] = Fen(late_fee_fen);
  return batch;
}

RefundFunds FundsOf(int64_t released, int64_t paid_out, int64_t reserved) {
  RefundFunds funds{Region(420100), {}, {}, {}};
  funds.released[kMedical] = Fen(released);
  funds.paid_out[kMedical] = Fen(paid_out);
  funds.reserved[kMedical] = Fen(reserved);
  return funds;
}

Refund OneRefund() {
  return {.refund_no = 7,
          .obligation = {PoolingArea{Region(420100)}, *FeePeriod::Parse("2020-03"),
                         *UnitCode::Parse("U1"), InsuranceType::kEmployeeMedical},
          .component = kMedical,
          .region = Region(420106),
          .unit_name = "武汉示例机械有限公司",
          .amount = Fen(3000),
          .state = RefundState::kLocked,
          .batch_no = 1,
          .filing_no = 5,
          .passed_on = false,
          .since = {},
          .payouts = {}};
}

TEST(RefundFunds, FreeIsWhatWasReleasedAndIsNeitherPaidOutNorReserved) {
  EXPECT_EQ(FundsOf(10'000, 0, 0).Free(kMedical), Fen(10'000));
  EXPECT_EQ(FundsOf(10'000, 4000, 3500).Free(kMedical), Fen(2500));
  EXPECT_EQ(FundsOf(10'000, 4000, 3500).Free(kLateFee), Money());
  EXPECT_EQ(FundsOf(10'000, 10'000, 0).Free(kMedical), Money());
}

TEST(RefundFunds, AreNeverLessThanNothingWhenMoreWentOutThanCameIn) {
  RefundFunds funds = FundsOf(10'000, 16'000, 0);
  EXPECT_EQ(funds.Free(kMedical), Money());
  RefundBatch batch = BatchOf(3000);
  Cover(batch, funds);
  EXPECT_TRUE(batch.covered.AllZero());
  EXPECT_EQ(funds, FundsOf(10'000, 16'000, 0));
  EXPECT_EQ(FundsOf(0, -Money::kMaxFen, -Money::kMaxFen).Free(kMedical), Fen(Money::kMaxFen));
}

TEST(RefundFunds, CoverABatchByComponentAndReserveJustThat) {
  RefundFunds funds = FundsOf(10'000, 4000, 0);
  RefundBatch batch = BatchOf(8000, 500);
  Cover(batch, funds);
  EXPECT_EQ(batch.covered[kMedical], Fen(6000));
  EXPECT_EQ(batch.covered[kLateFee], Money());
  EXPECT_EQ(funds, FundsOf(10'000, 4000, 6000));
  EXPECT_EQ(ToRequest(batch)[kMedical], Fen(2000));
  EXPECT_EQ(ToRequest(batch)[kLateFee], Fen(500));
  EXPECT_EQ(ToRequest(batch).Sum(), Fen(2500));
}

TEST(RefundFunds, CoverNothingTwiceAndAskForNothingWhenAllIsCovered) {
  RefundFunds funds = FundsOf(10'000, 0, 0);
  RefundBatch batch = BatchOf(3000);
  Cover(batch, funds);
  Cover(batch, funds);
  EXPECT_EQ(batch.covered[kMedical], Fen(3000));
  EXPECT_EQ(funds, FundsOf(10'000, 0, 3000));
  EXPECT_TRUE(ToRequest(batch).AllZero());
  RefundBatch other = BatchOf(9000);
  Cover(other, funds);
  EXPECT_EQ(other.covered[kMedical], Fen(7000));
  EXPECT_EQ(funds.Free(kMedical), Money());
}

TEST(RefundFunds, TakeNothingFromABatchThatIsCoveredTooWell) {
  RefundFunds funds = FundsOf(10'000, 0, 5000);
  RefundBatch batch = BatchOf(3000);
  batch.covered[kMedical] = Fen(5000);
  Cover(batch, funds);
  EXPECT_EQ(batch.covered[kMedical], Fen(5000));
  EXPECT_EQ(funds, FundsOf(10'000, 0, 5000));
}

Sha256Digest DigestOf(const RefundBatch& batch, const std::vector<Refund>& refunds) {
  RefundBatchDigest digest(batch);
  for (const Refund& refund : refunds) digest.Add(refund);
  return digest.Finish();
}

TEST(RefundBatchDigest, ChangesWithEachPartOfARefundThatIsApproved) {
  using Change = std::function<void(Refund&)>;
  const std::vector<Change> changes = {
      [](Refund& r) { r.refund_no = 8; },
      [](Refund& r) { r.obligation.pooling_area = PoolingArea{Region(420200)}; },
      [](Refund& r) { r.obligation.unit_code = *UnitCode::Parse("U2"); },
      [](Refund& r) { r.obligation.insurance_type = InsuranceType::kLargeAmount; },
      [](Refund& r) { r.obligation.fee_period = *FeePeriod::Parse("2020-04"); },
      [](Refund& r) { r.component = kLateFee; },
      [](Refund& r) { r.amount = Fen(3001); },
      [](Refund& r) { r.filing_no = 6; },
      [](Refund& r) { r.filing_no = 0; },
      [](Refund& r) { r.payouts.resize(1); },
  };
  std::set<Sha256Digest> seen = {DigestOf(BatchOf(3000), {OneRefund()})};
  for (const Change& change : changes) {
    Refund refund = OneRefund();
    change(refund);
    EXPECT_TRUE(seen.insert(DigestOf(BatchOf(3000), {refund})).second) << seen.size();
  }
  EXPECT_TRUE(seen.insert(DigestOf(BatchOf(3000), {})).second);
  EXPECT_TRUE(seen.insert(DigestOf(BatchOf(3000), {OneRefund(), OneRefund()})).second);
}

TEST(RefundBatchDigest, ChangesWithTheBatchItIsOf) {
  std::set<Sha256Digest> seen = {DigestOf(BatchOf(3000), {OneRefund()})};
  RefundBatch batch = BatchOf(3000);
  batch.batch_id = *BatchId::Parse("B2");
  EXPECT_TRUE(seen.insert(DigestOf(batch, {OneRefund()})).second);
  batch = BatchOf(3000);
  batch.paying_unit = Region(420112);
  EXPECT_TRUE(seen.insert(DigestOf(batch, {OneRefund()})).second);
  batch = BatchOf(3000);
  batch.agency = *PartyId::ParseUri("urn:levybridge:party:agency:420100:other");
  EXPECT_TRUE(seen.insert(DigestOf(batch, {OneRefund()})).second);
}

TEST(RefundBatchDigest, DoesNotChangeWithTheBatchsProgressOrWithWhatNobodyApproves) {
  const Sha256Digest digest = DigestOf(BatchOf(3000), {OneRefund()});
  RefundBatch batch = BatchOf(3000);
  batch.state = RefundBatchState::kFunded;
  batch.covered[kMedical] = Fen(3000);
  batch.release_no = "F1";
  batch.batch_no = 9;
  Refund refund = OneRefund();
  refund.unit_name = "改名后的公司";
  refund.passed_on = true;
  EXPECT_EQ(DigestOf(batch, {refund}), digest);
}

TEST(RefundBatchStates, AreSomebodysMoveUntilTheMoneyIsAtTheBank) {
  using State = RefundBatchState;
  EXPECT_EQ(OwnerOf(State::kGathering), Role::kAgency);
  EXPECT_EQ(OwnerOf(State::kLocked), Role::kAgency);
  EXPECT_EQ(OwnerOf(State::kProposed), Role::kTax);
  EXPECT_EQ(OwnerOf(State::kAccountsConfirmed), Role::kFundFinance);
  EXPECT_EQ(OwnerOf(State::kFundsRequested), Role::kFiscal);
  EXPECT_EQ(OwnerOf(State::kFunded), Role::kBank);
  EXPECT_EQ(OwnerOf(State::kPaying), Role::kBank);
  EXPECT_EQ(OwnerOf(State::kSettled), std::nullopt);
  EXPECT_EQ(OwnerOf(State::kWithdrawn), std::nullopt);
  for (const State state : {State::kGathering, State::kLocked, State::kProposed,
                            State::kAccountsConfirmed, State::kFundsRequested, State::kFunded}) {
    EXPECT_TRUE(IsUnfetched(state)) << MachineName(state);
  }
  for (const State state : {State::kPaying, State::kSettled, State::kWithdrawn}) {
    EXPECT_FALSE(IsUnfetched(state)) << MachineName(state);
  }
}

}  // namespace
}  // namespace levybridge::domain
