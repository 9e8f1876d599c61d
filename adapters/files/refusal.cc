#include "adapters/files/refusal.h"

#include "absl/strings/cord.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {
constexpr char kPayloadUrl[] = "levybridge.files/refusal";
}  // namespace

std::string_view MachineName(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kEmptyFile:
      return "EMPTY_FILE";
    case RefusalReason::kMalformedQuotes:
      return "MALFORMED_QUOTES";
    case RefusalReason::kLineTooLong:
      return "LINE_TOO_LONG";
    case RefusalReason::kTooManyFields:
      return "TOO_MANY_FIELDS";
    case RefusalReason::kNulByte:
      return "NUL_BYTE";
    case RefusalReason::kMissingColumn:
      return "MISSING_COLUMN";
    case RefusalReason::kDuplicateColumn:
      return "DUPLICATE_COLUMN";
    case RefusalReason::kBadManifest:
      return "BAD_MANIFEST";
    case RefusalReason::kManifestRecords:
      return "MANIFEST_RECORDS";
    case RefusalReason::kManifestTotals:
      return "MANIFEST_TOTALS";
    case RefusalReason::kManifestDigest:
      return "MANIFEST_DIGEST";
    case RefusalReason::kFileChanged:
      return "FILE_CHANGED";
    case RefusalReason::kMissingTrailer:
      return "MISSING_TRAILER";
    case RefusalReason::kTrailerDisagrees:
      return "TRAILER_DISAGREES";
    case RefusalReason::kRowAfterTrailer:
      return "ROW_AFTER_TRAILER";
    case RefusalReason::kMalformedXml:
      return "MALFORMED_XML";
    case RefusalReason::kXmlDeclaration:
      return "XML_DECLARATION";
    case RefusalReason::kXmlLimit:
      return "XML_LIMIT";
    case RefusalReason::kXmlEncoding:
      return "XML_ENCODING";
    case RefusalReason::kWrongMessage:
      return "WRONG_MESSAGE";
    case RefusalReason::kBadElement:
      return "BAD_ELEMENT";
    case RefusalReason::kTotalsDisagree:
      return "TOTALS_DISAGREE";
    case RefusalReason::kPayoutsNotListed:
      return "PAYOUTS_NOT_LISTED";
  }
  return "";
}

absl::Status Refuse(RefusalReason reason, const Place& place, std::string_view detail_zh,
                    std::string_view detail_en) {
  std::string where = place.file;
  if (place.line > 0) where += ":" + std::to_string(place.line);
  if (!place.column.empty()) where += ":" + place.column;
  absl::Status status = absl::InvalidArgumentError(
      domain::Concatenate(where, ": ", MachineName(reason), ": ", detail_zh, " / ", detail_en));
  status.SetPayload(kPayloadUrl, absl::Cord(std::string(MachineName(reason))));
  return status;
}

std::string RefusalReasonOf(const absl::Status& status) {
  auto payload = status.GetPayload(kPayloadUrl);
  return payload ? std::string(*payload) : std::string();
}

}  // namespace levybridge::files
