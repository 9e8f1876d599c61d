// The stored form of journal entries.
#pragma once

#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/obligation_fields.h"
#include "gateway/domain/ledger.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::Posting> {
  static domain::Posting Make() {
    return {domain::Account::kReceivable, domain::Component::kEmployerMedical, {}};
  }
};
template <>
struct Blank<domain::JournalEntry> {
  static domain::JournalEntry Make() {
    return {.sequence = 0,
            .kind = domain::EventKind::kAssessed,
            .pooling_area = Blank<domain::PoolingArea>::Make(),
            .obligation = {},
            .month = Blank<domain::AccountingMonth>::Make(),
            .adjusts = {},
            .business_date = Blank<domain::CivilDate>::Make(),
            .recorded_at = {},
            .reference = {},
            .postings = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Posting> auto& v) {
  auto& [account, component, amount] = v;
  codec(account, component, amount);
}

// The sequence follows from the place in its chunk.
template <class Codec>
void Field(Codec& codec, RecordOf<domain::JournalEntry> auto& v) {
  auto& [sequence, kind, pooling_area, obligation, month, adjusts, business_date, recorded_at,
         reference, postings] = v;
  codec(kind, pooling_area, obligation, month, adjusts, business_date, recorded_at, reference,
        postings);
}

}  // namespace levybridge::sqlite
