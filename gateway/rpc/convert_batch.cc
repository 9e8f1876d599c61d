#include "gateway/rpc/convert_batch.h"

#include <algorithm>
#include <string>

#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

using domain::Money;
using domain::MoneySum;
using domain::Sha256Digest;

constexpr size_t kMaxFileNameBytes = 255;

absl::StatusOr<std::optional<Sha256Digest>> DigestFromWire(std::string_view field,
                                                           const std::string& bytes) {
  if (bytes.empty()) return std::optional<Sha256Digest>();
  std::optional<Sha256Digest> digest = Sha256Digest::FromBytes(bytes);
  if (!digest) return InvalidField(field, "应为 32 字节或空", "32 bytes, or none");
  return digest;
}

absl::StatusOr<domain::Manifest> ManifestFromWire(const common::v1::BatchManifest& message) {
  domain::Manifest manifest;
  if (message.has_records()) {
    if (message.records() > static_cast<uint64_t>(Money::kMaxFen)) {
      return InvalidField("manifest.records", "行数过大", "a smaller number of rows");
    }
    manifest.records = static_cast<int64_t>(message.records());
  }
  if (message.has_total_before_fen()) {
    manifest.total_before = MoneySum::FromFen(message.total_before_fen());
  }
  if (message.has_total_reduction_fen()) {
    manifest.total_reduction = MoneySum::FromFen(message.total_reduction_fen());
  }
  if (message.has_total_after_fen()) {
    manifest.total_after = MoneySum::FromFen(message.total_after_fen());
  }
  if (message.has_total_fen()) manifest.total_fen = MoneySum::FromFen(message.total_fen());
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digest,
                              DigestFromWire("manifest.sha256", message.sha256()));
  if (digest) manifest.file_sha256 = digest->ToHex();
  return manifest;
}

common::v1::RowTally ToWire(const domain::RowTally& tally) {
  common::v1::RowTally message;
  message.set_rows(static_cast<uint64_t>(tally.rows));
  message.set_fen(rpc::ToWire(tally.fen));
  return message;
}

}  // namespace

absl::Status InvalidField(std::string_view field, std::string_view expected_zh,
                          std::string_view expected_en) {
  return usecases::Refusal(absl::StatusCode::kInvalidArgument, "INVALID_REQUEST",
                           {expected_zh, expected_en}, {{"field", std::string(field)}});
}

absl::Status MalformedChunk(std::string_view what) {
  return usecases::Refusal(
      absl::StatusCode::kInvalidArgument, "CHUNK_MALFORMED",
      {"数据块不符合约定：每块 2000 行（末块 1 至 2000 行），行号连续",
       "the chunk breaks the protocol: 2000 rows each (the last 1 to 2000), numbered without gap"},
      {{"expected", std::string(what)}});
}

absl::StatusOr<domain::BatchId> BatchIdFromWire(const std::string& text) {
  std::optional<domain::BatchId> id = domain::BatchId::Parse(text);
  if (!id) {
    return InvalidField("batch_id", "批次号应为 1 至 64 字节、不含控制字符",
                        "1 to 64 bytes without control characters");
  }
  return *std::move(id);
}

absl::StatusOr<domain::BatchKind> BatchKindFromWire(int number) {
  using domain::BatchKind;
  for (const BatchKind kind :
       {BatchKind::kAssessments, BatchKind::kPayments, BatchKind::kInstructionRejections,
        BatchKind::kLateFees, BatchKind::kStatement, BatchKind::kDeferrals,
        BatchKind::kEligibleEmployers, BatchKind::kMemberEvents, BatchKind::kDeregistrations,
        BatchKind::kTreasuryRefunds, BatchKind::kAccounts, BatchKind::kPayoutResults}) {
    if (static_cast<int>(kind) == number) return kind;
  }
  return InvalidField("kind", "请给出批次种类", "a kind of batch");
}

absl::StatusOr<domain::BatchHeader> HeaderFromWire(const common::v1::BatchHeader& message,
                                                   domain::BatchKind kind, domain::PartyId party) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(domain::BatchId id, BatchIdFromWire(message.batch_id()));
  const std::optional<domain::CivilDate> business_on = DateFromWire(message.business_on());
  if (!business_on) return InvalidField("business_on", "请给出营业日 yyyymmdd", "a day, yyyymmdd");
  if (message.file_name().size() > kMaxFileNameBytes ||
      (!message.file_name().empty() && !domain::IsCleanText(message.file_name()))) {
    return InvalidField("file_name", "文件名最多 255 字节、不含控制字符",
                        "at most 255 bytes without control characters");
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto digest,
                              DigestFromWire("content_digest", message.content_digest()));
  domain::BatchHeader header{.kind = kind,
                             .party = std::move(party),
                             .batch_id = std::move(id),
                             .business_date = *business_on,
                             .all_or_nothing = message.all_or_nothing(),
                             .dry_run = message.dry_run(),
                             .file_name = message.file_name(),
                             .manifest = std::nullopt,
                             .content_digest = digest,
                             .statement = std::nullopt};
  if (message.has_manifest()) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(header.manifest, ManifestFromWire(message.manifest()));
  }
  return header;
}

absl::StatusOr<usecases::BatchTrailer> TrailerFromWire(const common::v1::BatchTrailer& message) {
  if (message.rows() > static_cast<uint64_t>(Money::kMaxFen)) {
    return InvalidField("rows", "行数过大", "a smaller number of rows");
  }
  usecases::BatchTrailer trailer;
  trailer.rows = static_cast<int64_t>(message.rows());
  LEVYBRIDGE_ASSIGN_OR_RETURN(trailer.content_digest,
                              DigestFromWire("content_digest", message.content_digest()));
  return trailer;
}

absl::StatusOr<domain::StatementHeader> StatementHeaderFromWire(
    const reconciliation::v1::StatementScope& scope,
    const reconciliation::v1::StatementTotals& totals, domain::StatementSide side) {
  const std::optional<domain::AccountingMonth> month = MonthFromWire(scope.month());
  if (!month) return InvalidField("scope.month", "请给出月份 yyyymm", "a month, yyyymm");
  const std::optional<domain::RegionCode> region = RegionFromWire(scope.region());
  if (!region) return InvalidField("scope.region", "请给出六位统筹区代码", "a pooling area");
  if (totals.lines() > static_cast<uint64_t>(Money::kMaxFen)) {
    return InvalidField("totals.lines", "行数过大", "a smaller number of lines");
  }
  MoneySum collected = MoneySum::FromFen(totals.collected_employer_medical_fen());
  collected += MoneySum::FromFen(totals.collected_maternity_fen());
  collected += MoneySum::FromFen(totals.collected_personal_fen());
  return domain::StatementHeader{.side = side,
                                 .pooling_area = domain::PoolingArea{*region},
                                 .month = *month,
                                 .lines = static_cast<int64_t>(totals.lines()),
                                 .total_opening = MoneySum::FromFen(totals.opening_fen()),
                                 .total_assessed = MoneySum::FromFen(totals.assessed_fen()),
                                 .total_collected = collected,
                                 .total_late_fee = MoneySum::FromFen(totals.late_fee_fen()),
                                 .total_refunded = MoneySum::FromFen(totals.refunded_fen()),
                                 .total_offset = MoneySum::FromFen(totals.offset_fen()),
                                 .total_closing = MoneySum::FromFen(totals.closing_fen())};
}

absl::StatusOr<domain::BatchChunk> FinishChunk(domain::BatchChunk chunk,
                                               std::vector<int64_t> numbers) {
  if (chunk.number < 0 || chunk.number > Money::kMaxFen / domain::kRowsPerChunk ||
      chunk.first_row != chunk.number * domain::kRowsPerChunk + 1) {
    return MalformedChunk("first_row = 2000 * chunk_number + 1");
  }
  if (!std::is_sorted(numbers.begin(), numbers.end())) std::sort(numbers.begin(), numbers.end());
  for (size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != chunk.first_row + static_cast<int64_t>(i)) {
      return MalformedChunk("row " + std::to_string(chunk.first_row + static_cast<int64_t>(i)));
    }
  }
  std::sort(chunk.unreadable.begin(), chunk.unreadable.end(),
            [](const auto& a, const auto& b) { return a.row < b.row; });
  return chunk;
}

common::v1::BatchReceipt ReceiptToWire(const domain::Batch& batch, bool replayed) {
  common::v1::BatchReceipt message;
  message.set_batch_id(batch.header.batch_id.value());
  message.set_kind(static_cast<common::v1::BatchKind>(batch.header.kind));
  message.set_status(static_cast<common::v1::BatchStatus>(batch.state));
  *message.mutable_received() = ToWire(batch.received);
  *message.mutable_accepted() = ToWire(batch.accepted);
  *message.mutable_rejected() = ToWire(batch.rejected);
  message.set_warning_rows(static_cast<uint64_t>(batch.warnings));
  message.set_receipt_no(batch.receipt_no);
  message.set_content_digest(std::string(batch.content_digest.AsBytes()));
  message.set_received_at_ms(batch.received_at.unix_ms);
  message.set_replayed(replayed);
  message.set_dry_run(batch.header.dry_run);
  message.set_business_on(rpc::ToWire(batch.header.business_date));
  message.set_file_name(batch.header.file_name);
  message.set_already_accepted_rows(static_cast<uint64_t>(batch.already_accepted_rows));
  if (batch.refusal_code.empty()) return message;
  message.set_reason(batch.refusal_code);
  // Refusals speak both languages in one text: "中文 / English; facts".
  const size_t border = batch.refusal_message.find(" / ");
  if (border == std::string::npos) {
    message.set_reason_zh(batch.refusal_message);
    message.set_reason_en(batch.refusal_message);
  } else {
    message.set_reason_zh(batch.refusal_message.substr(0, border));
    message.set_reason_en(batch.refusal_message.substr(border + 3));
  }
  return message;
}

}  // namespace levybridge::rpc
