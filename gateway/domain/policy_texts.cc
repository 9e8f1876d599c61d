#include "gateway/domain/policy_explain.h"

namespace levybridge::domain {
namespace {

std::string_view Pick(Language language, std::string_view chinese, std::string_view english) {
  return language == Language::kChinese ? chinese : english;
}

std::string_view TextOf(DeferralEntryDefect::Kind kind, Language language) {
  using Kind = DeferralEntryDefect::Kind;
  switch (kind) {
    case Kind::kNoDeferralPolicy:
      return Pick(language, "该地区没有可申请缓缴的政策。",
                  "No policy lets employers apply for a deferral in this region.");
    case Kind::kUnitTypeMayNotDefer:
      return Pick(language, "该单位类型不在可申请缓缴的范围内。",
                  "Employers of this type may not defer.");
    case Kind::kTooLong:
      return Pick(language, "缓缴期限超过政策允许的月数。",
                  "The deferral is longer than the policy allows.");
    case Kind::kBeyondLatestDate:
      return Pick(language, "缓缴截止日超过政策规定的最晚日期。",
                  "The deferral ends after the latest date the policy allows.");
    case Kind::kOverlapsAnother:
      return Pick(language, "与该单位已登记的缓缴期重叠。",
                  "It overlaps another deferral of the same employer.");
    case Kind::kPeriodsReversed:
      return Pick(language, "缓缴的首个所属期晚于末个所属期。",
                  "Its first fee period is after its last.");
  }
  return "";
}

}  // namespace

std::string_view TextOf(Reason reason, Language language) {
  switch (reason) {
    case Reason::kNoPolicy:
      return Pick(language, "该地区没有减征政策，全额征收。",
                  "No reduction policy covers the region: the full amount is due.");
    case Reason::kUnitTypeExcluded:
      return Pick(language, "文件明确不含该类单位，全额征收。",
                  "The document excludes employers of this type by name: the full amount is due.");
    case Reason::kUnitTypeNotListed:
      return Pick(language, "文件所列范围不包括该类单位，全额征收。",
                  "The document does not list employers of this type: the full amount is due.");
    case Reason::kPeriodBeforeWindow:
      return Pick(language, "费款所属期早于减征期，全额征收。",
                  "The fee period lies before the reduction: the full amount is due.");
    case Reason::kPeriodAfterWindow:
      return Pick(language, "费款所属期晚于减征期，全额征收。",
                  "The fee period lies after the reduction: the full amount is due.");
    case Reason::kRegionParameterMissing:
      return Pick(language, "该地区尚未配置政策所需的参数，无法判定，退回。",
                  "A parameter the policy needs is not set for the region: the row is sent back.");
    case Reason::kFundBelowThreshold:
      return Pick(language, "统筹基金可支付月数未超过规定，全额征收。",
                  "The fund's payable months are not above the threshold: the full amount is due.");
    case Reason::kAppliedAfterCutoff:
      return Pick(language, "补缴申请晚于规定日期，且不在缓缴或延办期间，全额征收。",
                  "The back-payment was applied for too late, and not within a deferral or late "
                  "handling: the full amount is due.");
    case Reason::kRateNotRestored:
      return Pick(language, "单位医疗应缴金额不是按原费率计算的，退回。",
                  "The amount was not computed with the original rate: the row is sent back.");
    case Reason::kHalved:
      return Pick(language, "符合减征条件，减半征收。", "The employer qualifies: halved.");
    case Reason::kInvalidRow:
      return Pick(language, "本行缺少判定所需的内容，退回。",
                  "The row lacks what is needed to decide: it is sent back.");
  }
  return "";
}

std::string_view TextOf(DeferralReason reason, Language language) {
  switch (reason) {
    case DeferralReason::kNone:
      return "";
    case DeferralReason::kUnitTypeExcluded:
      return Pick(language, "该类单位不在缓缴范围内。",
                  "Employers of this type are excluded from the deferral.");
    case DeferralReason::kUnitTypeNotListed:
      return Pick(language, "缓缴文件未列入该类单位。",
                  "The deferral's document does not list employers of this type.");
    case DeferralReason::kRegionParameterMissing:
      return Pick(language, "该地区尚未配置缓缴政策所需的参数，退回。",
                  "A parameter the deferral needs is not set for the region: sent back.");
    case DeferralReason::kFundBelowThreshold:
      return Pick(language, "统筹基金可支付月数未超过规定，不缓缴。",
                  "The fund's payable months are not above the threshold: no deferral.");
    case DeferralReason::kCommitmentRequired:
      return Pick(language, "企业规模未定：单位部分暂不传递，待名单或书面承诺确定规模。",
                  "The enterprise's size is unknown: the employer share is held until the joint "
                  "list or a written commitment settles it.");
    case DeferralReason::kDeferredByRule:
      return Pick(language, "免申即享，缓缴。", "Deferred, without an application.");
    case DeferralReason::kDeferredOnApplication:
      return Pick(language, "经申请登记，缓缴。", "Deferred on application.");
  }
  return "";
}

std::string ExplainEntryDefect(const DeferralEntryDefect& defect, Language language) {
  std::string text(TextOf(defect.kind, language));
  if (defect.citation == nullptr) return text;
  const Citation& citation = *defect.citation;
  text += Pick(language, "依据：", " Source: ");
  text += citation.document + " " + citation.clause;
  text += Pick(language, "“", " \"");
  text += citation.quote;
  text += Pick(language, "”", "\"");
  return text;
}

}  // namespace levybridge::domain
