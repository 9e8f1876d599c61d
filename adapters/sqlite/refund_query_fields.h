// The stored form of employers' queries about their refunds.
#pragma once

#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/register_fields.h"
#include "gateway/domain/refund_query.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::RefundQuery> {
  static domain::RefundQuery Make() {
    return {.id = 0,
            .asked = Blank<domain::PartyId>::Make(),
            .query_no = Blank<domain::QueryNumber>::Make(),
            .employer = Blank<domain::EmployerKey>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .asked_on = Blank<domain::CivilDate>::Make(),
            .question = {},
            .answer = {},
            .answered_on = {}};
  }
};

// The id stands in the table's own column and is set by the reader.
template <class Codec>
void Field(Codec& codec, RecordOf<domain::RefundQuery> auto& v) {
  auto& [id, asked, query_no, employer, region, asked_on, question, answer, answered_on] = v;
  codec(asked, query_no, employer, region, asked_on, question, answer, answered_on);
}

}  // namespace levybridge::sqlite
