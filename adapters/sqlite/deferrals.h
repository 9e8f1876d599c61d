// Deferrals in SQLite: tables deferral, member_event, make_up_request.
// The contract is gateway/ports/deferrals.h. Belongs to one connection, used by one thread at a
// time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/deferrals.h"

namespace levybridge::sqlite {

class SqliteDeferrals final : public ports::Deferrals {
 public:
  explicit SqliteDeferrals(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::vector<std::optional<domain::Deferral>>> Find(
      absl::Span<const domain::ObligationKey> keys) const override;
  absl::Status Put(absl::Span<const domain::Deferral> deferrals) override;
  absl::StatusOr<std::vector<domain::Deferral>> OfUnit(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const override;
  absl::StatusOr<std::vector<domain::Deferral>> List(int64_t after_id,
                                                     int32_t limit) const override;
  absl::StatusOr<std::vector<domain::Deferral>> ListDue(
      domain::CivilDate day, const std::optional<ports::DuePosition>& after,
      int32_t limit) const override;
  absl::StatusOr<std::optional<ports::RecordedMemberEvent>> FindMemberEvent(
      const ports::MemberEventKey& key) const override;
  absl::Status PutMemberEvent(const ports::MemberEventKey& key,
                              const ports::RecordedMemberEvent& event) override;
  absl::StatusOr<std::optional<ports::MakeUpAnswer>> FindMakeUp(
      const domain::PartyId& agency, const std::string& request_id) const override;
  absl::Status PutMakeUp(const domain::PartyId& agency, const std::string& request_id,
                         const ports::MakeUpAnswer& answer) override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
