// Deferrals of a rehearsal: changes live in memory, over a snapshot (see rehearsal.h). Lists show
// the snapshot. Not thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/ports/deferrals.h"

namespace levybridge::usecases {

class RehearsedDeferrals : public ports::Deferrals {
 public:
  explicit RehearsedDeferrals(const ports::Deferrals& base) : base_(base) {}
  absl::StatusOr<std::vector<std::optional<domain::Deferral>>> Find(
      absl::Span<const domain::ObligationKey> keys) const override;
  absl::Status Put(absl::Span<const domain::Deferral> deferrals) override;
  absl::StatusOr<std::vector<domain::Deferral>> OfUnit(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const override;
  absl::StatusOr<std::vector<domain::Deferral>> List(int64_t after_id,
                                                     int32_t limit) const override {
    return base_.List(after_id, limit);
  }
  absl::StatusOr<std::vector<domain::Deferral>> ListDue(
      domain::CivilDate day, const std::optional<ports::DuePosition>& after,
      int32_t limit) const override {
    return base_.ListDue(day, after, limit);
  }
  absl::StatusOr<std::optional<ports::RecordedMemberEvent>> FindMemberEvent(
      const ports::MemberEventKey& key) const override;
  absl::Status PutMemberEvent(const ports::MemberEventKey& key,
                              const ports::RecordedMemberEvent& event) override;
  absl::StatusOr<std::optional<ports::MakeUpAnswer>> FindMakeUp(
      const domain::PartyId& agency, const std::string& request_id) const override {
    return base_.FindMakeUp(agency, request_id);
  }
  absl::Status PutMakeUp(const domain::PartyId& agency, const std::string& request_id,
                         const ports::MakeUpAnswer& answer) override;

 private:
  const ports::Deferrals& base_;
  std::map<domain::ObligationKey, domain::Deferral> changed_;
  std::map<ports::MemberEventKey, ports::RecordedMemberEvent> events_;
};

}  // namespace levybridge::usecases
