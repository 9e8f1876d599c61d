// The stored form of objections.
#pragma once

#include "adapters/sqlite/document_fields.h"
#include "adapters/sqlite/fields.h"
#include "gateway/domain/objection.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::ObjectionFiling> {
  static domain::ObjectionFiling Make() {
    return {.objection_no = Blank<domain::ObjectionNumber>::Make(),
            .unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .received_on = Blank<domain::CivilDate>::Make(),
            .complete_on = {},
            .documents = {},
            .first_fee_period = Blank<domain::FeePeriod>::Make(),
            .last_fee_period = Blank<domain::FeePeriod>::Make()};
  }
};
template <>
struct Blank<domain::ObjectionDecision> {
  static domain::ObjectionDecision Make() {
    return {.upheld = false,
            .decided_on = Blank<domain::CivilDate>::Make(),
            .reason = {},
            .reassessment_no = {},
            .notified_on = {}};
  }
};
template <>
struct Blank<domain::Objection> {
  static domain::Objection Make() {
    return {.agency = Blank<domain::PartyId>::Make(),
            .pooling_area = Blank<domain::PoolingArea>::Make(),
            .filing = Blank<domain::ObjectionFiling>::Make(),
            .decide_by = {},
            .decision = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::ObjectionFiling> auto& v) {
  auto& [objection_no, unit_code, region, received_on, complete_on, documents, first_fee_period,
         last_fee_period] = v;
  codec(objection_no, unit_code, region, received_on, complete_on, documents, first_fee_period,
        last_fee_period);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::ObjectionDecision> auto& v) {
  auto& [upheld, decided_on, reason, reassessment_no, notified_on] = v;
  codec(upheld, decided_on, reason, reassessment_no, notified_on);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Objection> auto& v) {
  auto& [agency, pooling_area, filing, decide_by, decision] = v;
  codec(agency, pooling_area, filing, decide_by, decision);
}

}  // namespace levybridge::sqlite
