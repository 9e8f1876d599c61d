#include "gateway/domain/instruction_row.h"

#include <array>
#include <cstring>
#include <utility>

#include "gateway/domain/wire_bytes.h"

namespace levybridge::domain {
namespace {

// Field numbers of InstructionRow in collection/v1/instruction.proto.
enum Field : uint32_t {
  kSequence = 1,
  kInstructionNo = 2,
  kAction = 3,
  kUnitCode = 4,
  kUscc = 5,
  kUnitName = 6,
  kRegion = 7,
  kInsuranceType = 8,
  kFeePeriod = 9,
  kAmountBefore = 10,
  kReduction = 11,
  kAmountAfter = 12,
  kReductionStart = 13,
  kReductionEnd = 14,
  kEmployerMedicalAfter = 15,
  kMaternity = 16,
  kPersonal = 17,
  kOffsetApplied = 18,
  kPayable = 19,
  kDueOn = 20,
  kLateFeeWaived = 21,
  kDeferredUntil = 22,
  kAssessmentNo = 23,
  kReplacesInstructionNo = 24,
  kPolicy = 25,
};
constexpr size_t kFieldCount = 25;
constexpr size_t kInstructionNoBytes = InstructionNumber::kTextBytes;
constexpr size_t kMaxHeadBytes = 6;

uint64_t YmdOf(CivilDate date) {
  const CivilDate::Ymd parts = date.ymd();
  return uint64_t{10000} * static_cast<unsigned>(parts.year) +
         static_cast<unsigned>(parts.month * 100 + parts.day);
}

uint64_t YmdOf(const std::optional<CivilDate>& date) { return date ? YmdOf(*date) : 0; }

std::optional<CivilDate> DateOf(int32_t yyyymmdd) {
  if (yyyymmdd <= 0) return std::nullopt;
  return CivilDate::FromYmd(yyyymmdd / 10000, yyyymmdd / 100 % 100, yyyymmdd % 100);
}

void WriteAmounts(const Instruction& row, WireWriter& out) {
  out.Signed(kAmountBefore, row.amount_before.fen());
  out.Signed(kReduction, row.reduction.fen());
  out.Signed(kAmountAfter, row.amount_after.fen());
  out.Number(kReductionStart, YmdOf(row.reduction_start));
  out.Number(kReductionEnd, YmdOf(row.reduction_end));
  out.Signed(kEmployerMedicalAfter, row.employer_medical_after.fen());
  out.Signed(kMaternity, row.maternity.fen());
  out.Signed(kPersonal, row.personal.fen());
  out.Signed(kOffsetApplied, row.offset_applied.fen());
  out.Signed(kPayable, row.payable.fen());
}

// What a row may leave out, as it stands there; texts point into the row.
struct Fields {
  std::array<uint64_t, kFieldCount + 1> numbers{};
  std::array<std::string_view, kFieldCount + 1> texts{};

  std::optional<Money> Amount(Field field) const {
    return Money::FromFen(static_cast<int64_t>(numbers[field]));
  }
  std::optional<CivilDate> Date(Field field) const {
    return DateOf(static_cast<int32_t>(numbers[field]));
  }
  // False when there is something that is no date.
  bool DateIsSound(Field field) const { return numbers[field] == 0 || Date(field).has_value(); }
};

// The row without its head; nothing when it has none or another size.
std::optional<std::string_view> Inside(std::string_view row) {
  WireReader list(row);
  if (row.empty() || row.front() != kInstructionRowMark || !list.Next()) return std::nullopt;
  const std::string_view inside = list.text();
  if (inside.data() + inside.size() != row.data() + row.size()) return std::nullopt;
  return inside;
}

std::optional<Fields> FieldsOf(std::string_view row) {
  const std::optional<std::string_view> inside = Inside(row);
  if (!inside) return std::nullopt;
  Fields fields;
  WireReader reader(*inside);
  while (reader.Next()) {
    if (reader.field() > kFieldCount) return std::nullopt;
    fields.numbers[reader.field()] = reader.number();
    fields.texts[reader.field()] = reader.text();
  }
  if (reader.failed()) return std::nullopt;
  return fields;
}

std::optional<InsuranceType> InsuranceTypeOf(uint64_t number) {
  if (number == static_cast<uint64_t>(InsuranceType::kEmployeeMedical)) {
    return InsuranceType::kEmployeeMedical;
  }
  return ParseInsuranceType(std::to_string(number));
}

bool ReadAmounts(const Fields& fields, Instruction& row) {
  const std::pair<Field, Money*> amounts[] = {
      {kAmountBefore, &row.amount_before},   {kReduction, &row.reduction},
      {kAmountAfter, &row.amount_after},     {kEmployerMedicalAfter, &row.employer_medical_after},
      {kMaternity, &row.maternity},          {kPersonal, &row.personal},
      {kOffsetApplied, &row.offset_applied}, {kPayable, &row.payable}};
  for (const auto& [field, amount] : amounts) {
    const std::optional<Money> value = fields.Amount(field);
    if (!value) return false;
    *amount = *value;
  }
  row.reduction_start = fields.Date(kReductionStart);
  row.reduction_end = fields.Date(kReductionEnd);
  row.deferred_until = fields.Date(kDeferredUntil);
  return fields.DateIsSound(kReductionStart) && fields.DateIsSound(kReductionEnd) &&
         fields.DateIsSound(kDeferredUntil);
}

}  // namespace

void AppendInstructionRow(const Instruction& instruction, std::string& out) {
  const size_t start = out.size();
  const size_t texts = instruction.unit_code.value().size() + instruction.uscc.size() +
                       instruction.unit_name.size() + instruction.assessment_no.value().size() +
                       instruction.policy.size();
  out.resize(start + kMaxHeadBytes + kFieldCount * WireWriter::kMaxNumberBytes +
             2 * kInstructionNoBytes + texts);
  char* const body = out.data() + start + kMaxHeadBytes;
  WireWriter row(body);
  char number[kInstructionNoBytes];
  InstructionNumber(instruction.sequence).WriteTo(number);
  row.Signed(kSequence, instruction.sequence);
  row.Text(kInstructionNo, {number, kInstructionNoBytes});
  row.Number(kAction, static_cast<uint64_t>(instruction.action));
  row.Text(kUnitCode, instruction.unit_code.value());
  row.Text(kUscc, instruction.uscc);
  row.Text(kUnitName, instruction.unit_name);
  row.Number(kRegion, instruction.region.number());
  row.Number(kInsuranceType, static_cast<uint64_t>(instruction.insurance_type));
  row.Signed(kFeePeriod, instruction.fee_period.year() * 100 + instruction.fee_period.month());
  WriteAmounts(instruction, row);
  row.Number(kDueOn, YmdOf(instruction.due_on));
  row.Number(kLateFeeWaived, instruction.late_fee_waived ? 1 : 0);
  row.Number(kDeferredUntil, YmdOf(instruction.deferred_until));
  row.Text(kAssessmentNo, instruction.assessment_no.value());
  if (instruction.replaces_sequence != 0) {
    InstructionNumber(instruction.replaces_sequence).WriteTo(number);
    row.Text(kReplacesInstructionNo, {number, kInstructionNoBytes});
  }
  row.Text(kPolicy, instruction.policy);
  // The head is as long as the size needs, so the row moves up to it.
  const auto size = static_cast<size_t>(row.end() - body);
  WireWriter head(out.data() + start);
  head.Head(3, size);
  std::memmove(head.end(), body, size);
  out.resize(static_cast<size_t>(head.end() - out.data()) + size);
}

std::optional<Instruction> ParseInstructionRow(std::string_view row, PoolingArea pooling_area) {
  const std::optional<Fields> fields = FieldsOf(row);
  if (!fields) return std::nullopt;
  const auto& [numbers, texts] = *fields;
  auto unit_code = UnitCode::Parse(texts[kUnitCode]);
  const auto region = RegionCode::FromNumber(static_cast<uint32_t>(numbers[kRegion]));
  const auto insurance_type = InsuranceTypeOf(numbers[kInsuranceType]);
  const auto month = static_cast<int>(numbers[kFeePeriod] % 1'000'000);
  const auto fee_period = FeePeriod::FromYearMonth(month / 100, month % 100);
  const auto due_on = fields->Date(kDueOn);
  auto assessment_no = AssessmentNumber::Parse(texts[kAssessmentNo]);
  const auto number = InstructionNumber::Parse(texts[kInstructionNo]);
  const auto replaces = InstructionNumber::Parse(texts[kReplacesInstructionNo]);
  const bool action_known = numbers[kAction] >= 1 &&
                            numbers[kAction] <= uint64_t{uint8_t(InstructionAction::kDeferredDue)};
  if (!unit_code || !region || !insurance_type || !fee_period || !due_on || !assessment_no ||
      !number || number->sequence() != static_cast<int64_t>(numbers[kSequence]) || !action_known ||
      (!replaces && !texts[kReplacesInstructionNo].empty())) {
    return std::nullopt;
  }
  Instruction instruction{.sequence = number->sequence(),
                          .action = static_cast<InstructionAction>(numbers[kAction]),
                          .pooling_area = pooling_area,
                          .unit_code = *std::move(unit_code),
                          .uscc = std::string(texts[kUscc]),
                          .unit_name = std::string(texts[kUnitName]),
                          .region = *region,
                          .insurance_type = *insurance_type,
                          .fee_period = *fee_period,
                          .amount_before = {},
                          .reduction = {},
                          .amount_after = {},
                          .reduction_start = {},
                          .reduction_end = {},
                          .employer_medical_after = {},
                          .maternity = {},
                          .personal = {},
                          .offset_applied = {},
                          .payable = {},
                          .due_on = *due_on,
                          .late_fee_waived = numbers[kLateFeeWaived] != 0,
                          .deferred_until = {},
                          .assessment_no = *std::move(assessment_no),
                          .replaces_sequence = replaces ? replaces->sequence() : 0,
                          .policy = std::string(texts[kPolicy])};
  if (!ReadAmounts(*fields, instruction)) return std::nullopt;
  return instruction;
}

std::optional<std::vector<std::string_view>> SplitInstructionRows(std::string_view rows) {
  std::vector<std::string_view> single;
  WireReader reader(rows);
  size_t left = rows.size();
  while (reader.Next()) {
    single.push_back(rows.substr(rows.size() - left, left - reader.left()));
    left = reader.left();
  }
  if (reader.failed()) return std::nullopt;
  return single;
}

std::optional<RegionCode> RegionOfInstructionRow(std::string_view row) {
  const std::optional<std::string_view> inside = Inside(row);
  if (!inside) return std::nullopt;
  WireReader reader(*inside);
  while (reader.Next()) {
    if (reader.field() == kRegion) {
      return RegionCode::FromNumber(static_cast<uint32_t>(reader.number()));
    }
  }
  return std::nullopt;
}

}  // namespace levybridge::domain
