// Deferrals: what assessments hold back, members' events that brought a share forward, and requests
// to make up early that were answered.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/deferral.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/party.h"

namespace levybridge::ports {

// Where a scan of due deferrals goes on.
struct DuePosition {
  domain::CivilDate instruct_on;
  int64_t id = 0;
  friend auto operator<=>(const DuePosition&, const DuePosition&) = default;
};

// A member's event is recognised by the obligation and the member.
struct MemberEventKey {
  domain::ObligationKey obligation;
  domain::MemberRef member_ref;
  friend auto operator<=>(const MemberEventKey&, const MemberEventKey&) = default;
};
struct RecordedMemberEvent {
  domain::MemberEvent event;
  int64_t instruction = 0;  // sequence of the newest deferred_due it brought
  friend bool operator==(const RecordedMemberEvent&, const RecordedMemberEvent&) = default;
};

// The answer to a request to make up early, kept so that a repetition gets it again. What the tax
// bureau refused gives way to the instruction that a repetition brought instead.
struct MakeUpAnswer {
  domain::Sha256Digest content;       // of the request: tells a replay from a conflict
  std::vector<int64_t> instructions;  // sequences, by fee period
  friend bool operator==(const MakeUpAnswer&, const MakeUpAnswer&) = default;
};

class Deferrals {
 public:
  virtual ~Deferrals() = default;

  // One answer per key, in the order of the keys.
  virtual absl::StatusOr<std::vector<std::optional<domain::Deferral>>> Find(
      absl::Span<const domain::ObligationKey> keys) const = 0;
  // Adds or replaces, by key. A new one gets the next id; ids never change and `id` is ignored.
  virtual absl::Status Put(absl::Span<const domain::Deferral> deferrals) = 0;
  // All of one employer, by fee period.
  virtual absl::StatusOr<std::vector<domain::Deferral>> OfUnit(
      domain::PoolingArea pooling_area, const domain::UnitCode& unit_code) const = 0;
  // By id, after `after_id`, at most `limit`.
  virtual absl::StatusOr<std::vector<domain::Deferral>> List(int64_t after_id,
                                                             int32_t limit) const = 0;
  // Those whose NextIssue() is `day` or earlier, by that date and id, after `after`, at most
  // `limit`.
  virtual absl::StatusOr<std::vector<domain::Deferral>> ListDue(
      domain::CivilDate day, const std::optional<DuePosition>& after, int32_t limit) const = 0;

  virtual absl::StatusOr<std::optional<RecordedMemberEvent>> FindMemberEvent(
      const MemberEventKey& key) const = 0;
  // Adds or replaces.
  virtual absl::Status PutMemberEvent(const MemberEventKey& key,
                                      const RecordedMemberEvent& event) = 0;

  virtual absl::StatusOr<std::optional<MakeUpAnswer>> FindMakeUp(
      const domain::PartyId& agency, const std::string& request_id) const = 0;
  // Adds or replaces.
  virtual absl::Status PutMakeUp(const domain::PartyId& agency, const std::string& request_id,
                                 const MakeUpAnswer& answer) = 0;
};

}  // namespace levybridge::ports
