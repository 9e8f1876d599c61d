// Where refunds are paid to: account number, account name, bank code and the account on file
// (税务备案账户).
//
// Customer rule: account numbers and names are private. So neither type can be printed: both show
// themselves only as Masked(), and the text in full has a name that is easy to find in a review.
// In full they go to the bank's file and to the tax bureau that filed them, nowhere else.
// Value types: immutable, thread-safe.
#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/identifiers_check.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

// 银行账号: 8..34 letters and digits; there is no check digit.
class BankAccountNumber {
 public:
  static constexpr size_t kMinLength = 8;
  static constexpr size_t kMaxLength = 34;

  // Spaces and hyphens between the characters are how people group them, and are left out.
  // Nothing when what remains is too short, too long or holds anything but ASCII letters and
  // digits.
  static std::optional<BankAccountNumber> Parse(std::string_view text);

  // "6222********1234": at most the first and last four characters, and never more than half.
  std::string Masked() const;
  const std::string& InFullForBankOrFiler() const { return text_; }
  friend bool operator==(const BankAccountNumber&, const BankAccountNumber&) = default;

 private:
  explicit BankAccountNumber(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// 收款户名: 1..140 characters of clean text, which is what the bank's format can carry.
class AccountName {
 public:
  static constexpr size_t kMaxCharacters = 140;

  static std::optional<AccountName> Parse(std::string_view text);

  // The first character and a fixed number of stars, so that not even the length shows.
  std::string Masked() const;
  const std::string& InFullForBankOrFiler() const { return text_; }
  friend bool operator==(const AccountName&, const AccountName&) = default;

 private:
  explicit AccountName(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// `words` of somebody else, without what could be account data: runs of digits and letters as long
// as an account number (grouped by blanks or hyphens or not) that are mostly digits become stars,
// and so does `name` wherever it stands.
std::string WithoutAccountData(std::string_view words, const AccountName& name);

// 联行行号 (CNAPS): 12 digits. A wrong check digit is kept, since no official text defines it; ask
// CheckDigitHolds for the warning.
class BankCode {
 public:
  static std::optional<BankCode> Parse(std::string_view text);

  const std::string& value() const { return text_; }
  bool CheckDigitHolds() const { return CheckBankCode(text_) == CheckResult::kValid; }
  friend auto operator<=>(const BankCode&, const BankCode&) = default;

 private:
  explicit BankCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// One line of the accounts that employers have on file with the tax bureau.
struct AccountOnFile {
  UnitCode unit_code;
  RegionCode region;
  BankAccountNumber account_no;
  AccountName account_name;
  std::string bank_name;  // 开户行, 1..kMaxBankNameBytes of clean text
  BankCode bank_code;
  CivilDate effective_on;
  friend bool operator==(const AccountOnFile&, const AccountOnFile&) = default;
};
// 200 characters, of three bytes each where they are Chinese.
inline constexpr size_t kMaxBankNameBytes = 600;

}  // namespace levybridge::domain
