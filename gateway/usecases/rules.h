// Rules: what decisions depend on beside the row and the store: policies, regions, calendar.
//
// One immutable snapshot is taken per chunk; a reload replaces the snapshot, never changes it.
// Thread-safe.
#pragma once

#include <memory>

#include "gateway/domain/policy_book.h"
#include "gateway/domain/working_calendar.h"

namespace levybridge::usecases {

struct Rules {
  domain::PolicyBook book;
  domain::WorkingCalendar calendar;
};

class RuleSource {
 public:
  virtual ~RuleSource() = default;
  virtual std::shared_ptr<const Rules> Current() const = 0;
};

}  // namespace levybridge::usecases
