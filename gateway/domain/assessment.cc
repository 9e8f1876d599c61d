#include "gateway/domain/assessment.h"

#include <string_view>
#include <utility>

#include "gateway/domain/canonical_bytes.h"
#include "gateway/domain/identifiers_check.h"

namespace levybridge::domain {
namespace {

constexpr size_t kMaxUnitNameCharacters = 200;
constexpr int32_t kRateOne = 1'000'000;

using Problems = std::vector<Problem>;

void Add(Problems& problems, ProblemCode code, std::string_view column, std::string parameter1 = "",
         std::string parameter2 = "") {
  problems.push_back({code, std::string(column), std::move(parameter1), std::move(parameter2)});
}

void CheckIdentity(const Assessment& row, Problems& problems) {
  if (!row.uscc.empty()) {
    switch (CheckUscc(row.uscc)) {
      case CheckResult::kValid:
        break;
      case CheckResult::kWrongCheckDigit:
        Add(problems, ProblemCode::kUsccCheckDigit, "uscc");
        break;
      case CheckResult::kMalformed:
        Add(problems, ProblemCode::kBadUscc, "uscc");
        break;
    }
  }
  if (row.unit_name.empty()) {
    Add(problems, ProblemCode::kMissingValue, "unit_name");
  } else if (!IsCleanText(row.unit_name)) {
    Add(problems, ProblemCode::kBadText, "unit_name");
  } else if (row.unit_name.size() > kMaxUnitNameCharacters &&
             CountCodePoints(row.unit_name) > kMaxUnitNameCharacters) {
    Add(problems, ProblemCode::kTooLong, "unit_name", std::to_string(kMaxUnitNameCharacters));
  }
  if (row.insurance_type != InsuranceType::kEmployeeMedical) {
    Add(problems, ProblemCode::kInsuranceTypeNotHandled, "insurance_type",
        std::to_string(static_cast<unsigned>(row.insurance_type)),
        std::string(ChineseName(row.insurance_type)));
  }
}

void CheckPredecessor(const Assessment& row, Problems& problems) {
  const bool is_reassessment = row.kind == AssessmentKind::kReassessment;
  if (is_reassessment && !row.supersedes_no) {
    Add(problems, ProblemCode::kSupersededMissing, "supersedes_no");
  } else if (!is_reassessment && row.supersedes_no) {
    Add(problems, ProblemCode::kSupersededUnexpected, "supersedes_no");
  } else if (is_reassessment && *row.supersedes_no == row.assessment_no) {
    Add(problems, ProblemCode::kSupersededUnknown, "supersedes_no", row.supersedes_no->value());
  }
}

void CheckRate(const std::optional<RatePpm>& rate, std::string_view column, Problems& problems) {
  if (rate && (rate->ppm < 0 || rate->ppm > kRateOne)) {
    Add(problems, ProblemCode::kBadRate, column);
  }
}

void AddNegative(Money amount, std::string_view column, Problems& problems) {
  Add(problems, ProblemCode::kNegativeAmount, column, amount.ToYuan());
}

inline void CheckNotNegative(Money amount, std::string_view column, Problems& problems) {
  if (amount.IsNegative()) AddNegative(amount, column, problems);
}

void CheckSigns(const Assessment& row, Problems& problems) {
  if (row.insured_count && *row.insured_count < 0) {
    Add(problems, ProblemCode::kBadInteger, "insured_count", std::to_string(*row.insured_count));
  }
  if (row.contribution_base)
    CheckNotNegative(*row.contribution_base, "contribution_base", problems);
  CheckRate(row.employer_rate, "employer_rate", problems);
  CheckRate(row.original_employer_rate, "original_employer_rate", problems);
  CheckNotNegative(row.employer_medical, "employer_medical", problems);
  CheckNotNegative(row.maternity, "maternity", problems);
  CheckNotNegative(row.excluded_medical, "excluded_medical", problems);
  CheckNotNegative(row.personal, "personal", problems);
  CheckNotNegative(row.amount_before, "amount_before", problems);
  if (row.reduction) CheckNotNegative(*row.reduction, "reduction", problems);
  if (row.amount_after) CheckNotNegative(*row.amount_after, "amount_after", problems);
}

// Sums are of two or three Money values, which always fit 64 bits.
void CheckSums(const Assessment& row, Problems& problems) {
  const int64_t parts = row.employer_medical.fen() + row.maternity.fen();
  if (row.amount_before.fen() != parts) {
    const auto sum = MoneySum::FromFen(parts);
    Add(problems, ProblemCode::kBeforeIsNotSumOfParts, "amount_before", row.amount_before.ToYuan(),
        sum.ToYuan());
  }
  if (row.excluded_medical > row.employer_medical) {
    Add(problems, ProblemCode::kExcludedExceedsMedical, "excluded_medical",
        row.excluded_medical.ToYuan(), row.employer_medical.ToYuan());
  }
  // What the employer pays in all becomes one amount later on, so it has to be one.
  if (!CheckedAdd(row.amount_before, row.personal)) {
    Add(problems, ProblemCode::kAmountOutOfRange, "personal",
        MoneySum::FromFen(row.amount_before.fen() + row.personal.fen()).ToYuan());
  }
  if (row.reduction && row.amount_after) {
    const int64_t after = row.amount_before.fen() - row.reduction->fen();
    if (row.amount_after->fen() != after) {
      Add(problems, ProblemCode::kAmountMismatch, "amount_after", row.amount_after->ToYuan(),
          MoneySum::FromFen(after).ToYuan());
    }
  }
}

void CheckReductionDates(const Assessment& row, bool for_submission, Problems& problems) {
  if (for_submission && row.reduction && row.reduction->fen() > 0) {
    if (!row.reduction_start) Add(problems, ProblemCode::kMissingValue, "reduction_start");
    if (!row.reduction_end) Add(problems, ProblemCode::kMissingValue, "reduction_end");
  }
  if (row.reduction_start && row.reduction_end && *row.reduction_start > *row.reduction_end) {
    Add(problems, ProblemCode::kReductionDatesReversed, "reduction_start",
        row.reduction_start->ToIso(), row.reduction_end->ToIso());
  }
}

void AppendOptional(const std::optional<Money>& amount, CanonicalRow& bytes) {
  if (amount) {
    bytes.Amount(*amount);
  } else {
    bytes.Text("");
  }
}

void AppendOptional(const std::optional<RatePpm>& rate, CanonicalRow& bytes) {
  if (rate) {
    bytes.Integer(rate->ppm);
  } else {
    bytes.Text("");
  }
}

}  // namespace

std::optional<RatePpm> ParseRate(std::string_view text) {
  const bool is_percent = !text.empty() && text.back() == '%';
  if (is_percent) text.remove_suffix(1);
  // Millionths of the plain number, or of a hundred of them.
  const int max_decimals = is_percent ? 4 : 6;
  const int64_t limit = is_percent ? 100 : 1;
  int64_t whole = 0;
  size_t position = 0;
  for (; position < text.size() && text[position] >= '0' && text[position] <= '9'; ++position) {
    whole = whole * 10 + (text[position] - '0');
    if (whole > limit) return std::nullopt;
  }
  if (position == 0) return std::nullopt;
  int decimals = 0;
  if (position < text.size()) {
    if (text[position] != '.' || position + 1 == text.size()) return std::nullopt;
    for (++position; position < text.size(); ++position, ++decimals) {
      if (text[position] < '0' || text[position] > '9' || decimals == max_decimals) {
        return std::nullopt;
      }
      whole = whole * 10 + (text[position] - '0');
    }
  }
  for (; decimals < max_decimals; ++decimals) whole *= 10;
  if (whole > kRateOne) return std::nullopt;
  return RatePpm{static_cast<int32_t>(whole)};
}

std::vector<Problem> CheckAssessment(const Assessment& row, bool for_submission) {
  Problems problems;
  CheckIdentity(row, problems);
  CheckPredecessor(row, problems);
  CheckSigns(row, problems);
  if (for_submission) {
    if (!row.reduction) Add(problems, ProblemCode::kMissingValue, "reduction");
    if (!row.amount_after) Add(problems, ProblemCode::kMissingValue, "amount_after");
  }
  CheckSums(row, problems);
  CheckReductionDates(row, for_submission, problems);
  return problems;
}

void AppendCanonicalBytes(const Assessment& row, std::string& out) {
  CanonicalRow bytes(out);
  bytes.Text(row.assessment_no.value())
      .Text(row.unit_code.value())
      .Text(row.uscc)
      .Text(row.unit_name)
      .Text(MachineName(row.unit_type))
      .Region(row.region)
      .Integer(static_cast<int64_t>(row.insurance_type))
      .Period(row.fee_period)
      .Text(MachineName(row.kind))
      .Text(row.supersedes_no ? std::string_view(row.supersedes_no->value()) : "")
      .Date(row.applied_on);
  if (row.insured_count) {
    bytes.Integer(*row.insured_count);
  } else {
    bytes.Text("");
  }
  AppendOptional(row.contribution_base, bytes);
  AppendOptional(row.employer_rate, bytes);
  AppendOptional(row.original_employer_rate, bytes);
  bytes.Amount(row.employer_medical)
      .Amount(row.maternity)
      .Text(row.maternity_stated ? "1" : "0")
      .Amount(row.excluded_medical)
      .Amount(row.personal)
      .Amount(row.amount_before);
  AppendOptional(row.reduction, bytes);
  AppendOptional(row.amount_after, bytes);
  bytes.Date(row.reduction_start).Date(row.reduction_end);
}

}  // namespace levybridge::domain
