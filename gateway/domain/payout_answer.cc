#include "gateway/domain/payout_answer.h"

namespace levybridge::domain {
namespace {

PayoutAnswer AnswerToPending(const PayoutReport& report) {
  switch (report.result) {
    case PayoutResult::kPaid:
    case PayoutResult::kFailed:
    case PayoutResult::kUnknown:
      return PayoutAnswer::kNews;
    case PayoutResult::kPending:
      return PayoutAnswer::kOldNews;
    // Only who sees both movements can tell that what was never reported paid came back.
    case PayoutResult::kReturned:
      return report.by_statement ? PayoutAnswer::kNews : PayoutAnswer::kWrong;
  }
  return PayoutAnswer::kWrong;
}

PayoutAnswer AnswerToUnknown(const PayoutReport& report) {
  switch (report.result) {
    case PayoutResult::kPending:
    case PayoutResult::kUnknown:
      return PayoutAnswer::kOldNews;
    case PayoutResult::kPaid:
    case PayoutResult::kFailed:
    case PayoutResult::kReturned:
      return report.by_statement ? PayoutAnswer::kNews : PayoutAnswer::kWrong;
  }
  return PayoutAnswer::kWrong;
}

PayoutAnswer AnswerToPaid(const PayoutReport& report) {
  switch (report.result) {
    case PayoutResult::kReturned:
      return PayoutAnswer::kNews;
    case PayoutResult::kFailed:
      return PayoutAnswer::kWrong;
    case PayoutResult::kPaid:
    case PayoutResult::kPending:
    case PayoutResult::kUnknown:
      return PayoutAnswer::kOldNews;
  }
  return PayoutAnswer::kWrong;
}

}  // namespace

PayoutAnswer AnswerOf(PayoutResult standing, const PayoutReport& report) {
  switch (standing) {
    case PayoutResult::kPending:
      return AnswerToPending(report);
    case PayoutResult::kUnknown:
      return AnswerToUnknown(report);
    case PayoutResult::kPaid:
      return AnswerToPaid(report);
    case PayoutResult::kFailed:
      return report.result == PayoutResult::kPaid ? PayoutAnswer::kLate : PayoutAnswer::kOldNews;
    // That it had been paid before it came back is no news; there is no way out of this state.
    case PayoutResult::kReturned:
      return PayoutAnswer::kOldNews;
  }
  return PayoutAnswer::kWrong;
}

PayoutResult ResultAfter(PayoutResult standing, const PayoutReport& report) {
  switch (AnswerOf(standing, report)) {
    case PayoutAnswer::kNews:
    case PayoutAnswer::kLate:
      return report.result;
    case PayoutAnswer::kOldNews:
    case PayoutAnswer::kWrong:
      return standing;
  }
  return standing;
}

}  // namespace levybridge::domain
