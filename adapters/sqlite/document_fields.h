// The stored form of documents' digests.
#pragma once

#include "adapters/sqlite/fields.h"
#include "gateway/domain/document_digest.h"

namespace levybridge::sqlite {

template <class Codec>
void Field(Codec& codec, RecordOf<domain::DocumentDigest> auto& v) {
  auto& [name, sha256] = v;
  codec(name, sha256);
}

}  // namespace levybridge::sqlite
