#include "gateway/domain/money.h"

#include <algorithm>
#include <limits>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Writes yuan with two decimals, from the back. 128-bit fen have at most 39 digits.
template <class Unsigned>
void AppendMagnitude(bool negative, Unsigned fen, std::string& out) {
  char buffer[48];
  char* const end = buffer + sizeof(buffer);
  char* position = end;
  const auto put = [&position](int digit) { *--position = static_cast<char>('0' + digit); };
  const auto put_two = [&put](int two) {
    put(two % 10);
    put(two / 10);
  };
  put_two(static_cast<int>(fen % 100));
  *--position = '.';
  // A division of large numbers for every two digits, not for each.
  for (fen /= 100; fen >= 100; fen /= 100) put_two(static_cast<int>(fen % 100));
  if (fen >= 10) {
    put_two(static_cast<int>(fen));
  } else {
    put(static_cast<int>(fen));
  }
  if (negative) *--position = '-';
  out.append(position, static_cast<size_t>(end - position));
}

}  // namespace

Money Money::Proven(int64_t fen) {
  const std::optional<Money> money = FromFen(fen);
  LEVYBRIDGE_CHECK(money.has_value(), "an amount of money is out of bounds");
  return *money;
}

std::optional<Money> Money::ParseYuan(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  int64_t fen = 0;
  size_t position = 0;
  for (; position < text.size() && IsDigit(text[position]); ++position) {
    fen = fen * 10 + (text[position] - '0');
    if (fen > kMaxFen) return std::nullopt;
  }
  if (position == 0) return std::nullopt;
  fen *= 100;
  if (position < text.size()) {
    const std::string_view decimals = text.substr(position + 1);
    if (text[position] != '.' || decimals.empty() || decimals.size() > 2) return std::nullopt;
    if (!std::all_of(decimals.begin(), decimals.end(), IsDigit)) return std::nullopt;
    fen += (decimals[0] - '0') * 10;
    if (decimals.size() == 2) fen += decimals[1] - '0';
  }
  return FromFen(negative ? -fen : fen);
}

std::string Money::ToYuan() const {
  std::string out;
  AppendYuan(out);
  return out;
}

void Money::AppendYuan(std::string& out) const {
  AppendMagnitude(fen_ < 0, static_cast<uint64_t>(fen_ < 0 ? -fen_ : fen_), out);
}

Money operator+(Money a, Money b) { return Money::Proven(a.fen() + b.fen()); }
Money operator-(Money a, Money b) { return Money::Proven(a.fen() - b.fen()); }

Money HalfUp(Money amount) {
  LEVYBRIDGE_CHECK(!amount.IsNegative(), "only amounts of zero or more can be halved");
  return Money::Proven((amount.fen() + 1) / 2);
}

std::optional<int64_t> MoneySum::ToInt64() const {
  if (fen_ > std::numeric_limits<int64_t>::max() || fen_ < std::numeric_limits<int64_t>::min()) {
    return std::nullopt;
  }
  return static_cast<int64_t>(fen_);
}

std::string MoneySum::ToYuan() const {
  // Negated as unsigned: also right for the smallest 128-bit value.
  const auto magnitude = static_cast<unsigned __int128>(fen_);
  std::string out;
  AppendMagnitude(fen_ < 0, fen_ < 0 ? -magnitude : magnitude, out);
  return out;
}

}  // namespace levybridge::domain
