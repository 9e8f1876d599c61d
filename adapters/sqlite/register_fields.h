// The stored form of the agency's registers: as rows of a batch, and by employer.
#pragma once

#include "adapters/sqlite/document_fields.h"
#include "adapters/sqlite/fields.h"
#include "gateway/domain/member_event.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::DeferralEntry> {
  static domain::DeferralEntry Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .first_fee_period = Blank<domain::FeePeriod>::Make(),
            .last_fee_period = Blank<domain::FeePeriod>::Make(),
            .deferred_until = Blank<domain::CivilDate>::Make(),
            .filed_on = Blank<domain::CivilDate>::Make(),
            .applied_on = {},
            .approved_on = {},
            .copied_to_tax_on = {},
            .documents = {}};
  }
};
template <>
struct Blank<domain::EligibleEmployer> {
  static domain::EligibleEmployer Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .unit_type = domain::UnitType::kEnterprise,
            .source = domain::EligibleSource::kJointList,
            .effective_from = Blank<domain::CivilDate>::Make()};
  }
};
template <>
struct Blank<domain::MemberEvent> {
  static domain::MemberEvent Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .fee_period = Blank<domain::FeePeriod>::Make(),
            .member_ref = Blank<domain::MemberRef>::Make(),
            .trigger = domain::MemberTrigger::kLeft,
            .event_on = Blank<domain::CivilDate>::Make(),
            .employer_medical = {},
            .maternity = {}};
  }
};
template <>
struct Blank<domain::Deregistration> {
  static domain::Deregistration Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .planned_on = Blank<domain::CivilDate>::Make()};
  }
};
template <>
struct Blank<domain::EmployerKey> {
  static domain::EmployerKey Make() {
    return {Blank<domain::PoolingArea>::Make(), Blank<domain::UnitCode>::Make()};
  }
};
template <>
struct Blank<domain::RegisteredEmployer> {
  static domain::RegisteredEmployer Make() {
    return {.key = Blank<domain::EmployerKey>::Make(),
            .deferrals = {},
            .eligible = {},
            .deregistration = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::DeferralEntry> auto& v) {
  auto& [unit_code, region, first_fee_period, last_fee_period, deferred_until, filed_on, applied_on,
         approved_on, copied_to_tax_on, documents] = v;
  codec(unit_code, region, first_fee_period, last_fee_period, deferred_until, filed_on, applied_on,
        approved_on, copied_to_tax_on, documents);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::EligibleEmployer> auto& v) {
  auto& [unit_code, region, unit_type, source, effective_from] = v;
  codec(unit_code, region, unit_type, source, effective_from);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::MemberEvent> auto& v) {
  auto& [unit_code, region, fee_period, member_ref, trigger, event_on, employer_medical,
         maternity] = v;
  codec(unit_code, region, fee_period, member_ref, trigger, event_on, employer_medical, maternity);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Deregistration> auto& v) {
  auto& [unit_code, region, planned_on] = v;
  codec(unit_code, region, planned_on);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::EmployerKey> auto& v) {
  auto& [pooling_area, unit_code] = v;
  codec(pooling_area, unit_code);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::RegisteredEmployer> auto& v) {
  auto& [key, deferrals, eligible, deregistration] = v;
  codec(key, deferrals, eligible, deregistration);
}

}  // namespace levybridge::sqlite
