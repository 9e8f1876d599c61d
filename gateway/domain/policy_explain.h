// A decision in words: what was decided, and the document, clause and phrase it rests on.
//
// Customer rule: an employer who asks "why was I not halved?" gets an answer in Chinese or English
// that quotes the document. Thread-safe.
#pragma once

#include <string>

#include "gateway/domain/assessment.h"
#include "gateway/domain/decision.h"
#include "gateway/domain/policy_book.h"
#include "gateway/domain/problem.h"

namespace levybridge::domain {

// Several lines, each ended by a line feed. `book` must be the one that decided. In English the
// phrase is given as it stands, in Chinese, and in translation.
std::string ExplainDecision(const PolicyBook& book, const Assessment& row, const Decision& decision,
                            Language language);

// What stands in the way of a deferral's entry in the register, with the clause.
std::string ExplainEntryDefect(const DeferralEntryDefect& defect, Language language);

// One sentence.
std::string_view TextOf(Reason reason, Language language);
std::string_view TextOf(DeferralReason reason, Language language);  // "" for kNone

}  // namespace levybridge::domain
