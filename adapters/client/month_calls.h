// The month's end as a party sees it: where the month stands, what differs, and the calls that move
// it on. Plain values. Calls are repeated after a broken connection; all of them may be. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/client/prepared_batch.h"
#include "adapters/client/session.h"
#include "gateway/domain/sha256.h"
#include "gateway/domain/statement.h"

namespace levybridge::client {

struct SideView {
  std::string side;  // machine name: agency, tax, bank, ledger
  bool present = false;
  std::string batch_id;
  domain::StatementTotals totals;
};

struct ConfirmationView {
  std::string role;
  std::string party;
  std::string digest;  // hex
  int64_t at_ms = 0;
  std::string signatory;
  bool refused = false;
  std::string reason;
};

struct MonthView {
  std::string month;   // "2020-03"
  std::string region;  // six digits
  std::string state;   // machine name: open, compared, confirmed, closed
  uint64_t comparison_no = 0;
  bool stale = false;
  std::vector<SideView> sides;
  std::vector<std::pair<std::string, uint64_t>> differences;  // category, lines
  std::string digest;  // hex; empty before the first comparison
  std::vector<ConfirmationView> confirmations;
  uint64_t matched_lines = 0;
  uint64_t difference_lines = 0;
  int64_t compared_at_ms = 0;
  int64_t closed_at_ms = 0;
  bool replayed = false;
};

absl::StatusOr<MonthView> GetMonth(Session& session, const StatementTarget& target);
absl::StatusOr<MonthView> CompareMonth(Session& session, const StatementTarget& target);
absl::StatusOr<MonthView> ConfirmMonth(Session& session, const StatementTarget& target,
                                       const domain::Sha256Digest& digest,
                                       const std::string& signatory);
absl::StatusOr<MonthView> RefuseMonth(Session& session, const StatementTarget& target,
                                      const domain::Sha256Digest& digest,
                                      const std::string& reason);
absl::StatusOr<MonthView> CloseMonth(Session& session, const StatementTarget& target,
                                     const domain::Sha256Digest& digest);
// `category`: machine name, empty for all.
absl::StatusOr<Table> ListDifferences(Session& session, const StatementTarget& target,
                                      const std::string& category);
// The ledger's lines, in order, each once.
absl::Status ExportMonth(Session& session, const StatementTarget& target,
                         const std::function<absl::Status(const domain::StatementLine&)>& take);

// The Chinese name of a category; empty for one not known here.
std::string ChineseCategory(const std::string& category);

}  // namespace levybridge::client
