// The stored form of deferrals, members' events and answered requests to make up. A deferral's id
// stands in its table's own column and is set by the reader.
#pragma once

#include "adapters/sqlite/fields.h"
#include "adapters/sqlite/instruction_fields.h"
#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/register_fields.h"
#include "gateway/ports/deferrals.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::DeferredPart> {
  static domain::DeferredPart Make() {
    return {.sequence = 0,
            .amounts = {},
            .due_on = Blank<domain::CivilDate>::Make(),
            .overdue_after = Blank<domain::CivilDate>::Make(),
            .issued_at = {}};
  }
};
template <>
struct Blank<domain::Deferral> {
  static domain::Deferral Make() {
    return {.id = 0,
            .key = BlankObligationKey(),
            .chain = 0,
            .scope = domain::DeferralScope::kEmployer,
            .on_application = false,
            .policy = {},
            .clause = {},
            .document = {},
            .agenda = {},
            .deregisters_on = {},
            .demand = Blank<domain::Instruction>::Make(),
            .held = {},
            .parts = {},
            .blocked = false};
  }
};
template <>
struct Blank<ports::RecordedMemberEvent> {
  static ports::RecordedMemberEvent Make() {
    return {.event = Blank<domain::MemberEvent>::Make(), .instruction = 0};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::DeferredPart> auto& v) {
  auto& [sequence, amounts, due_on, overdue_after, issued_at] = v;
  codec(sequence, amounts, due_on, overdue_after, issued_at);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::DeferralAgenda> auto& v) {
  auto& [deferred_until, remind_from, instruct_on, due_on] = v;
  codec(deferred_until, remind_from, instruct_on, due_on);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Deferral> auto& v) {
  auto& [id, key, chain, scope, on_application, policy, clause, document, agenda, deregisters_on,
         demand, held, parts, blocked] = v;
  codec(key, chain, scope, on_application, policy, clause, document, agenda, deregisters_on);
  FieldByField(codec, demand);
  codec(held, parts, blocked);
}

template <class Codec>
void Field(Codec& codec, RecordOf<ports::RecordedMemberEvent> auto& v) {
  auto& [event, instruction] = v;
  codec(event, instruction);
}

template <class Codec>
void Field(Codec& codec, RecordOf<ports::MakeUpAnswer> auto& v) {
  auto& [content, instructions] = v;
  codec(content, instructions);
}

}  // namespace levybridge::sqlite
