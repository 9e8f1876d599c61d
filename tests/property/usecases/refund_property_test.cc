// Random lives of refunds, many at once and all mixed up: reassessments and reversals at any
// moment, concurrent batches, every answer a bank can give in any order and twice, late successes,
// returns, other accounts, restarts between any two steps. Held against a slow model that knows
// nothing but what is due, what was collected and what the bank said of each payout. After each
// step: what the books say was given back is what may have been paid; nothing is locked that is not
// overpaid; what was given back too much stands as recoverable; no payout goes out while an earlier
// one of its refund may have paid.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/property/usecases/refund_model.h"
#include "tests/support/exchange/refund_scene.h"

namespace levybridge::testing {
namespace {

using domain::Component;
using domain::Money;
using domain::PayoutReport;
using domain::PayoutResult;
using domain::Refund;
using domain::RefundState;

constexpr std::array kUnits = {"U1", "U2", "U3", "U4", "U5", "U6"};
constexpr std::array kAllResults = {PayoutResult::kPaid, PayoutResult::kFailed,
                                    PayoutResult::kPending, PayoutResult::kUnknown,
                                    PayoutResult::kReturned};
constexpr std::array kReasons = {"AC01", "AM04", "MS03", "NARR"};

class RandomRefunds {
 public:
  explicit RandomRefunds(uint32_t seed) : random_(seed) {
    for (const char* unit : kUnits) {
      const Money more = Money::FromFen(Pick(300) * 100 + 100).value();
      scene_.Overpay(unit, more.ToYuan());
      ModelUnit& model = units_[unit];
      model.due = Yuan("500.00");
      model.collected = Yuan("500.00") + more;
      if (Pick(8) > 0) FileAccount(unit);
    }
  }

  void Step() {
    switch (Pick(24)) {
      case 0:
        return Reassess();
      case 1:
        return PayMore();
      case 2:
        return Reverse();
      case 3:
      case 4:
        return Create(false);
      case 5:
      case 6:
        return Create(true);
      case 7:
        return Advance(1);
      case 8:
      case 9:
      case 10:
        return Advance(4);
      case 11:
        return Pick(3) == 0 ? Withdraw() : Advance(4);
      case 12:
      case 13:
      case 14:
        return Pull();
      case 15:
      case 16:
      case 17:
      case 18:
      case 19:
        return Report();
      case 20:
        return PassOn();
      case 21:
        return Approve();
      case 22:
        return Pick(2) == 0 ? FileAccount(AnyUnit()) : GoRound();
      default:
        return Pick(3) == 0 ? Settle() : Decide();
    }
  }

  void Check() {
    for (const char* unit : kUnits) CheckUnit(unit);
    CheckLocks();
  }
  void CheckStore() {
    EXPECT_EQ(scene_.exchange().LedgerFault(), "");
    EXPECT_EQ(scene_.exchange().StoreFaults(), "");
  }
  void MaybeRestart() {
    if (Pick(8) == 0) scene_.exchange().Restart();
  }
  const std::string& last() const { return last_; }

  // What came about in this life, so that a test knows it has not lived in vain.
  void Count(std::map<std::string, int>& seen) {
    for (const char* unit : kUnits) {
      for (const Refund& refund : scene_.RefundsOf(unit)) {
        ++seen["refund " + std::string(domain::MachineName(refund.state))];
        seen["payouts"] += static_cast<int>(refund.payouts.size());
        seen["later attempts"] += refund.payouts.size() > 1 ? 1 : 0;
        for (const domain::Payout& payout : refund.payouts) {
          seen["late successes"] += payout.late_success ? 1 : 0;
          seen["returns"] += payout.result == PayoutResult::kReturned ? 1 : 0;
          seen["unknown"] += payout.result == PayoutResult::kUnknown ? 1 : 0;
        }
      }
    }
    for (const domain::Recoverable& record : scene_.Recoverables()) {
      ++seen[std::string(domain::MachineName(record.reason))];
      seen["settled"] += record.settled.IsZero() ? 0 : 1;
    }
  }

 private:
  uint32_t Pick(uint32_t below) { return static_cast<uint32_t>(random_() % below); }
  const char* AnyUnit() { return kUnits[Pick(kUnits.size())]; }
  std::string AnyBatch() {
    if (batches_.empty()) return "";
    // Mostly one of the newest: old ones have come to their end.
    const auto size = static_cast<uint32_t>(batches_.size());
    const uint32_t back = Pick(Pick(3) == 0 ? size : std::min(size, 3U));
    return batches_[size - 1 - back];
  }

  // The request, cut off somewhere now and then, and repeated after a restart.
  template <class Request>
  auto Persist(Request request) {
    if (Pick(3) == 0) scene_.store().InterruptAfter(static_cast<int>(Pick(3)));
    auto answer = request();
    scene_.store().Disarm();
    if (!absl::IsUnavailable(answer.status())) return answer;
    scene_.exchange().Restart();
    return request();
  }

  void Reassess() {
    const char* unit = AnyUnit();
    last_ = std::string("reassess ") + unit;
    const Money medical = Money::FromFen(int64_t{Pick(150)} * 1000).value();
    scene_.Reassess(unit, medical.ToYuan());
    units_[unit].due = domain::HalfUp(medical);
  }
  void PayMore() {
    const char* unit = AnyUnit();
    last_ = std::string("pay ") + unit;
    const Money amount = Money::FromFen(int64_t{Pick(200)} * 100 + 100).value();
    const std::string receipt = scene_.Pay(unit, amount.ToYuan());
    units_[unit].receipts[receipt] = amount;
    units_[unit].collected = units_[unit].collected + amount;
  }
  void Reverse() {
    const char* unit = AnyUnit();
    ModelUnit& model = units_[unit];
    for (auto& [receipt, left] : model.receipts) {
      if (left.IsZero()) continue;
      last_ = "reverse " + receipt;
      const Money amount =
          Money::FromFen(int64_t{Pick(static_cast<uint32_t>(left.fen()))} + 1).value();
      scene_.Reverse(unit, receipt, amount.ToYuan());
      left = left - amount;
      model.collected = model.collected - amount;
      return;
    }
  }

  void Create(bool next_attempt) {
    const std::string id = scene_.NextId("batch");
    usecases::RefundGathering gathering = RefundScene::Gathering(id, next_attempt);
    if (Pick(2) == 0) gathering.unit_codes.push_back(*domain::UnitCode::Parse(AnyUnit()));
    last_ = "create " + id + (gathering.next_attempt ? " next" : "");
    const auto first =
        Persist([&] { return scene_.batches().Create(scene_.exchange().agency(), gathering); });
    if (!first.ok()) {
      EXPECT_TRUE(absl::IsFailedPrecondition(first.status())) << first.status();
      return;
    }
    batches_.push_back(id);
    const auto again = scene_.batches().Create(scene_.exchange().agency(), gathering);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->replayed);
    EXPECT_EQ(again->batch, first->batch);
  }
  void Advance(int steps) {
    const std::string id = AnyBatch();
    if (id.empty()) return;
    last_ = "advance " + id;
    for (int i = 0; i < steps; ++i) {
      const auto answer = scene_.Advance(id);
      if (answer.ok()) continue;
      EXPECT_TRUE(absl::IsFailedPrecondition(answer.status())) << answer.status();
      return;
    }
  }
  void Withdraw() {
    const std::string id = AnyBatch();
    if (id.empty()) return;
    last_ = "withdraw " + id;
    usecases::RefundWithdrawal withdrawal{
        scene_.NextId("w"), *domain::BatchId::Parse(id), {}, "核对"};
    const bool unfetched = domain::IsUnfetched(scene_.Batch(id).state);
    const auto first =
        Persist([&] { return scene_.batches().Withdraw(scene_.exchange().agency(), withdrawal); });
    EXPECT_EQ(first.ok(), unfetched) << first.status();
    if (!first.ok()) return;
    EXPECT_EQ(first->batch.state, domain::RefundBatchState::kWithdrawn);
    const auto again = scene_.batches().Withdraw(scene_.exchange().agency(), withdrawal);
    EXPECT_TRUE(again.ok() && again->replayed);
  }

  void Pull() {
    last_ = "pull";
    if (Pick(4) == 0) scene_.store().InterruptAfter(0);
    for (const usecases::FetchedPayout& fetched : scene_.Pull()) {
      const auto refund_no = domain::RefundNoOf(fetched.order.refund_no.value());
      ASSERT_TRUE(refund_no);
      for (const auto& [sequence, earlier] : payouts_) {
        if (earlier.refund_no != *refund_no) continue;
        EXPECT_FALSE(MayStillBePaid(earlier.result))
            << "payout " << fetched.sequence << " while " << sequence << " may have paid";
      }
      const std::string unit = fetched.order.unit_code.value();
      EXPECT_LE(Given(unit) + fetched.order.amount, std::max(Money(), Overpaid(unit)))
          << "more than is overpaid goes out to " << unit;
      EXPECT_FALSE(payouts_.contains(fetched.sequence)) << "told twice";
      payouts_[fetched.sequence] = {unit, *refund_no, fetched.order.amount, PayoutResult::kPending};
    }
  }

  void Report() {
    if (payouts_.empty()) return;
    std::vector<PayoutReport> rows;
    std::map<int64_t, PayoutResult> expected;
    bool wrong = false;
    const uint32_t count = 1 + Pick(3);
    for (uint32_t i = 0; i < count; ++i) {
      auto at = payouts_.begin();
      std::advance(at, Pick(static_cast<uint32_t>(payouts_.size())));
      const bool fails = at->second.result == PayoutResult::kPending && Pick(2) == 0;
      const PayoutResult said =
          fails ? PayoutResult::kFailed : kAllResults[Pick(kAllResults.size())];
      const bool by_statement = Pick(3) == 0;
      rows.push_back(scene_.Says(at->first, said, kReasons[Pick(kReasons.size())], by_statement));
      if (Pick(30) == 0) rows.back().amount = at->second.amount + Yuan("0.01");
      wrong = wrong || rows.back().amount.has_value();
      PayoutResult& stands = expected.try_emplace(at->first, at->second.result).first->second;
      switch (kTable[IndexOf(stands)][IndexOf(said)]) {
        case 'x':
          wrong = true;
          break;
        case 's':
          wrong = wrong || !by_statement;
          stands = said;
          break;
        case 'n':
          stands = said;
          break;
        default:
          break;
      }
    }
    last_ = "report " + std::to_string(rows.front().payout_id.value().back());
    const int times = Pick(3) == 0 ? 2 : 1;
    for (int i = 0; i < times; ++i) {
      const auto result = scene_.Report(rows);
      ASSERT_TRUE(result.ok()) << result.status();
      if (i > 0) continue;  // said again, it may contradict what it brought about itself
      EXPECT_EQ(result->batch.state == domain::BatchState::kRejected, wrong)
          << result->batch.refusal_code;
      if (wrong) return;
      for (const auto& [sequence, stands] : expected) payouts_[sequence].result = stands;
      if (times == 2) Repeat(rows);
    }
  }
  // The same file under another id: what it says of each payout by now.
  void Repeat(const std::vector<PayoutReport>& rows) {
    std::map<int64_t, PayoutResult> expected;
    for (const PayoutReport& row : rows) {
      const int64_t sequence = *domain::PayoutSequenceOf(row.payout_id.value());
      PayoutResult& stands =
          expected.try_emplace(sequence, payouts_[sequence].result).first->second;
      const char rule = kTable[IndexOf(stands)][IndexOf(row.result)];
      if (rule == 'x' || (rule == 's' && !row.by_statement)) return;
      if (rule != '-') stands = row.result;
    }
    for (const auto& [sequence, stands] : expected) payouts_[sequence].result = stands;
  }
  static size_t IndexOf(PayoutResult result) { return static_cast<size_t>(result) - 1; }

  // The loop as it is meant to run: failures passed on, accounts filed, everything tried again.
  void GoRound() {
    PassOn();
    PassOn();
    Approve();
    for (const char* unit : kUnits) FileAccount(unit);
    Create(true);
    Advance(4);
    Pull();
    Report();
  }

  void PassOn() {
    last_ = "pass on";
    for (const char* unit : kUnits) {
      for (const Refund& refund : scene_.RefundsOf(unit)) {
        if (Pick(2) == 0) continue;
        const auto answer = scene_.loop().PassOn(scene_.fund_finance(), scene_.NextId("pass"),
                                                 {refund.refund_no}, "");
        EXPECT_EQ(answer.ok(), domain::IsFailed(refund.state)) << answer.status();
      }
    }
  }
  void Approve() {
    last_ = "approve";
    for (const char* unit : kUnits) {
      for (const Refund& refund : scene_.RefundsOf(unit)) {
        const auto answer = scene_.loop().ApproveRetry(scene_.exchange().agency(),
                                                       scene_.NextId("retry"), {refund.refund_no});
        if (refund.state == RefundState::kNeedsDecision) {
          EXPECT_FALSE(answer.ok());
        }
        if (answer.ok()) {
          EXPECT_TRUE(domain::MayPay(answer->refunds[0]));
        }
      }
    }
  }
  void Decide() {
    last_ = "decide";
    for (const char* unit : kUnits) {
      for (const Refund& refund : scene_.RefundsOf(unit)) {
        if (refund.state != RefundState::kNeedsDecision) continue;
        const auto decision =
            Pick(2) == 0 ? usecases::RefundDecision::kRetry : usecases::RefundDecision::kRelease;
        const auto answer = scene_.loop().Decide(scene_.exchange().agency(), scene_.NextId("d"),
                                                 refund.refund_no, decision, "已核实");
        EXPECT_TRUE(answer.ok()) << answer.status();
      }
    }
  }
  void Settle() {
    last_ = "settle";
    for (const domain::Recoverable& recoverable : scene_.Recoverables()) {
      const Money amount = Money::FromFen(int64_t{Pick(20'000)} + 1).value();
      const auto answer = scene_.loop().SettleRecoverable(
          scene_.fund_finance(), scene_.NextId("s"), recoverable.recoverable_no, amount, "退回");
      if (!answer.ok()) continue;
      ModelUnit& model = units_[recoverable.obligation.unit_code.value()];
      model.recovered = model.recovered + amount;
    }
  }
  void FileAccount(std::string_view unit) {
    last_ = "account " + std::string(unit);
    const std::string number = "62220000000" + std::to_string(1000 + Pick(5));
    scene_.File(RefundScene::Account(unit, number));
  }

  // By the model: what the bank may have paid, less what came back otherwise.
  Money Given(const std::string& unit) const {
    Money sum;
    for (const auto& [sequence, payout] : payouts_) {
      if (payout.unit == unit && MayStillBePaid(payout.result)) sum = sum + payout.amount;
    }
    return sum - units_.at(unit).recovered;
  }
  Money Overpaid(const std::string& unit) const {
    return units_.at(unit).collected - units_.at(unit).due;
  }

  void CheckUnit(const std::string& unit) {
    const domain::ComponentBalance balance = scene_.Medical(unit);
    const ModelUnit& model = units_.at(unit);
    const Money given = Given(unit);
    EXPECT_EQ(balance.due, model.due) << unit;
    EXPECT_EQ(balance.collected, model.collected) << unit;
    EXPECT_EQ(balance.refunded, given) << unit;
    Money open;
    for (const auto& [sequence, payout] : payouts_) {
      const bool waits =
          payout.result == PayoutResult::kPending || payout.result == PayoutResult::kUnknown;
      if (payout.unit == unit && waits) open = open + payout.amount;
    }
    EXPECT_EQ(balance.refunding, open) << unit;
    const Money excess = std::max(Money(), given - std::max(Money(), Overpaid(unit)));
    EXPECT_EQ(balance.recoverable, excess) << unit;
    EXPECT_LE(balance.refund_locked, std::max(Money(), Overpaid(unit) - given)) << unit;
    Money open_records;
    std::vector<domain::Recoverable> records;
    for (const domain::Recoverable& record : scene_.Recoverables()) {
      if (record.obligation.unit_code.value() == unit) records.push_back(record);
    }
    for (const Money amount :
         usecases::OpenAmounts(records, *scene_.exchange().Find(unit, "2020-03"))) {
      EXPECT_FALSE(amount.IsNegative());
      open_records = open_records + amount;
    }
    EXPECT_EQ(open_records, excess) << unit;
  }
  void CheckLocks() {
    for (const char* unit : kUnits) {
      Money locked;
      for (const Refund& refund : scene_.RefundsOf(unit)) {
        locked = locked + domain::LockedFor(refund);
      }
      EXPECT_EQ(scene_.Medical(unit).refund_locked, locked) << unit;
    }
  }

  std::mt19937 random_;
  RefundScene scene_;
  std::map<std::string, ModelUnit> units_;
  std::map<int64_t, ModelPayout> payouts_;
  std::vector<std::string> batches_;
  std::string last_;
};

// Without a disk underneath: how durable the store is, others test.
class RefundProperty : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::filesystem::is_directory("/dev/shm")) setenv("TMPDIR", "/dev/shm", 1);
  }
  void TearDown() override { unsetenv("TMPDIR"); }
};

// Each life is some ten refunds of six employers; under sanitizers there is time for fewer.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint32_t kLives = 20;
#else
constexpr uint32_t kLives = 120;
#endif
constexpr int kStepsOfALife = 120;

uint32_t Number(const char* variable, uint32_t otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? static_cast<uint32_t>(std::atoi(text)) : otherwise;
}

void LiveThrough(uint32_t seed, std::map<std::string, int>& seen) {
  RandomRefunds life(seed);
  for (int step = 0; step < kStepsOfALife; ++step) {
    life.Step();
    life.Check();
    life.MaybeRestart();
    if (::testing::Test::HasFailure()) {
      FAIL() << "seed " << seed << ", step " << step << ": " << life.last();
    }
  }
  life.CheckStore();
  life.Count(seen);
  if (::testing::Test::HasFailure()) FAIL() << "seed " << seed << ", at its end";
}

// Two halves, so that two processors share them.
class RefundLives : public RefundProperty, public ::testing::WithParamInterface<uint32_t> {};

TEST_P(RefundLives, NobodyIsPaidTwiceAndNoFenIsLostWhateverHappens) {
  const uint32_t first = Number("LEVYBRIDGE_REFUND_SEED", GetParam());
  const uint32_t count = Number("LEVYBRIDGE_REFUND_LIVES", kLives);
  std::map<std::string, int> seen;
  for (uint32_t seed = first; seed < first + count; ++seed) {
    LiveThrough(seed, seen);
    if (HasFatalFailure()) return;
  }
  for (const auto& [what, times] : seen) RecordProperty(what, times);
  if (count < kLives || kLives < 100) return;
  for (const char* what :
       {"payouts", "later attempts", "late successes", "returns", "unknown", "refund paid",
        "refund needs_decision", "refund released", "REVERSED_AFTER_PAYOUT",
        "REASSESSED_AFTER_PAYOUT", "PAID_TWICE", "settled"}) {
    EXPECT_GT(seen[what], 0) << "never happened: " << what;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RefundLives, ::testing::Values(1U, 100'001U));

}  // namespace
}  // namespace levybridge::testing
