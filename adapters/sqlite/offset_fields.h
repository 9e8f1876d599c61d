// The stored form of credits and of what instructions took from them.
#pragma once

#include "adapters/sqlite/obligation_fields.h"
#include "gateway/domain/overpayment.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::Credit> {
  static domain::Credit Make() {
    return {.source = BlankObligationKey(), .rule = {}, .chosen = std::nullopt};
  }
};
template <>
struct Blank<domain::OverpaymentUse> {
  static domain::OverpaymentUse Make() { return domain::OverpaymentUse::kRefund; }
};
template <>
struct Blank<domain::OffsetPart> {
  static domain::OffsetPart Make() { return {.source = BlankObligationKey(), .amounts = {}}; }
};
template <>
struct Blank<domain::OffsetUse> {
  static domain::OffsetUse Make() {
    return {.sequence = 0, .target = BlankObligationKey(), .parts = {}, .live = true};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::OverpaymentRule> auto& rule) {
  auto& [policy, use, agency_may_choose] = rule;
  codec(policy, use, agency_may_choose);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Credit> auto& credit) {
  auto& [source, rule, chosen] = credit;
  codec(source, rule, chosen);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::OffsetPart> auto& part) {
  auto& [source, amounts] = part;
  codec(source, amounts);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::OffsetUse> auto& use) {
  auto& [sequence, target, parts, live] = use;
  codec(sequence, target, parts, live);
}

}  // namespace levybridge::sqlite
