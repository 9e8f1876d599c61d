#include "gateway/usecases/answer_queries.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/usecases/refund_access.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {

using domain::RefundQuery;

namespace {

absl::Status CheckEmployer(const ports::Transaction& store, const domain::RegionTree& regions,
                           const RefundQuery& query) {
  if (!regions.Contains(query.asked.region, query.region)) {
    return Refusal(absl::StatusCode::kPermissionDenied, "REGION_NOT_ALLOWED",
                   {"该地区不在本机构的管辖范围", "the region is outside the caller's"},
                   {{"region", query.region.ToString()}});
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      const auto all,
      store.obligations().OfUnit(query.employer.pooling_area, query.employer.unit_code));
  const bool known = std::any_of(all.begin(), all.end(), [&](const auto& obligation) {
    return regions.Contains(query.asked.region, obligation.region);
  });
  if (known) return absl::OkStatus();
  return Refusal(absl::StatusCode::kNotFound, "UNIT_UNKNOWN",
                 {"没有该单位的核定记录", "no assessment of this employer is known"});
}

bool SameQuestion(const RefundQuery& recorded, const RefundQuery& again) {
  return recorded.employer == again.employer && recorded.region == again.region &&
         recorded.asked_on == again.asked_on && recorded.question == again.question;
}

}  // namespace

absl::StatusOr<QueryAnswer> QueryDesk::File(const RefundQuery& query) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<QueryAnswer> result;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto known,
                                store.refund_queries().Find(query.asked, query.query_no));
    if (known) {
      if (!SameQuestion(*known, query)) return RequestConflict(query.query_no.value());
      result = QueryAnswer{*std::move(known), true};
      return absl::OkStatus();
    }
    LEVYBRIDGE_RETURN_IF_ERROR(CheckEmployer(store, rules->book.regions(), query));
    RefundQuery fresh = query;
    fresh.id = 0;
    fresh.answer.clear();
    fresh.answered_on.reset();
    LEVYBRIDGE_RETURN_IF_ERROR(store.refund_queries().Put(fresh));
    result = QueryAnswer{std::move(fresh), false};
    return absl::OkStatus();
  }));
  return *std::move(result);
}

absl::StatusOr<QueryAnswer> QueryDesk::Answer(const domain::PartyId& asked,
                                              const domain::QueryNumber& query_no,
                                              const std::string& answer,
                                              domain::CivilDate answered_on) {
  std::optional<QueryAnswer> result;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto query, store.refund_queries().Find(asked, query_no));
    if (!query) {
      return Refusal(absl::StatusCode::kNotFound, "QUERY_UNKNOWN",
                     {"没有此查询编号", "there is no such query"},
                     {{"query_no", query_no.value()}});
    }
    if (!query->open()) {
      if (query->answer != answer || query->answered_on != answered_on) {
        return Refusal(absl::StatusCode::kFailedPrecondition, "QUERY_ANSWERED",
                       {"此查询已另有答复", "the query was answered otherwise"},
                       {{"query_no", query_no.value()}});
      }
      result = QueryAnswer{*std::move(query), true};
      return absl::OkStatus();
    }
    if (answered_on < query->asked_on) {
      return Refusal(absl::StatusCode::kInvalidArgument, "DATES_REVERSED",
                     {"答复日期早于查询日期", "the answer is dated before the question"});
    }
    query->answer = answer;
    query->answered_on = answered_on;
    LEVYBRIDGE_RETURN_IF_ERROR(store.refund_queries().Put(*query));
    result = QueryAnswer{*std::move(query), false};
    return absl::OkStatus();
  }));
  return *std::move(result);
}

}  // namespace levybridge::usecases
