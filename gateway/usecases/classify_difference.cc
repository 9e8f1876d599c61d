#include "gateway/usecases/classify_difference.h"

#include <array>
#include <string_view>
#include <utility>

#include "gateway/domain/canonical_bytes.h"

namespace levybridge::usecases {
namespace {

using domain::Difference;
using domain::DifferenceCategory;
using domain::Money;
using domain::Role;
using domain::StatementLine;
using domain::StatementTotals;

struct Column {
  std::string_view name;
  Money StatementLine::*value;
  bool is_money_in;  // a column of money received
};

constexpr std::array<Column, 9> kColumns = {
    Column{"opening", &StatementLine::opening, false},
    Column{"assessed", &StatementLine::assessed, false},
    Column{"collected_employer_medical", &StatementLine::collected_employer_medical, true},
    Column{"collected_maternity", &StatementLine::collected_maternity, true},
    Column{"collected_personal", &StatementLine::collected_personal, true},
    Column{"late_fee", &StatementLine::late_fee, true},
    Column{"refunded", &StatementLine::refunded, false},
    Column{"offset", &StatementLine::offset, false},
    Column{"closing", &StatementLine::closing, false}};

bool IsBlank(const StatementLine& line) {
  for (const Column& column : kColumns) {
    if (!(line.*column.value).IsZero()) return false;
  }
  return true;
}

std::optional<Money> ValueIn(const StatementLine* line, const Column& column) {
  if (line == nullptr) return std::nullopt;
  return line->*column.value;
}

DifferenceCategory CategoryOf(const Column& column, const StatementLine* tax,
                              const StatementLine& ledger) {
  if (!column.is_money_in || tax == nullptr) return DifferenceCategory::kAmountDiffers;
  const Money at_tax = tax->*column.value;
  const Money here = ledger.*column.value;
  if (at_tax > here) return DifferenceCategory::kPaidMissingHere;
  if (at_tax < here) return DifferenceCategory::kPaidMissingAtTax;
  return DifferenceCategory::kAmountDiffers;
}

// A column in which a side that has a line differs from the ledger. Opening and closing follow from
// the others and are told only when nothing else differs.
void CompareColumns(const SidesAtKey& sides, domain::RegionCode region,
                    std::vector<Difference>& found) {
  const size_t before = found.size();
  for (const Column& column : kColumns) {
    if (column.name == "closing" && found.size() > before) continue;
    const Money here = sides.ledger->*column.value;
    const bool agency_differs = sides.agency != nullptr && sides.agency->*column.value != here;
    const bool tax_differs = sides.tax != nullptr && sides.tax->*column.value != here;
    if (!agency_differs && !tax_differs) continue;
    found.push_back({CategoryOf(column, sides.tax, *sides.ledger), sides.key, region,
                     std::string(column.name), ValueIn(sides.agency, column),
                     ValueIn(sides.tax, column), here, tax_differs ? Role::kTax : Role::kAgency});
  }
}

Difference MissingLine(DifferenceCategory category, const SidesAtKey& sides,
                       domain::RegionCode region, Role whose_move) {
  const auto closing = [](const StatementLine* line) -> std::optional<Money> {
    if (line == nullptr) return std::nullopt;
    return line->closing;
  };
  return {category,
          sides.key,
          region,
          "",
          closing(sides.agency),
          closing(sides.tax),
          closing(sides.ledger),
          whose_move};
}

void AppendOptional(domain::CanonicalRow& row, const std::optional<Money>& amount) {
  row.Text(amount ? std::to_string(amount->fen()) : "");
}

void AppendTotals(domain::CanonicalRow& row, const StatementTotals& totals) {
  row.Integer(totals.lines);
  for (const domain::MoneySum& sum :
       {totals.opening, totals.assessed, totals.collected_employer_medical,
        totals.collected_maternity, totals.collected_personal, totals.late_fee, totals.refunded,
        totals.offset, totals.closing}) {
    row.Text(sum.ToYuan());
  }
}

}  // namespace

std::vector<Difference> Classify(const SidesAtKey& given) {
  SidesAtKey sides = given;
  for (const StatementLine** line : {&sides.ledger, &sides.agency, &sides.tax}) {
    if (*line != nullptr && IsBlank(**line)) *line = nullptr;
  }
  const StatementLine* any = given.ledger != nullptr   ? given.ledger
                             : given.agency != nullptr ? given.agency
                                                       : given.tax;
  const domain::RegionCode region = any != nullptr ? any->region : given.key.pooling_area.region;
  std::vector<Difference> found;
  if (sides.ledger != nullptr) {
    if (sides.agency == nullptr) {
      found.push_back(
          MissingLine(DifferenceCategory::kAgencyMissing, sides, region, Role::kAgency));
    }
    if (sides.tax == nullptr) {
      found.push_back(
          MissingLine(DifferenceCategory::kAssessedUnknownToTax, sides, region, Role::kTax));
    }
    CompareColumns(sides, region, found);
  } else {
    if (sides.agency != nullptr) {
      found.push_back(
          MissingLine(DifferenceCategory::kAgencyUnknownHere, sides, region, Role::kAgency));
    }
    if (sides.tax != nullptr) {
      found.push_back(
          MissingLine(DifferenceCategory::kAtTaxNeverAssessed, sides, region, Role::kAgency));
    }
  }
  if (!sides.unbooked.IsZero()) {
    found.push_back({DifferenceCategory::kPaidNotBooked, sides.key, region, "collected",
                     std::nullopt, std::nullopt, sides.unbooked, Role::kTax});
  }
  return found;
}

Difference UnappliedDifference(const domain::Payment& payment, domain::AccountingMonth month) {
  const domain::UnitCode unit =
      payment.line.unit_code ? *payment.line.unit_code : *domain::UnitCode::Parse("-");
  const domain::FeePeriod period = payment.line.fee_period
                                       ? *payment.line.fee_period
                                       : *domain::FeePeriod::FromIndex(month.index());
  Money rest;
  for (const domain::Component component : domain::kAllComponents) {
    rest = rest + (payment.line.amounts[component] - payment.reversed[component]);
  }
  return {DifferenceCategory::kPaidUnapplied,
          {payment.pooling_area, period, unit, payment.line.insurance_type},
          payment.line.region,
          "collected",
          std::nullopt,
          std::nullopt,
          rest,
          Role::kTax};
}

void AppendCanonicalBytes(const Difference& difference, std::string& out) {
  domain::CanonicalRow row(out);
  row.Integer(static_cast<int64_t>(difference.category))
      .Region(difference.key.pooling_area.region)
      .Period(difference.key.fee_period)
      .Text(difference.key.unit_code.value())
      .Integer(static_cast<int64_t>(difference.key.insurance_type))
      .Region(difference.region)
      .Text(difference.column);
  AppendOptional(row, difference.agency);
  AppendOptional(row, difference.tax);
  AppendOptional(row, difference.ledger);
}

void AppendCanonicalTotals(const domain::MonthRecord& record, std::string& out) {
  domain::CanonicalRow row(out);
  row.Region(record.pooling_area.region).Text(record.month.ToIso());
  AppendTotals(row, record.agency);
  AppendTotals(row, record.tax);
  AppendTotals(row, record.ledger);
  row.Integer(record.matched).Integer(record.differences);
}

}  // namespace levybridge::usecases
