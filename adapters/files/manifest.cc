#include "adapters/files/manifest.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "adapters/files/byte_source.h"
#include "adapters/files/refusal.h"
#include "adapters/settings/strict_yaml.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

constexpr int64_t kMaxRecords = 1'000'000'000;
constexpr int64_t kMaxTotalFen = std::numeric_limits<int64_t>::max() / 1000;
constexpr size_t kDigestHexBytes = 64;

std::optional<std::string> ParseDigest(std::string_view text) {
  if (text.size() != kDigestHexBytes) return std::nullopt;
  std::string lower;
  for (const char c : text) {
    const bool upper = c >= 'A' && c <= 'F';
    if (!upper && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return std::nullopt;
    lower.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return lower;
}

std::optional<domain::MoneySum> Total(settings::YamlMap& map, std::string_view key) {
  const auto fen = map.Optional(key).AsDecimal(2, -kMaxTotalFen, kMaxTotalFen);
  if (!fen) return std::nullopt;
  return domain::MoneySum::FromFen(*fen);
}

absl::StatusOr<FileManifest> Load(settings::YamlFile file, const std::string& name) {
  FileManifest manifest;
  {
    settings::YamlMap map = file.root().AsMap();
    manifest.batch_id = map.Optional("batch_id")
                            .AsParsed(domain::BatchId::Parse,
                                      "an id of at most 64 bytes without control characters");
    manifest.business_date = map.Optional("business_date").AsDate();
    manifest.control.records = map.Optional("records").AsInteger(0, kMaxRecords);
    manifest.control.total_before = Total(map, "total_before");
    manifest.control.total_reduction = Total(map, "total_reduction");
    manifest.control.total_after = Total(map, "total_after");
    manifest.control.file_sha256 =
        map.Optional("sha256").AsParsed(ParseDigest, "64 hexadecimal digits").value_or("");
  }
  const std::vector<settings::ConfigProblem> problems = file.TakeProblems();
  if (!settings::HasErrors(problems)) return manifest;
  std::string text;
  for (const settings::ConfigProblem& problem : problems) {
    if (!text.empty()) text += "; ";
    text += problem.ToString();
  }
  return Refuse(RefusalReason::kBadManifest, Place{name, 0, ""}, "清单文件有误", text);
}

absl::Status CompareTotal(std::string_view key, const std::optional<domain::MoneySum>& stated,
                          domain::MoneySum found, const std::string& file_name) {
  if (!stated || *stated == found) return absl::OkStatus();
  return Refuse(
      RefusalReason::kManifestTotals, Place{file_name, 0, std::string(key)},
      domain::Concatenate("清单为 ", stated->ToYuan(), " 元，文件为 ", found.ToYuan(), " 元"),
      domain::Concatenate("the manifest says ", stated->ToYuan(), " yuan, the file adds up to ",
                          found.ToYuan(), " yuan"));
}

}  // namespace

std::string ManifestPathOf(const std::string& path) { return path + ".manifest.yaml"; }

absl::StatusOr<std::optional<FileManifest>> ReadManifest(const std::string& manifest_path) {
  if (::access(manifest_path.c_str(), R_OK) != 0) {
    if (errno == ENOENT) return std::optional<FileManifest>();
    return SystemError("read", manifest_path, errno);
  }
  auto manifest = Load(settings::YamlFile::Read(manifest_path), manifest_path);
  if (!manifest.ok()) return manifest.status();
  return std::optional<FileManifest>(*std::move(manifest));
}

absl::StatusOr<FileManifest> ParseManifest(const std::string& name, std::string_view text) {
  return Load(settings::YamlFile::FromText(name, text), name);
}

absl::Status CheckManifest(const FileManifest& manifest, const AssessmentTotals& totals,
                           std::string_view sha256, const std::string& file_name) {
  const domain::Manifest& control = manifest.control;
  if (!control.file_sha256.empty() && control.file_sha256 != sha256) {
    return Refuse(
        RefusalReason::kManifestDigest, Place{file_name, 0, "sha256"},
        domain::Concatenate("清单为 ", control.file_sha256, "，文件为 ", sha256),
        domain::Concatenate("the manifest says ", control.file_sha256, ", the file has ", sha256));
  }
  if (control.records && *control.records != totals.records) {
    const std::string stated = std::to_string(*control.records);
    const std::string found = std::to_string(totals.records);
    return Refuse(
        RefusalReason::kManifestRecords, Place{file_name, 0, "records"},
        domain::Concatenate("清单为 ", stated, " 行，文件有 ", found, " 行"),
        domain::Concatenate("the manifest says ", stated, " records, the file has ", found));
  }
  if (totals.unreadable_amounts > 0 && !control.file_sha256.empty()) return absl::OkStatus();
  absl::Status status =
      CompareTotal("total_before", control.total_before, totals.before, file_name);
  if (status.ok()) {
    status = CompareTotal("total_reduction", control.total_reduction, totals.reduction, file_name);
  }
  if (status.ok()) {
    status = CompareTotal("total_after", control.total_after, totals.after, file_name);
  }
  return status;
}

}  // namespace levybridge::files
