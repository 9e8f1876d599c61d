// What refunds do to an obligation: each step posts a balanced entry, journal and balances tell the
// same, and what must come back grows and falls with what the employer was given too much.
#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "gateway/domain/obligation_change.h"
#include "gateway/domain/rederive.h"

namespace levybridge::domain {
namespace {

constexpr Component kMedical = Component::kEmployerMedical;

Money Fen(int64_t fen) { return Money::FromFen(fen).value(); }

// One obligation and all its entries. Each event is one step; after each, journal and balances are
// held against one another.
class ObligationChangeRefund : public ::testing::Test {
 protected:
  using Step = bool (ObligationChange::*)(Component, Money);

  void Do(EventKind kind, absl::FunctionRef<bool(ObligationChange&)> steps) {
    ObligationChange change(obligation_, {kind, *AccountingMonth::Parse(month_), std::nullopt,
                                          *CivilDate::Parse("2020-03-25"), Timestamp{}, "R1"});
    ASSERT_TRUE(steps(change));
    entries_.push_back(std::move(change).Finish());
    EXPECT_TRUE(IsBalanced(entries_.back())) << MachineName(kind);
    ExpectSameTerms(MachineName(kind));
  }
  void Do(EventKind kind, Step step, int64_t fen) {
    Do(kind, [&](ObligationChange& change) { return (change.*step)(kMedical, Fen(fen)); });
  }
  void Due(EventKind kind, int64_t fen) { Do(kind, &ObligationChange::AddDue, fen); }
  void Collect(EventKind kind, int64_t fen) {
    Do(kind, [&](ObligationChange& change) { return change.Collect(kMedical, Fen(fen), true); });
  }
  void Lock(int64_t fen) { Do(EventKind::kRefundLocked, &ObligationChange::LockRefund, fen); }
  void Send(int64_t fen) { Do(EventKind::kRefundSent, &ObligationChange::SendRefund, fen); }
  void Confirm(int64_t fen) { Do(EventKind::kRefundPaid, &ObligationChange::ConfirmRefund, fen); }
  void Fail(int64_t fen) { Do(EventKind::kRefundFailed, &ObligationChange::FailRefund, fen); }
  void Return(int64_t fen) { Do(EventKind::kRefundReturned, &ObligationChange::ReturnRefund, fen); }
  void PayUnlocked(EventKind kind, Account from, int64_t fen) {
    Do(kind,
       [&](ObligationChange& change) { return change.PayUnlocked(kMedical, Fen(fen), from); });
  }
  void Recover(int64_t fen) {
    Do(EventKind::kRecoverableSettled, &ObligationChange::RecoverRefund, fen);
  }
  // 500 due, 800 collected, 300 of it paid back by the bank.
  void GiveBack() {
    Due(EventKind::kAssessed, 500);
    Collect(EventKind::kPaid, 800);
    Lock(300);
    Send(300);
    Confirm(300);
  }

  const ComponentBalance& balance() const { return obligation_.balance(kMedical); }
  int64_t recoverable() const { return balance().recoverable.fen(); }
  int64_t outstanding() const { return balance().Outstanding().fen(); }
  int64_t Moved(const char* month) {
    return obligation_.movement(*AccountingMonth::Parse(month)).refunded[kMedical].fen();
  }
  // The sum of what all entries posted to the account.
  int64_t Posted(Account account) const {
    int64_t sum = 0;
    for (const JournalEntry& entry : entries_) {
      for (const Posting& posting : entry.postings) {
        if (posting.account == account) sum += posting.amount.fen();
      }
    }
    return sum;
  }
  void ExpectSameTerms(std::string_view after) const {
    std::map<BalanceTerm, int64_t> differences;
    const auto add = [&](int64_t sign) {
      return [&, sign](const BalanceTerm& term, Money amount) {
        differences[term] += sign * amount.fen();
      };
    };
    for (const JournalEntry& entry : entries_) VisitTerms(entry, add(1));
    VisitTerms(obligation_, add(-1));
    for (const auto& [term, difference] : differences) {
      EXPECT_EQ(difference, 0) << Describe(term) << " after " << after;
    }
  }

  const char* month_ = "2020-03";
  Obligation obligation_{
      .key = {PoolingArea{*RegionCode::FromNumber(420100)}, *FeePeriod::Parse("2020-03"),
              *UnitCode::Parse("U1"), InsuranceType::kEmployeeMedical},
      .region = *RegionCode::FromNumber(420106),
      .balances = {},
      .chains = {},
      .late_fee_corrected = std::nullopt,
      .movements = {},
      .unit_type = {}};
  std::vector<JournalEntry> entries_;
};

TEST_F(ObligationChangeRefund, ALockTakesFromWhatIsFreeAndChangesNothingThatIsOwed) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 800);
  Lock(200);
  EXPECT_EQ(outstanding(), -300);
  EXPECT_EQ(balance().refund_locked, Fen(200));
  EXPECT_EQ(balance().Returnable(), Fen(100));
  EXPECT_EQ(balance().HeldFree(), Fen(100));
  EXPECT_EQ(Posted(Account::kRefundLocked), -200);
  EXPECT_EQ(Posted(Account::kOverpaymentHeld), -100);
  Do(EventKind::kRefundUnlocked, &ObligationChange::LockRefund, -200);
  EXPECT_EQ(balance().Returnable(), Fen(300));
  EXPECT_EQ(Posted(Account::kRefundLocked), 0);
  EXPECT_EQ(recoverable(), 0);
}

TEST_F(ObligationChangeRefund, WhatIsSentCountsAsGivenBackAndMovesTheMonthOnlyWhenPaid) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 800);
  Lock(300);
  Send(300);
  EXPECT_EQ(outstanding(), 0);
  EXPECT_EQ(balance().refunded, Fen(300));
  EXPECT_EQ(balance().refunding, Fen(300));
  EXPECT_EQ(balance().refund_locked, Money());
  EXPECT_EQ(balance().Returnable(), Money());
  EXPECT_EQ(Moved("2020-03"), 0);
  month_ = "2020-04";
  Confirm(300);
  EXPECT_EQ(outstanding(), 0);
  EXPECT_EQ(balance().refunding, Money());
  EXPECT_EQ(Moved("2020-03"), 0);
  EXPECT_EQ(Moved("2020-04"), 300);
  EXPECT_EQ(Posted(Account::kRefundInTransit), 0);
  EXPECT_EQ(Posted(Account::kRefundPaid), -300);
  EXPECT_EQ(recoverable(), 0);
}

TEST_F(ObligationChangeRefund, AFailureBringsTheLockBackWithoutAnyMovement) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 800);
  Lock(300);
  Send(300);
  Fail(300);
  EXPECT_EQ(outstanding(), -300);
  EXPECT_EQ(balance().refund_locked, Fen(300));
  EXPECT_EQ(balance().refunded, Money());
  EXPECT_EQ(balance().refunding, Money());
  EXPECT_EQ(Moved("2020-03"), 0);
  EXPECT_EQ(Posted(Account::kRefundLocked), -300);
}

TEST_F(ObligationChangeRefund, AReturnTakesTheMovementBackInItsOwnMonth) {
  GiveBack();
  month_ = "2020-05";
  Return(300);
  EXPECT_EQ(outstanding(), -300);
  EXPECT_EQ(balance().refund_locked, Fen(300));
  EXPECT_EQ(balance().refunded, Money());
  EXPECT_EQ(Moved("2020-03"), 300);
  EXPECT_EQ(Moved("2020-05"), -300);
  EXPECT_EQ(Posted(Account::kRefundPaid), 0);
}

TEST_F(ObligationChangeRefund, ALateSuccessAgainstItsLockLeavesNothingToRecover) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 800);
  Lock(300);
  Send(300);
  Fail(300);
  Do(EventKind::kRefundPaid, [&](ObligationChange& change) {
    return change.LockRefund(kMedical, Fen(-300)) &&
           change.PayUnlocked(kMedical, Fen(300), Account::kRefundPaid);
  });
  EXPECT_EQ(outstanding(), 0);
  EXPECT_EQ(recoverable(), 0);
  EXPECT_EQ(Moved("2020-03"), 300);
}

TEST_F(ObligationChangeRefund, WhatIsPaidASecondTimeIsRecoverable) {
  GiveBack();
  PayUnlocked(EventKind::kRefundPaidTwice, Account::kRefundPaid, 300);
  EXPECT_EQ(outstanding(), 300);
  EXPECT_EQ(recoverable(), 300);
  EXPECT_EQ(Posted(Account::kRecoverable), 300);
  EXPECT_EQ(Moved("2020-03"), 600);
  Recover(100);
  EXPECT_EQ(recoverable(), 200);
  EXPECT_EQ(outstanding(), 200);
  EXPECT_EQ(Moved("2020-03"), 500);
  Recover(200);
  EXPECT_EQ(recoverable(), 0);
  EXPECT_EQ(outstanding(), 0);
  EXPECT_EQ(Posted(Account::kRecoverable), 0);
  EXPECT_EQ(Posted(Account::kRefundPaid), -300);
}

TEST_F(ObligationChangeRefund, TheTreasurysRefundCountsInItsMonthAndOnItsOwnAccount) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 800);
  PayUnlocked(EventKind::kRefundedByTreasury, Account::kRefundedByTreasury, 300);
  EXPECT_EQ(outstanding(), 0);
  EXPECT_EQ(Moved("2020-03"), 300);
  EXPECT_EQ(Posted(Account::kRefundedByTreasury), -300);
  EXPECT_EQ(Posted(Account::kRefundPaid), 0);
  EXPECT_EQ(recoverable(), 0);
  Collect(EventKind::kReversed, -120);
  EXPECT_EQ(recoverable(), 120);
}

TEST_F(ObligationChangeRefund, AReversalAfterThePayoutIsRecoverableUpToWhatWasGivenBack) {
  GiveBack();
  Collect(EventKind::kReversed, -100);
  EXPECT_EQ(outstanding(), 100);
  EXPECT_EQ(recoverable(), 100);
  Collect(EventKind::kReversed, -700);
  EXPECT_EQ(outstanding(), 800);
  EXPECT_EQ(recoverable(), 300);
}

TEST_F(ObligationChangeRefund, OnlyWhatIsOwedAfterwardsIsRecoverableNotWhatWasStillOverpaid) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 900);
  Lock(300);
  Send(300);
  Confirm(300);
  Collect(EventKind::kReversed, -150);
  EXPECT_EQ(outstanding(), 50);
  EXPECT_EQ(recoverable(), 50);
}

TEST_F(ObligationChangeRefund, AReassessmentUpwardsIsRecoverableAndOneDownwardsTakesItAway) {
  GiveBack();
  Due(EventKind::kReassessed, 120);
  EXPECT_EQ(recoverable(), 120);
  Due(EventKind::kReassessed, -50);
  EXPECT_EQ(recoverable(), 70);
  Due(EventKind::kReassessed, -200);
  EXPECT_EQ(recoverable(), 0);
  EXPECT_EQ(outstanding(), -130);
  EXPECT_EQ(balance().Returnable(), Fen(130));
}

TEST_F(ObligationChangeRefund, ALateFeeCorrectedUpwardsIsRecoverableToo) {
  GiveBack();
  Due(EventKind::kLateFeeCorrected, 30);
  EXPECT_EQ(recoverable(), 30);
}

TEST_F(ObligationChangeRefund, ANewAssessmentIsOwedInTheOrdinaryCourse) {
  GiveBack();
  Due(EventKind::kAssessed, 400);
  EXPECT_EQ(outstanding(), 400);
  EXPECT_EQ(recoverable(), 0);
  Collect(EventKind::kReversed, -50);
  EXPECT_EQ(recoverable(), 50);
  Collect(EventKind::kPaid, 420);
  EXPECT_EQ(outstanding(), 30);
  EXPECT_EQ(recoverable(), 30);
}

TEST_F(ObligationChangeRefund, WhatTheEmployerPaysLowersWhatIsRecoverable) {
  GiveBack();
  Collect(EventKind::kReversed, -200);
  Collect(EventKind::kPaid, 80);
  EXPECT_EQ(recoverable(), 120);
  Collect(EventKind::kPaid, 500);
  EXPECT_EQ(recoverable(), 0);
  EXPECT_EQ(outstanding(), -380);
}

TEST_F(ObligationChangeRefund, AFailureAfterAReversalTakesBackWhatWasRecoverable) {
  Due(EventKind::kAssessed, 500);
  Collect(EventKind::kPaid, 800);
  Lock(300);
  Send(300);
  Collect(EventKind::kReversed, -100);
  EXPECT_EQ(recoverable(), 100);
  EXPECT_EQ(outstanding(), 100);
  Fail(300);
  EXPECT_EQ(recoverable(), 0);
  EXPECT_EQ(outstanding(), -200);
  EXPECT_EQ(balance().Coverable(), Fen(200));
  EXPECT_EQ(balance().HeldFree(), Fen(-100));  // until the lock is made to fit
  Do(EventKind::kRefundUnlocked, &ObligationChange::LockRefund, -100);
  EXPECT_EQ(balance().HeldFree(), Money());
  EXPECT_EQ(balance().refund_locked, Fen(200));
}

TEST_F(ObligationChangeRefund, UnbookedMoneyCoversNoLock) {
  Due(EventKind::kAssessed, 500);
  Do(EventKind::kPaid,
     [&](ObligationChange& change) { return change.Collect(kMedical, Fen(800), false); });
  EXPECT_EQ(balance().Overpaid(), Fen(300));
  EXPECT_EQ(balance().Returnable(), Money());
  Do(EventKind::kBooked, &ObligationChange::Book, 800);
  EXPECT_EQ(balance().Returnable(), Fen(300));
}

TEST_F(ObligationChangeRefund, ComponentsDoNotNetAgainstEachOther) {
  GiveBack();
  Do(EventKind::kReassessed, [&](ObligationChange& change) {
    return change.AddDue(kMedical, Fen(100)) && change.AddDue(Component::kPersonal, Fen(-40));
  });
  EXPECT_EQ(recoverable(), 100);
  EXPECT_EQ(obligation_.balance(Component::kPersonal).recoverable, Money());
  EXPECT_EQ(obligation_.balance(Component::kPersonal).Overpaid(), Fen(40));
}

TEST_F(ObligationChangeRefund, AStepOutOfBoundsSaysSo) {
  ObligationChange change(
      obligation_, {EventKind::kRefundPaidTwice, *AccountingMonth::Parse("2020-03"), std::nullopt,
                    *CivilDate::Parse("2020-03-25"), Timestamp{}, "R1"});
  EXPECT_TRUE(change.PayUnlocked(kMedical, Fen(Money::kMaxFen), Account::kRefundPaid));
  EXPECT_FALSE(change.PayUnlocked(kMedical, Fen(1), Account::kRefundPaid));
}

}  // namespace
}  // namespace levybridge::domain
