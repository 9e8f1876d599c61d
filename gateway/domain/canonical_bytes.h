// Helpers to write rows as canonical bytes: each field in canonical text form, ended by 0x1F; the
// row ended by 0x1E. An absent optional is an empty field. Used by the row types; see
// docs/batch-digest.md for the format. Thread-safe: no state.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/money.h"
#include "gateway/domain/region.h"

namespace levybridge::domain {

class CanonicalRow {
 public:
  explicit CanonicalRow(std::string& out) : out_(out) {}
  CanonicalRow(const CanonicalRow&) = delete;
  CanonicalRow& operator=(const CanonicalRow&) = delete;
  ~CanonicalRow() { out_.push_back('\x1e'); }

  CanonicalRow& Text(std::string_view text) {
    out_.append(text).push_back('\x1f');
    return *this;
  }
  CanonicalRow& Integer(int64_t number) {
    char buffer[20];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    return Text({buffer, static_cast<size_t>(end - buffer)});
  }
  CanonicalRow& Amount(Money amount) { return Integer(amount.fen()); }
  CanonicalRow& Date(std::optional<CivilDate> date) {
    if (date) date->AppendIso(out_);
    return Text("");
  }
  CanonicalRow& Period(std::optional<FeePeriod> period) {
    if (period) period->AppendIso(out_);
    return Text("");
  }
  CanonicalRow& Region(RegionCode region) { return Integer(region.number()); }

 private:
  std::string& out_;
};

}  // namespace levybridge::domain
