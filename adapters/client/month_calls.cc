#include "adapters/client/month_calls.h"

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_rows.h"
#include "adapters/client/wire_values.h"
#include "gateway/domain/month.h"
#include "levybridge/reconciliation/v1/reconciliation_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = reconciliation::v1;
using Form = Column::Form;

std::string MethodOf(const char* name) {
  return std::string("/levybridge.reconciliation.v1.ReconciliationService/") + name;
}

std::string HexOf(const std::string& bytes) {
  const auto digest = domain::Sha256Digest::FromBytes(bytes);
  return digest ? digest->ToHex() : "";
}

domain::StatementTotals TotalsFromWire(const wire::StatementTotals& totals) {
  const auto sum = [](int64_t fen) { return domain::MoneySum::FromFen(fen); };
  return {.lines = static_cast<int64_t>(totals.lines()),
          .opening = sum(totals.opening_fen()),
          .assessed = sum(totals.assessed_fen()),
          .collected_employer_medical = sum(totals.collected_employer_medical_fen()),
          .collected_maternity = sum(totals.collected_maternity_fen()),
          .collected_personal = sum(totals.collected_personal_fen()),
          .late_fee = sum(totals.late_fee_fen()),
          .refunded = sum(totals.refunded_fen()),
          .offset = sum(totals.offset_fen()),
          .closing = sum(totals.closing_fen())};
}

MonthView MonthFromWire(const wire::Month& month) {
  MonthView view;
  view.month = MonthText(month.month());
  view.region = std::to_string(month.region());
  view.state = EnumText(*wire::MonthState_descriptor(), month.state());
  view.comparison_no = month.comparison_no();
  view.stale = month.stale();
  for (const auto& side : month.sides()) {
    view.sides.push_back({EnumText(*wire::Side_descriptor(), side.side()), side.present(),
                          side.batch_id(), TotalsFromWire(side.totals())});
  }
  for (const auto& count : month.differences()) {
    view.differences.emplace_back(
        EnumText(*wire::DifferenceCategory_descriptor(), count.category()), count.lines());
  }
  view.digest = HexOf(month.totals_digest());
  for (const auto& entry : month.confirmations()) {
    view.confirmations.push_back({EnumText(*common::v1::Role_descriptor(), entry.role()),
                                  entry.party(), HexOf(entry.totals_digest()),
                                  entry.confirmed_at_ms(), entry.signatory(), entry.refused(),
                                  entry.reason()});
  }
  view.matched_lines = month.matched_lines();
  view.difference_lines = month.difference_lines();
  view.compared_at_ms = month.compared_at_ms();
  view.closed_at_ms = month.closed_at_ms();
  return view;
}

template <class Request>
Request RequestFor(const StatementTarget& target) {
  Request request;
  request.set_month(MonthNumber(target.month));
  request.set_region(static_cast<int32_t>(target.region.number()));
  return request;
}

// For the calls that change something.
template <class Response, class Request>
absl::StatusOr<MonthView> Change(Session& session, const char* name, const Request& request) {
  auto answer =
      CallWithRetries<Response>(*session.connection, session.retry, MethodOf(name), request);
  if (!answer.ok()) return answer.status();
  MonthView view = MonthFromWire(answer->month());
  view.replayed = answer->replayed();
  return view;
}

wire::DifferenceCategory CategoryNumber(const std::string& category) {
  const auto& type = *wire::DifferenceCategory_descriptor();
  for (int index = 0; index < type.value_count(); ++index) {
    const int number = type.value(index)->number();
    if (EnumText(type, number) == category) return static_cast<wire::DifferenceCategory>(number);
  }
  return wire::DIFFERENCE_CATEGORY_UNSPECIFIED;
}

Table EmptyDifferences() {
  return {{{"position", "序 no.", Form::kNumber},
           {"category", "类别 category"},
           {"category_zh", "类别"},
           {"unit_code", "单位编号 unit"},
           {"unit_name", "单位名称 name"},
           {"region", "区划 region", Form::kNumber},
           {"fee_period", "费款所属期 period"},
           {"column", "栏目 column"},
           {"agency_fen", "医保（元） agency", Form::kFen},
           {"tax_fen", "税务（元） tax", Form::kFen},
           {"ledger_fen", "账簿（元） ledger", Form::kFen},
           {"owner", "待办方 whose move"},
           {"first_seen_month", "首见月份 first seen"},
           {"difference_id", "差异编号 id"}},
          {}};
}

std::vector<Json> DifferenceRow(const wire::Difference& difference) {
  const auto amount = [](bool present, int64_t fen) { return present ? Json(fen) : Json(nullptr); };
  const std::string category =
      EnumText(*wire::DifferenceCategory_descriptor(), difference.category());
  return {
      difference.position(),
      category,
      ChineseCategory(category),
      difference.unit_code(),
      difference.unit_name(),
      difference.region(),
      MonthText(difference.fee_period()),
      difference.column(),
      amount(difference.has_agency_fen(), difference.agency_fen()),
      amount(difference.has_tax_fen(), difference.tax_fen()),
      amount(difference.has_ledger_fen(), difference.ledger_fen()),
      difference.owner() == 0 ? "" : EnumText(*common::v1::Role_descriptor(), difference.owner()),
      MonthText(difference.first_seen_month()),
      difference.difference_id()};
}

}  // namespace

absl::StatusOr<MonthView> GetMonth(Session& session, const StatementTarget& target) {
  auto answer = CallWithRetries<wire::GetMonthResponse>(*session.connection, session.retry,
                                                        MethodOf("GetMonth"),
                                                        RequestFor<wire::GetMonthRequest>(target));
  if (!answer.ok()) return answer.status();
  return MonthFromWire(answer->month());
}

absl::StatusOr<MonthView> CompareMonth(Session& session, const StatementTarget& target) {
  return Change<wire::CompareMonthResponse>(session, "CompareMonth",
                                            RequestFor<wire::CompareMonthRequest>(target));
}

absl::StatusOr<MonthView> ConfirmMonth(Session& session, const StatementTarget& target,
                                       const domain::Sha256Digest& digest,
                                       const std::string& signatory) {
  auto request = RequestFor<wire::ConfirmMonthRequest>(target);
  request.set_totals_digest(std::string(digest.AsBytes()));
  request.set_signatory(signatory);
  return Change<wire::ConfirmMonthResponse>(session, "ConfirmMonth", request);
}

absl::StatusOr<MonthView> RefuseMonth(Session& session, const StatementTarget& target,
                                      const domain::Sha256Digest& digest,
                                      const std::string& reason) {
  auto request = RequestFor<wire::RefuseMonthRequest>(target);
  request.set_totals_digest(std::string(digest.AsBytes()));
  request.set_reason(reason);
  return Change<wire::RefuseMonthResponse>(session, "RefuseMonth", request);
}

absl::StatusOr<MonthView> CloseMonth(Session& session, const StatementTarget& target,
                                     const domain::Sha256Digest& digest) {
  auto request = RequestFor<wire::CloseMonthRequest>(target);
  request.set_totals_digest(std::string(digest.AsBytes()));
  return Change<wire::CloseMonthResponse>(session, "CloseMonth", request);
}

absl::StatusOr<Table> ListDifferences(Session& session, const StatementTarget& target,
                                      const std::string& category) {
  Table table = EmptyDifferences();
  auto request = RequestFor<wire::ListDifferencesRequest>(target);
  if (!category.empty()) {
    request.set_category(CategoryNumber(category));
    if (request.category() == wire::DIFFERENCE_CATEGORY_UNSPECIFIED) {
      return absl::InvalidArgumentError("--category: 没有这个类别 / no such category: " + category);
    }
  }
  const absl::Status status =
      StreamWithRetries<wire::ListDifferencesResponse, wire::ListDifferencesRequest>(
          *session.connection, session.retry, MethodOf("ListDifferences"), [&] { return request; },
          [&](const wire::ListDifferencesResponse& response) {
            for (const auto& difference : response.differences()) {
              table.rows.push_back(DifferenceRow(difference));
              request.set_after_position(difference.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

absl::Status ExportMonth(Session& session, const StatementTarget& target,
                         const std::function<absl::Status(const domain::StatementLine&)>& take) {
  auto request = RequestFor<wire::ExportMonthRequest>(target);
  return StreamWithRetries<wire::ExportMonthResponse, wire::ExportMonthRequest>(
      *session.connection, session.retry, MethodOf("ExportMonth"), [&] { return request; },
      [&](const wire::ExportMonthResponse& response) {
        for (const auto& row : response.lines()) {
          auto line = StatementLineFromWire(row);
          if (!line.ok()) return line.status();
          if (absl::Status status = take(*line); !status.ok()) return status;
          request.set_after_row(row.row());
        }
        return absl::OkStatus();
      });
}

std::string ChineseCategory(const std::string& category) {
  for (const auto known :
       {domain::DifferenceCategory::kAmountDiffers,
        domain::DifferenceCategory::kAssessedUnknownToTax,
        domain::DifferenceCategory::kAtTaxNeverAssessed,
        domain::DifferenceCategory::kPaidMissingHere, domain::DifferenceCategory::kPaidMissingAtTax,
        domain::DifferenceCategory::kPaidUnapplied, domain::DifferenceCategory::kPaidNotBooked,
        domain::DifferenceCategory::kAgencyMissing,
        domain::DifferenceCategory::kAgencyUnknownHere}) {
    if (MachineName(known) == category) return std::string(ChineseName(known));
  }
  return "";
}

}  // namespace levybridge::client
