#include "gateway/usecases/record_payments.h"

#include <string>
#include <utility>
#include <vector>

#include "gateway/usecases/apply_payment.h"
#include "gateway/usecases/month_chooser.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/reclaim_offsets.h"
#include "gateway/usecases/settle_refunds.h"
#include "gateway/usecases/status_macros.h"
#include "gateway/usecases/working_set.h"

namespace levybridge::usecases {
namespace {

using domain::ComponentAmounts;
using domain::EventKind;
using domain::JournalEntry;
using domain::NumberedRow;
using domain::Obligation;
using domain::ObligationKey;
using domain::Payment;
using domain::PaymentKey;
using domain::PaymentLine;
using domain::PaymentType;
using domain::Problem;
using domain::ProblemCode;

using NumberedPayment = NumberedRow<PaymentLine>;
using Problems = std::vector<Problem>;

// The column in which a line sent again differs from the one recorded; nothing when it does not. A
// booking date may be added later, and may be missing in a repetition.
std::optional<std::string> DifferingColumn(const PaymentLine& recorded, const PaymentLine& again) {
  if (recorded.type != again.type) return "type";
  if (recorded.instruction_no != again.instruction_no) return "instruction_no";
  if (recorded.unit_code != again.unit_code) return "unit_code";
  if (recorded.insurance_type != again.insurance_type) return "insurance_type";
  if (recorded.fee_period != again.fee_period) return "fee_period";
  if (recorded.region != again.region) return "region";
  for (const domain::Component component : domain::kAllComponents) {
    if (recorded.amounts[component] != again.amounts[component]) {
      return std::string(domain::PaidColumn(component));
    }
  }
  if (recorded.paid_on != again.paid_on) return "paid_on";
  if (recorded.reverses != again.reverses) return "reverses_receipt_no";
  const bool both_booked = recorded.booked_on && again.booked_on;
  if (both_booked && recorded.booked_on != again.booked_on) return "booked_on";
  return std::nullopt;
}

// The work on one chunk, inside one transaction.
class ChunkWork {
 public:
  ChunkWork(ports::Transaction& store, const domain::Batch& batch, const Rules& rules,
            domain::Timestamp now)
      : store_(store),
        batch_(batch),
        rules_(rules),
        regions_(rules.book.regions()),
        now_(now),
        months_(store) {}

  absl::Status Load(const std::vector<NumberedPayment>& rows);
  // Adds to `problems`; the row took effect unless they refuse it.
  absl::Status DecideLine(const PaymentLine& line, Problems& problems);
  absl::Status Save();
  int64_t already_accepted() const { return already_accepted_; }

 private:
  domain::PoolingArea AreaOf(const PaymentLine& line) const {
    return regions_.PoolingAreaOf(line.region);
  }
  PaymentKey KeyOf(const PaymentLine& line) const { return {AreaOf(line), line.id}; }
  // A district's bureau does not collect for another district of the same pooling area.
  bool IsInPartysRegion(domain::RegionCode region) const {
    return regions_.Contains(batch_.header.party.region, region);
  }
  std::optional<ObligationKey> TargetKey(const PaymentLine& line) const;
  absl::StatusOr<std::optional<ObligationKey>> NamedTarget(const PaymentLine& line) const;
  absl::StatusOr<domain::EventHeader> Event(EventKind kind, const PaymentLine& line);

  absl::Status Repeat(const Payment& recorded, const PaymentLine& line, Problems& problems);
  absl::Status BookLater(Payment recorded, const PaymentLine& line, Problems& problems);
  absl::Status Pay(const PaymentLine& line, Problems& problems);
  absl::Status Reverse(const PaymentLine& line, Problems& problems);
  absl::Status MoveMoney(Payment payment, const ComponentAmounts& amounts, EventKind kind,
                         Problems& problems);

  ports::Transaction& store_;
  const domain::Batch& batch_;
  const Rules& rules_;
  const domain::RegionTree& regions_;
  const domain::Timestamp now_;
  MonthChooser months_;
  WorkingSet<PaymentKey, Payment> payments_;
  WorkingSet<ObligationKey, Obligation> obligations_;
  std::map<int64_t, ObligationKey> obligation_of_instruction_;
  std::vector<JournalEntry> entries_;
  OwedAgain owed_again_;
  int64_t already_accepted_ = 0;
};

absl::Status ChunkWork::Load(const std::vector<NumberedPayment>& rows) {
  std::vector<PaymentKey> payment_keys;
  std::vector<ObligationKey> obligation_keys;
  for (const NumberedPayment& row : rows) {
    const PaymentLine& line = row.value;
    payment_keys.push_back(KeyOf(line));
    if (line.reverses) payment_keys.push_back({AreaOf(line), *line.reverses});
    LEVYBRIDGE_ASSIGN_OR_RETURN(const std::optional<ObligationKey> named, NamedTarget(line));
    if (named && line.instruction_no) {
      obligation_of_instruction_.emplace(line.instruction_no->sequence(), *named);
    }
    if (named) obligation_keys.push_back(*named);
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      payments_, (WorkingSet<PaymentKey, Payment>::Load(std::move(payment_keys),
                                                        [&](const std::vector<PaymentKey>& keys) {
                                                          return store_.payments().Find(keys);
                                                        })));
  for (const Payment& payment : payments_.Values()) {
    if (payment.applied_to) obligation_keys.push_back(*payment.applied_to);
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(
      obligations_, (WorkingSet<ObligationKey, Obligation>::Load(
                        std::move(obligation_keys), [&](const std::vector<ObligationKey>& keys) {
                          return store_.obligations().Find(keys);
                        })));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<ObligationKey>> ChunkWork::NamedTarget(const PaymentLine& line) const {
  const domain::PoolingArea area = AreaOf(line);
  if (!line.instruction_no) {
    if (!line.unit_code || !line.fee_period) return std::nullopt;
    return ObligationKey{area, *line.fee_period, *line.unit_code, line.insurance_type};
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto instruction,
                              store_.instructions().Find(line.instruction_no->sequence()));
  if (!instruction || instruction->pooling_area != area) return std::nullopt;
  if (!IsInPartysRegion(instruction->region)) return std::nullopt;
  if (line.unit_code && *line.unit_code != instruction->unit_code) return std::nullopt;
  if (line.fee_period && *line.fee_period != instruction->fee_period) return std::nullopt;
  return ObligationKey{area, instruction->fee_period, instruction->unit_code,
                       instruction->insurance_type};
}

// Where a payment goes; nothing when it fits no obligation.
std::optional<ObligationKey> ChunkWork::TargetKey(const PaymentLine& line) const {
  if (line.instruction_no) {
    const auto at = obligation_of_instruction_.find(line.instruction_no->sequence());
    if (at == obligation_of_instruction_.end()) return std::nullopt;
    if (line.unit_code && *line.unit_code != at->second.unit_code) return std::nullopt;
    if (line.fee_period && *line.fee_period != at->second.fee_period) return std::nullopt;
    if (AreaOf(line) != at->second.pooling_area) return std::nullopt;
    return obligations_.Find(at->second) != nullptr ? std::optional(at->second) : std::nullopt;
  }
  const ObligationKey key{AreaOf(line), *line.fee_period, *line.unit_code, line.insurance_type};
  const Obligation* obligation = obligations_.Find(key);
  if (obligation == nullptr || !obligation->HasOutstanding()) return std::nullopt;
  if (!IsInPartysRegion(obligation->region)) return std::nullopt;
  return key;
}

absl::StatusOr<domain::EventHeader> ChunkWork::Event(EventKind kind, const PaymentLine& line) {
  const domain::CivilDate date = line.booked_on.value_or(line.paid_on);
  LEVYBRIDGE_ASSIGN_OR_RETURN(const ChosenMonth month, months_.Choose(AreaOf(line), date));
  return domain::EventHeader{kind, month.month, month.adjusts, date, now_, ReferenceOf(line.id)};
}

absl::Status ChunkWork::DecideLine(const PaymentLine& line, Problems& problems) {
  if (!regions_.Contains(batch_.header.party.region, line.region)) {
    problems.push_back({ProblemCode::kRegionNotAllowed, "region", line.region.ToString(),
                        batch_.header.party.region.ToString()});
  }
  Problems own = domain::CheckPaymentLine(line);
  problems.insert(problems.end(), std::make_move_iterator(own.begin()),
                  std::make_move_iterator(own.end()));
  if (domain::RefusesRow(problems)) return absl::OkStatus();
  if (const Payment* recorded = payments_.Find(KeyOf(line)); recorded != nullptr) {
    return Repeat(*recorded, line, problems);
  }
  return line.type == PaymentType::kPayment ? Pay(line, problems) : Reverse(line, problems);
}

absl::Status ChunkWork::Repeat(const Payment& recorded, const PaymentLine& line,
                               Problems& problems) {
  if (const auto column = DifferingColumn(recorded.line, line); column) {
    problems.push_back({ProblemCode::kPaymentConflict, *column, ReferenceOf(line.id), *column});
    return absl::OkStatus();
  }
  if (line.booked_on && !recorded.line.booked_on) return BookLater(recorded, line, problems);
  ++already_accepted_;
  problems.push_back({ProblemCode::kAlreadyAccepted, "receipt_no", ReferenceOf(line.id), ""});
  return absl::OkStatus();
}

absl::Status ChunkWork::BookLater(Payment recorded, const PaymentLine& line, Problems& problems) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::EventHeader event, Event(EventKind::kBooked, line));
  const ComponentAmounts amounts =
      line.type == PaymentType::kPayment ? recorded.line.amounts : Negative(recorded.line.amounts);
  recorded.line.booked_on = line.booked_on;
  recorded.booked_in = event.month;
  if (recorded.applied_to) {
    const Obligation* obligation = obligations_.Find(*recorded.applied_to);
    if (obligation == nullptr) return absl::DataLossError("a payment points to no obligation");
    std::optional<AppliedMoney> booked = BookMoney(amounts, *obligation, std::move(event));
    if (!booked) {
      problems.push_back({ProblemCode::kAmountOutOfRange, "", "", ""});
      return absl::OkStatus();
    }
    obligations_.Put(*recorded.applied_to, std::move(booked->obligation));
    entries_.push_back(std::move(booked->entry));
  } else {
    entries_.push_back(BookHeldMoney(amounts, recorded.pooling_area, std::move(event)));
  }
  const PaymentKey key = KeyOf(line);
  payments_.Put(key, std::move(recorded));
  return absl::OkStatus();
}

absl::Status ChunkWork::Pay(const PaymentLine& line, Problems& problems) {
  Payment payment{line, AreaOf(line), TargetKey(line), {}, {}, {}, batch_.batch_no};
  const EventKind kind = payment.applied_to ? EventKind::kPaid : EventKind::kHeldUnapplied;
  if (!payment.applied_to) {
    problems.push_back({ProblemCode::kHeldAsUnapplied,
                        line.instruction_no ? "instruction_no" : "unit_code",
                        domain::AmountOf(line).ToYuan(), ""});
  }
  return MoveMoney(std::move(payment), line.amounts, kind, problems);
}

absl::Status ChunkWork::Reverse(const PaymentLine& line, Problems& problems) {
  const PaymentKey original_key{AreaOf(line), *line.reverses};
  const Payment* found = payments_.Find(original_key);
  if (found == nullptr || found->line.type != PaymentType::kPayment) {
    problems.push_back({ProblemCode::kReversedPaymentUnknown, "reverses_receipt_no",
                        ReferenceOf(*line.reverses), ""});
    return absl::OkStatus();
  }
  Payment original = *found;
  for (const domain::Component component : domain::kAllComponents) {
    const domain::Money left = original.line.amounts[component] - original.reversed[component];
    if (line.amounts[component] > left) {
      problems.push_back({ProblemCode::kReversalExceedsPayment,
                          std::string(domain::PaidColumn(component)), left.ToYuan(),
                          line.amounts[component].ToYuan()});
    } else {
      original.reversed[component] = original.reversed[component] + line.amounts[component];
    }
  }
  if (domain::RefusesRow(problems)) return absl::OkStatus();
  original.reversed_by.push_back(line.id);
  Payment reversal{line, AreaOf(line), original.applied_to, {}, {}, {}, batch_.batch_no};
  LEVYBRIDGE_RETURN_IF_ERROR(
      MoveMoney(std::move(reversal), Negative(line.amounts), EventKind::kReversed, problems));
  if (!domain::RefusesRow(problems)) payments_.Put(original_key, std::move(original));
  return absl::OkStatus();
}

absl::Status ChunkWork::MoveMoney(Payment payment, const ComponentAmounts& amounts, EventKind kind,
                                  Problems& problems) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::EventHeader event, Event(kind, payment.line));
  const bool booked = payment.line.booked_on.has_value();
  if (booked) payment.booked_in = event.month;
  if (payment.applied_to) {
    const Obligation* obligation = obligations_.Find(*payment.applied_to);
    if (obligation == nullptr) return absl::DataLossError("a payment points to no obligation");
    std::optional<AppliedMoney> applied =
        ApplyMoney(amounts, booked, *obligation, std::move(event));
    if (!applied) {
      problems.push_back({ProblemCode::kAmountOutOfRange, "", "", ""});
      return absl::OkStatus();
    }
    owed_again_.Note(*obligation, applied->obligation);
    obligations_.Put(*payment.applied_to, std::move(applied->obligation));
    entries_.push_back(std::move(applied->entry));
  } else {
    entries_.push_back(HoldMoney(amounts, booked, payment.pooling_area, std::move(event)));
  }
  const PaymentKey key{payment.pooling_area, payment.line.id};
  payments_.Put(key, std::move(payment));
  return absl::OkStatus();
}

absl::Status ChunkWork::Save() {
  const std::vector<Obligation> changed = std::move(obligations_).TakeChanged();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.obligations().Put(changed));
  LEVYBRIDGE_RETURN_IF_ERROR(store_.payments().Put(std::move(payments_).TakeChanged()));
  LEVYBRIDGE_RETURN_IF_ERROR(SettleOverpayments(store_, rules_.book, changed));
  if (entries_.empty()) return absl::OkStatus();
  LEVYBRIDGE_RETURN_IF_ERROR(store_.journal().Append(entries_));
  LEVYBRIDGE_RETURN_IF_ERROR(months_.VoidComparisons());
  const SettlingContext context{store_, rules_, now_, batch_.header.business_date};
  LEVYBRIDGE_RETURN_IF_ERROR(ReclaimOffsets(context, owed_again_));
  return SettleRefunds(context, changed, entries_);
}

}  // namespace

absl::Status PaymentDecider::Decide(ports::Transaction& store, const domain::Batch& batch,
                                    const domain::BatchChunk& chunk,
                                    ChunkDecision& decision) const {
  const auto* rows = std::get_if<std::vector<NumberedPayment>>(&chunk.rows);
  if (rows == nullptr) return absl::DataLossError("a payment batch holds other rows");
  const std::shared_ptr<const Rules> rules = rules_.Current();
  ChunkWork work(store, batch, *rules, clock_.Now());
  LEVYBRIDGE_RETURN_IF_ERROR(work.Load(*rows));
  for (const NumberedPayment& row : *rows) {
    Problems problems;
    LEVYBRIDGE_RETURN_IF_ERROR(work.DecideLine(row.value, problems));
    decision.Settle(row.row, domain::AmountOf(row.value), std::move(problems));
  }
  decision.already_accepted_rows += work.already_accepted();
  return work.Save();
}

}  // namespace levybridge::usecases
