// Money: an exact, signed amount in fen (1 yuan = 100 fen).
//
// Customer rule: money is a count of fen everywhere, no floating point touches it, and a sum never
// overflows in silence. A Money is always within ±9 007 199 254 740 991 fen (2^53 - 1, so that any
// JSON reader can hold it); a value outside cannot be constructed. Sums of many rows use MoneySum.
// Value types: immutable, thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace levybridge::domain {

class Money {
 public:
  static constexpr int64_t kMaxFen = 9'007'199'254'740'991;

  constexpr Money() = default;

  // Nothing when `fen` is out of bounds.
  static constexpr std::optional<Money> FromFen(int64_t fen) {
    if (fen > kMaxFen || fen < -kMaxFen) return std::nullopt;
    return Money(fen);
  }
  // For amounts the program itself proved to be in bounds (constants, sums of checked parts). Stops
  // the process when they are not: that is a bug, not bad input.
  static Money Proven(int64_t fen);

  // Canonical text, yuan with at most two decimals: "1234.5", "-0.05". No separators, no exponent.
  // Nothing when it is anything else; a third decimal is refused, never rounded.
  static std::optional<Money> ParseYuan(std::string_view text);

  constexpr int64_t fen() const { return fen_; }
  constexpr bool IsZero() const { return fen_ == 0; }
  constexpr bool IsNegative() const { return fen_ < 0; }

  // "1234.50": always two decimals.
  std::string ToYuan() const;
  // Appends what ToYuan returns; for writers of many rows.
  void AppendYuan(std::string& out) const;

  constexpr Money operator-() const { return Money(-fen_); }
  friend constexpr auto operator<=>(Money, Money) = default;

 private:
  explicit constexpr Money(int64_t fen) : fen_(fen) {}
  int64_t fen_ = 0;
};

// Nothing when the result is out of bounds: use these on anything that outside data can influence.
constexpr std::optional<Money> CheckedAdd(Money a, Money b) {
  return Money::FromFen(a.fen() + b.fen());
}
constexpr std::optional<Money> CheckedSubtract(Money a, Money b) {
  return Money::FromFen(a.fen() - b.fen());
}

// These stop the process when the result is out of bounds (see Money::Proven).
Money operator+(Money a, Money b);
Money operator-(Money a, Money b);

// amount / 2, rounded half up to the fen (0.05 yuan -> 0.03). `amount` must not be negative.
Money HalfUp(Money amount);

// A total over any number of amounts: 128 bits, so that it cannot overflow before 2^74 addends.
class MoneySum {
 public:
  constexpr MoneySum() = default;
  explicit constexpr MoneySum(Money amount) : fen_(amount.fen()) {}
  static constexpr MoneySum FromFen(__int128 fen) {
    MoneySum sum;
    sum.fen_ = fen;
    return sum;
  }
  constexpr MoneySum& operator+=(Money amount) {
    fen_ += amount.fen();
    return *this;
  }
  constexpr MoneySum& operator-=(Money amount) {
    fen_ -= amount.fen();
    return *this;
  }
  constexpr MoneySum& operator+=(MoneySum other) {
    fen_ += other.fen_;
    return *this;
  }
  constexpr __int128 fen() const { return fen_; }
  // Nothing when the total does not fit 64 bits (the wire's type for totals).
  std::optional<int64_t> ToInt64() const;
  std::string ToYuan() const;
  friend constexpr bool operator==(MoneySum, MoneySum) = default;

 private:
  __int128 fen_ = 0;
};

}  // namespace levybridge::domain
