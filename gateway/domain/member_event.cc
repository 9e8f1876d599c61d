#include "gateway/domain/member_event.h"

#include <array>

#include "gateway/domain/canonical_bytes.h"

namespace levybridge::domain {
namespace {

constexpr std::array kAllTriggers = {MemberTrigger::kLeft, MemberTrigger::kRetired,
                                     MemberTrigger::kTransferred};

}  // namespace

std::optional<MemberTrigger> ParseMemberTrigger(std::string_view name) {
  for (const MemberTrigger trigger : kAllTriggers) {
    if (name == MachineName(trigger) || name == ChineseName(trigger)) return trigger;
  }
  return std::nullopt;
}

std::string_view MachineName(MemberTrigger trigger) {
  switch (trigger) {
    case MemberTrigger::kLeft:
      return "left";
    case MemberTrigger::kRetired:
      return "retired";
    case MemberTrigger::kTransferred:
      return "transferred";
  }
  return "";
}

std::string_view ChineseName(MemberTrigger trigger) {
  switch (trigger) {
    case MemberTrigger::kLeft:
      return "离职";
    case MemberTrigger::kRetired:
      return "退休";
    case MemberTrigger::kTransferred:
      return "转移";
  }
  return "";
}

void AppendCanonicalBytes(const MemberEvent& event, std::string& out) {
  CanonicalRow(out)
      .Text(event.unit_code.value())
      .Region(event.region)
      .Period(event.fee_period)
      .Text(event.member_ref.value())
      .Text(MachineName(event.trigger))
      .Date(event.event_on)
      .Amount(event.employer_medical)
      .Amount(event.maternity);
}

void AppendCanonicalBytes(const Deregistration& deregistration, std::string& out) {
  CanonicalRow(out)
      .Text(deregistration.unit_code.value())
      .Region(deregistration.region)
      .Date(deregistration.planned_on);
}

}  // namespace levybridge::domain
