// Clock: where the use cases learn what time it is. A port, so that a test can live through half a
// year in milliseconds. Thread-safe.
#pragma once

#include "gateway/domain/civil_date.h"

namespace levybridge::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual domain::Timestamp Now() const = 0;
  // The civil date in Asia/Shanghai now.
  domain::CivilDate Today() const { return domain::DateInShanghai(Now()); }
};

}  // namespace levybridge::ports
