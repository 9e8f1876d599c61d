// Refusal: why a file is not taken at all, for people and for programs.
//
// Customer rule: a file that isn't what it claims is refused whole, with the reason; a bad row
// never is (it becomes a list of domain::Problem). A refusal travels as absl::InvalidArgumentError
// whose message names file, line and column in Chinese and English and whose payload holds the
// reason. Errors of the disk are other status codes and carry no reason. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace levybridge::files {

enum class RefusalReason : uint8_t {
  kEmptyFile,
  kMalformedQuotes,
  kLineTooLong,
  kTooManyFields,
  kNulByte,
  kMissingColumn,
  kDuplicateColumn,
  kBadManifest,
  kManifestRecords,
  kManifestTotals,
  kManifestDigest,
  kFileChanged,
  kMissingTrailer,
  kTrailerDisagrees,
  kRowAfterTrailer,
  kMalformedXml,
  kXmlDeclaration,
  kXmlLimit,
  kXmlEncoding,
  kWrongMessage,
  kBadElement,
  kTotalsDisagree,
  kPayoutsNotListed,
};
// "MISSING_COLUMN".
std::string_view MachineName(RefusalReason reason);

struct Place {
  std::string file;  // as the user named it
  int64_t line = 0;  // physical line from 1; 0 when the file as a whole is meant
  std::string column;
};

// `detail_zh` and `detail_en` are finished sentences without the place.
absl::Status Refuse(RefusalReason reason, const Place& place, std::string_view detail_zh,
                    std::string_view detail_en);

// The machine name of a refusal's reason; empty when `status` is no refusal.
std::string RefusalReasonOf(const absl::Status& status);

}  // namespace levybridge::files
