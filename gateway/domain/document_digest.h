// DocumentDigest: a document that came with an application or an objection. Its digest is kept as
// evidence, its content stays with the agency. Plain data and pure functions: thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "gateway/domain/sha256.h"

namespace levybridge::domain {

struct DocumentDigest {
  std::string name;  // IsDocumentName
  Sha256Digest sha256;
  friend bool operator==(const DocumentDigest&, const DocumentDigest&) = default;
};
inline constexpr size_t kMaxDocuments = 50;
// 1..100 characters of clean text without '=' and ';', which separate documents in files.
bool IsDocumentName(std::string_view name);
// "name=sha256;name=sha256", at most kMaxDocuments; nothing when it is not written so.
std::optional<std::vector<DocumentDigest>> ParseDocuments(std::string_view text);
std::string DocumentsText(absl::Span<const DocumentDigest> documents);

}  // namespace levybridge::domain
