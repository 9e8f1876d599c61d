#include "gateway/domain/account_check.h"

#include <cstdint>

namespace levybridge::domain {
namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

// Full-width forms U+FF01..U+FF5E are ASCII 0x21..0x7E; in UTF-8 EF BC 81..BF and EF BD 80..9E.
// The half-width one at the start of `text`; 0 when there is none.
char HalfWidth(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xEF') return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  if (second == 0xBC && third >= 0x81 && third <= 0xBF) return static_cast<char>(third - 0x60);
  if (second == 0xBD && third >= 0x80 && third <= 0x9E) return static_cast<char>(third - 0x20);
  return 0;
}

char Small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string NormalisedName(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  while (!name.empty()) {
    if (name.front() == ' ') {
      name.remove_prefix(1);
    } else if (name.substr(0, kIdeographicSpace.size()) == kIdeographicSpace) {
      name.remove_prefix(kIdeographicSpace.size());
    } else if (name.substr(0, kNoBreakSpace.size()) == kNoBreakSpace) {
      name.remove_prefix(kNoBreakSpace.size());
    } else if (const char half = HalfWidth(name); half != 0) {
      out.push_back(Small(half));
      name.remove_prefix(3);
    } else {
      out.push_back(Small(name.front()));
      name.remove_prefix(1);
    }
  }
  return out;
}

std::vector<Problem> CheckAccount(const AccountOnFile& account, std::string_view unit_name,
                                  const FailedAccount* failed) {
  std::vector<Problem> problems;
  if (!account.bank_code.CheckDigitHolds()) {
    problems.push_back({ProblemCode::kBankCodeCheckDigit, "bank_code", "", ""});
  }
  const std::string name = NormalisedName(account.account_name.InFullForBankOrFiler());
  if (!unit_name.empty() && name != NormalisedName(unit_name)) {
    problems.push_back({ProblemCode::kAccountNameDiffers, "account_name", "", ""});
  }
  if (failed != nullptr && account.account_no == failed->account_no &&
      account.bank_code == failed->bank_code &&
      name == NormalisedName(failed->account_name.InFullForBankOrFiler())) {
    problems.push_back({ProblemCode::kSameAccountAsFailed, "account_no", "", ""});
  }
  return problems;
}

}  // namespace levybridge::domain
