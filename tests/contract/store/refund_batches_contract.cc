// Refund batches, the money of paying units, and the records beside them.
#include <optional>
#include <utility>
#include <vector>

#include "tests/contract/store/refund_samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

using domain::RefundBatch;
using domain::RefundBatchState;
using domain::RefundState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreContract, RefundBatchesComeBackAsTheyWereGivenAndAreReplaced) {
  RefundBatch first = SampleRefundBatch("TF-1", "420100");
  RefundBatch second = SampleRefundBatch("TF-1", "420117");
  second.pooling_area = Area("420600");
  MustWrite([&](ports::Transaction& t) {
    first.batch_no = t.refunds().AddBatch(first).value_or(-1);
    second.batch_no = t.refunds().AddBatch(second).value_or(-1);
    return absl::OkStatus();
  });
  EXPECT_EQ(first.batch_no, 1);
  EXPECT_EQ(second.batch_no, 2);
  first.state = RefundBatchState::kFunded;
  first.content.reset();
  MustWrite([&](ports::Transaction& t) { return t.refunds().UpdateBatch(first); });
  Reopen();
  const auto find = [&](int64_t batch_no) {
    return Read([&](const auto& t) { return t.refunds().FindBatch(batch_no); });
  };
  EXPECT_EQ(find(1), first);
  EXPECT_EQ(find(2), second);
  EXPECT_EQ(find(3), std::nullopt);
  const auto of_id = [&](const char* id) {
    return Read(
        [&](const auto& t) { return t.refunds().FindBatches(*domain::BatchId::Parse(id)); });
  };
  EXPECT_THAT(of_id("TF-1"), ElementsAre(first, second));
  EXPECT_THAT(of_id("TF-2"), IsEmpty());
}

TEST_P(StoreContract, ARefundBatchIdIsUniqueInItsPoolingAreaAndWhatItIsOfNeverChanges) {
  const RefundBatch batch = SampleRefundBatch("TF-1", "420100");
  MustWrite([&](ports::Transaction& t) { return t.refunds().AddBatch(batch).status(); });
  const auto again = [&](ports::Transaction& t) { return t.refunds().AddBatch(batch).status(); };
  EXPECT_EQ(store().Write(again).code(), absl::StatusCode::kAlreadyExists);
  RefundBatch other = batch;
  other.batch_no = 1;
  other.paying_unit = Area("420117").region;
  const auto update = [&](ports::Transaction& t) { return t.refunds().UpdateBatch(other); };
  EXPECT_EQ(store().Write(update).code(), absl::StatusCode::kNotFound);
}

TEST_P(StoreContract, RefundBatchesAreListedNewestFirstAndByPayingUnit) {
  std::vector<RefundBatch> all = {SampleRefundBatch("TF-1", "420100"),
                                  SampleRefundBatch("TF-2", "420117"),
                                  SampleRefundBatch("TF-3", "420100")};
  MustWrite([&](ports::Transaction& t) {
    for (RefundBatch& batch : all) batch.batch_no = t.refunds().AddBatch(batch).value_or(-1);
    return absl::OkStatus();
  });
  const auto list = [&](const ports::RefundBatchFilter& filter, int32_t limit) {
    return Read([&](const auto& t) { return t.refunds().ListBatches(filter, limit); });
  };
  EXPECT_THAT(list({}, 9), ElementsAre(all[2], all[1], all[0]));
  EXPECT_THAT(list({}, 2), ElementsAre(all[2], all[1]));
  EXPECT_THAT(list({.before_batch_no = 3}, 9), ElementsAre(all[1], all[0]));
  EXPECT_THAT(list({.paying_unit = Area("420100").region}, 9), ElementsAre(all[2], all[0]));
  EXPECT_THAT(list({.paying_unit = Area("420100").region, .before_batch_no = 3}, 9),
              ElementsAre(all[0]));
}

TEST_P(StoreContract, OnlyReleasedBatchesWithRefundsToFetchAreFetchable) {
  const auto add = [](ports::Transaction& t, const char* id, RefundBatchState state) {
    RefundBatch batch = SampleRefundBatch(id, "420100");
    batch.state = state;
    return t.refunds().AddBatch(batch).value_or(-1);
  };
  std::vector<domain::Refund> refunds;
  const auto refund_in = [&refunds](int64_t batch_no, RefundState state) {
    refunds.push_back(SampleRefund(static_cast<int64_t>(refunds.size()) + 1, batch_no));
    refunds.back().batch_no = batch_no;
    refunds.back().state = state;
  };
  refund_in(1, RefundState::kLocked);
  refund_in(2, RefundState::kPaid);
  refund_in(2, RefundState::kLocked);
  refund_in(3, RefundState::kPaying);
  refund_in(4, RefundState::kLocked);
  MustWrite([&](ports::Transaction& t) {
    EXPECT_EQ(add(t, "TF-1", RefundBatchState::kFunded), 1);
    EXPECT_EQ(add(t, "TF-2", RefundBatchState::kPaying), 2);
    EXPECT_EQ(add(t, "TF-3", RefundBatchState::kPaying), 3);
    EXPECT_EQ(add(t, "TF-4", RefundBatchState::kFundsRequested), 4);
    return t.refunds().Put(refunds);
  });
  const auto fetchable = [&] {
    return Read([](const auto& t) { return t.refunds().ListFetchable(); });
  };
  EXPECT_THAT(fetchable(), ElementsAre(1, 2));
  const auto waiting_in = [&](int64_t batch_no, int64_t after, int32_t limit) {
    ports::RefundFilter filter;
    filter.waiting_in = batch_no;
    return Read([&](const auto& t) { return t.refunds().List(filter, after, limit); });
  };
  EXPECT_THAT(waiting_in(2, 0, 9), ElementsAre(refunds[2]));
  EXPECT_THAT(waiting_in(2, 3, 9), IsEmpty());
  EXPECT_THAT(waiting_in(3, 0, 9), IsEmpty());
  refunds[0].state = RefundState::kPaying;
  MustWrite([&](ports::Transaction& t) { return t.refunds().Put({refunds.data(), 1}); });
  Reopen();
  EXPECT_THAT(fetchable(), ElementsAre(2));
}

TEST_P(StoreContract, TheMoneyOfAPayingUnitIsZeroUntilItIsPut) {
  const domain::RegionCode unit = Area("420100").region;
  const auto find = [&] {
    return Read([&](const auto& t) -> absl::StatusOr<std::optional<domain::RefundFunds>> {
      auto funds = t.refunds().FindFunds(unit);
      if (!funds.ok()) return funds.status();
      return *funds;
    });
  };
  domain::RefundFunds funds{unit, {}, {}, {}};
  EXPECT_EQ(find(), funds);
  funds.released[domain::Component::kInterest] = Fen(5);
  funds.paid_out[domain::Component::kPersonal] = Fen(3);
  funds.reserved[domain::Component::kMaternity] = Fen(2);
  MustWrite([&](ports::Transaction& t) { return t.refunds().PutFunds(funds); });
  Reopen();
  EXPECT_EQ(find(), funds);
}

domain::Recoverable SampleRecoverable(int64_t recoverable_no, int64_t n) {
  return {.recoverable_no = recoverable_no,
          .obligation = Key(n),
          .component = domain::Component::kPersonal,
          .region = Area("420106").region,
          .refund_no = 4,
          .payout = 6,
          .amount = Fen(100 + n),
          .reason = domain::RecoverableReason::kPaidTwice,
          .booked_at = {1'583'000'000'000},
          .instruction = 8,
          .settled = Fen(9)};
}

TEST_P(StoreContract, WhatMustComeBackIsFoundListedAndReplaced) {
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextRecoverableNo(); }), 1);
  std::vector<domain::Recoverable> all = {SampleRecoverable(1, 1), SampleRecoverable(2, 2),
                                          SampleRecoverable(3, 1)};
  all[2].obligation = Key(1, "420100", "2020-03");
  MustWrite([&](ports::Transaction& t) {
    for (const auto& one : all) EXPECT_TRUE(t.refunds().PutRecoverable(one).ok());
    return absl::OkStatus();
  });
  all[0].instruction = 9;
  MustWrite([&](ports::Transaction& t) { return t.refunds().PutRecoverable(all[0]); });
  Reopen();
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().NextRecoverableNo(); }), 4);
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().FindRecoverable(1); }), all[0]);
  EXPECT_EQ(Read([](const auto& t) { return t.refunds().FindRecoverable(4); }), std::nullopt);
  const auto list = [&](const ports::RecoverableFilter& filter, int64_t after, int32_t limit) {
    return Read([&](const auto& t) { return t.refunds().ListRecoverables(filter, after, limit); });
  };
  EXPECT_THAT(list({}, 0, 9), ElementsAre(all[0], all[1], all[2]));
  EXPECT_THAT(list({}, 1, 1), ElementsAre(all[1]));
  EXPECT_THAT(list({.employer = Employer(1)}, 0, 9), ElementsAre(all[0], all[2]));
  EXPECT_THAT(list({.obligation = Key(1)}, 0, 9), ElementsAre(all[0]));
  EXPECT_THAT(list({.employer = Employer(1)}, 1, 9), ElementsAre(all[2]));
}

TEST_P(StoreContract, TreasuryRefundsAreToldApartByObligationComponentAndNumber) {
  const domain::TreasuryRefund refund = {.unit_code = Key(1).unit_code,
                                         .region = Area("420106").region,
                                         .insurance_type = domain::InsuranceType::kEmployeeMedical,
                                         .fee_period = Period("2020-02"),
                                         .component = domain::Component::kPersonal,
                                         .amount = Fen(77),
                                         .refund_no = *domain::TreasuryRefundNumber::Parse("TK-1"),
                                         .booked_on = Date("2020-05-01")};
  const ports::TreasuryRefundKey key{Key(1), refund.component, refund.refund_no};
  MustWrite([&](ports::Transaction& t) { return t.refunds().PutTreasuryRefund(key, refund); });
  Reopen();
  const auto find = [&](const ports::TreasuryRefundKey& wanted) {
    return Read([&](const auto& t) { return t.refunds().FindTreasuryRefund(wanted); });
  };
  EXPECT_EQ(find(key), refund);
  EXPECT_EQ(find({Key(2), key.component, key.refund_no}), std::nullopt);
  EXPECT_EQ(find({Key(1), domain::Component::kInterest, key.refund_no}), std::nullopt);
  EXPECT_EQ(find({Key(1), key.component, *domain::TreasuryRefundNumber::Parse("TK-2")}),
            std::nullopt);
}

TEST_P(StoreContract, RequestsAreRememberedByPartyAndId) {
  MustWrite([](ports::Transaction& t) {
    return t.refunds().PutRequest(Agency(), "REQ-1", domain::Sha256Of("asked"));
  });
  Reopen();
  const auto find = [&](const domain::PartyId& party, const char* id) {
    return Read([&](const auto& t) { return t.refunds().FindRequest(party, id); });
  };
  EXPECT_EQ(find(Agency(), "REQ-1"), domain::Sha256Of("asked"));
  EXPECT_EQ(find(Agency(), "REQ-2"), std::nullopt);
  EXPECT_EQ(find(Tax(), "REQ-1"), std::nullopt);
}

}  // namespace
}  // namespace levybridge::contract
