#include "gateway/usecases/sign_month.h"

#include <string>
#include <utility>

#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::AccountingMonth;
using domain::Confirmation;
using domain::MonthRecord;
using domain::MonthState;
using domain::PoolingArea;

absl::Status NotCompared(AccountingMonth month) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_NOT_COMPARED",
                 {"该月尚未比对，或比对后账目又有变动；请重新比对",
                  "the month is not compared, or something moved since; compare it again"},
                 {{"month", month.ToIso()}});
}

absl::StatusOr<MonthRecord> LoadCompared(const ports::Transaction& store, PoolingArea pooling_area,
                                         AccountingMonth month) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto record, store.months().Find(pooling_area, month));
  if (!record || record->comparison_no == 0 || !record->compared_at) return NotCompared(month);
  return *std::move(record);
}

bool BothConfirmed(const MonthRecord& record) {
  return record.by_agency && !record.by_agency->refused && record.by_tax && !record.by_tax->refused;
}

// A month with movements before `month` that is not closed yet; nothing when there is none.
absl::StatusOr<std::optional<AccountingMonth>> EarlierOpenMonth(const ports::Transaction& store,
                                                                PoolingArea pooling_area,
                                                                AccountingMonth month) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto closed, LatestClosedMonth(store, pooling_area));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto balances, store.journal().Balances(pooling_area));
  for (const ports::AccountBalance& balance : balances) {
    if (balance.month < month && (!closed || balance.month > *closed)) return balance.month;
  }
  return std::nullopt;
}

absl::Status CheckSignature(const MonthRecord& record, const Signature& signature) {
  if (record.digest != signature.digest) {
    return Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_DIGEST_DIFFERS",
                   {"所确认的合计与当前比对结果不同；请重新查看后再确认",
                    "the totals confirmed are not those of the comparison in force; look again"},
                   {{"current", record.digest.ToHex()}, {"given", signature.digest.ToHex()}});
  }
  if (signature.refused && signature.reason.empty()) {
    return Refusal(absl::StatusCode::kInvalidArgument, "REASON_MISSING",
                   {"拒绝确认须说明理由", "a refusal needs a reason"});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<MonthRecord> MonthSigning::Show(PoolingArea pooling_area,
                                               AccountingMonth month) const {
  MonthRecord record{.pooling_area = pooling_area, .month = month};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.months().Find(pooling_area, month));
    if (found) record = *std::move(found);
    return absl::OkStatus();
  }));
  return record;
}

absl::StatusOr<MonthRecord> MonthSigning::Confirm(const Signature& signature) {
  MonthRecord result{.pooling_area = signature.pooling_area, .month = signature.month};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(result,
                                LoadCompared(store, signature.pooling_area, signature.month));
    LEVYBRIDGE_RETURN_IF_ERROR(CheckSignature(result, signature));
    std::optional<Confirmation>& mine =
        signature.party.role == domain::Role::kAgency ? result.by_agency : result.by_tax;
    const bool repeated = mine && mine->refused == signature.refused;
    if (repeated) return absl::OkStatus();
    if (result.state == MonthState::kClosed) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_CLOSED",
                     {"该月已关账", "the month is closed"}, {{"month", signature.month.ToIso()}});
    }
    mine = Confirmation{signature.party, clock_.Now(), signature.refused, signature.reason,
                        signature.signatory};
    result.state = BothConfirmed(result) ? MonthState::kConfirmed : MonthState::kCompared;
    return store.months().Put(result);
  }));
  return result;
}

absl::StatusOr<MonthRecord> MonthSigning::Close(PoolingArea pooling_area, AccountingMonth month) {
  MonthRecord result{.pooling_area = pooling_area, .month = month};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(result, LoadCompared(store, pooling_area, month));
    if (result.state == MonthState::kClosed) return absl::OkStatus();
    if (!BothConfirmed(result)) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "MONTH_NOT_CONFIRMED",
                     {"须医保与税务双方确认同一合计后方可关账",
                      "both agency and tax bureau must confirm the same totals first"},
                     {{"month", month.ToIso()}});
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto earlier, EarlierOpenMonth(store, pooling_area, month));
    if (earlier) {
      return Refusal(
          absl::StatusCode::kFailedPrecondition, "EARLIER_MONTH_OPEN",
          {"更早的月份尚未关账，请先关账", "an earlier month is still open; close it first"},
          {{"month", earlier->ToIso()}});
    }
    result.state = MonthState::kClosed;
    result.closed_at = clock_.Now();
    return store.months().Put(result);
  }));
  return result;
}

absl::StatusOr<std::vector<domain::Difference>> MonthSigning::Differences(PoolingArea pooling_area,
                                                                          AccountingMonth month,
                                                                          int64_t offset,
                                                                          int32_t limit) const {
  std::vector<domain::Difference> page;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const MonthRecord record, LoadCompared(store, pooling_area, month));
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        page, store.months().ReadDifferences(record.comparison_no, offset, limit));
    return absl::OkStatus();
  }));
  return page;
}

}  // namespace levybridge::usecases
