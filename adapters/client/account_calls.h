// Accounts on file and employers' queries about refunds, as agency and tax bureau see them. Queries
// may be repeated and are, after a broken connection; lists go on where it broke. Not thread-safe.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "adapters/client/output.h"
#include "adapters/client/session.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/region.h"

namespace levybridge::client {

struct AccountQuery {
  std::string unit_code;  // empty: all
  std::string batch_id;   // of a refund batch; empty: all
};
// By filing; in full only what this party filed.
absl::StatusOr<Table> ListAccounts(Session& session, const AccountQuery& query);

struct QueryFiling {
  std::string query_no;
  std::string unit_code;
  domain::RegionCode region;
  domain::CivilDate asked_on;
  std::string question;
};
struct QueryAnswer {
  Table query;  // one row
  bool replayed = false;
};
absl::StatusOr<QueryAnswer> FileQuery(Session& session, const QueryFiling& filing);
absl::StatusOr<QueryAnswer> AnswerQuery(Session& session, const std::string& query_no,
                                        const std::string& answer, domain::CivilDate answered_on);
absl::StatusOr<Table> ListQueries(Session& session, bool open_only, const std::string& unit_code);

}  // namespace levybridge::client
