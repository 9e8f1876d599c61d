#include "adapters/files/instruction_csv.h"

#include <charconv>
#include <utility>

namespace levybridge::files {
namespace {

constexpr size_t kSequenceDigits = 13;

std::string Padded(int64_t sequence) {
  const std::string digits = std::to_string(sequence);
  const size_t missing = digits.size() < kSequenceDigits ? kSequenceDigits - digits.size() : 0;
  return std::string(missing, '0') + digits;
}

// Appends the cells of one row.
class RowWriter {
 public:
  explicit RowWriter(std::string& out) : out_(out) {}

  RowWriter& Text(std::string_view text) {
    Separate();
    AppendCell(text, ',', out_);
    return *this;
  }
  RowWriter& Number(int64_t number) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number).ptr;
    return Text({buffer, static_cast<size_t>(end - buffer)});
  }
  RowWriter& Amount(domain::Money amount) {
    Separate();
    amount.AppendYuan(out_);
    return *this;
  }
  RowWriter& Date(const std::optional<domain::CivilDate>& date) {
    Separate();
    if (date) date->AppendIso(out_);
    return *this;
  }
  RowWriter& Period(domain::FeePeriod period) {
    Separate();
    period.AppendIso(out_);
    return *this;
  }
  RowWriter& Region(domain::RegionCode region) {
    Separate();
    region.AppendTo(out_);
    return *this;
  }
  RowWriter& InstructionNo(int64_t sequence) {
    Separate();
    if (sequence > 0) domain::InstructionNumber(sequence).AppendTo(out_);
    return *this;
  }

 private:
  void Separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace

std::string_view InstructionHeader() {
  return "sequence,instruction_no,action,unit_code,uscc,unit_name,region,insurance_type,fee_period,"
         "amount_before,reduction,amount_after,reduction_start,reduction_end,"
         "employer_medical_after,maternity,personal,offset_applied,payable,due_on,late_fee_waived,"
         "deferred_until,assessment_no,replaces_instruction_no,policy";
}

void AppendInstructionRow(const domain::Instruction& instruction, std::string& out) {
  RowWriter row(out);
  row.Number(instruction.sequence).InstructionNo(instruction.sequence);
  row.Text(MachineName(instruction.action)).Text(instruction.unit_code.value());
  row.Text(instruction.uscc).Text(instruction.unit_name).Region(instruction.region);
  row.Number(static_cast<int64_t>(instruction.insurance_type)).Period(instruction.fee_period);
  row.Amount(instruction.amount_before).Amount(instruction.reduction);
  row.Amount(instruction.amount_after);
  row.Date(instruction.reduction_start).Date(instruction.reduction_end);
  row.Amount(instruction.employer_medical_after).Amount(instruction.maternity);
  row.Amount(instruction.personal).Amount(instruction.offset_applied).Amount(instruction.payable);
  row.Date(instruction.due_on).Text(instruction.late_fee_waived ? "true" : "false");
  row.Date(instruction.deferred_until).Text(instruction.assessment_no.value());
  row.InstructionNo(instruction.replaces_sequence).Text(instruction.policy);
}

std::string InstructionFileName(int64_t first, int64_t last) {
  return "instructions_" + Padded(first) + "_" + Padded(last) + ".csv";
}

absl::StatusOr<std::unique_ptr<InstructionWriter>> InstructionWriter::Create(
    const std::string& folder) {
  auto file = AtomicFile::Create(folder + "/instructions");
  if (!file.ok()) return file.status();
  return std::unique_ptr<InstructionWriter>(new InstructionWriter(folder, *std::move(file)));
}

InstructionWriter::InstructionWriter(std::string folder, std::unique_ptr<AtomicFile> file)
    : folder_(std::move(folder)), file_(std::move(file)) {
  file_->Append(InstructionHeader());
  file_->Append(kCsvLineEnd);
}

absl::Status InstructionWriter::Append(const domain::Instruction& instruction) {
  if (instruction.sequence <= last_) {
    return absl::InternalError("instructions must be written in ascending sequence");
  }
  if (rows_ == 0) first_ = instruction.sequence;
  last_ = instruction.sequence;
  ++rows_;
  line_.clear();
  AppendInstructionRow(instruction, line_);
  line_ += kCsvLineEnd;
  file_->Append(line_);
  return file_->status();
}

absl::StatusOr<std::string> InstructionWriter::Finish() {
  if (rows_ == 0) {
    const absl::Status status = file_->status();
    file_.reset();
    if (!status.ok()) return status;
    return std::string();
  }
  const std::string path = folder_ + "/" + InstructionFileName(first_, last_);
  const absl::Status status = file_->CommitAs(path);
  if (!status.ok()) return status;
  return path;
}

}  // namespace levybridge::files
