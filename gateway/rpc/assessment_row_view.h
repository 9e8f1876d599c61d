// AssessmentRowView: a row of assessment/v1/assessment_row.proto read where it stands.
//
// It answers the calls of the generated message that reading a row needs, without copying a text or
// allocating anything; texts point into the bytes it was parsed from. What is known about a row's
// fields is written down once for both (convert_assessment.cc). Plain data, not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/domain/wire_bytes.h"

namespace levybridge::rpc {

class AssessmentRowView {
 public:
  // Nothing when the bytes are no message. Unknown fields are passed over, the last of a field
  // counts: as the generated message would have it.
  static std::optional<AssessmentRowView> Parse(std::string_view bytes);

  std::string_view bytes() const { return bytes_; }
  uint64_t row() const { return row_; }
  std::string_view assessment_no() const { return assessment_no_; }
  std::string_view unit_code() const { return unit_code_; }
  std::string_view uscc() const { return uscc_; }
  std::string_view unit_name() const { return unit_name_; }
  int unit_type() const { return unit_type_; }
  int32_t region() const { return region_; }
  int insurance_type() const { return insurance_type_; }
  int32_t fee_period() const { return fee_period_; }
  int kind() const { return kind_; }
  std::string_view supersedes_no() const { return supersedes_no_; }
  int32_t applied_on() const { return applied_on_; }
  bool has_insured_count() const { return insured_count_.has_value(); }
  int64_t insured_count() const { return insured_count_.value_or(0); }
  bool has_contribution_base_fen() const { return contribution_base_fen_.has_value(); }
  int64_t contribution_base_fen() const { return contribution_base_fen_.value_or(0); }
  bool has_employer_rate_ppm() const { return employer_rate_ppm_.has_value(); }
  int32_t employer_rate_ppm() const { return employer_rate_ppm_.value_or(0); }
  bool has_original_employer_rate_ppm() const { return original_employer_rate_ppm_.has_value(); }
  int32_t original_employer_rate_ppm() const { return original_employer_rate_ppm_.value_or(0); }
  int64_t employer_medical_fen() const { return employer_medical_fen_; }
  bool has_maternity_fen() const { return maternity_fen_.has_value(); }
  int64_t maternity_fen() const { return maternity_fen_.value_or(0); }
  int64_t excluded_medical_fen() const { return excluded_medical_fen_; }
  int64_t personal_fen() const { return personal_fen_; }
  int64_t amount_before_fen() const { return amount_before_fen_; }
  bool has_reduction_fen() const { return reduction_fen_.has_value(); }
  int64_t reduction_fen() const { return reduction_fen_.value_or(0); }
  bool has_amount_after_fen() const { return amount_after_fen_.has_value(); }
  int64_t amount_after_fen() const { return amount_after_fen_.value_or(0); }
  int32_t reduction_start_on() const { return reduction_start_on_; }
  int32_t reduction_end_on() const { return reduction_end_on_; }

 private:
  explicit AssessmentRowView(std::string_view bytes) : bytes_(bytes) {}
  void TakeKey(const domain::WireReader& field);
  void TakeAmount(const domain::WireReader& field);

  std::string_view bytes_;
  uint64_t row_ = 0;
  std::string_view assessment_no_;
  std::string_view unit_code_;
  std::string_view uscc_;
  std::string_view unit_name_;
  int unit_type_ = 0;
  int32_t region_ = 0;
  int insurance_type_ = 0;
  int32_t fee_period_ = 0;
  int kind_ = 0;
  std::string_view supersedes_no_;
  int32_t applied_on_ = 0;
  std::optional<int64_t> insured_count_;
  std::optional<int64_t> contribution_base_fen_;
  std::optional<int32_t> employer_rate_ppm_;
  std::optional<int32_t> original_employer_rate_ppm_;
  int64_t employer_medical_fen_ = 0;
  std::optional<int64_t> maternity_fen_;
  int64_t excluded_medical_fen_ = 0;
  int64_t personal_fen_ = 0;
  int64_t amount_before_fen_ = 0;
  std::optional<int64_t> reduction_fen_;
  std::optional<int64_t> amount_after_fen_;
  int32_t reduction_start_on_ = 0;
  int32_t reduction_end_on_ = 0;
};

}  // namespace levybridge::rpc
