#include "gateway/usecases/settle_refunds.h"

#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/supplements.h"

namespace levybridge::usecases {

absl::Status SettleRefunds(const SettlingContext& context,
                           absl::Span<const domain::Obligation> changed,
                           absl::Span<const domain::JournalEntry> entries) {
  RefundDesk desk(context.store, context.now, context.day);
  bool locked = false;
  bool refunded = false;
  for (const domain::Obligation& obligation : changed) {
    for (const domain::ComponentBalance& balance : obligation.balances) {
      refunded = refunded || !balance.refunded.IsZero();
      if (balance.refund_locked.IsZero()) continue;
      desk.Watch(obligation.key);
      locked = true;
    }
  }
  if (!locked && !refunded) return absl::OkStatus();
  if (refunded) desk.NoteRecoverable(entries);
  LEVYBRIDGE_RETURN_IF_ERROR(desk.Save());
  return IssueSupplements(context, desk.recorded());
}

}  // namespace levybridge::usecases
