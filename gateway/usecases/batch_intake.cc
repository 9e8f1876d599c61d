#include "gateway/usecases/batch_intake.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "gateway/domain/check.h"
#include "gateway/usecases/batch_checks.h"
#include "gateway/usecases/chunk_feed.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/rehearsal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::Batch;
using domain::BatchChunk;
using domain::BatchHeader;
using domain::BatchState;

bool IsFinished(const Batch& batch) {
  return batch.state != BatchState::kReceiving && batch.state != BatchState::kReceived;
}

Batch NewBatch(const BatchHeader& header, domain::Timestamp now) {
  Batch batch{.batch_no = 0,
              .header = header,
              .state = BatchState::kReceiving,
              .received_at = now,
              .chunks_received = 0,
              .chunks_applied = 0,
              .content_digest = {},
              .total_before = {},
              .total_reduction = {},
              .total_after = {},
              .statement_totals = {},
              .received = {},
              .accepted = {},
              .rejected = {},
              .already_accepted_rows = 0,
              .warnings = 0,
              .refusal_code = {},
              .refusal_message = {},
              .receipt_no = {}};
  return batch;
}

void Count(Batch& batch, const BatchChunk& chunk) {
  ++batch.chunks_received;
  batch.received += domain::TallyOf(chunk);
  if (const auto* rows =
          std::get_if<std::vector<domain::NumberedRow<domain::Assessment>>>(&chunk.rows)) {
    for (const auto& row : *rows) {
      batch.total_before += row.value.amount_before;
      batch.total_reduction += row.value.reduction.value_or(domain::Money());
      batch.total_after += row.value.amount_after.value_or(domain::Money());
    }
  }
  if (const auto* rows =
          std::get_if<std::vector<domain::NumberedRow<domain::StatementLine>>>(&chunk.rows)) {
    for (const auto& row : *rows) batch.statement_totals.Add(row.value);
  }
}

// Receipt: the day, the batch's number, and the head of a digest over content and outcome, so that
// two receipts never look alike by accident.
std::string ReceiptNumberOf(const Batch& batch) {
  const std::string outcome =
      batch.content_digest.ToHex() + "|" + std::to_string(batch.accepted.rows) + "|" +
      std::to_string(batch.rejected.rows) + "|" + std::string(domain::MachineName(batch.state));
  const std::string day = domain::DateInShanghai(batch.received_at).ToIso();
  return "R" + day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2) + "-" +
         std::to_string(batch.batch_no) + "-" + domain::Sha256Of(outcome).ToHex().substr(0, 12);
}

// Unreadable rows are refused with the reasons their sender gave.
void RefuseUnreadable(const BatchChunk& chunk, ChunkDecision& decision) {
  for (const domain::UnreadableRow& row : chunk.unreadable) {
    std::vector<domain::Problem> problems = row.problems;
    if (!domain::RefusesRow(problems)) {
      problems.push_back({domain::ProblemCode::kBadText, "", "", ""});
    }
    decision.Settle(row.row, row.stated, std::move(problems));
  }
}

absl::StatusOr<Batch> Load(const ports::Transaction& store, int64_t batch_no) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(auto batch, store.batches().FindByNumber(batch_no));
  if (!batch) return absl::NotFoundError("no such batch");
  return *std::move(batch);
}

// Row problems are stored by chunk, so that a page of them is read without a whole portion.
absl::Status AppendByChunk(ports::Transaction& store, int64_t batch_no,
                           const std::vector<domain::RowProblems>& problems) {
  std::vector<domain::RowProblems> of_chunk;
  for (size_t i = 0; i < problems.size(); ++i) {
    const int64_t chunk = (problems[i].row - 1) / domain::kRowsPerChunk;
    const bool last =
        i + 1 == problems.size() || (problems[i + 1].row - 1) / domain::kRowsPerChunk != chunk;
    of_chunk.push_back(problems[i]);
    if (!last) continue;
    LEVYBRIDGE_RETURN_IF_ERROR(store.batches().AppendProblems(batch_no, of_chunk));
    of_chunk.clear();
  }
  return absl::OkStatus();
}

absl::Status TooManyRows(int64_t limit, std::string_view reason) {
  return Refusal(absl::StatusCode::kResourceExhausted, reason,
                 {"行数超过上限，请拆分文件", "more rows than the limit; split the file"},
                 {{"limit", std::to_string(limit)}});
}

}  // namespace

// Batches of one party are decided one after the other: an all-or-nothing batch must meet at its
// decision the store that its rehearsal met, and only its own party's batches could change it.
class BatchIntake::Turn {
 public:
  Turn(BatchIntake& intake, domain::PartyId party) : intake_(intake), party_(std::move(party)) {
    std::unique_lock lock(intake_.turns_mutex_);
    intake_.turn_free_.wait(lock, [this] { return !intake_.taken_turns_.contains(party_); });
    intake_.taken_turns_.insert(party_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    const std::lock_guard lock(intake_.turns_mutex_);
    intake_.taken_turns_.erase(party_);
    intake_.turn_free_.notify_all();
  }

 private:
  BatchIntake& intake_;
  const domain::PartyId party_;
};

BatchIntake::BatchIntake(ports::Store& store, const ports::Clock& clock,
                         const RowDeciders& deciders, IntakeLimits limits)
    : store_(store), clock_(clock), deciders_(deciders), limits_(limits) {}

const RowDecider& BatchIntake::DeciderOf(domain::BatchKind kind) const {
  const auto at = deciders_.find(kind);
  LEVYBRIDGE_CHECK(at != deciders_.end(), "every kind of batch has a decider");
  return *at->second;
}

absl::StatusOr<UploadState> BatchIntake::Open(const BatchHeader& header) {
  UploadState result{NewBatch(header, clock_.Now()), false};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found,
                                store.batches().Find(header.kind, header.party, header.batch_id));
    if (found) {
      LEVYBRIDGE_RETURN_IF_ERROR(CheckSameHeader(*found, header));
      result.batch = *found;
      result.finished_replay = IsFinished(*found) && header.content_digest.has_value();
      return absl::OkStatus();
    }
    result.batch = NewBatch(header, clock_.Now());
    LEVYBRIDGE_RETURN_IF_ERROR(DeciderOf(header.kind).Admit(store, result.batch));
    LEVYBRIDGE_ASSIGN_OR_RETURN(result.batch.batch_no, store.batches().Add(result.batch));
    return absl::OkStatus();
  }));
  return result;
}

absl::Status BatchIntake::AppendChunk(int64_t batch_no, const BatchChunk& chunk) {
  const domain::Sha256Digest digest = domain::DigestOf(chunk);
  return store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Batch batch, Load(store, batch_no));
    if (chunk.number < batch.chunks_received) {
      LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digests, store.batches().ReadChunkDigests(batch_no));
      if (digests[static_cast<size_t>(chunk.number)] == digest) return absl::OkStatus();
      return Refusal(absl::StatusCode::kAlreadyExists, "BATCH_CONFLICT",
                     {"该批次号已用于不同内容；请核对文件，或使用新的批次号",
                      "this batch id stands for other content; check the file, or use a new id"},
                     {{"field", "rows"},
                      {"first_row", std::to_string(chunk.first_row)},
                      {"rows", std::to_string(chunk.RowCount())}});
    }
    if (batch.state != BatchState::kReceiving) {
      return CheckSameContent(batch, batch.received.rows + chunk.RowCount(), std::nullopt);
    }
    if (batch.received.rows + chunk.RowCount() > limits_.max_rows) {
      return TooManyRows(limits_.max_rows, "BATCH_TOO_LARGE");
    }
    LEVYBRIDGE_RETURN_IF_ERROR(store.batches().AppendChunk(batch_no, chunk, digest));
    Count(batch, chunk);
    return store.batches().Update(batch);
  });
}

void BatchIntake::RefuseWhole(Batch& batch, const absl::Status& reason) const {
  batch.state = BatchState::kRejected;
  batch.refusal_code = ReasonOf(reason).value_or("REFUSED");
  batch.refusal_message = std::string(reason.message());
  batch.accepted = {};
  batch.rejected = batch.received;
  batch.already_accepted_rows = 0;
  batch.warnings = 0;
  batch.receipt_no = ReceiptNumberOf(batch);
}

absl::Status BatchIntake::Seal(ports::Transaction& store, Batch& batch,
                               const BatchTrailer& trailer) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digests, store.batches().ReadChunkDigests(batch.batch_no));
  domain::BatchDigest digest;
  for (const domain::Sha256Digest& chunk : digests) digest.AddChunk(chunk);
  batch.content_digest = digest.Finish();
  const std::optional<domain::Sha256Digest> stated =
      trailer.content_digest ? trailer.content_digest : batch.header.content_digest;
  absl::Status whole = CheckWholeBatch(batch, trailer.rows, stated);
  if (whole.ok() && trailer.stated) whole = CheckStatedTotals(batch, *trailer.stated);
  if (whole.ok()) {
    batch.state = BatchState::kReceived;
  } else {
    RefuseWhole(batch, whole);
  }
  return store.batches().Update(batch);
}

absl::StatusOr<FinishedBatch> BatchIntake::Finish(int64_t batch_no, const BatchTrailer& trailer,
                                                  const Progress& progress) {
  std::optional<Batch> batch;
  bool replayed = false;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(batch, Load(store, batch_no));
    replayed = IsFinished(*batch);
    if (batch->state != BatchState::kReceiving) {
      return CheckSameContent(*batch, trailer.rows, trailer.content_digest);
    }
    return Seal(store, *batch, trailer);
  }));
  if (IsFinished(*batch)) return FinishedBatch{*std::move(batch), replayed};
  LEVYBRIDGE_RETURN_IF_ERROR(DecideAll(*batch, progress));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(batch, Load(store, batch_no));
    return absl::OkStatus();
  }));
  return FinishedBatch{*std::move(batch), false};
}

absl::StatusOr<bool> BatchIntake::InspectWhole(const Batch& sealed) {
  absl::Status reason;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    reason = DeciderOf(sealed.header.kind).Inspect(store, sealed);
    return reason.ok() || ReasonOf(reason) ? absl::OkStatus() : reason;
  }));
  if (reason.ok()) return false;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Batch batch, Load(store, sealed.batch_no));
    RefuseWhole(batch, reason);
    return store.batches().Update(batch);
  }));
  return true;
}

absl::Status BatchIntake::DecideAll(const Batch& sealed, const Progress& progress) {
  const Turn turn(*this, sealed.header.party);
  // Whoever had the turn before may have decided this very batch.
  std::optional<Batch> batch;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(batch, Load(store, sealed.batch_no));
    return absl::OkStatus();
  }));
  if (IsFinished(*batch)) return absl::OkStatus();
  if (batch->chunks_applied == 0) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const bool refused, InspectWhole(*batch));
    if (refused) return absl::OkStatus();
  }
  LEVYBRIDGE_RETURN_IF_ERROR(RehearseWhole(*batch));
  return DecideFrom(*batch, progress);
}

absl::Status BatchIntake::DecideFrom(Batch& batch, const Progress& progress) {
  const RowDecider& decider = DeciderOf(batch.header.kind);
  const Batch sealed = batch;
  ChunkFeed feed(store_, decider, sealed);
  bool others_wait = false;
  size_t chunks = 1;
  while (!IsFinished(batch)) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const Portion portion, feed.Next(chunks));
    absl::Span<const BatchChunk> rest = portion.chunks;
    do {
      // What was prepared in a quieter moment is taken apart once others wait for the writer.
      const bool whole = !others_wait && rest.size() == portion.chunks.size();
      const absl::Span<const BatchChunk> step = whole ? rest : rest.subspan(0, 1);
      const bool prepared = step.size() == portion.chunks.size();
      const auto own = prepared ? nullptr : decider.Prepare(batch, step);
      LEVYBRIDGE_ASSIGN_OR_RETURN(
          others_wait, DecideStep(batch, step, prepared ? portion.facts.get() : own.get()));
      rest.remove_prefix(step.size());
    } while (!rest.empty());
    chunks = others_wait ? 1 : std::min(2 * chunks, decider.PortionChunks());
    if (progress) {
      progress(std::min(batch.chunks_applied * domain::kRowsPerChunk, batch.received.rows),
               batch.received.rows);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> BatchIntake::DecideStep(Batch& batch, absl::Span<const BatchChunk> chunks,
                                             const PortionFacts* facts) {
  std::optional<Batch> decided;
  bool others_wait = false;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(decided, Load(store, batch.batch_no));
    if (IsFinished(*decided)) return absl::OkStatus();
    if (decided->chunks_applied != batch.chunks_applied) {
      return absl::InternalError("a batch was decided by two at a time");
    }
    if (chunks.empty()) return Conclude(store, *decided);
    LEVYBRIDGE_RETURN_IF_ERROR(DecideChunks(store, *decided, chunks, facts).status());
    others_wait = store.OthersWait();
    return store.batches().Update(*decided);
  }));
  batch = *std::move(decided);
  return others_wait;
}

absl::StatusOr<std::vector<domain::RowProblems>> BatchIntake::DecideChunks(
    ports::Transaction& store, Batch& batch, absl::Span<const BatchChunk> chunks,
    const PortionFacts* facts) const {
  ChunkDecision decision;
  for (const BatchChunk& chunk : chunks) RefuseUnreadable(chunk, decision);
  LEVYBRIDGE_RETURN_IF_ERROR(
      DeciderOf(batch.header.kind).DecidePortion(store, batch, chunks, facts, decision));
  decision.SortProblems();
  LEVYBRIDGE_RETURN_IF_ERROR(AppendByChunk(store, batch.batch_no, decision.problems));
  batch.chunks_applied += static_cast<int64_t>(chunks.size());
  batch.accepted += decision.accepted;
  batch.rejected += decision.rejected;
  batch.already_accepted_rows += decision.already_accepted_rows;
  batch.warnings += decision.warnings;
  return std::move(decision.problems);
}

absl::Status BatchIntake::Conclude(ports::Transaction& store, Batch& batch) {
  const absl::Status conclusion = DeciderOf(batch.header.kind).Conclude(store, batch);
  if (!conclusion.ok()) {
    // Only a refusal ends the batch; a failing store leaves it to be tried again.
    if (!ReasonOf(conclusion)) return conclusion;
    RefuseWhole(batch, conclusion);
    return store.batches().Update(batch);
  }
  domain::RowTally sum = batch.accepted;
  sum += batch.rejected;
  if (sum != batch.received) return absl::DataLossError("rows received are not all accounted for");
  if (batch.rejected.rows == 0) {
    batch.state = BatchState::kAccepted;
  } else {
    batch.state = batch.accepted.rows == 0 ? BatchState::kRejected : BatchState::kPartlyAccepted;
  }
  batch.receipt_no = ReceiptNumberOf(batch);
  return store.batches().Update(batch);
}

absl::StatusOr<DryRunResult> BatchIntake::DryRun(const BatchHeader& header,
                                                 const std::vector<BatchChunk>& chunks) {
  Batch batch = NewBatch(header, clock_.Now());
  for (const BatchChunk& chunk : chunks) Count(batch, chunk);
  if (batch.received.rows > limits_.max_rehearsed_rows) {
    return TooManyRows(limits_.max_rehearsed_rows, "DRY_RUN_TOO_LARGE");
  }
  DryRunResult result{std::move(batch), {}};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& base) -> absl::Status {
    const RowDecider& decider = DeciderOf(header.kind);
    LEVYBRIDGE_RETURN_IF_ERROR(decider.Admit(base, result.batch));
    RehearsalTransaction rehearsal(base);
    for (const BatchChunk& chunk : chunks) {
      ChunkDecision decision;
      RefuseUnreadable(chunk, decision);
      LEVYBRIDGE_RETURN_IF_ERROR(decider.Decide(rehearsal, result.batch, chunk, decision));
      decision.SortProblems();
      result.batch.accepted += decision.accepted;
      result.batch.rejected += decision.rejected;
      result.batch.already_accepted_rows += decision.already_accepted_rows;
      result.batch.warnings += decision.warnings;
      std::move(decision.problems.begin(), decision.problems.end(),
                std::back_inserter(result.problems));
    }
    return absl::OkStatus();
  }));
  const bool none_refused = result.batch.rejected.rows == 0;
  const bool none_accepted = result.batch.accepted.rows == 0;
  result.batch.state = none_refused    ? BatchState::kAccepted
                       : none_accepted ? BatchState::kRejected
                                       : BatchState::kPartlyAccepted;
  return result;
}

// An all-or-nothing batch is decided on a rehearsal first: one refused row refuses all.
absl::Status BatchIntake::RehearseWhole(const Batch& sealed) {
  if (!sealed.header.all_or_nothing || sealed.chunks_applied > 0) return absl::OkStatus();
  absl::Status refusal = absl::OkStatus();
  std::vector<domain::RowProblems> problems;
  if (sealed.received.rows > limits_.max_rehearsed_rows) {
    refusal = TooManyRows(limits_.max_rehearsed_rows, "ALL_OR_NOTHING_TOO_LARGE");
  } else {
    std::vector<BatchChunk> chunks;
    LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
      chunks.clear();
      for (int64_t i = 0; i < sealed.chunks_received; ++i) {
        LEVYBRIDGE_ASSIGN_OR_RETURN(BatchChunk chunk,
                                    store.batches().ReadChunk(sealed.batch_no, i));
        chunks.push_back(std::move(chunk));
      }
      return absl::OkStatus();
    }));
    LEVYBRIDGE_ASSIGN_OR_RETURN(DryRunResult rehearsal, DryRun(sealed.header, chunks));
    if (rehearsal.batch.rejected.rows == 0) return absl::OkStatus();
    problems = std::move(rehearsal.problems);
    refusal = Refusal(absl::StatusCode::kInvalidArgument, "ALL_OR_NOTHING",
                      {"有错误行且要求整批受理，整份退回",
                       "a row is bad and the batch asked for all or nothing; refused whole"},
                      {{"rows", std::to_string(rehearsal.batch.rejected.rows)}});
  }
  return store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(Batch batch, Load(store, sealed.batch_no));
    if (IsFinished(batch)) return absl::OkStatus();
    RefuseWhole(batch, refusal);
    LEVYBRIDGE_RETURN_IF_ERROR(store.batches().AppendProblems(batch.batch_no, problems));
    return store.batches().Update(batch);
  });
}

absl::StatusOr<FinishedBatch> BatchIntake::SubmitSingle(const BatchHeader& header,
                                                        const BatchChunk& chunk, Look look) {
  const domain::Sha256Digest digest = domain::DigestOf(chunk);
  const auto facts = DeciderOf(header.kind).Prepare(NewBatch(header, clock_.Now()), {&chunk, 1});
  FinishedBatch finished{NewBatch(header, clock_.Now())};
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(std::optional<Batch> known,
                                store.batches().Find(header.kind, header.party, header.batch_id));
    domain::BatchDigest whole;
    whole.AddChunk(digest);
    const domain::Sha256Digest content = whole.Finish();
    if (known) {
      LEVYBRIDGE_RETURN_IF_ERROR(CheckSameContent(*known, chunk.RowCount(), content));
      finished = {*std::move(known), true, {}};
      return look(store, finished);
    }
    finished = {NewBatch(header, clock_.Now()), false, {}};
    Batch& batch = finished.batch;
    LEVYBRIDGE_RETURN_IF_ERROR(DeciderOf(header.kind).Admit(store, batch));
    Count(batch, chunk);
    batch.content_digest = content;
    batch.state = BatchState::kReceived;
    LEVYBRIDGE_ASSIGN_OR_RETURN(batch.batch_no, store.batches().Add(batch));
    LEVYBRIDGE_RETURN_IF_ERROR(store.batches().AppendChunk(batch.batch_no, chunk, digest));
    LEVYBRIDGE_ASSIGN_OR_RETURN(finished.problems,
                                DecideChunks(store, batch, {&chunk, 1}, facts.get()));
    LEVYBRIDGE_RETURN_IF_ERROR(Conclude(store, batch));
    return look(store, finished);
  }));
  return finished;
}

absl::Status BatchIntake::ResumeSealed() {
  std::vector<Batch> unfinished;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(unfinished, store.batches().ListUnfinished());
    return absl::OkStatus();
  }));
  for (const Batch& batch : unfinished) {
    if (batch.state == BatchState::kReceived) {
      LEVYBRIDGE_RETURN_IF_ERROR(DecideAll(batch, nullptr));
    }
  }
  return absl::OkStatus();
}

}  // namespace levybridge::usecases
