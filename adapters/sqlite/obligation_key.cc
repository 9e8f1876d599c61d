#include "adapters/sqlite/obligation_key.h"

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/known_enums.h"

namespace levybridge::sqlite {

std::optional<domain::PoolingArea> ReadPoolingArea(int64_t number) {
  if (number < 0 || number > UINT32_MAX) return std::nullopt;
  const auto region = domain::RegionCode::FromNumber(static_cast<uint32_t>(number));
  if (!region) return std::nullopt;
  return domain::PoolingArea{*region};
}

std::optional<domain::ObligationKey> ReadKey(const Query& query, int column) {
  const auto pooling_area = ReadPoolingArea(query.Int(column));
  const int64_t period_index = query.Int(column + 1);
  if (period_index < 0 || period_index > INT32_MAX) return std::nullopt;
  const auto fee_period = domain::FeePeriod::FromIndex(static_cast<int32_t>(period_index));
  auto unit_code = domain::UnitCode::Parse(query.Blob(column + 2));
  const int64_t type_number = query.Int(column + 3);
  if (type_number < 0 || type_number > UINT16_MAX) return std::nullopt;
  const auto insurance_type = static_cast<domain::InsuranceType>(type_number);
  if (!pooling_area || !fee_period || !unit_code || !IsKnown(insurance_type)) return std::nullopt;
  return domain::ObligationKey{*pooling_area, *fee_period, *std::move(unit_code), insurance_type};
}

std::string KeyText(const domain::ObligationKey& key) {
  return absl::StrCat(key.pooling_area.region.ToString(), "/", key.fee_period.ToIso(), "/",
                      key.unit_code.value(), "/", static_cast<int>(key.insurance_type));
}

}  // namespace levybridge::sqlite
