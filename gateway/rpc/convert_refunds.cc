#include "gateway/rpc/convert_refunds.h"

#include <set>
#include <utility>

#include "gateway/domain/instruction.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = refund::v1;

using domain::PayoutResult;

// Amounts of a batch are bounded when they are locked, so the sum fits.
domain::MoneySum SumOf(const domain::ComponentAmounts& amounts) {
  domain::MoneySum sum;
  for (const domain::Component component : domain::kAllComponents) sum += amounts[component];
  return sum;
}

void FillTallies(const domain::RefundBatch& batch, wire::RefundBatch& message) {
  for (size_t i = 0; i < batch.results.size(); ++i) {
    const domain::PayoutTally& tally = batch.results.at(i);
    if (tally.payouts == 0) continue;
    wire::PayoutTally& result = *message.add_results();
    result.set_result(static_cast<wire::PayoutResult>(i));
    result.set_payouts(static_cast<uint64_t>(tally.payouts));
    result.set_fen(rpc::ToWire(tally.fen));
  }
}

void FillApprovals(const domain::RefundBatch& batch, wire::RefundBatch& message) {
  for (const domain::Approval& approval : batch.approvals) {
    wire::Approval& result = *message.add_approvals();
    result.set_step(static_cast<wire::RefundBatchState>(approval.step));
    result.set_party(approval.party.ToUri());
    result.set_approved_at_ms(approval.approved_at.unix_ms);
    result.set_batch_digest(std::string(approval.content.AsBytes()));
  }
}

}  // namespace

void FillWire(const domain::RefundBatch& batch, wire::RefundBatch& message) {
  message.set_batch_id(batch.batch_id.value());
  message.set_paying_region(rpc::ToWire(batch.paying_unit));
  message.set_state(static_cast<wire::RefundBatchState>(batch.state));
  message.set_refunds(static_cast<uint64_t>(batch.refunds));
  message.set_total_fen(rpc::ToWire(SumOf(batch.total)));
  // What the release brought is not what there was before it.
  const bool requested = batch.state < domain::RefundBatchState::kFunded ||
                         batch.state == domain::RefundBatchState::kGathering;
  const domain::MoneySum to_request =
      requested ? SumOf(domain::ToRequest(batch)) : domain::MoneySum(batch.released);
  message.set_covered_fen(rpc::ToWire(SumOf(batch.total)) - rpc::ToWire(to_request));
  message.set_to_request_fen(rpc::ToWire(to_request));
  if (batch.content) message.set_batch_digest(std::string(batch.content->AsBytes()));
  FillApprovals(batch, message);
  message.set_accounts_missing(static_cast<uint64_t>(batch.accounts_missing));
  FillTallies(batch, message);
  if (const auto owner = domain::OwnerOf(batch.state)) message.set_owner(rpc::ToWire(*owner));
  message.set_owner_since_at_ms(batch.since.unix_ms);
  message.set_next_attempt(batch.next_attempt);
  message.set_created_at_ms(batch.created_at.unix_ms);
  message.set_release_no(batch.release_no);
  message.set_position(static_cast<uint64_t>(batch.batch_no));
}

void FillWire(const domain::Recoverable& recoverable, domain::Money open,
              wire::Recoverable& message) {
  message.set_recoverable_no(domain::RecoverableNumberOf(recoverable.recoverable_no));
  message.set_unit_code(recoverable.obligation.unit_code.value());
  message.set_region(rpc::ToWire(recoverable.region));
  if (recoverable.refund_no != 0) {
    message.set_refund_no(domain::RefundNumberOf(recoverable.refund_no).value());
  }
  if (recoverable.payout != 0) {
    message.set_payout_id(domain::PayoutIdOf(recoverable.payout).value());
  }
  message.set_amount_fen(recoverable.amount.fen());
  message.set_settled_fen((recoverable.amount - open).fen());
  message.set_reason(std::string(MachineName(recoverable.reason)));
  message.set_booked_at_ms(recoverable.booked_at.unix_ms);
  message.set_insurance_type(rpc::ToWire(recoverable.obligation.insurance_type));
  message.set_fee_period(rpc::ToWire(recoverable.obligation.fee_period));
  message.set_component(rpc::ToWire(recoverable.component));
  if (recoverable.instruction != 0) {
    message.set_instruction_no(domain::InstructionNumber(recoverable.instruction).ToString());
  }
}

void FillWire(const domain::PayoutOrder& order, int64_t sequence, wire::PayoutOrder& message) {
  message.set_sequence(static_cast<uint64_t>(sequence));
  message.set_payout_id(order.payout_id.value());
  message.set_refund_no(order.refund_no.value());
  message.set_amount_fen(order.amount.fen());
  message.set_account_name(order.account_name.InFullForBankOrFiler());
  message.set_account_no(order.account_no.InFullForBankOrFiler());
  message.set_bank_name(order.bank_name);
  message.set_bank_code(order.bank_code.value());
  message.set_unit_code(order.unit_code.value());
}

void FillWire(const ports::FiledAccount& account, AccountView view, wire::AccountRow& message) {
  const domain::AccountOnFile& row = account.account;
  const bool in_full = view == AccountView::kInFull;
  message.set_unit_code(row.unit_code.value());
  message.set_region(rpc::ToWire(row.region));
  message.set_account_no(in_full ? row.account_no.InFullForBankOrFiler() : row.account_no.Masked());
  message.set_account_name(in_full ? row.account_name.InFullForBankOrFiler()
                                   : row.account_name.Masked());
  message.set_bank_name(row.bank_name);
  message.set_bank_code(row.bank_code.value());
  message.set_effective_on(rpc::ToWire(row.effective_on));
  message.set_filing_no(static_cast<uint64_t>(account.filing_no));
}

absl::StatusOr<RefundFiller> RefundFiller::For(const ports::Transaction& store,
                                               absl::Span<const domain::Refund> refunds) {
  std::set<int64_t> filings;
  std::set<int64_t> batches;
  for (const domain::Refund& refund : refunds) {
    filings.insert(refund.filing_no);
    batches.insert(refund.batch_no);
    for (const domain::Payout& payout : refund.payouts) {
      filings.insert(payout.filing_no);
      batches.insert(payout.batch_no);
    }
  }
  filings.erase(0);
  batches.erase(0);
  RefundFiller filler;
  for (const int64_t batch_no : batches) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batch, store.refunds().FindBatch(batch_no));
    if (batch) filler.batch_ids_.emplace(batch_no, batch->batch_id.value());
  }
  if (filings.empty()) return filler;
  const std::vector<int64_t> numbers(filings.begin(), filings.end());
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto accounts, store.accounts().Find(numbers));
  for (const auto& filed : accounts) {
    if (!filed) continue;
    filler.accounts_.emplace(filed->filing_no, Account{filed->account.account_no.Masked(),
                                                       filed->account.bank_code.value()});
  }
  return filler;
}

void RefundFiller::Fill(const domain::Refund& refund, wire::Refund& message) const {
  message.set_refund_no(domain::RefundNumberOf(refund.refund_no).value());
  message.set_unit_code(refund.obligation.unit_code.value());
  message.set_unit_name(refund.unit_name);
  message.set_region(rpc::ToWire(refund.region));
  message.set_insurance_type(rpc::ToWire(refund.obligation.insurance_type));
  message.set_fee_period(rpc::ToWire(refund.obligation.fee_period));
  message.set_component(rpc::ToWire(refund.component));
  message.set_amount_fen(refund.amount.fen());
  message.set_state(static_cast<wire::RefundState>(refund.state));
  const auto batch = batch_ids_.find(refund.batch_no);
  if (batch != batch_ids_.end()) message.set_batch_id(batch->second);
  if (const auto owner = domain::OwnerOf(refund)) message.set_owner(rpc::ToWire(*owner));
  message.set_owner_since_at_ms(refund.since.unix_ms);
  for (size_t i = 0; i < refund.payouts.size(); ++i) FillPayout(refund, i, *message.add_payouts());
  const auto account = accounts_.find(refund.filing_no);
  if (account != accounts_.end()) message.set_account_no_masked(account->second.number_masked);
  message.set_passed_on(refund.passed_on);
}

void RefundFiller::FillPayout(const domain::Refund& refund, size_t index,
                              wire::Payout& message) const {
  const domain::Payout& payout = refund.payouts[index];
  message.set_payout_id(domain::PayoutIdOf(payout.sequence).value());
  message.set_attempt(static_cast<int32_t>(index + 1));
  message.set_amount_fen(payout.amount.fen());
  const auto account = accounts_.find(payout.filing_no);
  if (account != accounts_.end()) {
    message.set_account_no_masked(account->second.number_masked);
    message.set_bank_code(account->second.bank_code);
  }
  message.set_result(static_cast<wire::PayoutResult>(payout.result));
  if (const domain::PayoutReason* reason = ReasonOf(payout)) {
    message.set_reason_code(payout.reason_code);
    message.set_reason_zh(std::string(reason->chinese));
    message.set_reason_en(std::string(reason->english));
  }
  message.set_reason_text(payout.reason_text);
  message.set_fetched_at_ms(payout.fetched_at.unix_ms);
  message.set_value_on(rpc::ToWire(payout.value_on));
  message.set_refund_no(domain::RefundNumberOf(refund.refund_no).value());
  message.set_late_success(payout.late_success);
  const auto batch = batch_ids_.find(payout.batch_no);
  if (batch != batch_ids_.end()) message.set_batch_id(batch->second);
}

}  // namespace levybridge::rpc
