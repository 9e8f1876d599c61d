// The stored form of obligations. Zero amounts, the great majority, cost one bit of a mask each, so
// that a fresh obligation of one assessment fits into about 150 bytes.
#pragma once

#include "adapters/sqlite/fields.h"
#include "gateway/domain/obligation.h"

namespace levybridge::sqlite {

inline domain::ObligationKey BlankObligationKey() {
  return {Blank<domain::PoolingArea>::Make(), Blank<domain::FeePeriod>::Make(),
          Blank<domain::UnitCode>::Make(), domain::InsuranceType::kEmployeeMedical};
}
template <>
struct Blank<domain::ObligationKey> {
  static auto Make() { return BlankObligationKey(); }
};
template <>
struct Blank<domain::AssessmentLink> {
  static domain::AssessmentLink Make() {
    return {.assessment_no = Blank<domain::AssessmentNumber>::Make(),
            .kind = domain::AssessmentKind::kRegular,
            .applied_on = {},
            .batch_no = 0,
            .row = 0,
            .content = {},
            .due = {},
            .deferred = {},
            .live = true,
            .instruction = 0};
  }
};
template <>
struct Blank<domain::MonthMovement> {
  static domain::MonthMovement Make() {
    return {.month = Blank<domain::AccountingMonth>::Make(),
            .assessed = {},
            .collected = {},
            .refunded = {},
            .offset = {}};
  }
};
template <>
struct Blank<domain::Obligation> {
  static domain::Obligation Make() {
    return {.key = BlankObligationKey(),
            .region = Blank<domain::RegionCode>::Make(),
            .balances = {},
            .chains = {},
            .late_fee_corrected = {},
            .movements = {},
            .unit_type = {}};
  }
};

inline constexpr unsigned kMoreFollows = 0x80;

// A mask of which amounts are not zero, together with `beyond`, then those.
template <size_t kCount>
void SparseAmounts(Encoder& encoder, const std::array<const domain::Money*, kCount>& amounts,
                   unsigned beyond = 0) {
  static_assert(kCount <= 8);
  unsigned mask = beyond;
  for (size_t i = 0; i < kCount; ++i) mask |= amounts[i]->IsZero() ? 0U : 1U << i;
  encoder.Byte(static_cast<uint8_t>(mask));
  for (const domain::Money* amount : amounts) {
    if (!amount->IsZero()) encoder(*amount);
  }
}
// Returns which of `allowed` the mask has beside the amounts.
template <size_t kCount>
unsigned SparseAmounts(Decoder& decoder, const std::array<domain::Money*, kCount>& amounts,
                       unsigned allowed = 0) {
  const unsigned mask = decoder.Byte();
  if (((mask & ~allowed) >> kCount) != 0) decoder.Fail();
  for (size_t i = 0; i < kCount; ++i) {
    *amounts[i] = domain::Money();
    if ((mask >> i & 1) != 0) decoder(*amounts[i]);
  }
  return mask & allowed;
}

inline void Field(Encoder& encoder, const domain::ComponentAmounts& amounts) {
  std::array<domain::Money, domain::kComponentCount> values;
  std::array<const domain::Money*, domain::kComponentCount> pointers{};
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = amounts[domain::kAllComponents[i]];
    pointers[i] = &values[i];
  }
  SparseAmounts(encoder, pointers);
}
inline void Field(Decoder& decoder, domain::ComponentAmounts& amounts) {
  std::array<domain::Money*, domain::kComponentCount> pointers{};
  for (size_t i = 0; i < pointers.size(); ++i) pointers[i] = &amounts[domain::kAllComponents[i]];
  SparseAmounts(decoder, pointers);
}

// The eighth bit of the first mask says that the amounts of refunds follow with a mask of their
// own; balances without a refund, the great majority, stand as they did before there were any.
inline void Field(Encoder& encoder, const domain::ComponentBalance& balance) {
  const auto& [due, deferred, collected, unbooked, refunded, given, received, locked, refunding,
               recoverable] = balance;
  const bool more = !locked.IsZero() || !refunding.IsZero() || !recoverable.IsZero();
  SparseAmounts<7>(encoder, {&due, &deferred, &collected, &unbooked, &refunded, &given, &received},
                   more ? kMoreFollows : 0);
  if (more) SparseAmounts<3>(encoder, {&locked, &refunding, &recoverable});
}
inline void Field(Decoder& decoder, domain::ComponentBalance& balance) {
  auto& [due, deferred, collected, unbooked, refunded, given, received, locked, refunding,
         recoverable] = balance;
  const unsigned beyond = SparseAmounts<7>(
      decoder, {&due, &deferred, &collected, &unbooked, &refunded, &given, &received},
      kMoreFollows);
  locked = refunding = recoverable = domain::Money();
  if (beyond != 0) SparseAmounts<3>(decoder, {&locked, &refunding, &recoverable});
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::ObligationKey> auto& key) {
  auto& [pooling_area, fee_period, unit_code, insurance_type] = key;
  codec(pooling_area, fee_period, unit_code, insurance_type);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::AssessmentLink> auto& link) {
  auto& [assessment_no, kind, applied_on, batch_no, row, content, due, deferred, live,
         instruction] = link;
  codec(assessment_no, kind, applied_on, batch_no, row, content, due, deferred, live, instruction);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::AssessmentChain> auto& chain) {
  auto& [links, instructions, last_known_to_tax, cancelled] = chain;
  codec(links, instructions, last_known_to_tax, cancelled);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::MonthMovement> auto& movement) {
  auto& [month, assessed, collected, refunded, offset] = movement;
  codec(month, assessed, collected, refunded, offset);
}

// The key stands in the table's own columns and is set by the reader.
template <class Codec>
void Field(Codec& codec, RecordOf<domain::Obligation> auto& obligation) {
  auto& [key, region, balances, chains, late_fee_corrected, movements, unit_type] = obligation;
  codec(region);
  for (auto& balance : balances) codec(balance);
  codec(chains, late_fee_corrected, movements, unit_type);
}

}  // namespace levybridge::sqlite
