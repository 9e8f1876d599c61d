// The one table of row problem codes: number (stored), name (machine-readable), severity, texts.
//
// Persisted enum: add at the end of a group, never renumber. {1} and {2} in a text are filled from
// Problem::parameter1 and parameter2; a part in [brackets] is left out when the parameter in it is
// empty. Thread-safe: constant data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace levybridge::domain {

enum class Severity : uint8_t { kError, kWarning };

enum class ProblemCode : uint16_t {
  // Form of a cell or a row.
  kMissingValue = 1,
  kBadText = 2,
  kTooLong = 3,
  kBadAmount = 4,
  kAmountOutOfRange = 5,
  kNegativeAmount = 6,
  kBadDate = 7,
  kBadFeePeriod = 8,
  kBadRegion = 9,
  kUnknownUnitType = 10,
  kUnknownInsuranceType = 11,
  kInsuranceTypeNotHandled = 12,
  kUnknownKind = 13,
  kBadRate = 14,
  kBadInteger = 15,
  kBadUscc = 16,
  kUsccCheckDigit = 17,  // warning
  kWrongColumnCount = 18,
  kUnknownCode = 19,
  kUsccTypeDisagrees = 20,  // warning
  // Arithmetic.
  kBeforeIsNotSumOfParts = 40,
  kAmountMismatch = 41,
  kExcludedExceedsMedical = 42,
  kRoundingDifference = 43,  // warning
  kReductionDatesOutsideWindow = 44,
  kReductionDatesReversed = 45,
  kAllZero = 46,
  // Policy (decision refused, or a warning that travels with the row).
  kRegionParameterMissing = 60,
  kRateNotRestored = 61,
  kAppliedOnMissing = 62,
  kPastPeriodRegular = 63,      // warning
  kLateHandlingDateUnset = 64,  // warning
  kDeferralEntryIgnored = 65,   // warning
  kContributionBaseMissing = 66,
  kMaternityMissing = 67,
  kInsuredCountMissing = 68,
  // Against what is stored.
  kDuplicateObligation = 80,
  kDuplicateAssessmentNo = 81,
  kSupersededMissing = 82,
  kSupersededUnknown = 83,
  kSupersededNotLive = 84,
  kRegionNotAllowed = 85,
  kUnknownInstruction = 86,
  kInstructionNotAwaitingAnswer = 87,
  kPaymentConflict = 88,
  kReversedPaymentUnknown = 89,
  kReversalExceedsPayment = 90,
  kNothingPaid = 91,
  kBookedBeforePaid = 92,
  kDuplicateInFile = 93,
  kAlreadyAccepted = 94,  // warning: the same row was accepted before; nothing changed
  kHeldAsUnapplied = 95,  // warning: money that fits no obligation
  kStatementBalance = 96,
  kAssessmentContentDiffers = 97,
  kSupersededUnexpected = 98,  // names a predecessor without being a reassessment
  kCalendarYearMissing = 100,
  kUnknownObligation = 101,
  // Registers of the agency.
  kDeferralLimitExceeded = 120,
  kDeferralOverlaps = 121,
  kUnitTypeMayNotDefer = 122,
  kDocumentMissing = 123,
  kBadDocument = 124,
  kNoDeferralPolicy = 125,
  kFeePeriodsReversed = 126,
  kEligibilityConflict = 127,
  kDeferralEndedByRegister = 128,  // warning
  kDeferralBegunByRegister = 129,  // warning
  kDeferralUnlikeRegister = 130,   // warning
  // Against what is deferred.
  kNothingDeferred = 140,
  kExceedsDeferred = 141,
  kMemberEventConflict = 142,
  kMemberEventNotInPolicy = 143,
  // Accounts and payouts. Their texts have no parameters that could hold account data.
  kAccountMalformed = 160,
  kAccountNameMalformed = 161,
  kBankCodeMalformed = 162,
  kBankCodeCheckDigit = 163,   // warning
  kAccountNameDiffers = 164,   // warning
  kSameAccountAsFailed = 165,  // warning
  kAmountNotPositive = 166,
  kReasonMissing = 167,
  // Refunds.
  kUnknownPayout = 168,
  kRefundChannelIsAgency = 169,
  kExceedsOverpaid = 170,
  kTreasuryRefundConflict = 171,
  kWrongState = 172,
  kContradictsEarlier = 173,     // warning: a late success; booked, and alarmed where paid again
  kAccountCorrectsRefund = 174,  // warning: a failed refund is ready for its next attempt
};

struct ProblemCodeEntry {
  ProblemCode code;
  std::string_view name;  // "AMOUNT_MISMATCH"
  Severity severity;
  std::string_view chinese;
  std::string_view english;
};

// The entry of a code; every enumerator has one.
const ProblemCodeEntry& EntryOf(ProblemCode code);
// The whole table, in the order of the numbers.
std::span<const ProblemCodeEntry> AllProblemCodes();
std::optional<ProblemCode> ParseProblemCode(std::string_view name);
std::optional<ProblemCode> ProblemCodeFromNumber(uint16_t number);

}  // namespace levybridge::domain
