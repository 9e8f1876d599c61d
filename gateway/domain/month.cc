#include "gateway/domain/month.h"

namespace levybridge::domain {

std::string_view MachineName(MonthState state) {
  switch (state) {
    case MonthState::kOpen:
      return "open";
    case MonthState::kCompared:
      return "compared";
    case MonthState::kConfirmed:
      return "confirmed";
    case MonthState::kClosed:
      return "closed";
  }
  return "";
}

std::string_view MachineName(DifferenceCategory category) {
  switch (category) {
    case DifferenceCategory::kAmountDiffers:
      return "amount_differs";
    case DifferenceCategory::kAssessedUnknownToTax:
      return "assessed_unknown_to_tax";
    case DifferenceCategory::kAtTaxNeverAssessed:
      return "at_tax_never_assessed";
    case DifferenceCategory::kPaidMissingHere:
      return "paid_missing_here";
    case DifferenceCategory::kPaidMissingAtTax:
      return "paid_missing_at_tax";
    case DifferenceCategory::kPaidUnapplied:
      return "paid_unapplied";
    case DifferenceCategory::kPaidNotBooked:
      return "paid_not_booked";
    case DifferenceCategory::kAgencyMissing:
      return "agency_missing";
    case DifferenceCategory::kAgencyUnknownHere:
      return "agency_unknown_here";
  }
  return "";
}

std::string_view ChineseName(DifferenceCategory category) {
  switch (category) {
    case DifferenceCategory::kAmountDiffers:
      return "金额不一致";
    case DifferenceCategory::kAssessedUnknownToTax:
      return "已核定税务无记录";
    case DifferenceCategory::kAtTaxNeverAssessed:
      return "税务有记录未核定";
    case DifferenceCategory::kPaidMissingHere:
      return "税务已缴本系统无";
    case DifferenceCategory::kPaidMissingAtTax:
      return "本系统已入库税务无";
    case DifferenceCategory::kPaidUnapplied:
      return "已缴待认领";
    case DifferenceCategory::kPaidNotBooked:
      return "已缴未入库";
    case DifferenceCategory::kAgencyMissing:
      return "医保对账单漏列";
    case DifferenceCategory::kAgencyUnknownHere:
      return "医保对账单多列";
  }
  return "";
}

}  // namespace levybridge::domain
