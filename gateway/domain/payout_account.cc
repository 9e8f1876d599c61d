#include "gateway/domain/payout_account.h"

#include <algorithm>
#include <utility>

namespace levybridge::domain {
namespace {

constexpr size_t kShownAtEachEnd = 4;
constexpr size_t kStars = 8;

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

std::optional<BankAccountNumber> BankAccountNumber::Parse(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    if (!IsLetterOrDigit(c) || kept.size() == kMaxLength) return std::nullopt;
    kept.push_back(c);
  }
  if (kept.size() < kMinLength) return std::nullopt;
  return BankAccountNumber(std::move(kept));
}

std::string BankAccountNumber::Masked() const {
  const size_t shown = std::min(kShownAtEachEnd, text_.size() / 4);
  return text_.substr(0, shown) + std::string(kStars, '*') + text_.substr(text_.size() - shown);
}

std::optional<AccountName> AccountName::Parse(std::string_view text) {
  if (text.empty() || text.size() > kMaxCharacters * 4 || !IsCleanText(text)) return std::nullopt;
  if (CountCodePoints(text) > kMaxCharacters) return std::nullopt;
  return AccountName(std::string(text));
}

std::string AccountName::Masked() const {
  size_t first = 1;
  while (first < text_.size() && (static_cast<unsigned char>(text_[first]) & 0xC0U) == 0x80U) {
    ++first;
  }
  return text_.substr(0, first) + "***";
}

std::string WithoutAccountData(std::string_view words, const AccountName& name) {
  std::string kept;
  for (size_t at = 0; at < words.size();) {
    size_t end = at;
    size_t digits = 0;
    while (end < words.size() && (IsLetterOrDigit(words[end]) ||
                                  ((words[end] == ' ' || words[end] == '-') && end > at))) {
      digits += words[end] >= '0' && words[end] <= '9' ? 1 : 0;
      ++end;
    }
    if (end == at) {
      kept.push_back(words[at++]);
      continue;
    }
    if (digits >= BankAccountNumber::kMinLength) {
      kept.append(kStars, '*');
    } else {
      kept.append(words.substr(at, end - at));
    }
    at = end;
  }
  const std::string& whole = name.InFullForBankOrFiler();
  for (size_t at = kept.find(whole); at != std::string::npos; at = kept.find(whole, at)) {
    kept.replace(at, whole.size(), kStars, '*');
  }
  return kept;
}

std::optional<BankCode> BankCode::Parse(std::string_view text) {
  if (CheckBankCode(text) == CheckResult::kMalformed) return std::nullopt;
  return BankCode(std::string(text));
}

}  // namespace levybridge::domain
