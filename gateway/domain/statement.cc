#include "gateway/domain/statement.h"

#include "gateway/domain/canonical_bytes.h"

namespace levybridge::domain {
namespace {

constexpr std::array<Component, 3> kContribution = {Component::kEmployerMedical,
                                                    Component::kMaternity, Component::kPersonal};

Money ContributionSum(const ComponentAmounts& amounts) {
  Money sum;
  for (const Component component : kContribution) sum = sum + amounts[component];
  return sum;
}

Money NetOf(const MonthMovement& movement) {
  return ContributionSum(movement.assessed) - ContributionSum(movement.collected) +
         ContributionSum(movement.refunded) - ContributionSum(movement.offset);
}

}  // namespace

std::string_view MachineName(StatementSide side) {
  switch (side) {
    case StatementSide::kAgency:
      return "agency";
    case StatementSide::kTax:
      return "tax";
    case StatementSide::kBank:
      return "bank";
  }
  return "";
}

void StatementTotals::Add(const StatementLine& line) {
  ++lines;
  opening += line.opening;
  assessed += line.assessed;
  collected_employer_medical += line.collected_employer_medical;
  collected_maternity += line.collected_maternity;
  collected_personal += line.collected_personal;
  late_fee += line.late_fee;
  refunded += line.refunded;
  offset += line.offset;
  closing += line.closing;
}

std::vector<Problem> CheckStatementLine(const StatementLine& line) {
  MoneySum expected(line.opening);
  expected += line.assessed;
  expected -= line.collected_employer_medical;
  expected -= line.collected_maternity;
  expected -= line.collected_personal;
  expected += line.refunded;
  expected -= line.offset;
  if (expected == MoneySum(line.closing)) return {};
  return {{ProblemCode::kStatementBalance, "closing", expected.ToYuan(), line.closing.ToYuan()}};
}

void AppendCanonicalBytes(const StatementLine& line, std::string& out) {
  CanonicalRow row(out);
  row.Text(line.unit_code.value()).Region(line.region);
  row.Integer(static_cast<int64_t>(line.insurance_type)).Period(line.fee_period);
  row.Amount(line.opening).Amount(line.assessed).Amount(line.collected_employer_medical);
  row.Amount(line.collected_maternity).Amount(line.collected_personal).Amount(line.late_fee);
  row.Amount(line.refunded).Amount(line.offset).Amount(line.closing);
}

std::optional<StatementLine> LedgerLine(const Obligation& obligation, AccountingMonth month) {
  Money opening;
  const MonthMovement* now = nullptr;
  for (const MonthMovement& movement : obligation.movements) {
    if (movement.month < month) opening = opening + NetOf(movement);
    if (movement.month == month) now = &movement;
  }
  if (now == nullptr && opening.IsZero()) return std::nullopt;
  StatementLine line{.unit_code = obligation.key.unit_code,
                     .region = obligation.region,
                     .insurance_type = obligation.key.insurance_type,
                     .fee_period = obligation.key.fee_period,
                     .opening = opening,
                     .assessed = {},
                     .collected_employer_medical = {},
                     .collected_maternity = {},
                     .collected_personal = {},
                     .late_fee = {},
                     .refunded = {},
                     .offset = {},
                     .closing = opening};
  if (now == nullptr) return line;
  line.assessed = ContributionSum(now->assessed);
  line.collected_employer_medical = now->collected[Component::kEmployerMedical];
  line.collected_maternity = now->collected[Component::kMaternity];
  line.collected_personal = now->collected[Component::kPersonal];
  line.late_fee = now->collected[Component::kLateFee];
  line.refunded = ContributionSum(now->refunded);
  line.offset = ContributionSum(now->offset);
  line.closing = opening + NetOf(*now);
  return line;
}

}  // namespace levybridge::domain
