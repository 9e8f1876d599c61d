// Objections in SQLite: table objection. The contract is gateway/ports/objections.h. Belongs to one
// connection, used by one thread at a time.
#pragma once

#include "adapters/sqlite/connection.h"
#include "gateway/ports/objections.h"

namespace levybridge::sqlite {

class SqliteObjections final : public ports::Objections {
 public:
  explicit SqliteObjections(Connection& connection) : connection_(connection) {}

  absl::StatusOr<std::optional<domain::Objection>> Find(
      const domain::PartyId& agency, const domain::ObjectionNumber& objection_no) const override;
  absl::Status Put(const domain::Objection& objection) override;
  absl::StatusOr<std::vector<domain::Objection>> List(
      domain::PoolingArea pooling_area, const ports::ObjectionFilter& filter,
      const std::optional<ports::ObjectionPosition>& after, int32_t limit) const override;

 private:
  Connection& connection_;
};

}  // namespace levybridge::sqlite
