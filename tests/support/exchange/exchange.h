// Exchange: the use cases wired to a real store in a temporary folder, with the shipped policies
// and a clock that the test turns. Not thread-safe unless a test says so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/sqlite/sqlite_store.h"
#include "gateway/ports/clock.h"
#include "gateway/usecases/adopt_deferrals.h"
#include "gateway/usecases/batch_intake.h"
#include "gateway/usecases/compare_month.h"
#include "gateway/usecases/deliver_instructions.h"
#include "gateway/usecases/make_up_deferrals.h"
#include "gateway/usecases/rules.h"
#include "gateway/usecases/sign_month.h"
#include "gateway/usecases/trace_employer.h"

namespace levybridge::sqlite {
class SqliteStore;
}

namespace levybridge::testing {

class ManualClock : public ports::Clock {
 public:
  domain::Timestamp Now() const override { return now_; }
  void Set(domain::CivilDate date) { now_.unix_ms = int64_t{date.days()} * 86'400'000; }

 private:
  domain::Timestamp now_{1'583'000'000'000};  // 2020-02-29
};

domain::CivilDate Date(std::string_view iso);
domain::FeePeriod Period(std::string_view iso);
domain::AccountingMonth Month(std::string_view iso);
domain::Money Yuan(std::string_view text);

// Where an exchange plays, and what its regions decide.
struct ExchangeSetup {
  std::string city = "420100";
  std::string regions{};  // text of a regions file; empty: the shipped one
};

class Exchange {
 public:
  explicit Exchange(const ExchangeSetup& setup = {});
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // A Wuhan enterprise's regular row for 2020-03, halved as the document says.
  static domain::Assessment Row(std::string_view number, std::string_view unit,
                                std::string_view medical = "1000.00",
                                std::string_view personal = "200.00");
  // Recomputes reduction and amount after from employer_medical (half or nothing).
  static void Recompute(domain::Assessment& row, bool halved);
  static domain::PaymentLine Payment(std::string_view receipt, std::string_view unit,
                                     std::string_view medical, std::string_view personal);

  // Submits the rows as one batch of `kind`'s party and returns its final state.
  template <class RowType>
  absl::StatusOr<usecases::FinishedBatch> Submit(std::string_view batch_id,
                                                 const std::vector<RowType>& rows) {
    return SubmitBatch(Header<RowType>(batch_id), rows);
  }
  template <class RowType>
  absl::StatusOr<usecases::FinishedBatch> SubmitBatch(const domain::BatchHeader& header,
                                                      const std::vector<RowType>& rows);
  template <class RowType>
  domain::BatchHeader Header(std::string_view batch_id) const;

  std::optional<domain::Obligation> Find(std::string_view unit, std::string_view period) const;
  std::vector<domain::RowProblems> Problems(int64_t batch_no) const;
  std::vector<domain::Instruction> PullAll() { return PullAll(tax_); }
  std::vector<domain::Instruction> PullAll(const domain::PartyId& tax);
  // The instructions of a page, taken apart.
  std::vector<domain::Instruction> InstructionsOf(const ports::InstructionPage& page) const;
  // Sum of all postings, and of each running balance against the journal; "" when all is well.
  std::string LedgerFault() const;

  ports::Store& store();
  const ports::Store& store() const;
  usecases::BatchIntake& intake() { return *intake_; }
  usecases::InstructionDelivery& delivery() { return *delivery_; }
  usecases::MonthComparison& comparison() { return *comparison_; }
  usecases::MonthSigning& signing() { return *signing_; }
  const usecases::RuleSource& rules() const;
  const domain::PartyId& agency() const { return agency_; }
  const domain::PartyId& tax() const { return tax_; }
  const domain::PartyId& bank() const { return bank_; }
  domain::PoolingArea wuhan() const { return {*domain::RegionCode::FromNumber(420100)}; }
  domain::PoolingArea city() const { return {agency_.region}; }
  // Everything that `store verify` finds wrong, one line each; "" when the store is sound.
  std::string StoreFaults() const;
  ManualClock clock;
  domain::CivilDate business_date;
  usecases::DeferralMakeUp make_up(
      int32_t per_slice = usecases::DeferralMakeUp::kDeferralsPerSlice);
  std::optional<domain::Obligation> Find(const domain::ObligationKey& key) const;
  std::optional<domain::Deferral> DeferralOf(const domain::ObligationKey& key) const;
  // What `store verify` finds wrong, line by line; "" when all is well.
  std::string VerifyFault() const;
  // Closes the store and opens it again, as a restart does.
  void Restart();
  // The same, with `sql` done to its file in between: what another program, or an older one, left.
  void RestartAfter(const std::string& sql);
  usecases::DeferralAdoption adoption(int32_t per_slice = usecases::DeferralAdoption::kPerSlice);

 private:
  class Shipped;
  void Open();

  std::string folder_;
  std::unique_ptr<Shipped> shipped_;
  std::unique_ptr<const ports::Cipher> cipher_;
  std::unique_ptr<sqlite::SqliteStore> store_;
  usecases::RowDeciders deciders_;
  std::unique_ptr<usecases::BatchIntake> intake_;
  std::unique_ptr<usecases::InstructionDelivery> delivery_;
  std::unique_ptr<usecases::MonthComparison> comparison_;
  std::unique_ptr<usecases::MonthSigning> signing_;
  domain::PartyId agency_;
  domain::PartyId tax_;
  domain::PartyId bank_;
};

}  // namespace levybridge::testing
