// AssessmentFacts: what can be found out about a portion of assessments without the store: their
// keys, sorted; who may send them; what is wrong with their form; what "same content" means.
//
// This is half of the work on a row, and none of it needs the one writer, so it is done beside it,
// ahead of its turn (ADR 0007). Immutable once made; belongs to the chunks it was made of.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/obligation.h"
#include "gateway/ports/obligations.h"
#include "gateway/usecases/row_decider.h"
#include "gateway/usecases/rules.h"
#include "gateway/usecases/sorted_keys.h"

namespace levybridge::usecases {

struct AssessmentFacts final : PortionFacts {
  struct Row {
    bool foreign = false;                   // outside the sender's region
    std::vector<domain::Problem> problems;  // of sender and form
    domain::Sha256Digest content;           // of the canonical bytes; not set for foreign rows
  };

  std::shared_ptr<const Rules> rules;  // as they stood then; the portion is decided by them
  std::vector<Row> rows;               // of all chunks, one after the other
  SortedKeys<domain::ObligationKey> keys;
  SortedKeys<ports::AssessmentIdentity> identities;
};

// Pure but for the rules given. Null when a chunk holds other rows than assessments.
std::unique_ptr<AssessmentFacts> FindFacts(absl::Span<const domain::BatchChunk> chunks,
                                           const domain::PartyId& sender,
                                           std::shared_ptr<const Rules> rules);

}  // namespace levybridge::usecases
