// Statement (对账单) lines, the month they close, and the differences that comparison finds.
//
// A statement is one party's own complete list for a month, made from its own system: the month's
// movements by fee period, with opening and closing balance over the contribution components
// (employer medical, maternity, personal): closing = opening + assessed - collected + refunded -
// offset. Late fees are listed beside them and are not part of the balance.
// Plain data. Persisted enums: never renumber.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/batch_digest.h"
#include "gateway/domain/obligation.h"
#include "gateway/domain/party.h"

namespace levybridge::domain {

enum class StatementSide : uint8_t { kAgency = 1, kTax = 2, kBank = 3 };
std::string_view MachineName(StatementSide side);

struct StatementHeader {
  StatementSide side = StatementSide::kAgency;
  PoolingArea pooling_area;
  AccountingMonth month;
  // The trailer: what the sender says its lines add up to.
  int64_t lines = 0;
  MoneySum total_opening, total_assessed, total_collected, total_late_fee, total_refunded,
      total_offset, total_closing;
};

struct StatementLine {
  UnitCode unit_code;
  RegionCode region;
  InsuranceType insurance_type = InsuranceType::kEmployeeMedical;
  FeePeriod fee_period;
  Money opening;
  Money assessed;
  Money collected_employer_medical;
  Money collected_maternity;
  Money collected_personal;
  Money late_fee;
  Money refunded;
  Money offset;
  Money closing;
  friend bool operator==(const StatementLine&, const StatementLine&) = default;
};
// Control totals of one side over all its lines.
struct StatementTotals {
  int64_t lines = 0;
  MoneySum opening, assessed, collected_employer_medical, collected_maternity, collected_personal,
      late_fee, refunded, offset, closing;
  void Add(const StatementLine& line);
  friend bool operator==(const StatementTotals&, const StatementTotals&) = default;
};

// kStatementBalance when the line does not add up.
std::vector<Problem> CheckStatementLine(const StatementLine& line);
void AppendCanonicalBytes(const StatementLine& line, std::string& out);

// What the ledger says the line of `obligation` for `month` should be. Nothing when the obligation
// has neither a balance nor a movement in that month.
std::optional<StatementLine> LedgerLine(const Obligation& obligation, AccountingMonth month);

}  // namespace levybridge::domain
