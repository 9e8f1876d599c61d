#include "gateway/usecases/refund_access.h"

#include "gateway/domain/canonical_bytes.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::Refund;
using domain::RefundBatch;

absl::StatusOr<RefundBatch> FindRefundBatch(const ports::Transaction& store,
                                            const domain::RegionTree& regions,
                                            const domain::PartyId& party,
                                            const domain::BatchId& batch_id,
                                            std::optional<domain::RegionCode> paying_unit) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<RefundBatch> batches,
                              store.refunds().FindBatches(batch_id));
  std::erase_if(batches, [&](const RefundBatch& batch) {
    return !regions.Contains(party.region, batch.paying_unit) ||
           (paying_unit && batch.paying_unit != *paying_unit);
  });
  if (batches.size() != 1) {
    return Refusal(absl::StatusCode::kNotFound, "BATCH_UNKNOWN",
                   {"没有此退费批次，请核对批次号和拨付单位",
                    "there is no such refund batch; check its id and the paying unit"},
                   {{"batch_id", batch_id.value()}});
  }
  return std::move(batches.front());
}

absl::StatusOr<std::vector<Refund>> FindRefunds(const ports::Transaction& store,
                                                const domain::RegionTree& regions,
                                                const domain::PartyId& party,
                                                const std::vector<int64_t>& refund_numbers) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.refunds().Find(refund_numbers));
  std::vector<Refund> refunds;
  for (size_t i = 0; i < found.size(); ++i) {
    if (!found[i] || !regions.Contains(party.region, found[i]->region)) {
      return RefundUnknown(refund_numbers[i]);
    }
    refunds.push_back(*std::move(found[i]));
  }
  return refunds;
}

absl::Status RefundUnknown(int64_t refund_no) {
  return Refusal(absl::StatusCode::kNotFound, "REFUND_UNKNOWN",
                 {"没有此退费编号", "there is no such refund"},
                 {{"refund_no", refund_no > 0 ? domain::RefundNumberOf(refund_no).value() : ""}});
}

absl::Status WrongRefundState(const Refund& refund, domain::RefundState standing) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
                 {"该笔退费的现状不允许此操作", "the refund does not stand where this can be done"},
                 {{"refund_no", domain::RefundNumberOf(refund.refund_no).value()},
                  {"state", std::string(domain::MachineName(standing))}});
}

absl::Status WrongBatchState(const RefundBatch& batch) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
                 {"该批次的现状不允许此操作", "the batch does not stand where this can be done"},
                 {{"batch_id", batch.batch_id.value()},
                  {"state", std::string(domain::MachineName(batch.state))}});
}

domain::Sha256Digest RequestDigest(const std::vector<std::string>& parts) {
  std::string bytes;
  {
    domain::CanonicalRow row(bytes);
    for (const std::string& part : parts) row.Text(part);
  }
  return domain::Sha256Of(bytes);
}

absl::StatusOr<bool> IsReplay(const ports::Transaction& store, const domain::PartyId& party,
                              const std::string& request_id, const domain::Sha256Digest& content) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, store.refunds().FindRequest(party, request_id));
  if (!known) return false;
  if (*known != content) return RequestConflict(request_id);
  return true;
}

absl::Status RequestConflict(const std::string& id) {
  return Refusal(absl::StatusCode::kAlreadyExists, "REQUEST_CONFLICT",
                 {"此编号已用于内容不同的请求，请换一个编号",
                  "this id was used for a request with other content; use another id"},
                 {{"id", id}});
}

}  // namespace levybridge::usecases
