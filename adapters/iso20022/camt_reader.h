// camt.053 (账户对账单) and camt.054 (借贷记通知): what a bank booked, payout by payout.
//
// Customer rules: a credit with return information (RtrInf) or of a reversed debit is a payout that
// came back after it was paid (退汇); return reasons are a list of their own. An entry may gather
// many transactions; their amounts must make the entry's, and the entries what the statement says
// in its summary: a file whose totals disagree is refused whole, with both figures. Versions differ
// little and are read alike. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/files/byte_source.h"
#include "adapters/iso20022/xml_reader.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/money.h"

namespace levybridge::iso20022 {

enum class EntryKind : uint8_t {
  kPaid,      // a debit: money went out
  kReturned,  // 退汇
  kCredit,    // other money that came in
  kReversal,  // a debit that takes back a credit
};

// One transaction, or an entry that lists none.
struct BookedTransaction {
  int64_t row = 0;            // in the file, from 1
  std::string end_to_end_id;  // the payout; empty where the bank names none
  domain::Money amount;
  EntryKind kind = EntryKind::kPaid;
  bool booked = false;  // false: announced or informative only, never to be counted as a movement
  std::optional<domain::CivilDate> value_on;  // else the booking date, where that is all there is
  std::string reason_code;                    // of returns, verbatim
  std::string reason_text;
};

struct CamtSummary {
  std::string message_id;
  int64_t statements = 0;  // or notifications
  int64_t entries = 0;
  int64_t transactions = 0;
};

using CamtSink = std::function<absl::Status(const BookedTransaction&)>;

// What the sink got counts only when this returns ok; a status of its own comes back as it is.
// Refusals: those of ReadXml; WRONG_MESSAGE; BAD_ELEMENT (an amount, direction or date that is none
// or is missing, another currency); TOTALS_DISAGREE.
absl::StatusOr<CamtSummary> ReadCamt(files::ByteSource& source, const XmlLimits& limits,
                                     const CamtSink& sink);

}  // namespace levybridge::iso20022
