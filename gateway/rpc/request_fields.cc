#include "gateway/rpc/request_fields.h"

#include <set>
#include <utility>

#include "gateway/domain/refund.h"
#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

using RequestNumber = domain::BoundedText<struct RequestNumberTag, 64>;

}  // namespace

absl::StatusOr<std::string> NumberText(std::string_view field, const std::string& text) {
  if (RequestNumber::Parse(text)) return text;
  return InvalidField(field, "应为 1 至 64 字节、不含控制字符",
                      "1 to 64 bytes without control characters");
}

absl::StatusOr<std::string> Words(std::string_view field, const std::string& text, size_t least,
                                  size_t most) {
  const bool fits =
      domain::IsCleanText(text) && domain::CountCodePoints(text) <= most && text.size() >= least;
  if (fits) return text;
  const std::string bounds = std::to_string(least) + "–" + std::to_string(most);
  return InvalidField(field, "应为 " + bounds + " 字、不含控制字符",
                      bounds + " characters, none of them a control character");
}

absl::StatusOr<domain::CivilDate> RequiredDate(std::string_view field, int32_t yyyymmdd) {
  const auto date = DateFromWire(yyyymmdd);
  if (!date) return InvalidField(field, "应为日期 yyyymmdd", "a date, yyyymmdd");
  return *date;
}

absl::StatusOr<std::optional<domain::FeePeriod>> PeriodLimit(std::string_view field,
                                                             int32_t yyyymm) {
  const auto period = PeriodFromWire(yyyymm);
  if (!period && yyyymm != 0) {
    return InvalidField(field, "应为所属期 yyyymm 或 0", "a month, yyyymm, or 0");
  }
  return period;
}

absl::StatusOr<domain::RegionCode> RequiredRegion(std::string_view field, int32_t six_digits) {
  const auto region = RegionFromWire(six_digits);
  if (!region) return InvalidField(field, "应为六位行政区划代码", "six digits of a region");
  return *region;
}

absl::StatusOr<domain::UnitCode> RequiredUnit(const std::string& text) {
  auto unit = domain::UnitCode::Parse(text);
  if (!unit) return InvalidField("unit_code", "请给出单位编号", "a unit code");
  return *std::move(unit);
}

absl::StatusOr<std::optional<domain::UnitCode>> UnitFilter(const std::string& text) {
  if (text.empty()) return std::optional<domain::UnitCode>();
  return RequiredUnit(text);
}

absl::StatusOr<domain::Sha256Digest> RequiredDigest(std::string_view field,
                                                    const std::string& bytes) {
  const auto digest = domain::Sha256Digest::FromBytes(bytes);
  if (!digest) return InvalidField(field, "应为 32 字节", "32 bytes");
  return *digest;
}

absl::StatusOr<domain::Money> PositiveAmount(std::string_view field, int64_t fen) {
  const auto amount = domain::Money::FromFen(fen);
  if (amount && amount->fen() > 0) return *amount;
  return InvalidField(field, "应为大于零的金额（分）", "an amount in fen, above zero");
}

absl::StatusOr<std::vector<domain::UnitCode>> UnitCodes(const TextList& texts) {
  if (texts.size() > kMaxListedNumbers) {
    return InvalidField("unit_codes", "至多 2000 个", "2000 at most");
  }
  std::vector<domain::UnitCode> units;
  for (const std::string& text : texts) {
    auto unit = domain::UnitCode::Parse(text);
    if (!unit) return InvalidField("unit_codes", "应为单位编号", "unit codes");
    units.push_back(*std::move(unit));
  }
  return units;
}

absl::StatusOr<int64_t> RefundNoFromWire(const std::string& text) {
  if (const auto number = domain::RefundNoOf(text)) return *number;
  return usecases::Refusal(absl::StatusCode::kNotFound, "REFUND_UNKNOWN",
                           {"没有该笔退费", "there is no such refund"});
}

absl::StatusOr<std::vector<int64_t>> RefundNumbersFromWire(const TextList& texts, int least) {
  if (texts.size() < least || texts.size() > kMaxListedNumbers) {
    return InvalidField("refund_nos", least > 0 ? "应为 1 至 2000 个" : "至多 2000 个",
                        least > 0 ? "1 to 2000" : "2000 at most");
  }
  std::set<int64_t> seen;
  std::vector<int64_t> numbers;
  for (const std::string& text : texts) {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t number, RefundNoFromWire(text));
    if (!seen.insert(number).second) {
      return InvalidField("refund_nos", "不得重复", "every refund once");
    }
    numbers.push_back(number);
  }
  return numbers;
}

absl::StatusOr<int64_t> RecoverableNoFromWire(const std::string& text) {
  if (const auto number = domain::RecoverableNoOf(text)) return *number;
  return usecases::Refusal(absl::StatusCode::kNotFound, "RECOVERABLE_UNKNOWN",
                           {"没有该笔应收回款项", "there is no such recoverable amount"});
}

}  // namespace levybridge::rpc
