// SettlingContext: what the steps that follow a change need: the transaction they run in, the rules
// in force, and the day on which it happens. Lives no longer than the transaction.
#pragma once

#include "gateway/domain/civil_date.h"
#include "gateway/ports/store.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

struct SettlingContext {
  ports::Transaction& store;
  const Rules& rules;
  domain::Timestamp now;
  domain::CivilDate day;  // the business date
};

}  // namespace levybridge::usecases
