// The stored form of filed accounts: what may be read on disk, and what is sealed.
#pragma once

#include "adapters/sqlite/payout_fields.h"
#include "gateway/ports/accounts.h"

namespace levybridge::sqlite {

// In column `value`.
struct AccountFiling {
  domain::RegionCode region;
  domain::PartyId filed_by;
  domain::Timestamp filed_at;
};
// In column `sealed`, encrypted.
struct AccountSecret {
  domain::BankAccountNumber account_no;
  domain::AccountName account_name;
  std::string bank_name;
  domain::BankCode bank_code;
};

template <>
struct Blank<AccountFiling> {
  static AccountFiling Make() {
    return {.region = Blank<domain::RegionCode>::Make(),
            .filed_by = Blank<domain::PartyId>::Make(),
            .filed_at = {}};
  }
};
template <>
struct Blank<AccountSecret> {
  static AccountSecret Make() {
    return {.account_no = Blank<domain::BankAccountNumber>::Make(),
            .account_name = Blank<domain::AccountName>::Make(),
            .bank_name = {},
            .bank_code = Blank<domain::BankCode>::Make()};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<AccountFiling> auto& v) {
  auto& [region, filed_by, filed_at] = v;
  codec(region, filed_by, filed_at);
}

template <class Codec>
void Field(Codec& codec, RecordOf<AccountSecret> auto& v) {
  auto& [account_no, account_name, bank_name, bank_code] = v;
  codec(account_no, account_name, bank_name, bank_code);
}

}  // namespace levybridge::sqlite
