#include "adapters/client/wire_values.h"

#include "absl/strings/ascii.h"
#include "gateway/domain/concatenate.h"
#include "gateway/domain/sha256.h"

namespace levybridge::client {

int32_t DateNumber(const std::optional<domain::CivilDate>& date) {
  if (!date) return 0;
  return date->year() * 10000 + date->month() * 100 + date->day();
}

std::optional<domain::CivilDate> DateFromNumber(int32_t number) {
  return domain::CivilDate::FromYmd(number / 10000, number / 100 % 100, number % 100);
}

std::string DateText(int32_t number) {
  const auto date = DateFromNumber(number);
  return date ? date->ToIso() : "";
}

std::string MonthText(int32_t number) {
  const auto month = MonthFromNumber<domain::FeePeriod>(number);
  return month ? month->ToIso() : "";
}

std::string EnumText(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return std::to_string(number);
  const auto* zero = type.FindValueByNumber(0);
  constexpr size_t kSuffixBytes = sizeof("UNSPECIFIED") - 1;
  const size_t prefix = zero == nullptr ? 0 : zero->name().size() - kSuffixBytes;
  return absl::AsciiStrToLower(value->name().substr(prefix));
}

namespace {

Tally TallyFromWire(const common::v1::RowTally& wire) { return {wire.rows(), wire.fen()}; }

std::string HexOf(const std::string& bytes) {
  const auto digest = domain::Sha256Digest::FromBytes(bytes);
  return digest ? digest->ToHex() : "";
}

}  // namespace

Receipt ReceiptFromWire(const common::v1::BatchReceipt& wire) {
  Receipt receipt;
  receipt.batch_id = wire.batch_id();
  receipt.kind = EnumText(*common::v1::BatchKind_descriptor(), wire.kind());
  receipt.status = EnumText(*common::v1::BatchStatus_descriptor(), wire.status());
  receipt.received = TallyFromWire(wire.received());
  receipt.accepted = TallyFromWire(wire.accepted());
  receipt.rejected = TallyFromWire(wire.rejected());
  receipt.warning_rows = wire.warning_rows();
  receipt.already_accepted_rows = wire.already_accepted_rows();
  receipt.receipt_no = wire.receipt_no();
  receipt.content_digest = HexOf(wire.content_digest());
  receipt.received_at_ms = wire.received_at_ms();
  receipt.replayed = wire.replayed();
  receipt.dry_run = wire.dry_run();
  receipt.reason = wire.reason();
  receipt.reason_zh = wire.reason_zh();
  receipt.reason_en = wire.reason_en();
  receipt.business_date = DateText(wire.business_on());
  receipt.file_name = wire.file_name();
  return receipt;
}

void ProblemToWire(const domain::Problem& problem, common::v1::Problem& wire) {
  wire.set_code(std::string(domain::EntryOf(problem.code).name));
  wire.set_column(problem.column);
  wire.set_parameter1(problem.parameter1);
  wire.set_parameter2(problem.parameter2);
}

domain::Problem ProblemFromWire(const common::v1::Problem& wire) {
  const auto code = domain::ParseProblemCode(wire.code());
  if (code) return {*code, wire.column(), wire.parameter1(), wire.parameter2()};
  return {domain::ProblemCode::kUnknownCode, wire.column(),
          domain::Concatenate(wire.code(), ": ", wire.message_zh(), " / ", wire.message_en()), ""};
}

}  // namespace levybridge::client
