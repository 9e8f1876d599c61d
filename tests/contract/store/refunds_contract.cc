// Refunds and their payouts.
#include <optional>
#include <utility>
#include <vector>

#include "tests/contract/store/refund_samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using domain::Refund;
using domain::RefundState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Refund InState(int64_t refund_no, int64_t n, RefundState state, int64_t batch_no) {
  Refund refund = SampleRefund(refund_no, n);
  refund.state = state;
  refund.batch_no = batch_no;
  return refund;
}

TEST_P(StoreContract, RefundsComeBackAsTheyWereGivenByNumberAndObligation) {
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextRefundNo(); }), 1);
  const std::vector<Refund> refunds = {SampleRefund(1, 7), SampleRefund(2, 8), SampleRefund(3, 7)};
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put(refunds); });
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextRefundNo(); }), 4);
  const std::vector<int64_t> numbers = {3, 9, 1};
  EXPECT_THAT(Read([&](const auto& t) { return t.refunds().Find(numbers); }),
              ElementsAre(refunds[2], std::nullopt, refunds[0]));
  EXPECT_THAT(Read([](const auto& t) { return t.refunds().OfObligation(Key(7)); }),
              ElementsAre(refunds[0], refunds[2]));
  EXPECT_THAT(Read([](const auto& t) { return t.refunds().OfObligation(Key(9)); }), IsEmpty());
}

TEST_P(StoreContract, RefundsContinueTheirNumbersWithoutGap) {
  const std::vector<Refund> gap = {SampleRefund(1, 1), SampleRefund(3, 1)};
  EXPECT_EQ(store().Write([&](ports::Transaction& t) { return t.refunds().Put(gap); }).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextRefundNo(); }), 1);
}

TEST_P(StoreContract, RefundsAreFoundByWhatTheyAreNowAndByThePayoutsTheyHad) {
  Refund refund = SampleRefund(1, 1);
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put({&refund, 1}); });
  refund.state = RefundState::kPaying;
  refund.payouts = {SamplePayout(1, 1)};
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put({&refund, 1}); });
  refund.state = RefundState::kPaid;
  refund.batch_no = 2;
  refund.payouts.push_back(SamplePayout(2, 2));
  refund.payouts.front().result = domain::PayoutResult::kFailed;
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put({&refund, 1}); });
  Reopen();
  const auto list = [&](const ports::RefundFilter& filter) {
    return Read([&](const auto& t) { return t.refunds().List(filter, 0, 9); });
  };
  EXPECT_THAT(list({.batch_no = 1}), ElementsAre(refund));
  EXPECT_THAT(list({.batch_no = 2}), ElementsAre(refund));
  EXPECT_THAT(list({.batch_no = 3}), IsEmpty());
  EXPECT_THAT(list({.states = {RefundState::kPaid}}), ElementsAre(refund));
  EXPECT_THAT(list({.states = {RefundState::kLocked, RefundState::kPaying}}), IsEmpty());
}

TEST_P(StoreContract, ARefundThatLeftItsBatchUnpaidIsNoMemberOfItAnyMore) {
  Refund refund = SampleRefund(1, 1);
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put({&refund, 1}); });
  refund.state = RefundState::kReleased;
  refund.batch_no = 0;
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put({&refund, 1}); });
  EXPECT_THAT(Read([](const auto& t) { return t.refunds().List({.batch_no = 1}, 0, 9); }),
              IsEmpty());
  EXPECT_THAT(Read([](const auto& t) { return t.refunds().List({.batch_no = 0}, 0, 9); }),
              IsEmpty());
}

TEST_P(StoreContract, RefundsAreListedByNumberInPagesAndNarrowed) {
  const std::vector<Refund> all = {
      InState(1, 1, RefundState::kFunded, 1), InState(2, 2, RefundState::kPaid, 1),
      InState(3, 1, RefundState::kPaid, 2), InState(4, 2, RefundState::kFunded, 2)};
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put(all); });
  const auto list = [&](const ports::RefundFilter& filter, int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.refunds().List(filter, after, limit); });
  };
  EXPECT_THAT(list({}, 0, 9), ElementsAre(all[0], all[1], all[2], all[3]));
  EXPECT_THAT(list({}, 1, 2), ElementsAre(all[1], all[2]));
  EXPECT_THAT(list({.employer = Employer(1)}, 0, 9), ElementsAre(all[0], all[2]));
  EXPECT_THAT(list({.employer = Employer(1)}, 1, 9), ElementsAre(all[2]));
  EXPECT_THAT(list({.states = {RefundState::kPaid, RefundState::kFunded}}, 0, 3),
              ElementsAre(all[0], all[1], all[2]));
  EXPECT_THAT(list({.states = {RefundState::kPaid, RefundState::kFunded}}, 3, 3),
              ElementsAre(all[3]));
  EXPECT_THAT(list({.batch_no = 1, .states = {RefundState::kPaid}}, 0, 9), ElementsAre(all[1]));
  EXPECT_THAT(list({.batch_no = 2, .employer = Employer(1)}, 0, 9), ElementsAre(all[2]));
  EXPECT_THAT(list({.employer = Employer(2), .states = {RefundState::kFunded}}, 0, 9),
              ElementsAre(all[3]));
}

TEST_P(StoreContract, PayoutsAreReadInTheirOwnOrderWithTheirRefunds) {
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextPayout(); }), 1);
  std::vector<Refund> refunds = {SampleRefund(1, 1), SampleRefund(2, 2)};
  refunds[0].payouts = {SamplePayout(2, 1), SamplePayout(3, 2)};
  refunds[1].payouts = {SamplePayout(1, 1)};
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put(refunds); });
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextPayout(); }), 4);
  const auto read = [&](int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.refunds().ReadPayouts(after, limit); });
  };
  EXPECT_THAT(read(0, 9),
              ElementsAre(Pair(1, refunds[1]), Pair(2, refunds[0]), Pair(3, refunds[0])));
  EXPECT_THAT(read(1, 1), ElementsAre(Pair(2, refunds[0])));
  EXPECT_THAT(read(3, 9), IsEmpty());
  const std::vector<int64_t> sequences = {3, 4, 1};
  EXPECT_THAT(Read([&](const auto& t) { return t.refunds().FindByPayout(sequences); }),
              ElementsAre(refunds[0], std::nullopt, refunds[1]));
}

TEST_P(StoreContract, EachBankHasAPositionInThePayouts) {
  const auto find = [&](const domain::PartyId& bank) {
    return Read([&](const auto& t) { return t.refunds().FindPosition(bank); });
  };
  EXPECT_EQ(find(Bank()), ports::PullPosition());
  MustWrite([&](ports::Transaction& t) { return t.refunds().PutPosition(Bank(), {7, 5}); });
  MustWrite([&](ports::Transaction& t) { return t.refunds().PutPosition(Bank(), {9, 7}); });
  Reopen();
  EXPECT_EQ(find(Bank()), (ports::PullPosition{9, 7}));
  EXPECT_EQ(find(Party("urn:levybridge:party:bank:420100:second")), ports::PullPosition());
  EXPECT_THAT(Read([](const auto& t) { return t.instructions().Positions(); }), IsEmpty())
      << "what banks read is no position in the instructions";
}

}  // namespace
}  // namespace levybridge::contract
