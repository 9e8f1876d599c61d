// What can be told about an account before money is sent to it.
//
// Customer rule: where a payout failed because of its account, the next attempt needs one that is
// really different; a bank code whose check digit fails and an account name that is not the
// employer's are worth a warning, since both exist. No message holds account data. Pure functions:
// thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/payout_account.h"
#include "gateway/domain/problem.h"

namespace levybridge::domain {

// What failed before, when the failure was about the account.
struct FailedAccount {
  BankAccountNumber account_no;
  AccountName account_name;
  BankCode bank_code;
};

// BANK_CODE_CHECK_DIGIT, ACCOUNT_NAME_DIFFERS (against `unit_name`, unless that is empty) and
// SAME_ACCOUNT_AS_FAILED (number, name and bank code are all what failed; `failed` may be null).
// All of them are warnings: whether the account is used is decided when the tax bureau confirms.
std::vector<Problem> CheckAccount(const AccountOnFile& account, std::string_view unit_name,
                                  const FailedAccount* failed);

// `name` as it is compared: full-width letters, digits, brackets and signs as half-width ones,
// capitals as small letters, no spaces. "武汉（东湖） Ａ厂" and "武汉(东湖)a厂" are the same name.
std::string NormalisedName(std::string_view name);

}  // namespace levybridge::domain
