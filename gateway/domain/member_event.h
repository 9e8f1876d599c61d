// What ends an employer's deferral before its day: single members who leave, retire or transfer,
// and the deregistration of the employer itself.
//
// Customer rule: a member's event makes that member's deferred share due at once, a deregistration
// makes everything due before it. A member is named by an opaque reference of the agency's own,
// never by an identity number. Plain data; persisted enum: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

enum class MemberTrigger : uint8_t {
  kLeft = 1,         // 离职
  kRetired = 2,      // 退休
  kTransferred = 3,  // 转移
};
// Takes the machine name ("left") or the Chinese name ("离职").
std::optional<MemberTrigger> ParseMemberTrigger(std::string_view name);
std::string_view MachineName(MemberTrigger trigger);
std::string_view ChineseName(MemberTrigger trigger);

struct MemberEvent {
  UnitCode unit_code;
  RegionCode region;
  FeePeriod fee_period;  // whose deferred share becomes due
  MemberRef member_ref;
  MemberTrigger trigger;
  CivilDate event_on;
  Money employer_medical;  // this member's share, >= 0
  Money maternity;         // likewise
  friend bool operator==(const MemberEvent&, const MemberEvent&) = default;
};
void AppendCanonicalBytes(const MemberEvent& event, std::string& out);

struct Deregistration {
  UnitCode unit_code;
  RegionCode region;
  CivilDate planned_on;
  friend bool operator==(const Deregistration&, const Deregistration&) = default;
};
void AppendCanonicalBytes(const Deregistration& deregistration, std::string& out);

}  // namespace levybridge::domain
