// Objections as their agency sees them: filing, deciding, notifying, listing. All of it may be
// repeated and is, after a broken connection; the list goes on where it broke. Not thread-safe.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/output.h"
#include "adapters/client/session.h"
#include "gateway/domain/objection.h"

namespace levybridge::client {

struct ObjectionAnswer {
  Table objection;  // one row
  bool replayed = false;
};

absl::StatusOr<ObjectionAnswer> FileObjection(Session& session,
                                              const domain::ObjectionFiling& filing);
absl::StatusOr<ObjectionAnswer> DecideObjection(Session& session,
                                                const domain::ObjectionNumber& objection_no,
                                                const domain::ObjectionDecision& decision);
absl::StatusOr<ObjectionAnswer> NotifyObjection(Session& session,
                                                const domain::ObjectionNumber& objection_no,
                                                domain::CivilDate notified_on);

struct ObjectionQuery {
  bool open_only = false;
  bool overdue_only = false;
  std::string unit_code;  // empty: all
};
absl::StatusOr<Table> ListObjections(Session& session, const ObjectionQuery& query);

}  // namespace levybridge::client
