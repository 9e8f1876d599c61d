#include "gateway/usecases/accept_statement.h"

#include <string>
#include <utility>

#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::NumberedRow;
using domain::Problem;
using domain::ProblemCode;
using domain::StatementHeader;
using domain::StatementLine;
using domain::StatementSide;
using domain::StatementTotals;

std::optional<StatementSide> SideOf(domain::Role role) {
  switch (role) {
    case domain::Role::kAgency:
      return StatementSide::kAgency;
    case domain::Role::kTax:
      return StatementSide::kTax;
    case domain::Role::kBank:
      return StatementSide::kBank;
    case domain::Role::kFundFinance:
    case domain::Role::kFiscal:
    case domain::Role::kAuditor:
      return std::nullopt;
  }
  return std::nullopt;
}

absl::Status RefuseClosedMonth(const ports::Transaction& store, const StatementHeader& header) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto closed, LatestClosedMonth(store, header.pooling_area));
  if (!closed || header.month > *closed) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_CLOSED",
                 {"该月已关账，不再接受对账单", "the month is closed and takes no statement"},
                 {{"month", header.month.ToIso()}});
}

// The first trailer figure that the lines do not add up to.
std::optional<std::string> WrongTotal(const StatementHeader& stated, const StatementTotals& sum) {
  domain::MoneySum collected = sum.collected_employer_medical;
  collected += sum.collected_maternity;
  collected += sum.collected_personal;
  if (stated.lines != sum.lines) return "lines";
  if (stated.total_opening != sum.opening) return "total_opening";
  if (stated.total_assessed != sum.assessed) return "total_assessed";
  if (stated.total_collected != collected) return "total_collected";
  if (stated.total_late_fee != sum.late_fee) return "total_late_fee";
  if (stated.total_refunded != sum.refunded) return "total_refunded";
  if (stated.total_offset != sum.offset) return "total_offset";
  if (stated.total_closing != sum.closing) return "total_closing";
  return std::nullopt;
}

absl::Status CheckWhole(const domain::Batch& batch) {
  const StatementHeader& header = *batch.header.statement;
  if (batch.rejected.rows > 0) {
    return Refusal(
        absl::StatusCode::kInvalidArgument, "STATEMENT_HAS_BAD_LINES",
        {"对账单有错误行，整份退回；改正后请重新报送",
         "the statement has bad lines and is refused whole; correct it and send it again"},
        {{"lines", std::to_string(batch.rejected.rows)}});
  }
  if (const auto wrong = WrongTotal(header, batch.statement_totals); wrong) {
    return Refusal(absl::StatusCode::kInvalidArgument, "STATEMENT_TOTALS_DIFFER",
                   {"对账单合计与明细不符，整份退回",
                    "the statement's totals differ from its lines; refused whole"},
                   {{"total", *wrong}});
  }
  return absl::OkStatus();
}

// A comparison made with an older statement no longer holds.
absl::Status VoidComparison(ports::Transaction& store, const StatementHeader& header) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto record, store.months().Find(header.pooling_area, header.month));
  if (!record || record->comparison_no == 0) return absl::OkStatus();
  record->comparison_no = 0;
  record->state = domain::MonthState::kOpen;
  record->by_agency.reset();
  record->by_tax.reset();
  return store.months().Put(*record);
}

}  // namespace

absl::Status StatementDecider::Admit(const ports::Transaction& store,
                                     const domain::Batch& batch) const {
  if (!batch.header.statement) return absl::DataLossError("a statement batch has no header");
  const StatementHeader& header = *batch.header.statement;
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::RegionTree& regions = rules->book.regions();
  if (SideOf(batch.header.party.role) != header.side) {
    return Refusal(absl::StatusCode::kPermissionDenied, "WRONG_SIDE",
                   {"对账单只能由本方报送", "a statement is submitted by its own side only"},
                   {{"side", std::string(domain::MachineName(header.side))}});
  }
  if (!regions.Contains(batch.header.party.region, header.pooling_area.region) ||
      regions.PoolingAreaOf(header.pooling_area.region) != header.pooling_area) {
    return Refusal(
        absl::StatusCode::kPermissionDenied, "REGION_NOT_ALLOWED",
        {"对账单的统筹区不在本方管辖范围", "the pooling area is outside the sender's region"},
        {{"region", header.pooling_area.region.ToString()}});
  }
  return RefuseClosedMonth(store, header);
}

absl::Status StatementDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                      const domain::BatchChunk& chunk,
                                      ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<StatementLine>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a statement batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::PoolingArea pooling_area = batch.header.statement->pooling_area;
  for (const NumberedRow<StatementLine>& row : *rows) {
    std::vector<Problem> problems = domain::CheckStatementLine(row.value);
    if (rules->book.regions().PoolingAreaOf(row.value.region) != pooling_area) {
      problems.push_back({ProblemCode::kRegionNotAllowed, "region", row.value.region.ToString(),
                          pooling_area.region.ToString()});
    }
    const bool bad = domain::RefusesRow(problems);
    if (!bad) {
      const absl::Status stored =
          store.months().PutStatementLines(batch.batch_no, pooling_area, {&row.value, 1});
      if (absl::IsAlreadyExists(stored)) {
        problems.push_back(
            {ProblemCode::kDuplicateInFile, "unit_code", row.value.unit_code.value(), ""});
      } else if (!stored.ok()) {
        return stored;
      }
    }
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  return absl::OkStatus();
}

absl::Status StatementDecider::Conclude(ports::Transaction& store,
                                        const domain::Batch& batch) const {
  absl::Status whole = CheckWhole(batch);
  if (whole.ok()) whole = RefuseClosedMonth(store, *batch.header.statement);
  if (!whole.ok()) {
    LEVYBRIDGE_RETURN_IF_ERROR(store.months().DropStatementLines(batch.batch_no));
    return whole;
  }
  const StatementHeader& header = *batch.header.statement;
  LEVYBRIDGE_RETURN_IF_ERROR(
      store.months().PutStatement(header.pooling_area, header.month, header.side, batch.batch_no));
  return VoidComparison(store, header);
}

}  // namespace levybridge::usecases
