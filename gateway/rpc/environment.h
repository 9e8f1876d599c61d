// Environment: what every service needs to answer a call; put together once by the application and
// outliving the server. All members are thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "gateway/domain/party_directory.h"
#include "gateway/ports/clock.h"
#include "gateway/ports/store.h"
#include "gateway/rpc/observer.h"
#include "gateway/rpc/stream_watchdog.h"
#include "gateway/usecases/batch_intake.h"
#include "gateway/usecases/compare_month.h"
#include "gateway/usecases/deliver_instructions.h"
#include "gateway/usecases/rules.h"
#include "gateway/usecases/sign_month.h"
#include "gateway/usecases/trace_employer.h"

namespace levybridge::rpc {

class UploadRegistry;  // upload.h

struct Environment {
  ports::Store& store;
  const ports::Clock& clock;
  const usecases::RuleSource& rules;
  usecases::BatchIntake& intake;
  usecases::InstructionDelivery& delivery;
  usecases::MonthComparison& comparison;
  usecases::MonthSigning& signing;
  usecases::EmployerTrace& trace;
  CallObserver& observer;
  StreamWatchdog& watchdog;
  UploadRegistry& uploads;
  // The parties in force now; never null.
  std::function<std::shared_ptr<const domain::PartyDirectory>()> parties;
  int64_t max_batch_bytes = int64_t{4} << 30;
};

}  // namespace levybridge::rpc
