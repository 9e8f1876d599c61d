// The stored form of what payouts are told by: accounts on file, results that banks report, refunds
// that the treasury paid. Account data may go to disk inside a sealed text only (sealed.h).
#pragma once

#include "adapters/sqlite/fields.h"
#include "gateway/domain/payout.h"
#include "gateway/domain/payout_account.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::BankAccountNumber> {
  static auto Make() { return *domain::BankAccountNumber::Parse("00000000"); }
};
template <>
struct Blank<domain::AccountName> {
  static auto Make() { return *domain::AccountName::Parse("-"); }
};
template <>
struct Blank<domain::BankCode> {
  static auto Make() { return *domain::BankCode::Parse("000000000000"); }
};
template <>
struct Blank<domain::AccountOnFile> {
  static domain::AccountOnFile Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .account_no = Blank<domain::BankAccountNumber>::Make(),
            .account_name = Blank<domain::AccountName>::Make(),
            .bank_name = {},
            .bank_code = Blank<domain::BankCode>::Make(),
            .effective_on = Blank<domain::CivilDate>::Make()};
  }
};
template <>
struct Blank<domain::PayoutReport> {
  static domain::PayoutReport Make() {
    return {.payout_id = Blank<domain::PayoutId>::Make(),
            .result = domain::PayoutResult::kUnknown,
            .reason_code = {},
            .reason_text = {},
            .amount = {},
            .value_on = {},
            .by_statement = false};
  }
};
template <>
struct Blank<domain::TreasuryRefund> {
  static domain::TreasuryRefund Make() {
    return {.unit_code = Blank<domain::UnitCode>::Make(),
            .region = Blank<domain::RegionCode>::Make(),
            .insurance_type = domain::InsuranceType::kEmployeeMedical,
            .fee_period = Blank<domain::FeePeriod>::Make(),
            .component = domain::Component::kEmployerMedical,
            .amount = {},
            .refund_no = Blank<domain::TreasuryRefundNumber>::Make(),
            .booked_on = Blank<domain::CivilDate>::Make()};
  }
};

// A value type that is a checked text: what does not parse any more is damaged.
template <class T>
void ParsedField(Decoder& decoder, T& value) {
  auto parsed = T::Parse(decoder.Bytes());
  if (parsed) {
    value = *std::move(parsed);
  } else {
    decoder.Fail();
  }
}

inline void Field(Encoder& encoder, const domain::BankAccountNumber& value) {
  encoder.Bytes(value.InFullForBankOrFiler());
}
inline void Field(Decoder& decoder, domain::BankAccountNumber& value) {
  ParsedField(decoder, value);
}
inline void Field(Encoder& encoder, const domain::AccountName& value) {
  encoder.Bytes(value.InFullForBankOrFiler());
}
inline void Field(Decoder& decoder, domain::AccountName& value) { ParsedField(decoder, value); }
inline void Field(Encoder& encoder, const domain::BankCode& value) { encoder.Bytes(value.value()); }
inline void Field(Decoder& decoder, domain::BankCode& value) { ParsedField(decoder, value); }

template <class Codec>
void Field(Codec& codec, RecordOf<domain::AccountOnFile> auto& v) {
  auto& [unit_code, region, account_no, account_name, bank_name, bank_code, effective_on] = v;
  codec(unit_code, region, account_no, account_name, bank_name, bank_code, effective_on);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::PayoutReport> auto& v) {
  auto& [payout_id, result, reason_code, reason_text, amount, value_on, by_statement] = v;
  codec(payout_id, result, reason_code, reason_text, amount, value_on, by_statement);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::TreasuryRefund> auto& v) {
  auto& [unit_code, region, insurance_type, fee_period, component, amount, refund_no, booked_on] =
      v;
  codec(unit_code, region, insurance_type, fee_period, component, amount, refund_no, booked_on);
}

}  // namespace levybridge::sqlite
