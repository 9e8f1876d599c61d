#include "adapters/client/prepare_file.h"

#include <filesystem>

#include "adapters/client/wire_values.h"
#include "adapters/files/cells.h"

namespace levybridge::client {
namespace {

constexpr size_t kMaxFileNameBytes = 255;

void ManifestToWire(const Control& control, common::v1::BatchManifest& wire) {
  const domain::Manifest& stated = control.manifest->control;
  const auto fen = [](const std::optional<domain::MoneySum>& sum) { return sum->ToInt64(); };
  if (stated.records) wire.set_records(static_cast<uint64_t>(*stated.records));
  if (const auto digest = domain::Sha256Digest::FromHex(control.file_sha256)) {
    wire.set_sha256(std::string(digest->AsBytes()));
  }
  // The gateway cannot add up rows that nobody could read; the whole file was compared here.
  if (control.unreadable_rows > 0) return;
  if (stated.total_before) wire.set_total_before_fen(fen(stated.total_before).value_or(0));
  if (stated.total_reduction) {
    wire.set_total_reduction_fen(fen(stated.total_reduction).value_or(0));
  }
  if (stated.total_after) wire.set_total_after_fen(fen(stated.total_after).value_or(0));
  if (stated.total_fen) wire.set_total_fen(fen(stated.total_fen).value_or(0));
}

domain::CivilDate BusinessDate(const PrepareOptions& options, const Control& control) {
  if (options.business_date) return *options.business_date;
  if (control.manifest && control.manifest->business_date) return *control.manifest->business_date;
  return options.today;
}

}  // namespace

std::string UnknownColumnsOf(const files::TableReader& table) {
  std::string text;
  for (const std::string& name : table.unknown_columns()) {
    if (!text.empty()) text += ", ";
    text += files::ReplaceInvalid(name);
  }
  return text;
}

std::string BatchIdOf(const PrepareOptions& options, const Control& control,
                      const std::string& otherwise) {
  if (options.batch_id) return options.batch_id->value();
  if (control.manifest && control.manifest->batch_id) return control.manifest->batch_id->value();
  return otherwise;
}

void FillHeader(const PrepareOptions& options, const Control& control,
                const domain::Sha256Digest& digest, const std::string& batch_id,
                common::v1::BatchHeader& header) {
  header.set_batch_id(batch_id);
  header.set_business_on(DateNumber(BusinessDate(options, control)));
  header.set_dry_run(options.dry_run);
  header.set_all_or_nothing(options.all_or_nothing);
  if (control.manifest) ManifestToWire(control, *header.mutable_manifest());
  const std::string name =
      files::ReplaceInvalid(std::filesystem::path(options.path).filename().string());
  header.set_file_name(files::CutText(name, kMaxFileNameBytes));
  header.set_content_digest(std::string(digest.AsBytes()));
}

absl::StatusOr<OpenedFile> OpenForReading(const PrepareOptions& options) {
  OpenedFile opened;
  auto manifest = files::ReadManifest(files::ManifestPathOf(options.path));
  if (!manifest.ok()) return manifest.status();
  opened.control.manifest = *std::move(manifest);
  auto file = files::OpenFile(options.path);
  if (!file.ok()) return file.status();
  opened.source = std::make_unique<files::HashingSource>(*std::move(file));
  opened.hashing = opened.source.get();
  auto spool = Spool::Create(options.scratch_folder);
  if (!spool.ok()) return spool.status();
  opened.spool = *std::move(spool);
  return opened;
}

absl::Status CheckControl(const PrepareOptions& options, const files::AssessmentTotals& totals,
                          OpenedFile& opened) {
  opened.control.file_sha256 = opened.hashing->HexDigest();
  if (!opened.control.manifest) return absl::OkStatus();
  return files::CheckManifest(*opened.control.manifest, totals, opened.control.file_sha256,
                              options.path);
}

files::AssessmentTotals OnlyRecords(uint64_t rows) {
  files::AssessmentTotals totals;
  totals.records = static_cast<int64_t>(rows);
  return totals;
}

}  // namespace levybridge::client
