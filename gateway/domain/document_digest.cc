#include "gateway/domain/document_digest.h"

#include <utility>

#include "gateway/domain/bounded_text.h"

namespace levybridge::domain {
namespace {

constexpr size_t kMaxDocumentNameCharacters = 100;

std::optional<DocumentDigest> ParseDocument(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || !IsDocumentName(text.substr(0, equals))) {
    return std::nullopt;
  }
  const std::optional<Sha256Digest> digest = Sha256Digest::FromHex(text.substr(equals + 1));
  if (!digest) return std::nullopt;
  return DocumentDigest{std::string(text.substr(0, equals)), *digest};
}

}  // namespace

bool IsDocumentName(std::string_view name) {
  return !name.empty() && name.size() <= 4 * kMaxDocumentNameCharacters && IsCleanText(name) &&
         CountCodePoints(name) <= kMaxDocumentNameCharacters &&
         name.find_first_of("=;") == std::string_view::npos;
}

std::optional<std::vector<DocumentDigest>> ParseDocuments(std::string_view text) {
  std::vector<DocumentDigest> documents;
  while (!text.empty()) {
    const size_t end = text.find(';');
    std::optional<DocumentDigest> document = ParseDocument(text.substr(0, end));
    if (!document || documents.size() == kMaxDocuments) return std::nullopt;
    documents.push_back(*std::move(document));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return documents;
}

std::string DocumentsText(absl::Span<const DocumentDigest> documents) {
  std::string text;
  for (const DocumentDigest& document : documents) {
    if (!text.empty()) text.push_back(';');
    text += document.name + "=" + document.sha256.ToHex();
  }
  return text;
}

}  // namespace levybridge::domain
