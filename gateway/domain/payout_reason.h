// What a bank's answer means: result, reason in plain words, and whose move it is.
//
// Customer rule: the bank's code is kept verbatim, and mapped to who must act: details of the
// payee's account to the tax bureau, with whom the employer files a new one; funds to fund finance;
// technical failures to the bank. Three separate lists: ISO 20022 status reasons (pain.002), ISO
// 20022 return reasons (camt.053/054) and the domestic result codes. Constant data: thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/domain/codes.h"

namespace levybridge::domain {

// What became of a payout. Persisted, the numbers of the contract: add, never renumber.
enum class PayoutResult : uint8_t {
  kPaid = 1,
  kFailed = 2,    // finally
  kPending = 3,   // not finished yet
  kUnknown = 4,   // the bank can't say; only a statement settles it
  kReturned = 5,  // 退汇: came back after it was paid
};
std::optional<PayoutResult> PayoutResultFromNumber(int number);
std::string_view ChineseName(PayoutResult result);
std::string_view EnglishName(PayoutResult result);

// One reason. `owner` is kTax where the employer must file another account with the tax bureau,
// kFundFinance where money is missing or a person must decide, kBank where it must try or explain.
struct PayoutReason {
  std::string_view code;
  Role owner;
  std::string_view chinese;
  std::string_view english;
};

// A failure about the account needs another one; any other is tried again with the same.
inline bool IsAboutAccount(const PayoutReason& reason) { return reason.owner == Role::kTax; }

// For a code that is in no list, the entry of NARR ("see the bank's words") is the answer.
const PayoutReason& StatusReasonOf(std::string_view code);
const PayoutReason& ReturnReasonOf(std::string_view code);
std::span<const PayoutReason> AllStatusReasons();
std::span<const PayoutReason> AllReturnReasons();

// The domestic result codes 00 01 02 03 10 11 20 90 and the empty one.
struct DomesticResult {
  PayoutResult result;
  PayoutReason reason;
};
// Nothing for a code that is not in the list.
const DomesticResult* DomesticResultOf(std::string_view code);
std::span<const DomesticResult> AllDomesticResults();

// What a transaction status of pain.002 means. `kLookBelow` (PART) stands at groups and payments
// only: what became of each transaction stands with it. Nothing for a status that is not known.
enum class StatusMeaning : uint8_t { kPaid, kFailed, kPending, kLookBelow };
std::optional<StatusMeaning> StatusMeaningOf(std::string_view iso_status);

}  // namespace levybridge::domain
