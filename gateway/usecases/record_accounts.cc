#include "gateway/usecases/record_accounts.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/domain/account_check.h"
#include "gateway/usecases/refund_accounts.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::AccountOnFile;
using domain::NumberedRow;
using domain::Problem;
using domain::ProblemCode;
using domain::Refund;
using domain::RefundState;
using ports::FiledAccount;

using Problems = std::vector<Problem>;

constexpr int32_t kRefundsPerPage = 500;

// Open refunds of an employer, those that an account matters to.
absl::StatusOr<std::vector<Refund>> OpenRefunds(const ports::Transaction& store,
                                                const domain::EmployerKey& employer) {
  const ports::RefundFilter filter{.batch_no = std::nullopt,
                                   .employer = employer,
                                   .states = {RefundState::kLocked, RefundState::kFailed,
                                              RefundState::kReturned, RefundState::kNeedsDecision}};
  std::vector<Refund> all;
  int64_t after = 0;
  while (true) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> page,
                                store.refunds().List(filter, after, kRefundsPerPage));
    const bool last = page.size() < kRefundsPerPage;
    if (!last) after = page.back().refund_no;
    std::move(page.begin(), page.end(), std::back_inserter(all));
    if (last) return all;
  }
}

// The work on one row.
class Filing {
 public:
  Filing(ports::Transaction& store, const domain::Batch& batch, domain::Timestamp now,
         domain::CivilDate today, domain::EmployerKey employer)
      : store_(store),
        batch_(batch),
        now_(now),
        today_(today),
        employer_(std::move(employer)),
        desk_(store, now, today) {}

  // True when the same was filed before.
  absl::StatusOr<bool> Run(const AccountOnFile& account, Problems& problems) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool known, IsKnown(account));
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::vector<Refund> refunds, OpenRefunds(store_, employer_));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::string unit_name, UnitName(refunds));
    Problems own = domain::CheckAccount(account, unit_name, nullptr);
    problems.insert(problems.end(), std::make_move_iterator(own.begin()),
                    std::make_move_iterator(own.end()));
    if (known) return true;
    const FiledAccount filing{0, employer_.pooling_area, account, batch_.header.party, now_};
    LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t filing_no, store_.accounts().Add(filing));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto in_force,
                                store_.accounts().InForce({&employer_, 1}, today_));
    const bool counts_today = in_force[0] && in_force[0]->filing_no == filing_no;
    for (Refund& refund : refunds) {
      LEVYBRIDGE_RETURN_IF_ERROR(Concern(std::move(refund), filing_no, counts_today, problems));
    }
    LEVYBRIDGE_RETURN_IF_ERROR(desk_.Save());
    return false;
  }

 private:
  // As a refund or, where there is none, the newest instruction names it; empty when neither does.
  absl::StatusOr<std::string> UnitName(const std::vector<Refund>& refunds) const {
    if (!refunds.empty()) return refunds.back().unit_name;
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const auto obligations,
        store_.obligations().OfUnit(employer_.pooling_area, employer_.unit_code));
    int64_t newest = 0;
    for (const domain::Obligation& obligation : obligations) {
      for (const domain::AssessmentChain& chain : obligation.chains) {
        for (const int64_t sequence : chain.instructions) newest = std::max(newest, sequence);
      }
    }
    if (newest == 0) return std::string();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction, store_.instructions().Find(newest));
    return instruction ? instruction->unit_name : std::string();
  }

  // Whether it is the newest filing of its date, word for word.
  absl::StatusOr<bool> IsKnown(const AccountOnFile& account) const {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::vector<FiledAccount> filings,
                                store_.accounts().OfEmployer(employer_));
    const FiledAccount* newest = nullptr;
    for (const FiledAccount& filing : filings) {
      if (filing.account.effective_on == account.effective_on) newest = &filing;
    }
    return newest != nullptr && newest->account == account;
  }

  absl::Status Concern(Refund seen, int64_t filing_no, bool counts_today, Problems& problems) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool same, IsSameAsFailed(store_, seen, filing_no));
    Refund& refund = desk_.Take(std::move(seen));
    if (same && domain::IsFailed(refund.state)) {
      Tell(ProblemCode::kSameAccountAsFailed, problems);
      return absl::OkStatus();
    }
    if (refund.state == RefundState::kLocked) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto* batch, desk_.BatchOf(refund.batch_no));
      const bool unfetched = batch != nullptr && domain::IsUnfetched(batch->state);
      return counts_today && unfetched ? desk_.Attach(refund, filing_no) : absl::OkStatus();
    }
    const domain::PayoutReason* failure = domain::LastFailure(refund);
    // One that is in force later counts from that day on: the next attempt finds it then.
    const bool corrects = counts_today && failure != nullptr && domain::IsAboutAccount(*failure) &&
                          refund.state != RefundState::kNeedsDecision;
    if (!corrects) return absl::OkStatus();
    refund.state = RefundState::kAccountCorrected;
    refund.since = now_;
    Tell(ProblemCode::kAccountCorrectsRefund, problems);
    return absl::OkStatus();
  }

  static void Tell(ProblemCode code, Problems& problems) {
    for (const Problem& problem : problems) {
      if (problem.code == code) return;
    }
    problems.push_back({code, "account_no", "", ""});
  }

  ports::Transaction& store_;
  const domain::Batch& batch_;
  const domain::Timestamp now_;
  const domain::CivilDate today_;
  const domain::EmployerKey employer_;
  RefundDesk desk_;
};

}  // namespace

absl::Status AccountDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                    const domain::BatchChunk& chunk,
                                    ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedRow<AccountOnFile>>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a batch of accounts holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const domain::RegionTree& regions = rules->book.regions();
  for (const NumberedRow<AccountOnFile>& row : *rows) {
    Problems problems;
    const AccountOnFile& account = row.value;
    if (!regions.Contains(batch.header.party.region, account.region)) {
      problems.push_back({ProblemCode::kRegionNotAllowed, "region", account.region.ToString(),
                          batch.header.party.region.ToString()});
    } else {
      const domain::EmployerKey employer{regions.PoolingAreaOf(account.region), account.unit_code};
      Filing filing(store, batch, clock_.Now(), clock_.Today(), employer);
      LEVYBRIDGE_ASSIGN_OR_RETURN(const bool known, filing.Run(account, problems));
      if (known) {
        ++decision.already_accepted_rows;
        problems.push_back({ProblemCode::kAlreadyAccepted, "account_no", "", ""});
      }
    }
    decision.Settle(row.row, domain::AmountOf(account), std::move(problems));
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
