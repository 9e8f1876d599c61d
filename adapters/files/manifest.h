// The manifest beside an assessment file: `FILE.manifest.yaml`.
//
// Customer rule: a manifest that disagrees with its file rejects the whole file. Every key may be
// left out; what is there is compared. Amounts are yuan with at most two decimals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/files/assessment_csv.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"

namespace levybridge::files {

struct FileManifest {
  std::optional<domain::BatchId> batch_id;
  std::optional<domain::CivilDate> business_date;
  domain::Manifest control;  // file_sha256 is empty when not stated
};

// "a/b.csv.manifest.yaml".
std::string ManifestPathOf(const std::string& path);

// Nothing when there is no such file; BAD_MANIFEST (refusal) with every problem when it is wrong.
absl::StatusOr<std::optional<FileManifest>> ReadManifest(const std::string& manifest_path);
// The same from a text; `name` stands in messages.
absl::StatusOr<FileManifest> ParseManifest(const std::string& name, std::string_view text);

// MANIFEST_DIGEST, MANIFEST_RECORDS or MANIFEST_TOTALS (refusals) with both figures. `sha256` is of
// the file's bytes, lower-case hex. When a row's amounts are unreadable and the digest agrees, sums
// are not held against the file: the row is refused by itself.
absl::Status CheckManifest(const FileManifest& manifest, const AssessmentTotals& totals,
                           std::string_view sha256, const std::string& file_name);

}  // namespace levybridge::files
