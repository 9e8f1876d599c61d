// RefundScene: employers of Wuhan that paid too much, and everybody who brings the money back to
// them: agency, tax bureau, fund finance, fiscal and bank, each through its own use case.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/usecases/deliver_payouts.h"
#include "gateway/usecases/refund_batches.h"
#include "gateway/usecases/refund_loop.h"
#include "tests/support/exchange/exchange.h"

namespace levybridge::testing {

// A store that gives up before one of its next writes, as a process does that is killed there.
class InterruptibleStore : public ports::Store {
 public:
  explicit InterruptibleStore(Exchange& exchange) : exchange_(exchange) {}
  // The write after the next `writes` fails, and is not begun.
  void InterruptAfter(int writes) { left_ = writes; }
  // Nothing is interrupted any more; true when nothing was.
  bool Disarm() { return std::exchange(left_, -1) >= 0; }

  absl::Status Write(absl::FunctionRef<absl::Status(ports::Transaction&)> change) override {
    if (left_ == 0) {
      left_ = -1;
      return absl::UnavailableError("interrupted");
    }
    if (left_ > 0) --left_;
    return exchange_.store().Write(change);
  }
  absl::Status Read(
      absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const override {
    return exchange_.store().Read(query);
  }

 private:
  Exchange& exchange_;
  int left_ = -1;
};

class RefundScene {
 public:
  explicit RefundScene(const ExchangeSetup& setup = {})
      : exchange_(setup),
        fund_finance_(Party("fund-finance", setup.city)),
        fiscal_(Party("fiscal", setup.city)),
        bank_(Party("bank", setup.city)) {
    exchange_.clock.Set(Date("2020-03-25"));
    exchange_.business_date = Date("2020-03-25");
  }

  static domain::PartyId Party(std::string_view role, std::string_view region) {
    std::string name(role);
    if (role == "fund-finance") name = "fund_finance";
    return *domain::PartyId::ParseUri("urn:levybridge:party:" + name + ":" + std::string(region) +
                                      ":" + std::string(role == "fund-finance" ? "fund" : role));
  }

  // A regular row of 1000.00 (500.00 due, 70.00 maternity, 200.00 personal) that was paid with
  // `too_much` more of the medical component, booked at the treasury.
  void Overpay(std::string_view unit, std::string_view too_much,
               std::string_view region = "420106") {
    domain::Assessment row = Exchange::Row("A-" + std::string(unit), unit);
    row.region = *domain::RegionCode::Parse(region);
    rows_.insert_or_assign(std::string(unit), row);
    Accept(exchange_.Submit<domain::Assessment>(NextId("B"), {row}));
    Pay(unit, (Yuan("500.00") + Yuan(too_much)).ToYuan());
  }
  // Names the receipt, for a reversal.
  std::string Pay(std::string_view unit, std::string_view medical) {
    const auto obligation = exchange_.Find(unit, "2020-03");
    const std::string receipt = NextId("R");
    domain::PaymentLine line = Exchange::Payment(receipt, unit, medical, "0.00");
    line.region = obligation->region;
    line.instruction_no = domain::InstructionNumber(obligation->chains.front().last_known_to_tax);
    Accept(exchange_.Submit<domain::PaymentLine>(NextId("P"), {line}));
    return receipt;
  }
  void Reverse(std::string_view unit, const std::string& receipt, std::string_view medical) {
    domain::PaymentLine line = Exchange::Payment(NextId("V"), unit, medical, "0.00");
    line.region = exchange_.Find(unit, "2020-03")->region;
    line.type = domain::PaymentType::kReversal;
    line.reverses = domain::ReceiptLine{*domain::ReceiptNumber::Parse(receipt), 1};
    Accept(exchange_.Submit<domain::PaymentLine>(NextId("P"), {line}));
  }
  // The unit's medical amount before reduction becomes `medical`; half of it is due.
  void Reassess(std::string_view unit, std::string_view medical) {
    domain::Assessment& row = rows_.at(std::string(unit));
    row.kind = domain::AssessmentKind::kReassessment;
    row.supersedes_no = row.assessment_no;
    row.assessment_no = *domain::AssessmentNumber::Parse(NextId("A"));
    row.employer_medical = Yuan(medical);
    Exchange::Recompute(row, true);
    Accept(exchange_.Submit<domain::Assessment>(NextId("B"), {row}));
  }
  static domain::AccountOnFile Account(std::string_view unit, std::string_view number,
                                       std::string_view region = "420106") {
    return {*domain::UnitCode::Parse(unit),
            *domain::RegionCode::Parse(region),
            *domain::BankAccountNumber::Parse(number),
            *domain::AccountName::Parse("武汉示例机械有限公司"),
            "示例银行武汉分行",
            *domain::BankCode::Parse("104521000014"),
            Date("2020-01-01")};
  }
  usecases::FinishedBatch File(const domain::AccountOnFile& account) {
    return Accept(exchange_.Submit<domain::AccountOnFile>(NextId("K"), {account}));
  }

  usecases::RefundBatches batches() { return {store_, exchange_.rules(), exchange_.clock}; }
  usecases::RefundLoop loop() { return {store_, exchange_.rules(), exchange_.clock}; }
  usecases::PayoutDelivery payouts() { return {store_, exchange_.rules(), exchange_.clock}; }

  static usecases::RefundGathering Gathering(std::string_view batch_id, bool next_attempt = false,
                                             std::string_view paying_unit = "420100") {
    return {*domain::BatchId::Parse(batch_id),
            *domain::RegionCode::Parse(paying_unit),
            std::nullopt,
            std::nullopt,
            {},
            next_attempt};
  }
  absl::StatusOr<usecases::BatchAnswer> Create(std::string_view batch_id,
                                               bool next_attempt = false) {
    return batches().Create(exchange_.agency(), Gathering(batch_id, next_attempt));
  }
  domain::RefundBatch Batch(std::string_view batch_id) {
    const auto batch =
        batches().Find(exchange_.agency(), *domain::BatchId::Parse(batch_id), std::nullopt);
    EXPECT_TRUE(batch.ok()) << batch.status();
    return *batch;
  }
  usecases::BatchStep StepOf(std::string_view batch_id) {
    const domain::RefundBatch batch = Batch(batch_id);
    return {batch.batch_id, *batch.content};
  }
  // Whatever step the batch waits for, by whose move it is.
  absl::StatusOr<usecases::BatchAnswer> Advance(std::string_view batch_id) {
    const domain::RefundBatch batch = Batch(batch_id);
    const usecases::BatchStep step{batch.batch_id, *batch.content};
    switch (batch.state) {
      case domain::RefundBatchState::kLocked:
        return batches().Propose(exchange_.agency(), step);
      case domain::RefundBatchState::kProposed:
        return batches().ConfirmAccounts(exchange_.tax(), step);
      case domain::RefundBatchState::kAccountsConfirmed:
        return batches().RequestFunds(fund_finance_, step);
      case domain::RefundBatchState::kFundsRequested:
        return batches().ReleaseFunds(fiscal_, step,
                                      {*domain::ToRequest(batch).Sum(), NextId("F")});
      case domain::RefundBatchState::kFunded:
      case domain::RefundBatchState::kPaying:
      case domain::RefundBatchState::kSettled:
      case domain::RefundBatchState::kWithdrawn:
      case domain::RefundBatchState::kGathering:
        break;
    }
    return usecases::BatchAnswer{batch, true};
  }
  void Fund(std::string_view batch_id) {
    for (int i = 0; i < 4; ++i) {
      const auto answer = Advance(batch_id);
      ASSERT_TRUE(answer.ok()) << answer.status();
    }
    ASSERT_EQ(Batch(batch_id).state, domain::RefundBatchState::kFunded);
  }
  // Everything after what the bank acknowledged, which it then acknowledges.
  std::vector<usecases::FetchedPayout> Pull() {
    std::vector<usecases::FetchedPayout> all;
    int64_t after = *payouts().AcknowledgedPosition(bank_);
    while (true) {
      auto page = payouts().Next(bank_, after);
      if (absl::IsUnavailable(page.status())) page = payouts().Next(bank_, after);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok() || page->payouts.empty()) break;
      all.insert(all.end(), page->payouts.begin(), page->payouts.end());
      after = page->payouts.back().sequence;
    }
    EXPECT_TRUE(payouts().Acknowledge(bank_, after).ok());
    return all;
  }
  domain::PayoutReport Says(int64_t sequence, domain::PayoutResult result,
                            std::string_view reason = "", bool by_statement = false) const {
    return {domain::PayoutIdOf(sequence), result,      std::string(reason), "", std::nullopt,
            Date("2020-03-26"),           by_statement};
  }
  absl::StatusOr<usecases::FinishedBatch> Report(const std::vector<domain::PayoutReport>& rows) {
    return exchange_.Submit<domain::PayoutReport>(NextId("Z"), rows);
  }
  // One batch of all there is, funded and fetched.
  std::vector<usecases::FetchedPayout> Send(std::string_view batch_id, bool next_attempt = false) {
    const auto created = Create(batch_id, next_attempt);
    EXPECT_TRUE(created.ok()) << created.status();
    Fund(batch_id);
    return Pull();
  }

  std::vector<domain::Refund> RefundsOf(std::string_view unit) {
    std::vector<domain::Refund> refunds;
    ports::RefundFilter filter;
    filter.employer = domain::EmployerKey{exchange_.city(), *domain::UnitCode::Parse(unit)};
    Read([&](const ports::Transaction& store) -> absl::Status {
      const auto found = store.refunds().List(filter, 0, 1000);
      if (found.ok()) refunds = *found;
      return found.status();
    });
    return refunds;
  }
  domain::Refund RefundOf(std::string_view unit) {
    const auto refunds = RefundsOf(unit);
    EXPECT_FALSE(refunds.empty());
    return refunds.back();
  }
  std::vector<domain::Recoverable> Recoverables() {
    std::vector<domain::Recoverable> all;
    Read([&](const ports::Transaction& store) -> absl::Status {
      const auto found = store.refunds().ListRecoverables({}, 0, 1000);
      if (found.ok()) all = *found;
      return found.status();
    });
    return all;
  }
  domain::RefundFunds Funds(std::string_view paying_unit = "420100") {
    domain::RefundFunds funds{*domain::RegionCode::Parse(paying_unit), {}, {}, {}};
    Read([&](const ports::Transaction& store) -> absl::Status {
      const auto found = store.refunds().FindFunds(funds.paying_unit);
      if (found.ok()) funds = *found;
      return found.status();
    });
    return funds;
  }
  domain::ComponentBalance Medical(std::string_view unit) {
    return exchange_.Find(unit, "2020-03")->balance(domain::Component::kEmployerMedical);
  }
  void ExpectSound() {
    EXPECT_EQ(exchange_.LedgerFault(), "");
    EXPECT_EQ(exchange_.StoreFaults(), "");
  }

  Exchange& exchange() { return exchange_; }
  InterruptibleStore& store() { return store_; }
  const domain::PartyId& fund_finance() const { return fund_finance_; }
  const domain::PartyId& fiscal() const { return fiscal_; }
  const domain::PartyId& bank() const { return bank_; }
  std::string NextId(std::string_view prefix) {
    return std::string(prefix) + "-" + std::to_string(++ids_);
  }

 private:
  static usecases::FinishedBatch Accept(absl::StatusOr<usecases::FinishedBatch> result) {
    EXPECT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->batch.state, domain::BatchState::kAccepted) << result->batch.refusal_code;
    return *std::move(result);
  }
  void Read(absl::FunctionRef<absl::Status(const ports::Transaction&)> query) const {
    const absl::Status status = exchange_.store().Read(query);
    EXPECT_TRUE(status.ok()) << status;
  }

  Exchange exchange_;
  InterruptibleStore store_{exchange_};
  const domain::PartyId fund_finance_;
  const domain::PartyId fiscal_;
  const domain::PartyId bank_;
  std::map<std::string, domain::Assessment> rows_;
  int ids_ = 0;
};

}  // namespace levybridge::testing
