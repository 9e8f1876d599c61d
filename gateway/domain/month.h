// The month of one pooling area, on its way to being closed by agency and tax bureau together.
//
// open -> compared -> confirmed by both (over the same digest of totals and differences) -> closed.
// A closed month does not change; reopening does not exist. New statements or new movements after a
// comparison make it stale: the digest no longer matches and confirmations fall away.
// Plain data. Persisted enums: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/party.h"
#include "gateway/domain/statement.h"

namespace levybridge::domain {

enum class MonthState : uint8_t { kOpen = 1, kCompared = 2, kConfirmed = 3, kClosed = 4 };
std::string_view MachineName(MonthState state);

enum class DifferenceCategory : uint8_t {
  kAmountDiffers = 1,         // both list it; a column differs
  kAssessedUnknownToTax = 2,  // agency and ledger have it, tax does not
  kAtTaxNeverAssessed = 3,    // tax lists it, ledger has no assessment
  kPaidMissingHere = 4,       // tax lists money the ledger has not got
  kPaidMissingAtTax = 5,      // the ledger has booked money that tax does not list
  kPaidUnapplied = 6,         // money received that fits no obligation
  kPaidNotBooked = 7,         // paid, not yet booked at the treasury
  kAgencyMissing = 8,         // ledger and tax have it, the agency does not list it
  kAgencyUnknownHere = 9,     // the agency lists what the ledger does not have
};
std::string_view MachineName(DifferenceCategory category);
std::string_view ChineseName(DifferenceCategory category);

struct Difference {
  DifferenceCategory category;
  ObligationKey key;
  RegionCode region;
  std::string column;           // statement column that differs; empty for a missing line
  std::optional<Money> agency;  // what each side says in that column (closing for missing lines)
  std::optional<Money> tax;
  std::optional<Money> ledger;
  Role whose_move = Role::kAgency;
  friend bool operator==(const Difference&, const Difference&) = default;
};

struct Confirmation {
  PartyId party;
  Timestamp at;
  bool refused = false;
  std::string reason;     // for refusals
  std::string signatory;  // who signed for the party, as it named them; may be empty
};

struct MonthRecord {
  PoolingArea pooling_area;
  AccountingMonth month;
  MonthState state = MonthState::kOpen;
  int64_t comparison_no = 0;  // 0 = not compared, or something moved since
  std::optional<Timestamp> compared_at = std::nullopt;
  int64_t journal_sequence = 0;  // the ledger as it stood at the comparison
  int64_t agency_batch = 0;      // the statements compared
  int64_t tax_batch = 0;
  StatementTotals agency{}, tax{}, ledger{};
  int64_t matched = 0;
  int64_t differences = 0;
  Sha256Digest digest{};  // over totals and differences: what both confirm
  std::optional<Confirmation> by_agency = std::nullopt;
  std::optional<Confirmation> by_tax = std::nullopt;
  std::optional<Timestamp> closed_at = std::nullopt;
};

}  // namespace levybridge::domain
