// The four key columns of an obligation, wherever a table is keyed by them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/sqlite/connection.h"
#include "gateway/domain/obligation.h"

namespace levybridge::sqlite {

// Binds pooling_area, fee_period, unit_code, insurance_type. The key must outlive the step.
inline Query& BindKey(Query& query, const domain::ObligationKey& key) {
  return query.Bind(int64_t{key.pooling_area.region.number()})
      .Bind(int64_t{key.fee_period.index()})
      .Bind(key.unit_code.value())
      .Bind(static_cast<int64_t>(key.insurance_type));
}

// The key whose columns start at `column`; nothing when they hold no valid key.
std::optional<domain::ObligationKey> ReadKey(const Query& query, int column);
// "420100/2020-02/unit/310", for messages.
std::string KeyText(const domain::ObligationKey& key);
std::optional<domain::PoolingArea> ReadPoolingArea(int64_t number);

}  // namespace levybridge::sqlite
