// What keeps refunds whole in a store: the step that brought them, and verify.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/sqlite_store.h"
#include "gateway/domain/obligation_change.h"
#include "tests/contract/sqlite/ledger_play.h"
#include "tests/contract/sqlite/older_schema.h"
#include "tests/contract/sqlite/temporary_directory.h"
#include "tests/contract/sqlite/test_cipher.h"
#include "tests/contract/store/refund_samples.h"

namespace levybridge::contract {
namespace {

using domain::Component;
using domain::ObligationChange;
using sqlite::Connection;
using sqlite::SqliteStore;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const testing::TestCipher& TheCipher() {
  static const testing::TestCipher cipher;
  return cipher;
}

std::unique_ptr<SqliteStore> MustOpen(const std::string& path) {
  auto opened = SqliteStore::Open({.path = path, .cipher = &TheCipher()});
  EXPECT_TRUE(opened.ok()) << opened.status();
  return opened.ok() ? *std::move(opened) : nullptr;
}

void MustWrite(SqliteStore& store, const std::function<absl::Status(ports::Transaction&)>& change) {
  const absl::Status status = store.Write(change);
  ASSERT_TRUE(status.ok()) << status;
}

void RunSql(const std::string& path, const std::string& sql) {
  auto connection = Connection::Open({.path = path});
  ASSERT_TRUE(connection.ok()) << connection.status();
  const absl::Status status = (*connection)->Execute(sql.c_str());
  ASSERT_TRUE(status.ok()) << status;
}

std::vector<std::string> ProblemsOf(const SqliteStore& store) {
  const auto report = store.Verify([](std::string_view, int64_t) {});
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? report->problems : std::vector<std::string>();
}

// Changes obligation n and books it.
absl::Status Change(ports::Transaction& t, int64_t n,
                    const std::function<bool(ObligationChange&)>& steps) {
  const domain::ObligationKey key = Key(n);
  auto found = t.obligations().Find({&key, 1});
  if (!found.ok()) return found.status();
  domain::Obligation obligation = *std::move(found->front());
  ObligationChange change(obligation, {domain::EventKind::kRefundLocked,
                                       Month("2020-03"),
                                       std::nullopt,
                                       Date("2020-03-05"),
                                       {1},
                                       "R1"});
  if (!steps(change)) return absl::InternalError("an amount of the play is out of bounds");
  const domain::JournalEntry entry = std::move(change).Finish();
  absl::Status status = t.journal().Append({&entry, 1});
  if (status.ok()) status = t.obligations().Put({&obligation, 1});
  return status;
}

// Refund 1 waits in batch 1; 2 is with the bank and 3 is paid, both from batch 2. Beside refund 3
// the treasury paid, and some of it came back.
absl::Status PlayRefunds(ports::Transaction& t) {
  constexpr Component kPersonal = Component::kPersonal;
  std::vector<domain::Refund> refunds = {SampleRefund(1, 1), SampleRefund(2, 2),
                                         SampleRefund(3, 3)};
  for (domain::Refund& refund : refunds) refund.amount = Fen(10);
  for (size_t i : {size_t{1}, size_t{2}}) {
    refunds[i].batch_no = 2;
    refunds[i].payouts = {SamplePayout(static_cast<int64_t>(i), 2)};
    refunds[i].payouts.front().amount = Fen(10);
  }
  refunds[1].state = domain::RefundState::kPaying;
  refunds[2].state = domain::RefundState::kPaid;
  refunds[2].payouts.front().result = domain::PayoutResult::kPaid;
  domain::RefundBatch waiting = SampleRefundBatch("TF-1", "420100");
  waiting.refunds = 1;
  waiting.total = {};
  waiting.total[kPersonal] = Fen(10);
  domain::RefundBatch paying = SampleRefundBatch("TF-2", "420100");
  paying.state = domain::RefundBatchState::kPaying;
  paying.covered = {};
  const domain::RefundFunds funds{waiting.paying_unit, waiting.covered, {}, waiting.covered};
  const auto number = *domain::TreasuryRefundNumber::Parse("TK-1");
  const domain::TreasuryRefund by_treasury{Key(3).unit_code,
                                           Area("420106").region,
                                           Key(3).insurance_type,
                                           Key(3).fee_period,
                                           kPersonal,
                                           Fen(4),
                                           number,
                                           Date("2020-05-01")};
  const domain::Recoverable recoverable{.recoverable_no = 1,
                                        .obligation = Key(3),
                                        .component = kPersonal,
                                        .region = Area("420106").region,
                                        .refund_no = 3,
                                        .payout = 2,
                                        .amount = Fen(5),
                                        .reason = domain::RecoverableReason::kReassessedAfterPayout,
                                        .booked_at = {1},
                                        .instruction = 0,
                                        .settled = Fen(1)};
  for (const absl::Status& status :
       {t.refunds().AddBatch(waiting).status(), t.refunds().AddBatch(paying).status(),
        t.refunds().Put(refunds), t.refunds().PutFunds(funds),
        t.refunds().PutTreasuryRefund({Key(3), kPersonal, number}, by_treasury),
        t.refunds().PutRecoverable(recoverable),
        t.accounts().Add(SampleAccount(1, "2020-02-01")).status(),
        Change(t, 1, [](auto& change) { return change.LockRefund(kPersonal, Fen(10)); }),
        Change(t, 2,
               [](auto& change) {
                 return change.LockRefund(kPersonal, Fen(10)) &&
                        change.SendRefund(kPersonal, Fen(10));
               }),
        Change(t, 3, [](auto& change) {
          return change.LockRefund(kPersonal, Fen(10)) && change.SendRefund(kPersonal, Fen(10)) &&
                 change.ConfirmRefund(kPersonal, Fen(10)) &&
                 change.PayUnlocked(kPersonal, Fen(4), domain::Account::kRefundedByTreasury) &&
                 change.RecoverRefund(kPersonal, Fen(1));
        })}) {
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

TEST(Migrations, AFileOfTheSixthVersionTakesRefunds) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  auto store = MustOpen(path);
  for (int64_t n = 1; n <= 3; ++n) {
    MustWrite(*store, [n](ports::Transaction& t) { return PlayEvent(t, n); });
  }
  store.reset();
  RunSql(path, absl::StrCat(kWithoutRefunds, "PRAGMA user_version=6"));
  store = MustOpen(path);
  EXPECT_EQ(EventsIn(*store, 3)->size(), 3U);
  MustWrite(*store, PlayRefunds);
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
}

struct Damage {
  const char* sql;
  const char* named;  // what a problem of verify must say
};

class VerifyRefunds : public ::testing::TestWithParam<Damage> {};

TEST_P(VerifyRefunds, NamesWhatIsWrong) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.File("store.db");
  auto store = MustOpen(path);
  for (int64_t n = 1; n <= 3; ++n) {
    MustWrite(*store, [n](ports::Transaction& t) { return PlayEvent(t, n); });
  }
  MustWrite(*store, PlayRefunds);
  EXPECT_THAT(ProblemsOf(*store), IsEmpty());
  store.reset();
  RunSql(path, GetParam().sql);
  store = MustOpen(path);
  EXPECT_THAT(ProblemsOf(*store), Contains(HasSubstr(GetParam().named)));
}

INSTANTIATE_TEST_SUITE_P(
    EachTable, VerifyRefunds,
    ::testing::Values(
        Damage{"UPDATE refund SET value=x'01' WHERE refund_no=2", "refund 2: damaged"},
        Damage{"DELETE FROM refund WHERE refund_no=2", "refund 3: comes where 2 is due"},
        Damage{"DELETE FROM refund WHERE refund_no=1",
               "U00000001/310: refund_locked of personal differs"},
        Damage{"DELETE FROM refund WHERE refund_no=2",
               "U00000002/310: refunding of personal differs"},
        Damage{"DELETE FROM refund WHERE refund_no=3",
               "U00000003/310: refunded of personal differs"},
        Damage{"UPDATE refund SET state=9 WHERE refund_no=1", "its columns are not those"},
        Damage{"UPDATE refund SET batch_no=9 WHERE refund_no=1", "its columns are not those"},
        Damage{"UPDATE refund SET unit_code=CAST('U9' AS BLOB) WHERE refund_no=1",
               "its columns are not those"},
        Damage{"DELETE FROM refund_in_batch WHERE batch_no=1", "a batch or payout does not name"},
        Damage{"INSERT INTO refund_in_batch VALUES(7, 1)", "refund_in_batch: 4 rows where"},
        Damage{"UPDATE payout SET refund_no=1 WHERE sequence=2", "a batch or payout does not name"},
        Damage{"INSERT INTO payout VALUES(9, 1)", "payout: 3 rows where refunds need 2"},
        Damage{"UPDATE refund_batch SET value=x'01' WHERE batch_no=1", "refund_batch 1: damaged"},
        Damage{"UPDATE refund_batch SET state=5 WHERE batch_no=1", "refund_batch 1: damaged"},
        Damage{"DELETE FROM refund_in_batch WHERE batch_no=1", "differ from the 0 in it"},
        Damage{"DELETE FROM refund_batch WHERE batch_no=1", "what is reserved is not"},
        Damage{"DELETE FROM refund_funds", "missing, though batches are covered"},
        Damage{"UPDATE refund_funds SET value=x'01'", "refund_funds 420100: damaged"},
        Damage{"DELETE FROM treasury_refund", "U00000003/310: refunded of personal differs"},
        Damage{"UPDATE treasury_refund SET value=x'01'", "TK-1: damaged"},
        Damage{"DELETE FROM recoverable", "U00000003/310: refunded of personal differs"},
        Damage{"UPDATE recoverable SET value=x'01'", "recoverable 1: damaged"},
        Damage{"UPDATE account SET sealed=x'01'", "account 1: damaged"},
        Damage{"UPDATE account SET unit_code=CAST('U9' AS BLOB)", "account 1: damaged"},
        Damage{"UPDATE batch SET kind=7 WHERE batch_no=1", "batch_chunk 1/0: not sealed"}));

}  // namespace
}  // namespace levybridge::contract
