// pain.002 (客户支付状态报告): what a bank says about the payouts of a pain.001.
//
// Customer rules: versions .03 to .11 differ little and are read alike, by local name. A status may
// stand at the group, at a payment or at a transaction: a transaction without its own has its
// payment's, a payment without its own the group's. PART means look below, and is nobody's own
// answer. Reasons travel with the status they explain. A file whose totals disagree with what it
// lists is refused whole, with both figures. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/files/byte_source.h"
#include "adapters/iso20022/xml_reader.h"
#include "gateway/domain/payout.h"

namespace levybridge::iso20022 {

// A transaction, with what it inherited filled in. A status that is in no list, or PART, or none
// anywhere, is PayoutResult::kUnknown: nothing is paid again before a statement settles it.
struct TransactionStatus {
  int64_t row = 0;         // among the transactions of the file, from 1
  std::string payment_id;  // OrgnlPmtInfId
  std::string iso_status;  // verbatim; empty when there was none anywhere
  domain::PayoutReport report;
};

// A status of all that is not listed one by one: of the whole group when `payment_id` is empty.
struct ScopeStatus {
  std::string payment_id;
  std::string iso_status;
  domain::PayoutResult result = domain::PayoutResult::kUnknown;
  bool look_below = false;  // PART
  std::string reason_code;
  std::string reason_text;
  int64_t listed = 0;  // transactions listed below it
};

struct Pain002Summary {
  std::string message_id;           // of the report
  std::string original_message_id;  // of the pain.001 it answers
  int64_t transactions = 0;
};

struct Pain002Sink {
  std::function<absl::Status(const TransactionStatus&)> transaction;
  // After the transactions of the scope; only where the scope has a status of its own.
  std::function<absl::Status(const ScopeStatus&)> scope;
};

// What the sink got counts only when this returns ok. A status of the sink's own ends reading and
// comes back as it is. Refusals: those of ReadXml; WRONG_MESSAGE; BAD_ELEMENT (a payout id, amount
// or date that is none, another currency, a status after what inherits it); TOTALS_DISAGREE.
absl::StatusOr<Pain002Summary> ReadPain002(files::ByteSource& source, const XmlLimits& limits,
                                           const Pain002Sink& sink);

}  // namespace levybridge::iso20022
