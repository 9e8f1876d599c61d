// pain.001.001.09 (客户转账发起): the payouts of a refund batch, as the bank takes them.
//
// Customer rule: one payment (PmtInf) per paying unit and debtor account. Besides the schema our
// profile makes NbOfTxs and CtrlSum mandatory at both levels, and for each payout the creditor's
// bank as ClrSysMmbId with CNAPS, name and account under Othr. EndToEndId is the payout, InstrId
// the refund, Purp/Cd REFU. Totals stand before what they sum up, so the payouts are gone through
// twice: first to check and count, then to write. That keeps memory independent of their number and
// the file free of padded figures, and nothing is written of a batch that could not be written
// whole. The file holds accounts in full.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/payout.h"

namespace levybridge::iso20022 {

// Who pays from which account.
struct DebtorAccount {
  std::string payment_id;  // PmtInfId, 1..35 bytes, unique in the file
  std::string name;        // Dbtr/Nm, the paying unit, 1..140 characters
  domain::BankAccountNumber account_no;
  domain::BankCode bank_code;
  domain::CivilDate pay_on;  // ReqdExctnDt
};

struct Pain001Header {
  std::string message_id;        // MsgId, 1..35 bytes, new for each file
  domain::Timestamp created_at;  // CreDtTm
  std::string initiator;         // InitgPty/Nm, 1..140 characters
};

// Goes through all payouts, grouped by debtor, each time alike; stops with the status that `take`
// gives. Debtors compare equal when they are the same object, which lives as long as the call.
using TakePayout =
    std::function<absl::Status(const DebtorAccount& debtor, const domain::PayoutOrder& order)>;
using PayoutSource = std::function<absl::Status(const TakePayout& take)>;

struct Pain001Summary {
  int64_t payments = 0;
  int64_t payouts = 0;
  domain::MoneySum total;
};

// Writes `path` durably, or nothing. INVALID_ARGUMENT names the payout and the field that can't be
// written (an amount of zero, a text that is too long or holds what XML can't); no payouts at all
// are INVALID_ARGUMENT too; a source that differs the second time is INTERNAL.
absl::StatusOr<Pain001Summary> WritePain001(const std::string& path, const Pain001Header& header,
                                            const PayoutSource& source);

// `text` as content of an element. Only for clean text (domain::IsCleanText).
void AppendXmlText(std::string_view text, std::string& out);

}  // namespace levybridge::iso20022
