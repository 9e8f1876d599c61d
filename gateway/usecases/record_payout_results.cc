#include "gateway/usecases/record_payout_results.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "gateway/domain/payout_answer.h"
#include "gateway/usecases/refund_desk.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/supplements.h"

namespace levybridge::usecases {
namespace {

using domain::NumberedRow;
using domain::Payout;
using domain::PayoutAnswer;
using domain::PayoutReport;
using domain::PayoutResult;
using domain::Problem;
using domain::ProblemCode;
using domain::Refund;

using Rows = std::vector<NumberedRow<PayoutReport>>;

std::optional<size_t> IndexOf(const Refund& refund, int64_t sequence) {
  for (size_t i = 0; i < refund.payouts.size(); ++i) {
    if (refund.payouts[i].sequence == sequence) return i;
  }
  return std::nullopt;
}

// Payouts of reported rows, as far as the bank fetched them.
class KnownPayouts {
 public:
  KnownPayouts(const ports::Transaction& store, const domain::PartyId& bank)
      : store_(store), bank_(bank) {}

  // One answer per row: the refund, or nothing for a payout that is not this bank's.
  absl::StatusOr<std::vector<std::optional<Refund>>> Of(const Rows& rows) {
    std::vector<int64_t> sequences;
    for (const auto& row : rows) {
      sequences.push_back(domain::PayoutSequenceOf(row.value.payout_id.value()).value_or(0));
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto refunds, store_.refunds().FindByPayout(sequences));
    for (size_t i = 0; i < refunds.size(); ++i) {
      if (!refunds[i]) continue;
      const auto index = IndexOf(*refunds[i], sequences[i]);
      if (!index) return absl::DataLossError("a payout belongs to no refund");
      LEVYBRIDGE_ASSIGN_OR_RETURN(const bool own, IsOwn(refunds[i]->payouts[*index].batch_no));
      if (!own) refunds[i].reset();
    }
    return refunds;
  }

 private:
  absl::StatusOr<bool> IsOwn(int64_t batch_no) {
    const auto known = own_.find(batch_no);
    if (known != own_.end()) return known->second;
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto batch, store_.refunds().FindBatch(batch_no));
    if (!batch) return absl::DataLossError("a payout is of no batch");
    return own_.emplace(batch_no, batch->fetched_by == bank_).first->second;
  }

  const ports::Transaction& store_;
  const domain::PartyId& bank_;
  std::map<int64_t, bool> own_;
};

Problem UnknownPayout(const PayoutReport& report) {
  return {ProblemCode::kUnknownPayout, "payout_id", report.payout_id.value(), ""};
}

// What is wrong with a report about a payout that is the bank's.
std::optional<Problem> DefectOf(const Payout& payout, PayoutResult standing,
                                const PayoutReport& report) {
  if (report.amount && *report.amount != payout.amount) {
    return Problem{ProblemCode::kAmountMismatch, "amount", report.amount->ToYuan(),
                   payout.amount.ToYuan()};
  }
  if (domain::AnswerOf(standing, report) == PayoutAnswer::kWrong) {
    return Problem{ProblemCode::kWrongState, "result", std::string(domain::EnglishName(standing)),
                   ""};
  }
  return std::nullopt;
}

absl::Status Refuse(const NumberedRow<PayoutReport>& row, const Problem& problem) {
  const domain::ProblemCodeEntry& entry = domain::EntryOf(problem.code);
  const std::string number = std::to_string(row.row);
  const std::string chinese = "第 " + number + " 行（" + row.value.payout_id.value() + "）：" +
                              domain::MessageOf(problem, domain::Language::kChinese);
  const std::string english = "row " + number + " (" + row.value.payout_id.value() +
                              "): " + domain::MessageOf(problem, domain::Language::kEnglish);
  return Refusal(absl::StatusCode::kFailedPrecondition, entry.name, {chinese, english},
                 {{"row", number}, {"payout_id", row.value.payout_id.value()}});
}

absl::Status Unreadable(const domain::UnreadableRow& row) {
  const std::string number = std::to_string(row.row);
  std::string chinese = "第 " + number + " 行无法读取，整份未采用";
  std::string english = "row " + number + " can't be read; nothing of the file was used";
  std::map<std::string, std::string> details = {{"row", number}};
  if (!row.problems.empty()) {
    const Problem& first = row.problems.front();
    details["column"] = first.column;
    details["problem"] = domain::EntryOf(first.code).name;
    chinese += "：" + first.column + " " + domain::MessageOf(first, domain::Language::kChinese);
    english += ": " + first.column + ": " + domain::MessageOf(first, domain::Language::kEnglish);
  }
  return Refusal(absl::StatusCode::kInvalidArgument, "UNREADABLE_ROW", {chinese, english}, details);
}

// One row, against what earlier rows changed.
absl::Status Apply(RefundDesk& desk, Refund& refund, size_t index, const PayoutReport& report) {
  switch (report.result) {
    case PayoutResult::kPaid:
      return refund.payouts[index].result == PayoutResult::kFailed
                 ? desk.PaidLate(refund, index, report)
                 : desk.Paid(refund, index, report);
    case PayoutResult::kFailed:
      return desk.Failed(refund, index, report);
    case PayoutResult::kUnknown:
      return desk.Unknown(refund, index, report);
    case PayoutResult::kReturned:
      return desk.Returned(refund, index, report);
    case PayoutResult::kPending:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<const Rows*> RowsOf(const domain::BatchChunk& chunk) {
  const Rows* rows = std::get_if<Rows>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a batch of payout results holds other rows");
  return rows;
}

}  // namespace

absl::Status PayoutResultDecider::Inspect(const ports::Transaction& store,
                                          const domain::Batch& batch) const {
  KnownPayouts known(store, batch.header.party);
  // Where each payout stands after the rows so far.
  absl::flat_hash_map<int64_t, PayoutResult> standing;
  for (int64_t number = 0; number < batch.chunks_received; ++number) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::BatchChunk chunk,
                                store.batches().ReadChunk(batch.batch_no, number));
    if (!chunk.unreadable.empty()) return Unreadable(chunk.unreadable.front());
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Rows* rows, RowsOf(chunk));
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto refunds, known.Of(*rows));
    for (size_t i = 0; i < rows->size(); ++i) {
      const NumberedRow<PayoutReport>& row = (*rows)[i];
      if (!refunds[i]) return Refuse(row, UnknownPayout(row.value));
      const int64_t sequence = *domain::PayoutSequenceOf(row.value.payout_id.value());
      const Payout& payout = refunds[i]->payouts[*IndexOf(*refunds[i], sequence)];
      PayoutResult& stands = standing.try_emplace(sequence, payout.result).first->second;
      if (const auto defect = DefectOf(payout, stands, row.value)) return Refuse(row, *defect);
      stands = domain::ResultAfter(stands, row.value);
    }
  }
  return absl::OkStatus();
}

absl::Status PayoutResultDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                         const domain::BatchChunk& chunk,
                                         ChunkDecision& decision) const {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const Rows* rows, RowsOf(chunk));
  KnownPayouts known(store, batch.header.party);
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto refunds, known.Of(*rows));
  RefundDesk desk(store, clock_.Now(), batch.header.business_date);
  std::vector<Refund> found;
  for (const auto& refund : refunds) {
    if (refund) found.push_back(*refund);
  }
  LEVYBRIDGE_RETURN_IF_ERROR(desk.Prefetch(found));
  for (size_t i = 0; i < rows->size(); ++i) {
    const PayoutReport& report = (*rows)[i].value;
    std::vector<Problem> problems;
    if (!refunds[i]) {
      problems.push_back(UnknownPayout(report));
    } else {
      Refund& refund = desk.Take(*std::move(refunds[i]));
      const size_t index = *IndexOf(refund, *domain::PayoutSequenceOf(report.payout_id.value()));
      const PayoutResult standing = refund.payouts[index].result;
      const PayoutAnswer answer = domain::AnswerOf(standing, report);
      if (auto defect = DefectOf(refund.payouts[index], standing, report)) {
        problems.push_back(*std::move(defect));
      } else if (answer == PayoutAnswer::kOldNews) {
        ++decision.already_accepted_rows;
        problems.push_back(
            {ProblemCode::kAlreadyAccepted, "payout_id", report.payout_id.value(), ""});
      } else {
        if (answer == PayoutAnswer::kLate) {
          problems.push_back({ProblemCode::kContradictsEarlier, "result", "", ""});
        }
        LEVYBRIDGE_RETURN_IF_ERROR(Apply(desk, refund, index, report));
      }
    }
    decision.Settle((*rows)[i].row, domain::AmountOf(report), std::move(problems));
  }
  LEVYBRIDGE_RETURN_IF_ERROR(desk.Save());
  const std::shared_ptr<const Rules> rules = rules_.Current();
  return IssueSupplements({store, *rules, clock_.Now(), batch.header.business_date},
                          desk.recorded());
}

}  // namespace levybridge::usecases
