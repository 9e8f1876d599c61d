// Random operations against a store and against plain maps, which must always agree.
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/contract/store/samples.h"
#include "tests/contract/store/store_contract.h"

namespace levybridge::contract {
namespace {

struct Model {
  std::map<domain::ObligationKey, domain::Obligation> obligations;
  std::map<domain::PaymentKey, domain::Payment> payments;
  std::vector<domain::Instruction> instructions;
  domain::MoneySum levied;
};

class RandomPlay {
 public:
  explicit RandomPlay(uint64_t seed) : random_(seed) {}

  int64_t Below(int64_t bound) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(bound));
  }

  // One random change, made in both; the model's part is kept only when the store's is.
  absl::Status Step(ports::Transaction& transaction, Model& model) {
    switch (Below(4)) {
      case 0:
        return PutObligations(transaction, model);
      case 1:
        return PutPayment(transaction, model);
      case 2:
        return AppendInstructions(transaction, model);
      default:
        return AppendEntry(transaction, model);
    }
  }

 private:
  const char* AnyArea() { return Below(2) == 0 ? "420100" : "330100"; }

  absl::Status PutObligations(ports::Transaction& transaction, Model& model) {
    std::vector<domain::Obligation> obligations;
    for (int64_t count = Below(4); count >= 0; --count) {
      obligations.push_back(
          SampleObligation(Below(50), AnyArea(), Below(2) == 0 ? "2020-02" : "2020-03"));
      obligations.back().balance(domain::Component::kInterest).due = Fen(Below(1000));
    }
    for (const domain::Obligation& each : obligations) {
      model.obligations.insert_or_assign(each.key, each);
    }
    return transaction.obligations().Put(obligations);
  }

  absl::Status PutPayment(ports::Transaction& transaction, Model& model) {
    domain::Payment payment = SamplePayment(Below(60), AnyArea());
    if (Below(2) == 0) payment.applied_to = Key(Below(5));
    if (Below(4) == 0) payment.reversed = payment.line.amounts;
    model.payments.insert_or_assign({payment.pooling_area, payment.line.id}, payment);
    return transaction.payments().Put({&payment, 1});
  }

  absl::Status AppendInstructions(ports::Transaction& transaction, Model& model) {
    std::vector<domain::Instruction> fresh;
    for (int64_t count = Below(700); count >= 0; --count) {
      const auto sequence = static_cast<int64_t>(model.instructions.size() + fresh.size()) + 1;
      fresh.push_back(SampleInstruction(sequence, sequence % 100 < 50 ? "420100" : "330100"));
    }
    model.instructions.insert(model.instructions.end(), fresh.begin(), fresh.end());
    return transaction.instructions().Append(fresh);
  }

  absl::Status AppendEntry(ports::Transaction& transaction, Model& model) {
    const domain::JournalEntry entry = SampleEntry(Below(100));
    model.levied += entry.postings.front().amount;
    return transaction.journal().Append({&entry, 1});
  }

  std::mt19937_64 random_;
};

void ExpectSameObligations(const ports::Transaction& t, const Model& model) {
  std::map<domain::ObligationKey, domain::Obligation> stored;
  for (const char* area : {"420100", "330100"}) {
    EXPECT_TRUE(t.obligations()
                    .Scan(Area(area), std::nullopt,
                          [&stored](const domain::Obligation& each) {
                            // The scan's order is the order of the keys.
                            EXPECT_TRUE(stored.empty() ||
                                        stored.rbegin()->first.pooling_area !=
                                            each.key.pooling_area ||
                                        stored.rbegin()->first < each.key);
                            stored.emplace(each.key, each);
                            return true;
                          })
                    .ok());
  }
  EXPECT_TRUE(stored == model.obligations);
}

void ExpectSamePayments(const ports::Transaction& t, const Model& model) {
  for (const char* area : {"420100", "330100"}) {
    std::vector<domain::Payment> unapplied;
    for (const auto& [key, payment] : model.payments) {
      if (key.pooling_area == Area(area) && ports::IsUnapplied(payment)) {
        unapplied.push_back(payment);
      }
    }
    EXPECT_EQ(t.payments().ListUnapplied(Area(area), std::nullopt, 1000).value(), unapplied);
    EXPECT_EQ(t.payments().HasUnapplied(Area(area)).value(), !unapplied.empty());
  }
  for (int64_t n = 0; n < 5; ++n) {
    size_t applied = 0;
    for (const auto& [key, payment] : model.payments) applied += payment.applied_to == Key(n);
    EXPECT_EQ(t.payments().AppliedTo(Key(n)).value().size(), applied);
  }
}

void ExpectSameInstructions(const ports::Transaction& t, const Model& model, RandomPlay& play) {
  const auto total = static_cast<int64_t>(model.instructions.size());
  EXPECT_EQ(t.instructions().NextSequence().value(), total + 1);
  const auto areas = Readable({"420100"});
  const int64_t after = play.Below(total + 1);
  const auto page = t.instructions().Read(areas, after, 100).value();
  std::vector<domain::Instruction> expected;
  for (int64_t at = after; at < total && expected.size() < 100; ++at) {
    const domain::Instruction& each = model.instructions[static_cast<size_t>(at)];
    if (each.pooling_area == Area("420100")) expected.push_back(each);
  }
  EXPECT_EQ(InstructionsOf(page), expected);
}

TEST_P(StoreContract, RandomOperationsAgreeWithPlainMaps) {
  constexpr uint64_t kSeed = 20200221;
  RandomPlay play(kSeed);
  Model model;
  for (int round = 0; round < 60; ++round) {
    const bool fails = play.Below(4) == 0;
    Model changed;
    const absl::Status status = store().Write([&](ports::Transaction& transaction) {
      changed = model;
      for (int64_t steps = play.Below(5); steps >= 0; --steps) {
        if (absl::Status step = play.Step(transaction, changed); !step.ok()) return step;
      }
      return fails ? absl::AbortedError("meant to fail") : absl::OkStatus();
    });
    ASSERT_EQ(status.ok(), !fails) << "seed " << kSeed << " round " << round << ": " << status;
    if (!fails) model = std::move(changed);
    if (round % 20 == 19) Reopen();
    const absl::Status read = store().Read([&](const ports::Transaction& t) {
      ExpectSameObligations(t, model);
      ExpectSamePayments(t, model);
      ExpectSameInstructions(t, model, play);
      const auto balances = t.journal().Balances(std::nullopt);
      EXPECT_TRUE(balances.ok()) << balances.status();
      for (const ports::AccountBalance& balance : *balances) {
        EXPECT_EQ(
            balance.account == domain::Account::kLevied ? -balance.fen.fen() : balance.fen.fen(),
            model.levied.fen());
      }
      return absl::OkStatus();
    });
    ASSERT_TRUE(read.ok()) << read;
    ASSERT_FALSE(HasFailure()) << "seed " << kSeed << " round " << round;
  }
}

}  // namespace
}  // namespace levybridge::contract
