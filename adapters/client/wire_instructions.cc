// What the gateway sends by the row: wire_pull.h and the half of wire_rows.h that reads.
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "adapters/client/wire_pull.h"
#include "adapters/client/wire_rows.h"
#include "adapters/client/wire_values.h"
#include "adapters/files/cells.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::client {
namespace {

using domain::Concatenate;

// Takes fields apart and remembers the first one that can't be.
class FieldReader {
 public:
  // Both outlive this.
  FieldReader(std::string_view what, std::string_view name) : what_(what), name_(name) {}

  domain::Money Money(std::string_view field, int64_t fen) {
    return Or(field, domain::Money::FromFen(fen), domain::Money());
  }
  domain::RegionCode Region(std::string_view field, int32_t number) {
    return Or(field, domain::RegionCode::FromNumber(static_cast<uint32_t>(number)),
              *domain::RegionCode::FromNumber(100000));
  }
  domain::FeePeriod Period(std::string_view field, int32_t number) {
    return Or(field, MonthFromNumber<domain::FeePeriod>(number),
              *domain::FeePeriod::FromYearMonth(2000, 1));
  }
  domain::CivilDate Date(std::string_view field, int32_t number) {
    return Or(field, DateFromNumber(number), *domain::CivilDate::FromYmd(2000, 1, 1));
  }
  std::optional<domain::CivilDate> OptionalDate(std::string_view field, int32_t number) {
    if (number == 0) return std::nullopt;
    return Date(field, number);
  }
  template <class Id>
  Id Identifier(std::string_view field, std::string_view text) {
    std::optional<Id> id = Id::Parse(text);
    if (id) return *std::move(id);
    Fail(field);
    return *Id::Parse("-");
  }
  domain::InsuranceType Insurance(std::string_view field, int number) {
    // Nearly every row is of this type, which saves looking it up by its text.
    if (number == static_cast<int>(domain::InsuranceType::kEmployeeMedical)) {
      return domain::InsuranceType::kEmployeeMedical;
    }
    return Or(field, domain::ParseInsuranceType(std::to_string(number)),
              domain::InsuranceType::kEmployeeMedical);
  }
  std::string Text(std::string_view field, std::string_view text) {
    if (!text.empty() && !domain::IsCleanText(text)) Fail(field);
    return std::string(text);
  }
  void Fail(std::string_view field) {
    if (failed_.empty()) failed_ = field;
  }

  absl::Status status() const {
    if (failed_.empty()) return absl::OkStatus();
    return absl::InternalError(Concatenate("the gateway sent ", what_, files::Shown(name_),
                                           " with an impossible ", failed_));
  }

 private:
  template <class T>
  T Or(std::string_view field, std::optional<T> value, T otherwise) {
    if (value) return *std::move(value);
    Fail(field);
    return otherwise;
  }

  std::string_view what_;
  std::string_view name_;
  std::string_view failed_;
};

domain::InstructionAction ActionFromWire(FieldReader& read, int32_t action) {
  if (action < collection::v1::INSTRUCTION_ACTION_COLLECT ||
      action > collection::v1::INSTRUCTION_ACTION_DEFERRED_DUE) {
    read.Fail("action");
    return domain::InstructionAction::kCollect;
  }
  return static_cast<domain::InstructionAction>(action);
}

int64_t SequenceOf(FieldReader& read, std::string_view field, std::string_view number) {
  if (number.empty()) return 0;
  const auto parsed = domain::InstructionNumber::Parse(number);
  if (!parsed) read.Fail(field);
  return parsed ? parsed->sequence() : 0;
}

}  // namespace

absl::StatusOr<domain::Instruction> InstructionFromWire(const InstructionFields& wire) {
  FieldReader read("instruction ", wire.instruction_no);
  const int64_t sequence = SequenceOf(read, "instruction_no", wire.instruction_no);
  if (sequence == 0 || sequence != static_cast<int64_t>(wire.sequence)) read.Fail("sequence");
  const domain::RegionCode region = read.Region("region", wire.region);
  domain::Instruction instruction{
      .sequence = sequence,
      .action = ActionFromWire(read, wire.action),
      .pooling_area = domain::PoolingArea{region},
      .unit_code = read.Identifier<domain::UnitCode>("unit_code", wire.unit_code),
      .uscc = read.Text("uscc", wire.uscc),
      .unit_name = read.Text("unit_name", wire.unit_name),
      .region = region,
      .insurance_type = read.Insurance("insurance_type", wire.insurance_type),
      .fee_period = read.Period("fee_period", wire.fee_period),
      .amount_before = read.Money("amount_before", wire.amount_before_fen),
      .reduction = read.Money("reduction", wire.reduction_fen),
      .amount_after = read.Money("amount_after", wire.amount_after_fen),
      .reduction_start = read.OptionalDate("reduction_start", wire.reduction_start_on),
      .reduction_end = read.OptionalDate("reduction_end", wire.reduction_end_on),
      .employer_medical_after =
          read.Money("employer_medical_after", wire.employer_medical_after_fen),
      .maternity = read.Money("maternity", wire.maternity_fen),
      .personal = read.Money("personal", wire.personal_fen),
      .offset_applied = read.Money("offset_applied", wire.offset_applied_fen),
      .payable = read.Money("payable", wire.payable_fen),
      .due_on = read.Date("due_on", wire.due_on),
      .late_fee_waived = wire.late_fee_waived,
      .deferred_until = read.OptionalDate("deferred_until", wire.deferred_until),
      .assessment_no =
          read.Identifier<domain::AssessmentNumber>("assessment_no", wire.assessment_no),
      .replaces_sequence =
          SequenceOf(read, "replaces_instruction_no", wire.replaces_instruction_no),
      .policy = read.Text("policy", wire.policy),
  };
  if (absl::Status status = read.status(); !status.ok()) return status;
  return instruction;
}

absl::StatusOr<domain::StatementLine> StatementLineFromWire(
    const reconciliation::v1::StatementLine& wire) {
  FieldReader read("the line of unit ", wire.unit_code());
  domain::StatementLine line{
      .unit_code = read.Identifier<domain::UnitCode>("unit_code", wire.unit_code()),
      .region = read.Region("region", wire.region()),
      .insurance_type = read.Insurance("insurance_type", wire.insurance_type()),
      .fee_period = read.Period("fee_period", wire.fee_period()),
      .opening = read.Money("opening", wire.opening_fen()),
      .assessed = read.Money("assessed", wire.assessed_fen()),
      .collected_employer_medical =
          read.Money("collected_employer_medical", wire.collected_employer_medical_fen()),
      .collected_maternity = read.Money("collected_maternity", wire.collected_maternity_fen()),
      .collected_personal = read.Money("collected_personal", wire.collected_personal_fen()),
      .late_fee = read.Money("late_fee", wire.late_fee_fen()),
      .refunded = read.Money("refunded", wire.refunded_fen()),
      .offset = read.Money("offset", wire.offset_fen()),
      .closing = read.Money("closing", wire.closing_fen()),
  };
  if (absl::Status status = read.status(); !status.ok()) return status;
  return line;
}

}  // namespace levybridge::client
