// The stored form of refunds with their payouts, of refund batches, of the money of paying units
// and of what must come back.
#pragma once

#include "adapters/sqlite/obligation_fields.h"
#include "adapters/sqlite/payout_fields.h"
#include "gateway/domain/refund.h"
#include "gateway/domain/refund_batch.h"

namespace levybridge::sqlite {

template <>
struct Blank<domain::Refund> {
  static domain::Refund Make() {
    return {.refund_no = 0,
            .obligation = BlankObligationKey(),
            .component = domain::Component::kEmployerMedical,
            .region = Blank<domain::RegionCode>::Make(),
            .unit_name = {},
            .amount = {},
            .state = domain::RefundState::kLocked,
            .batch_no = 0,
            .filing_no = 0,
            .passed_on = false,
            .since = {},
            .payouts = {}};
  }
};
template <>
struct Blank<domain::Recoverable> {
  static domain::Recoverable Make() {
    return {.recoverable_no = 0,
            .obligation = BlankObligationKey(),
            .component = domain::Component::kEmployerMedical,
            .region = Blank<domain::RegionCode>::Make(),
            .refund_no = 0,
            .payout = 0,
            .amount = {},
            .reason = domain::RecoverableReason::kReversedAfterPayout,
            .booked_at = {},
            .instruction = 0,
            .settled = {},
            .voided = {}};
  }
};
template <>
struct Blank<domain::Approval> {
  static domain::Approval Make() {
    return {.step = domain::RefundBatchState::kProposed,
            .party = Blank<domain::PartyId>::Make(),
            .approved_at = {},
            .content = {}};
  }
};
template <>
struct Blank<domain::RefundBatch> {
  static domain::RefundBatch Make() {
    return {.batch_no = 0,
            .agency = Blank<domain::PartyId>::Make(),
            .batch_id = Blank<domain::BatchId>::Make(),
            .pooling_area = Blank<domain::PoolingArea>::Make(),
            .paying_unit = Blank<domain::RegionCode>::Make(),
            .request = {},
            .next_attempt = false,
            .state = domain::RefundBatchState::kGathering,
            .refunds = 0,
            .total = {},
            .covered = {},
            .accounts_missing = 0,
            .content = {},
            .approvals = {},
            .created_at = {},
            .since = {},
            .release_no = {},
            .released = {},
            .fetched_by = {},
            .results = {}};
  }
};
template <>
struct Blank<domain::RefundFunds> {
  static domain::RefundFunds Make() {
    return {.paying_unit = Blank<domain::RegionCode>::Make(),
            .released = {},
            .paid_out = {},
            .reserved = {}};
  }
};

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Payout> auto& v) {
  auto& [sequence, batch_no, amount, filing_no, fetched_at, result, reason_code, reason_text,
         value_on, late_success] = v;
  codec(sequence, batch_no, amount, filing_no, fetched_at, result, reason_code, reason_text,
        value_on, late_success);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Refund> auto& v) {
  auto& [refund_no, obligation, component, region, unit_name, amount, state, batch_no, filing_no,
         passed_on, since, payouts] = v;
  codec(refund_no, obligation, component, region, unit_name, amount, state, batch_no, filing_no,
        passed_on, since, payouts);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Recoverable> auto& v) {
  auto& [recoverable_no, obligation, component, region, refund_no, payout, amount, reason,
         booked_at, instruction, settled, voided] = v;
  codec(recoverable_no, obligation, component, region, refund_no, payout, amount, reason, booked_at,
        instruction, settled, voided);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::Approval> auto& v) {
  auto& [step, party, approved_at, content] = v;
  codec(step, party, approved_at, content);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::PayoutTally> auto& v) {
  auto& [payouts, fen] = v;
  codec(payouts, fen);
}

// The number stands in the table's own column and is set by the reader.
template <class Codec>
void Field(Codec& codec, RecordOf<domain::RefundBatch> auto& v) {
  auto& [batch_no, agency, batch_id, pooling_area, paying_unit, request, next_attempt, state,
         refunds, total, covered, accounts_missing, content, approvals, created_at, since,
         release_no, released, fetched_by, results] = v;
  codec(agency, batch_id, pooling_area, paying_unit, request, next_attempt, state, refunds, total,
        covered, accounts_missing, content, approvals, created_at, since, release_no, released,
        fetched_by);
  for (auto& tally : results) codec(tally);
}

template <class Codec>
void Field(Codec& codec, RecordOf<domain::RefundFunds> auto& v) {
  auto& [paying_unit, released, paid_out, reserved] = v;
  codec(paying_unit, released, paid_out, reserved);
}

}  // namespace levybridge::sqlite
