// RefundQuery: an employer asks where its refund is (nothing received, or a wrong amount), and is
// answered. Flow 5 of the exchange: asked at the agency or at the tax bureau, recorded by whoever
// was asked. Plain data.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/party.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::domain {

using QueryNumber = BoundedText<struct QueryNumberTag, 64>;

inline constexpr size_t kMaxQueryCharacters = 1000;  // of question and answer, each

struct RefundQuery {
  int64_t id = 0;        // assigned by the store, ascending
  PartyId asked;         // who was asked and keeps it
  QueryNumber query_no;  // unique for that party
  EmployerKey employer;
  RegionCode region;
  CivilDate asked_on;
  std::string question;
  std::string answer;  // empty: not answered yet
  std::optional<CivilDate> answered_on;
  bool open() const { return !answered_on.has_value(); }
  friend bool operator==(const RefundQuery&, const RefundQuery&) = default;
};

}  // namespace levybridge::domain
