#include "tests/contract/sqlite/ledger_play.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/domain/obligation_change.h"
#include "tests/contract/store/samples.h"

namespace levybridge::contract {
namespace {

ports::AssessmentIdentity IdentityOf(int64_t n) {
  return {Period("2020-02"), *domain::AssessmentNumber::Parse(absl::StrCat("HD", n))};
}

domain::BatchId BatchIdOf(int64_t n) { return SampleBatch(n).header.batch_id; }

absl::Status PlayObligation(ports::Transaction& transaction, int64_t n) {
  const domain::ObligationKey key = Key(n);
  domain::Obligation obligation{.key = key,
                                .region = Area("420106").region,
                                .balances = {},
                                .chains = {},
                                .late_fee_corrected = std::nullopt,
                                .movements = {}};
  domain::AssessmentChain chain = SampleObligation(n).chains.front();
  chain.links.resize(1, chain.links.front());
  chain.links.front().assessment_no = IdentityOf(n).assessment_no;
  obligation.chains.push_back(std::move(chain));
  domain::ObligationChange change(obligation, {domain::EventKind::kAssessed,
                                               Month("2020-03"),
                                               std::nullopt,
                                               Date("2020-03-05"),
                                               {n},
                                               absl::StrCat("HD", n)});
  if (!change.AddDue(domain::Component::kEmployerMedical, Fen(1000 + n)) ||
      !change.Collect(domain::Component::kEmployerMedical, Fen(1003), n % 2 == 0)) {
    return absl::InternalError("an amount of the play is out of bounds");
  }
  const domain::JournalEntry entry = std::move(change).Finish();
  absl::Status status = transaction.journal().Append({&entry, 1});
  if (status.ok()) status = transaction.obligations().Put({&obligation, 1});
  const ports::AssessmentIdentity identity = IdentityOf(n);
  if (status.ok()) {
    status = transaction.obligations().PutAssessments(Agency(), {&identity, 1}, {&key, 1});
  }
  return status;
}

}  // namespace

absl::Status PlayEvent(ports::Transaction& transaction, int64_t n) {
  domain::Batch batch = SampleBatch(n);
  batch.state = domain::BatchState::kPartlyAccepted;
  const auto batch_no = transaction.batches().Add(batch);
  if (!batch_no.ok()) return batch_no.status();
  absl::Status status = transaction.batches().AppendChunk(*batch_no, SampleChunk(0, n % 40), {});
  if (status.ok()) status = PlayObligation(transaction, n);
  const auto sequence = transaction.instructions().NextSequence();
  if (!sequence.ok()) return sequence.status();
  const domain::Instruction instruction = SampleInstruction(*sequence);
  if (status.ok()) status = transaction.instructions().Append({&instruction, 1});
  const domain::Payment payment = SamplePayment(n);
  if (status.ok()) status = transaction.payments().Put({&payment, 1});
  return status;
}

absl::Status PlayOffset(ports::Transaction& transaction) {
  const std::vector<domain::ObligationKey> keys = {Key(1), Key(5)};
  auto found = transaction.obligations().Find(keys);
  if (!found.ok()) return found.status();
  std::vector<domain::Obligation> obligations = {*std::move((*found)[0]), *std::move((*found)[1])};
  const domain::EventHeader header{domain::EventKind::kOffsetGiven,
                                   Month("2020-03"),
                                   std::nullopt,
                                   Date("2020-03-05"),
                                   {1},
                                   "LB1"};
  domain::ObligationChange giving(obligations[0], header);
  domain::ObligationChange receiving(obligations[1], header);
  domain::OffsetPart part{keys[0], {}};
  part.amounts[domain::Component::kEmployerMedical] = Fen(2);
  if (!giving.GiveOffset(domain::Component::kEmployerMedical, Fen(2)) ||
      !receiving.ReceiveOffset(domain::Component::kEmployerMedical, Fen(2))) {
    return absl::InternalError("an amount of the play is out of bounds");
  }
  const std::vector<domain::JournalEntry> entries = {std::move(giving).Finish(),
                                                     std::move(receiving).Finish()};
  absl::Status status = transaction.journal().Append(entries);
  if (status.ok()) status = transaction.obligations().Put(obligations);
  if (status.ok()) {
    status = transaction.offsets().PutCredit(
        {keys[0], {"policy", domain::OverpaymentUse::kOffset, false}, std::nullopt});
  }
  if (status.ok()) status = transaction.offsets().PutUse({5, keys[1], {part}, true});
  return status;
}

absl::StatusOr<std::set<int64_t>> EventsIn(const ports::Store& store, int64_t highest) {
  std::set<int64_t> events;
  const absl::Status status = store.Read([&](const ports::Transaction& transaction) {
    for (int64_t n = 1; n <= highest; ++n) {
      const auto batch =
          transaction.batches().Find(domain::BatchKind::kAssessments, Agency(), BatchIdOf(n));
      if (!batch.ok()) return batch.status();
      const domain::ObligationKey key = Key(n);
      const auto obligation = transaction.obligations().Find({&key, 1});
      if (!obligation.ok()) return obligation.status();
      const domain::PaymentKey payment_key{Area("420100"), SamplePayment(n).line.id};
      const auto payment = transaction.payments().Find({&payment_key, 1});
      if (!payment.ok()) return payment.status();
      const bool there = batch->has_value();
      if (there != obligation->front().has_value() || there != payment->front().has_value()) {
        return absl::DataLossError(absl::StrCat("event ", n, " is half there"));
      }
      if (there) events.insert(n);
    }
    const auto entries = transaction.journal().LastSequence();
    if (!entries.ok()) return entries.status();
    const auto next = transaction.instructions().NextSequence();
    if (!next.ok()) return next.status();
    const auto count = static_cast<int64_t>(events.size());
    if (*entries != count || *next != count + 1) {
      return absl::DataLossError("journal or instructions do not match the events");
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return events;
}

}  // namespace levybridge::contract
