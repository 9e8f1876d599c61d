#include "gateway/usecases/make_up_deferrals.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "gateway/domain/canonical_bytes.h"
#include "gateway/usecases/pass_on_deferral.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/reject_deferred_due.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Deferral;
using ports::DuePosition;

// One slice: what it issued, and where the next one goes on; nothing when it was the last.
struct Slice {
  DueRun run;
  std::optional<DuePosition> next;
};

absl::StatusOr<Slice> RunSlice(PassingOn& passing_on, const std::vector<Deferral>& due,
                               domain::CivilDate today) {
  Slice slice;
  for (const Deferral& deferral : due) {
    slice.next = DuePosition{*deferral.NextIssue(), deferral.id};
    const auto sequence =
        passing_on.PassOn(deferral, deferral.held, MakeUpOccasion::kAgenda, today);
    if (absl::IsOutOfRange(sequence.status())) {
      ++slice.run.waiting;
      continue;
    }
    if (!sequence.ok()) return sequence.status();
    ++slice.run.issued;
    for (const domain::Component component : domain::kAllComponents) {
      slice.run.fen += deferral.held[component];
    }
  }
  return slice;
}

domain::Sha256Digest DigestOf(const MakeUpRequest& request, domain::PoolingArea area) {
  std::string bytes;
  {
    domain::CanonicalRow row(bytes);
    row.Region(area.region).Text(request.unit_code.value()).Region(request.region);
    for (const domain::FeePeriod period : request.fee_periods) row.Period(period);
  }
  return domain::Sha256Of(bytes);
}

absl::Status NothingDeferred(std::optional<domain::FeePeriod> period) {
  return Refusal(absl::StatusCode::kFailedPrecondition, "NOTHING_DEFERRED",
                 {"该单位没有尚在缓缴的金额，无须补缴",
                  "the employer has nothing deferred any more, so nothing is to be made up"},
                 {{"fee_period", period ? period->ToIso() : ""}});
}

// What the request was answered with before; nothing for a new one.
absl::StatusOr<std::optional<ports::MakeUpAnswer>> Known(const ports::Transaction& store,
                                                         const MakeUpRequest& request,
                                                         const domain::Sha256Digest& content) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto known,
                              store.deferrals().FindMakeUp(request.party, request.request_id));
  if (!known || known->content == content) return known;
  return Refusal(absl::StatusCode::kAlreadyExists, "REQUEST_CONFLICT",
                 {"该请求号已用于另一项请求；请核对内容，或使用新的请求号",
                  "this request id stands for another request; check it, or use a new id"},
                 {{"request_id", request.request_id}});
}

// What is to be made up, by fee period.
absl::StatusOr<std::vector<Deferral>> Wanted(const ports::Transaction& store,
                                             const domain::RegionTree& regions,
                                             const MakeUpRequest& request) {
  const domain::PoolingArea area = regions.PoolingAreaOf(request.region);
  LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Deferral> deferrals,
                              store.deferrals().OfUnit(area, request.unit_code));
  // Another district's deferrals are not this agency's to end: default deny.
  std::erase_if(deferrals, [&](const Deferral& deferral) {
    return deferral.held.AllZero() ||
           !regions.Contains(request.party.region, deferral.demand.region);
  });
  if (deferrals.empty()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto obligations,
                                store.obligations().OfUnit(area, request.unit_code));
    const bool known = std::any_of(obligations.begin(), obligations.end(), [&](const auto& o) {
      return regions.Contains(request.party.region, o.region);
    });
    if (known) return NothingDeferred(std::nullopt);
    return Refusal(absl::StatusCode::kNotFound, "UNIT_UNKNOWN",
                   {"没有该单位的记录", "nothing is known of this employer"});
  }
  if (request.fee_periods.empty()) return deferrals;
  std::vector<Deferral> wanted;
  for (const domain::FeePeriod period :
       std::set<domain::FeePeriod>(request.fee_periods.begin(), request.fee_periods.end())) {
    const size_t before = wanted.size();
    std::copy_if(deferrals.begin(), deferrals.end(), std::back_inserter(wanted),
                 [&](const Deferral& deferral) { return deferral.key.fee_period == period; });
    if (wanted.size() == before) return NothingDeferred(period);
  }
  return wanted;
}

absl::StatusOr<int64_t> PassOnNow(PassingOn& passing_on, const Deferral& deferral,
                                  domain::CivilDate today) {
  auto sequence = passing_on.PassOn(deferral, deferral.held, MakeUpOccasion::kEarly, today);
  if (!absl::IsOutOfRange(sequence.status())) return sequence;
  return Refusal(absl::StatusCode::kFailedPrecondition, "CALENDAR_YEAR_MISSING",
                 {"工作日历未覆盖所需年份，请由系统管理员补充后重试",
                  "the calendar of working days does not cover the year; ask the administrator"},
                 {{"fee_period", deferral.key.fee_period.ToIso()}});
}

// The request's instructions, once for each fee period.
absl::StatusOr<std::vector<int64_t>> PassOnWanted(const ports::Transaction& store,
                                                  PassingOn& passing_on, const Rules& rules,
                                                  const MakeUpRequest& request,
                                                  domain::CivilDate today) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Deferral> wanted,
                              Wanted(store, rules.book.regions(), request));
  std::vector<int64_t> sequences;
  for (const Deferral& deferral : wanted) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t sequence, PassOnNow(passing_on, deferral, today));
    sequences.push_back(sequence);
  }
  return sequences;
}

// Of `sequences`, those that the tax bureau refused and that nothing asks for since give way to new
// instructions. What moved to another district since is not this agency's to ask for.
absl::StatusOr<std::vector<int64_t>> PassOnRefused(const ports::Transaction& store,
                                                   PassingOn& passing_on, const Rules& rules,
                                                   const MakeUpRequest& request,
                                                   std::vector<int64_t> sequences,
                                                   domain::CivilDate today) {
  const domain::RegionTree& regions = rules.book.regions();
  for (int64_t& sequence : sequences) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto key, RefusedDueOf(store, sequence));
    if (!key) continue;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto deferral, passing_on.Find(*key));
    if (!deferral || deferral->held.AllZero() ||
        !regions.Contains(request.party.region, deferral->demand.region)) {
      continue;
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(sequence, PassOnNow(passing_on, *deferral, today));
  }
  return sequences;
}

}  // namespace

absl::StatusOr<DueRun> DeferralMakeUp::RunDue(domain::CivilDate today,
                                              absl::FunctionRef<bool()> go_on) {
  DueRun total;
  std::optional<DuePosition> after;
  bool more = true;
  while (more && go_on()) {
    Slice slice;
    const std::shared_ptr<const Rules> rules = rules_.Current();
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<Deferral> due,
                                  store.deferrals().ListDue(today, after, per_slice_));
      more = std::ssize(due) == per_slice_;
      PassingOn passing_on(store, *rules, clock_.Now());
      LEVYBRIDGE_ASSIGN_OR_RETURN(slice, RunSlice(passing_on, due, today));
      return passing_on.Save();
    }));
    after = slice.next;
    total.issued += slice.run.issued;
    total.fen += slice.run.fen;
    total.waiting += slice.run.waiting;
  }
  return total;
}

absl::StatusOr<MakeUpResult> DeferralMakeUp::MakeUpEarly(const MakeUpRequest& request) {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::RegionTree& regions = rules->book.regions();
  const domain::Sha256Digest content = DigestOf(request, regions.PoolingAreaOf(request.region));
  const domain::Timestamp now = clock_.Now();
  const domain::CivilDate today = domain::DateInShanghai(now);
  MakeUpResult result;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    PassingOn passing_on(store, *rules, now);
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto known, Known(store, request, content));
    if (known) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(
          result.instructions,
          PassOnRefused(store, passing_on, *rules, request, known->instructions, today));
    } else {
      LEVYBRIDGE_ASSIGN_OR_RETURN(result.instructions,
                                  PassOnWanted(store, passing_on, *rules, request, today));
    }
    result.replayed = known && known->instructions == result.instructions;
    if (result.replayed) return absl::OkStatus();
    LEVYBRIDGE_RETURN_IF_ERROR(passing_on.Save());
    return store.deferrals().PutMakeUp(request.party, request.request_id,
                                       {content, result.instructions});
  }));
  return result;
}

}  // namespace levybridge::usecases
