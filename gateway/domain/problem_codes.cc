#include "gateway/domain/problem_codes.h"

#include <algorithm>
#include <array>

#include "gateway/domain/check.h"

namespace levybridge::domain {
namespace {

// In the order of the numbers. Every text says what is wrong and what to do about it.
constexpr auto kEntries = std::to_array<ProblemCodeEntry>({
    // Form of a cell or a row.
    {ProblemCode::kMissingValue, "MISSING_VALUE", Severity::kError,
     "此列为空，但为必填。请补填后重新报送。",
     "This column is empty but required. Fill it in and send the row again."},
    {ProblemCode::kBadText, "BAD_TEXT", Severity::kError,
     "文本含有控制字符或无法识别的编码。请删除这些字符，并确认文件编码为 UTF-8 或 GB18030。",
     "The text holds control characters or bytes that are not valid in its encoding. Remove "
     "them, and check that the file is UTF-8 or GB18030."},
    {ProblemCode::kTooLong, "TOO_LONG", Severity::kError,
     "内容过长[，最多 {1}]。请缩短后重新报送。",
     "The value is too long[; at most {1}]. Shorten it and send the row again."},
    {ProblemCode::kBadAmount, "BAD_AMOUNT", Severity::kError,
     "[“{1}”]不是有效金额。请填写以元为单位、最多两位小数的数字，例如 1234.50。",
     "[\"{1}\" is ]not a valid amount. Write yuan with at most two decimals, for example "
     "1234.50."},
    {ProblemCode::kAmountOutOfRange, "AMOUNT_OUT_OF_RANGE", Severity::kError,
     "金额[ {1} ]超出可处理范围（正负 90071992547409.91 元）。请核对单位是否应为元，改正后重新"
     "报送。",
     "The amount[ {1}] is outside ±90071992547409.91 yuan. Check that its unit is yuan, "
     "correct it and send the row again."},
    {ProblemCode::kNegativeAmount, "NEGATIVE_AMOUNT", Severity::kError,
     "金额[ {1} 元]不能为负数。如需冲减，请报送重新核定或冲正，不要填写负数。",
     "The amount[ {1} yuan] must not be negative. To take money back, send a reassessment or "
     "a reversal instead of a negative figure."},
    {ProblemCode::kBadDate, "BAD_DATE", Severity::kError,
     "[“{1}”]不是有效日期（1990 年至 2099 年）。请按 2020-03-05、20200305、2020/3/5 或 2020"
     "年3月5日 填写。",
     "[\"{1}\" is ]not a real date between 1990 and 2099. Write it as 2020-03-05, 20200305, "
     "2020/3/5 or 2020年3月5日."},
    {ProblemCode::kBadFeePeriod, "BAD_FEE_PERIOD", Severity::kError,
     "[“{1}”]不是有效的费款所属期。请按 2020-02、202002 或 2020年2月 填写。",
     "[\"{1}\" is ]not a valid fee period. Write it as 2020-02, 202002 or 2020年2月."},
    {ProblemCode::kBadRegion, "BAD_REGION", Severity::kError,
     "[“{1}”]不是有效的行政区划代码。请填写 6 位数字，例如 420106。",
     "[\"{1}\" is ]not a valid region code. Write the six digits, for example 420106."},
    {ProblemCode::kUnknownUnitType, "UNKNOWN_UNIT_TYPE", Severity::kError,
     "未知的单位类型[“{1}”]。请使用规定的名称，例如“小型企业”或 enterprise_small；“小微企"
     "业”须分清小型或微型。",
     "Unknown unit type[ \"{1}\"]. Use a listed name such as enterprise_small or 小型企业; 小"
     "微企业 must say small or micro."},
    {ProblemCode::kUnknownInsuranceType, "UNKNOWN_INSURANCE_TYPE", Severity::kError,
     "未知的险种[“{1}”]。请填写险种代码，职工基本医疗保险为 310。",
     "Unknown insurance type[ \"{1}\"]. Write its code; employee basic medical insurance is "
     "310."},
    {ProblemCode::kInsuranceTypeNotHandled, "INSURANCE_TYPE_NOT_HANDLED", Severity::kError,
     "险种[ {1}][（{2}）]不在本系统办理，本系统只交换职工基本医疗保险（310）。请从文件中删除此"
     "行，按原渠道办理。",
     "Insurance type[ {1}][ ({2})] is not handled here; only employee basic medical insurance "
     "(310) is exchanged. Take the row out of the file and handle it through its own channel."},
    {ProblemCode::kUnknownKind, "UNKNOWN_KIND", Severity::kError,
     "未知的类型[“{1}”]。核定类型请填写正常核定、补缴、预缴或重新核定。",
     "Unknown kind[ \"{1}\"]. An assessment is regular, back_payment, prepayment or "
     "reassessment."},
    {ProblemCode::kBadRate, "BAD_RATE", Severity::kError,
     "[“{1}”]不是有效费率。请填写 0 至 1 的小数或百分数，例如 0.08 或 8%，折成小数后最多六位"
     "。",
     "[\"{1}\" is ]not a valid rate. Write a number from 0 to 1 or a percentage, for example "
     "0.08 or 8%, with at most six decimals as a plain number."},
    {ProblemCode::kBadInteger, "BAD_INTEGER", Severity::kError,
     "[“{1}”]不是有效的整数。请填写大于或等于 0 的整数，不带小数和单位。",
     "[\"{1}\" is ]not a valid whole number. Write a whole number of zero or more, without "
     "decimals or units."},
    {ProblemCode::kBadUscc, "BAD_USCC", Severity::kError,
     "统一社会信用代码的长度或字符不正确。应为 18 位数字或大写字母（不含 I、O、S、V、Z），请对"
     "照营业执照或登记证书改正。",
     "The unified social credit code has a wrong length or character. It has 18 digits or "
     "capital letters without I, O, S, V, Z; correct it from the registration certificate."},
    {ProblemCode::kUsccCheckDigit, "USCC_CHECK_DIGIT", Severity::kWarning,
     "统一社会信用代码的校验位不符，本行不因此退回。请核对登记证书，确有录入错误的请更正。",
     "The check character of the unified social credit code does not match; that alone refuses "
     "no row. Compare it with the registration certificate and correct it if it was mistyped."},
    {ProblemCode::kWrongColumnCount, "WRONG_COLUMN_COUNT", Severity::kError,
     "本行有[ {1}] 列，与表头[ {2}] 列不一致。请检查多余或缺少的分隔符和引号。",
     "The row has[ {1}] columns, which is not the[ {2}] columns of the header. Look for "
     "missing or surplus separators and quotes."},
    {ProblemCode::kUnknownCode, "UNKNOWN_CODE", Severity::kError,
     "代码[“{1}”]不在此列允许的取值之内。请对照接口说明改正。",
     "The code[ \"{1}\"] is not one of the values this column allows. Correct it from the "
     "interface description."},
    {ProblemCode::kUsccTypeDisagrees, "USCC_TYPE_DISAGREES", Severity::kWarning,
     "统一社会信用代码表示的机构类别[（{1}）]与申报的单位类型[（{2}）]不一致，且会影响减征或缓"
     "缴结果。请核实单位类型，有误的请重新核定。",
     "The kind of organisation in the unified social credit code[ ({1})] and the declared "
     "unit type[ ({2})] disagree, which changes the decision. Verify the unit type and "
     "reassess if it is wrong."},
    // Arithmetic.
    {ProblemCode::kBeforeIsNotSumOfParts, "BEFORE_IS_NOT_SUM_OF_PARTS", Severity::kError,
     "减征前应征金额[ {1} 元]不等于单位医疗与生育应缴金额之和[ {2} 元]。请改正其中有误的一项。",
     "The amount before reduction[, {1} yuan,] is not the sum of employer medical and "
     "maternity[, {2} yuan]. Correct whichever is wrong."},
    {ProblemCode::kAmountMismatch, "AMOUNT_MISMATCH", Severity::kError,
     "填报金额[ {1} 元]与应有金额[ {2} 元]不一致。请核对计算，按应有金额改正后重新报送。",
     "The stated amount[, {1} yuan,] is not what it must be[, {2} yuan]. Check the "
     "calculation, correct the figure and send the row again."},
    {ProblemCode::kExcludedExceedsMedical, "EXCLUDED_EXCEEDS_MEDICAL", Severity::kError,
     "不减征部分[ {1} 元]大于单位医疗应缴金额[ {2} 元]。不减征部分是单位医疗的一部分，请改正。",
     "The excluded part[, {1} yuan,] is more than the employer medical amount[, {2} yuan] it "
     "is a part of. Correct one of them."},
    {ProblemCode::kRoundingDifference, "ROUNDING_DIFFERENCE", Severity::kWarning,
     "填报金额[ {1} 元]与计算金额[ {2} 元]相差在逐人取整允许范围内，按填报金额受理。无需处理；"
     "如非逐人取整，请核对。",
     "The stated amount[, {1} yuan,] differs from the computed one[, {2} yuan] within what "
     "rounding per member allows, and stands. Nothing to do, unless you do not round per "
     "member."},
    {ProblemCode::kReductionDatesOutsideWindow, "REDUCTION_DATES_OUTSIDE_WINDOW", Severity::kError,
     "减征起止日期不在政策规定的期间内[（{1} 至 {2}）]。请改为该期间内的日期。",
     "The reduction dates lie outside the policy's window[, {1} to {2}]. Change them to dates "
     "inside it."},
    {ProblemCode::kReductionDatesReversed, "REDUCTION_DATES_REVERSED", Severity::kError,
     "减征起始日期[ {1} ]晚于终止日期[ {2}]。请改正两个日期。",
     "The reduction starts[ on {1},] after it ends[ on {2}]. Correct the two dates."},
    {ProblemCode::kAllZero, "ALL_ZERO", Severity::kError,
     "本行所有金额均为 0，没有可办理的内容。请填写金额，或删除此行。",
     "All amounts of the row are zero, so there is nothing to do. Fill in an amount or take "
     "the row out."},
    // Policy.
    {ProblemCode::kRegionParameterMissing, "REGION_PARAMETER_MISSING", Severity::kError,
     "该地区缺少政策[ {2} ]所需的参数[ {1}]，暂时无法判定。请联系系统管理员补充地区配置后重新报送；"
     "不必修改本行。",
     "The region lacks a parameter[, {1},] that the policy[ {2}] needs, so the row cannot be "
     "decided "
     "yet. Ask the administrator to complete the region's configuration and send the row again "
     "unchanged."},
    {ProblemCode::kRateNotRestored, "RATE_NOT_RESTORED", Severity::kError,
     "单位医疗应缴金额[ {1} 元]不是按原费率计算的[（应为 {2} 元）]。政策要求先恢复原费率再减半"
     "，请按原费率重新计算。",
     "The employer medical amount[, {1} yuan,] was not computed with the original rate[; that "
     "gives {2} yuan]. The policy halves what the original rate gives: compute it again."},
    {ProblemCode::kAppliedOnMissing, "APPLIED_ON_MISSING", Severity::kError,
     "补缴未填写申请（办理）日期，政策按该日期判定是否减征。请填写单位申请补缴的日期。",
     "The back-payment does not state when the employer applied, and the policy decides by "
     "that date. Fill in the date of the application."},
    {ProblemCode::kPastPeriodRegular, "PAST_PERIOD_REGULAR", Severity::kWarning,
     "费款所属期[ {1} ]已过，却按正常核定报送，且没有在先的核定。如实为补缴，请以补缴类型重新"
     "报送。",
     "A regular assessment for the fee period[ {1}], which is over and had no assessment "
     "before. If it is a back-payment, send it as one."},
    {ProblemCode::kLateHandlingDateUnset, "LATE_HANDLING_DATE_UNSET", Severity::kWarning,
     "该地区尚未配置延办截止日期，本行未按延办判定。如单位属于延办，请管理员配置该日期后重新核"
     "定。",
     "No end date of late handling is configured for the region, so the row was decided "
     "without it. If the employer is within late handling, have the date configured and "
     "reassess."},
    {ProblemCode::kDeferralEntryIgnored, "DEFERRAL_ENTRY_IGNORED", Severity::kWarning,
     "该单位有缓缴登记，但其单位类型[（{1}）]不得缓缴，登记未予采用。请核实单位类型或撤回登记"
     "。",
     "The employer has a deferral entry, but its unit type[ ({1})] may not defer, so the "
     "entry was ignored. Verify the unit type or withdraw the entry."},
    {ProblemCode::kContributionBaseMissing, "CONTRIBUTION_BASE_MISSING", Severity::kError,
     "该地区曾阶段性降低费率，须填写缴费基数和原单位费率以核对。请补填这两列。",
     "The region had lowered its rate for a time, so the contribution base and the original "
     "employer rate are needed to check the amount. Fill in both columns."},
    {ProblemCode::kMaternityMissing, "MATERNITY_MISSING", Severity::kError,
     "该政策不减征生育部分，须单独填写生育应缴金额；没有生育部分的请填 0。",
     "The policy does not reduce the maternity part, so the maternity amount must be stated; "
     "write 0 where there is none."},
    {ProblemCode::kInsuredCountMissing, "INSURED_COUNT_MISSING", Severity::kError,
     "该地区按参保人逐人取整，须填写参保人数以核对误差。请补填参保人数。",
     "The region rounds per member, so the number of insured is needed to check the "
     "difference. Fill in insured_count."},
    // Against what is stored.
    {ProblemCode::kDuplicateObligation, "DUPLICATE_OBLIGATION", Severity::kError,
     "该单位本险种本所属期已有有效的正常核定[（核定单号 {1}）]，不能重复征收。如要更改金额，请"
     "报送重新核定并填写原核定单号。",
     "The employer already has a live regular assessment for this insurance type and fee "
     "period[ ({1})], and must not be charged twice. To change the amount send a reassessment "
     "that names the one it replaces."},
    {ProblemCode::kDuplicateAssessmentNo, "DUPLICATE_ASSESSMENT_NO", Severity::kError,
     "核定单号[ {1} ]在本所属期已用于另一笔核定。请改用新的核定单号。",
     "The assessment number[ {1}] is already used by another assessment of this fee period. "
     "Use a new number."},
    {ProblemCode::kSupersededMissing, "SUPERSEDED_MISSING", Severity::kError,
     "重新核定未填写原核定单号。请填写被替换的核定单号。",
     "The reassessment does not name the assessment it replaces. Fill in supersedes_no."},
    {ProblemCode::kSupersededUnknown, "SUPERSEDED_UNKNOWN", Severity::kError,
     "原核定单号[ {1} ]在该单位本险种本所属期下不存在。请核对单号、单位和所属期。",
     "The assessment to be replaced[, {1},] does not exist for this employer, insurance type "
     "and fee period. Check the number, the unit and the period."},
    {ProblemCode::kSupersededNotLive, "SUPERSEDED_NOT_LIVE", Severity::kError,
     "原核定[ {1} ]已被其他核定替换[（{2}）]。请改为引用最新有效的核定单号。",
     "The assessment to be replaced[, {1},] was itself replaced already[ by {2}]. Name the "
     "latest live one instead."},
    {ProblemCode::kRegionNotAllowed, "REGION_NOT_ALLOWED", Severity::kError,
     "行政区划[ {1} ]不在您的权限范围内。请核对区划代码，或由有权限的机构报送。",
     "The region[ {1}] is outside what you may act on. Check the code, or have the party in "
     "charge of it send the row."},
    {ProblemCode::kUnknownInstruction, "UNKNOWN_INSTRUCTION", Severity::kError,
     "征集通知[ {1} ]不存在。请核对通知编号。",
     "The collection instruction[ {1}] does not exist. Check its number."},
    {ProblemCode::kInstructionNotAwaitingAnswer, "INSTRUCTION_NOT_AWAITING_ANSWER",
     Severity::kError,
     "征集通知[ {1} ]当前不在待反馈状态[（{2}）]，反馈未被采用。请先下载最新的征集通知再反馈。",
     "The collection instruction[ {1}] does not await an answer[ (it is {2})], so the answer "
     "was not taken. Pull the latest instructions first."},
    {ProblemCode::kPaymentConflict, "PAYMENT_CONFLICT", Severity::kError,
     "税票号和行号相同的缴费明细已存在，但内容不同[（{1}）]。同一税票行不能更改，请以冲正更正"
     "，并使用新的行号。",
     "A line with the same receipt and line number exists with other content[ ({1})]. A "
     "receipt line cannot change: correct it with a reversal and a new line."},
    {ProblemCode::kReversedPaymentUnknown, "REVERSED_PAYMENT_UNKNOWN", Severity::kError,
     "被冲正的缴费[ {1}][ 第 {2} 行]不存在。请核对原税票号和行号，或先报送原缴费。",
     "The payment to be reversed[, {1}][ line {2},] does not exist. Check its receipt and "
     "line number, or send the payment first."},
    {ProblemCode::kReversalExceedsPayment, "REVERSAL_EXCEEDS_PAYMENT", Severity::kError,
     "冲正金额[ {1} 元]大于该笔缴费尚可冲正的金额[ {2} 元]。请减少冲正金额。",
     "The reversal[ of {1} yuan] takes back more than is left of the payment[, {2} yuan]. "
     "Reduce it."},
    {ProblemCode::kNothingPaid, "NOTHING_PAID", Severity::kError,
     "缴费明细各项金额均为 0。请填写实际缴费金额，或删除此行。",
     "All amounts of the payment are zero. Fill in what was paid or take the row out."},
    {ProblemCode::kBookedBeforePaid, "BOOKED_BEFORE_PAID", Severity::kError,
     "入库日期[ {1} ]早于缴款日期[ {2}]。请改正其中有误的日期。",
     "The booking date[ {1}] is before the payment date[ {2}]. Correct whichever is wrong."},
    {ProblemCode::kDuplicateInFile, "DUPLICATE_IN_FILE", Severity::kError,
     "本行与同一文件中的另一行[（第 {1} 行）]重复。请只保留一行。",
     "The row repeats another row of the same file[ (row {1})]. Keep only one of them."},
    {ProblemCode::kAlreadyAccepted, "ALREADY_ACCEPTED", Severity::kWarning,
     "相同内容的本行此前已受理，未作任何更改。无需处理。",
     "The same row with the same content was accepted before; nothing changed. Nothing to do."},
    {ProblemCode::kHeldAsUnapplied, "HELD_AS_UNAPPLIED", Severity::kWarning,
     "没有与此缴费对应的应缴账，款项已列为待核销[（{1} 元）]。请核对单位编号和费款所属期，或联"
     "系医保经办机构补充核定。",
     "No obligation fits this payment; the money is kept as unapplied[, {1} yuan]. Check the "
     "unit code and the fee period, or ask the agency for the missing assessment."},
    {ProblemCode::kStatementBalance, "STATEMENT_BALANCE", Severity::kError,
     "期初余额加减本期发生额[应为 {1} 元]，与填报的期末余额[ {2} 元]不符。请核对对账单后重新报送。",
     "The opening balance and the month's movements[ make {1} yuan, but they] do not add up to the "
     "stated closing balance[ of {2} yuan]. Check the statement and send it again."},
    {ProblemCode::kAssessmentContentDiffers, "ASSESSMENT_CONTENT_DIFFERS", Severity::kError,
     "核定单号[ {1} ]此前已受理，但内容不同[（{2}）]。如要更改，请使用新的核定单号报送重新核定"
     "。",
     "The assessment number[ {1}] was accepted before with other content[; different: {2}]. "
     "To change it, send a reassessment under a new number."},
    {ProblemCode::kSupersededUnexpected, "SUPERSEDED_UNEXPECTED", Severity::kError,
     "只有重新核定可以填写原核定单号。请清空该列，或将核定类型改为重新核定。",
     "Only a reassessment may name an assessment it replaces. Clear supersedes_no, or change "
     "the kind to reassessment."},
    {ProblemCode::kCalendarYearMissing, "CALENDAR_YEAR_MISSING", Severity::kError,
     "工作日历未覆盖所需年份，无法确定缴费期限[（费款所属期 {1}，业务日期 "
     "{2}）]。请由系统管理员补充日历后"
     "重新报送。",
     "The calendar of working days does not cover the year needed for the due date[ (fee period "
     "{1}, business date {2})]. Ask the administrator to extend it, then send the row again."},
    {ProblemCode::kUnknownObligation, "UNKNOWN_OBLIGATION", Severity::kError,
     "没有与此行对应的应缴账[（单位 {1}，费款所属期 {2}）]。请核对单位编号和费款所属期。",
     "No obligation fits this row[ (unit {1}, fee period {2})]. Check the unit code and the fee "
     "period."},
    // Registers of the agency.
    {ProblemCode::kDeferralLimitExceeded, "DEFERRAL_LIMIT_EXCEEDED", Severity::kError,
     "缓缴截止日期[ {1} ]超过政策允许的最长期限[（依据：{2}）]。请缩短缓缴期限后重新报送。",
     "The deferral[ until {1}] lasts longer than the policy allows[ ({2})]. Shorten it and send "
     "the row again."},
    {ProblemCode::kDeferralOverlaps, "DEFERRAL_OVERLAPS", Severity::kError,
     "与该单位已登记的缓缴所属期[（{1} 至 {2}）]重叠，同一所属期只能缓缴一次。请改正起止所属期。",
     "The deferral overlaps another of the same employer[, {1} to {2}]; a fee period is deferred "
     "only once. Correct the first or last fee period."},
    {ProblemCode::kUnitTypeMayNotDefer, "UNIT_TYPE_MAY_NOT_DEFER", Severity::kError,
     "该单位类型[（{1}）]不在可缓缴的范围内[（依据：{2}）]。请核实单位类型。",
     "An employer of this type[ ({1})] may not defer[ ({2})]. Verify the unit type."},
    {ProblemCode::kDocumentMissing, "DOCUMENT_MISSING", Severity::kError,
     "缺少申请材料[“{1}”][（依据：{2}）]。请在材料栏补填其名称和摘要。",
     "The application lacks a document[, “{1}”][ ({2})]. Add its name and digest to the "
     "documents."},
    {ProblemCode::kBadDocument, "BAD_DOCUMENT", Severity::kError,
     "材料[ {1} ]应写作“名称=SHA-256”，多份以分号分隔，最多 50 份。请改正。",
     "Documents[, {1},] are written name=SHA-256, separated by semicolons, 50 at most. Correct "
     "them."},
    {ProblemCode::kNoDeferralPolicy, "NO_DEFERRAL_POLICY", Severity::kError,
     "该地区[ {1} ]没有可依申请缓缴的政策。请核对行政区划代码。",
     "No policy lets employers of the region[ {1}] defer on application. Check the region."},
    {ProblemCode::kFeePeriodsReversed, "FEE_PERIODS_REVERSED", Severity::kError,
     "终止所属期[ {2} ]早于起始所属期[ {1}]。请改正其中有误的所属期。",
     "The last fee period[, {2},] is before the first[, {1}]. Correct whichever is wrong."},
    {ProblemCode::kEligibilityConflict, "ELIGIBILITY_CONFLICT", Severity::kError,
     "该单位同一来源、同一生效日期[ {1} "
     "]已登记为另一单位类型[（{2}）]。请核实后以新的生效日期报送。",
     "The employer already has another unit type[, {2},] from the same source and the same day"
     "[, {1}]. Verify it and send it with another day."},
    {ProblemCode::kDeferralEndedByRegister, "DEFERRAL_ENDED_BY_REGISTER", Severity::kWarning,
     "按名单或承诺该单位不得缓缴，与核定时申报的单位类型不符。[费款所属期 {1} ]仍在缓缴的[ {2} 元]"
     "已改由税务机关征收。请核实并告知单位。",
     "List or commitment say that the employer may not defer, unlike the type its assessment "
     "declared: what it still had deferred[ in {1}][, {2} yuan,] is now asked for. Verify it and "
     "tell the employer."},
    {ProblemCode::kDeferralBegunByRegister, "DEFERRAL_BEGUN_BY_REGISTER", Severity::kWarning,
     "按名单或承诺该单位可以缓缴，与核定时申报的单位类型不符。[费款所属期 {1} ]单位缴费[ {2} 元]"
     "已改为缓缴。请核实并告知单位。",
     "List or commitment say that the employer may defer, unlike the type its assessment declared: "
     "its share[ for {1}][, {2} yuan,] is deferred from now on. Verify it and tell the employer."},
    {ProblemCode::kDeferralUnlikeRegister, "DEFERRAL_UNLIKE_REGISTER", Severity::kWarning,
     "名单或承诺与核定时申报的单位类型不符，但[费款所属期 {1} 的][ {2} 元]"
     "已通知征收、缓缴期限已过或单位即将注销，未作更改。请核实，必要时重新核定。",
     "List or commitment contradict the type the assessment declared, but[ for {1}][ {2} yuan] "
     "were asked for already, or the time to defer is over, or the employer is going to "
     "deregister: "
     "nothing was changed. Verify it, and reassess where needed."},
    // Against what is deferred.
    {ProblemCode::kNothingDeferred, "NOTHING_DEFERRED", Severity::kError,
     "该单位本所属期[（{1}）]没有尚在缓缴的金额，无须补缴。请核对单位编号和费款所属期。",
     "The employer has nothing deferred in this fee period[ ({1})] any more, so nothing is to be "
     "made up. Check the unit code and the fee period."},
    {ProblemCode::kExceedsDeferred, "EXCEEDS_DEFERRED", Severity::kError,
     "补缴金额[ {1} 元]大于该单位本所属期尚在缓缴的金额[ {2} 元]。请核对该参保人的金额。",
     "The amount[, {1} yuan,] is more than the employer still has deferred in this fee period[, "
     "{2} "
     "yuan]. Check the member's amounts."},
    {ProblemCode::kMemberEventConflict, "MEMBER_EVENT_CONFLICT", Severity::kError,
     "该参保人[ {1} "
     "]本所属期的变动此前已受理，但内容不同[（{2}）]。同一参保人同一所属期只补缴一次，"
     "请核对。",
     "An event of this member[, {1},] was accepted for this fee period before, with other content[ "
     "({2})]. A member's share is made up once. Check the row."},
    {ProblemCode::kMemberEventNotInPolicy, "MEMBER_EVENT_NOT_IN_POLICY", Severity::kError,
     "该单位缓缴所依据的文件[（{1}）]未规定此类参保人变动[（{2}）]须提前补缴。如单位自愿提前补缴，"
     "请使用提前补缴。",
     "The document[, {1},] that the employer's deferral rests on does not make a member's share "
     "due "
     "at such an event[ ({2})]. An employer that wishes to pay may make up early."},
    // Accounts and payouts.
    {ProblemCode::kAccountMalformed, "ACCOUNT_MALFORMED", Severity::kError,
     "银行账号不是 8 至 34 位数字或字母。请对照开户许可证改正。",
     "The account number is not 8 to 34 digits or letters. Correct it from the account's papers."},
    {ProblemCode::kAccountNameMalformed, "ACCOUNT_NAME_MALFORMED", Severity::kError,
     "收款户名为空、超过 140 个字符或含有控制字符。请按开户名称改正。",
     "The account name is empty, longer than 140 characters or holds control characters. Write it "
     "as the bank has it."},
    {ProblemCode::kBankCodeMalformed, "BANK_CODE_MALFORMED", Severity::kError,
     "联行行号不是 12 位数字。请向开户行核对支付系统行号。",
     "The bank code is not 12 digits. Ask the bank for its code in the payment system."},
    {ProblemCode::kBankCodeCheckDigit, "BANK_CODE_CHECK_DIGIT", Severity::kWarning,
     "联行行号的校验位不符，本行不因此退回。请向开户行核对，确有录入错误的请更正。",
     "The check digit of the bank code does not match; that alone refuses no row. Verify it "
     "with the bank and correct it if it was mistyped."},
    {ProblemCode::kAccountNameDiffers, "ACCOUNT_NAME_DIFFERS", Severity::kWarning,
     "收款户名与单位名称不一致，银行可能因户名不符退回。请核实，确属该单位账户的无需处理。",
     "The account name is not the employer's name, so the bank may refuse the payout. Verify it; "
     "nothing to do if the account is the employer's."},
    {ProblemCode::kSameAccountAsFailed, "SAME_ACCOUNT_AS_FAILED", Severity::kWarning,
     "账户与此前拨付失败的账户相同，再次拨付很可能仍会失败。请由单位提供新的账户。",
     "The account is the one a payout failed with before, and would very likely fail again. Have "
     "the employer file another one."},
    {ProblemCode::kAmountNotPositive, "AMOUNT_NOT_POSITIVE", Severity::kError,
     "金额[ {1} 元]必须大于 0。请改正金额。",
     "The amount[, {1} yuan,] must be more than zero. Correct it."},
    {ProblemCode::kReasonMissing, "REASON_MISSING", Severity::kError,
     "未填写失败原因或结果代码不在代码表之内[（{1}）]。请按接口说明填写结果代码。",
     "The reason is missing, or the result code[ {1}] is not in the list. Use a code of the "
     "interface description."},
    // Refunds.
    {ProblemCode::kUnknownPayout, "UNKNOWN_PAYOUT", Severity::kError,
     "没有此拨付编号[“{1}”]，或尚未由本行领取。请核对文件是否属于本接口，整份文件未予采用。",
     "There is no payout[ \"{1}\"], or this bank has not fetched it. Check that the file belongs "
     "here; nothing of it was used."},
    {ProblemCode::kRefundChannelIsAgency, "REFUND_CHANNEL_IS_AGENCY", Severity::kError,
     "该地区由经办机构拨付退费，不经国库退库。请与经办机构核对，避免重复退费。",
     "Refunds of this region are paid by the agency, not by the treasury. Settle with the agency "
     "which of the two pays, so that none is paid twice."},
    {ProblemCode::kExceedsOverpaid, "EXCEEDS_OVERPAID", Severity::kError,
     "退库金额[ {1} 元]超过可退金额[ {2} 元]（已入库、未锁定的多缴部分）。请核对，或等重新核定"
     "、入库信息到达后再报。",
     "The treasury refund[ of {1} yuan] exceeds what can be given back[, {2} yuan] (overpaid, "
     "booked and not locked). Check it, or send it again once the reassessment or the booking has "
     "arrived."},
    {ProblemCode::kTreasuryRefundConflict, "TREASURY_REFUND_CONFLICT", Severity::kError,
     "此退库单号[“{1}”]已登记，内容不同[（{2}）]。请更正后重新报送。",
     "This treasury refund number[ \"{1}\"] is recorded with other content[ ({2})]. Correct it "
     "and send it again."},
    {ProblemCode::kWrongState, "WRONG_STATE", Severity::kError,
     "此结果与该笔拨付的现状[（{1}）]不符。结果不明的，只能由银行对账单确定。",
     "This result does not fit where the payout stands[ ({1})]. An unknown result is settled by "
     "the bank's account statement only."},
    {ProblemCode::kContradictsEarlier, "CONTRADICTS_EARLIER_RESULT", Severity::kWarning,
     "此笔先前报告为失败，现报告为成功。已按成功入账；如已再次拨付，多付部分已列应收回。",
     "This payout was reported failed before and is reported paid now. It is booked as paid; what "
     "was paid again meanwhile is recoverable."},
    {ProblemCode::kAccountCorrectsRefund, "ACCOUNT_CORRECTS_REFUND", Severity::kWarning,
     "该单位有因账户原因失败的退费，已可用此账户再次拨付。",
     "A refund of this employer failed because of its account; with this one it is ready for its "
     "next attempt."},
});

constexpr bool Ordered() {
  return std::is_sorted(
      kEntries.begin(), kEntries.end(),
      [](const ProblemCodeEntry& a, const ProblemCodeEntry& b) { return a.code < b.code; });
}
static_assert(Ordered(), "the table is searched by number");

const ProblemCodeEntry* Find(uint16_t number) {
  const auto found = std::lower_bound(kEntries.begin(), kEntries.end(), number,
                                      [](const ProblemCodeEntry& entry, uint16_t wanted) {
                                        return static_cast<uint16_t>(entry.code) < wanted;
                                      });
  if (found == kEntries.end() || static_cast<uint16_t>(found->code) != number) return nullptr;
  return &*found;
}

}  // namespace

const ProblemCodeEntry& EntryOf(ProblemCode code) {
  const ProblemCodeEntry* const entry = Find(static_cast<uint16_t>(code));
  LEVYBRIDGE_CHECK(entry != nullptr, "a problem code has no entry in the table");
  return *entry;
}

std::span<const ProblemCodeEntry> AllProblemCodes() { return kEntries; }

std::optional<ProblemCode> ParseProblemCode(std::string_view name) {
  for (const ProblemCodeEntry& entry : kEntries) {
    if (entry.name == name) return entry.code;
  }
  return std::nullopt;
}

std::optional<ProblemCode> ProblemCodeFromNumber(uint16_t number) {
  const ProblemCodeEntry* const entry = Find(number);
  if (entry == nullptr) return std::nullopt;
  return entry->code;
}

}  // namespace levybridge::domain
