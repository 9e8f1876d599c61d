#include "gateway/usecases/waiting_payments.h"

#include <iterator>
#include <optional>
#include <utility>

#include "gateway/usecases/apply_payment.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::JournalEntry;
using domain::Obligation;
using domain::Payment;

// A payment and the reversals of it move together, each with its own booking.
absl::Status ApplyLines(const IssueContext& context, std::vector<Payment> lines,
                        Obligation& obligation, std::vector<JournalEntry>& entries) {
  Obligation draft = obligation;
  std::vector<JournalEntry> drafted;
  for (Payment& line : lines) {
    const domain::CivilDate date = line.line.booked_on.value_or(line.line.paid_on);
    LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month,
                                context.months.Choose(line.pooling_area, date));
    std::optional<LaterApplication> applied =
        ApplyLater(line, draft,
                   {domain::EventKind::kAppliedLater, month.month, month.adjusts, date, context.now,
                    ReferenceOf(line.line.id)});
    if (!applied) return absl::OkStatus();
    draft = std::move(applied->obligation);
    drafted.push_back(std::move(applied->out_of_holding));
    drafted.push_back(std::move(applied->onto_obligation));
    line.applied_to = obligation.key;
  }
  obligation = std::move(draft);
  std::move(drafted.begin(), drafted.end(), std::back_inserter(entries));
  return context.store.payments().Put(lines);
}

}  // namespace

absl::Status ApplyWaitingPayments(const IssueContext& context, Obligation& obligation,
                                  std::vector<JournalEntry>& entries) {
  const domain::PoolingArea pooling_area = obligation.key.pooling_area;
  ports::Payments& payments = context.store.payments();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const bool any, payments.HasUnapplied(pooling_area));
  if (!any) return absl::OkStatus();
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Payment> waiting,
                              payments.UnappliedFor(obligation.key));
  for (const Payment& payment : waiting) {
    std::vector<domain::PaymentKey> keys;
    for (const domain::ReceiptLine& id : payment.reversed_by) keys.push_back({pooling_area, id});
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto reversals, payments.Find(keys));
    std::vector<Payment> lines = {payment};
    for (const std::optional<Payment>& reversal : reversals) {
      if (!reversal) return absl::DataLossError("a payment points to no reversal");
      lines.push_back(*reversal);
    }
    LEVYBRIDGE_RETURN_IF_ERROR(ApplyLines(context, std::move(lines), obligation, entries));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
