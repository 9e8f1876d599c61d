#include "adapters/sqlite/run_key.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "adapters/sqlite/known_enums.h"
#include "adapters/sqlite/obligation_key.h"

namespace levybridge::sqlite {
namespace {

static_assert(std::endian::native == std::endian::little,
              "the stored hash reads words as x86 does");

constexpr size_t kAreaBytes = 4;
constexpr size_t kHashBytes = 8;
constexpr size_t kTypeBytes = 2;
constexpr int kByteBits = 8;

template <size_t kBytes>
void AppendBigEndian(uint64_t value, std::string& out) {
  char bytes[kBytes];
  for (size_t i = 0; i < kBytes; ++i) {
    bytes[i] = static_cast<char>(value >> (kByteBits * (kBytes - 1 - i)));
  }
  out.append(bytes, kBytes);
}

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char byte : bytes) value = value << kByteBits | static_cast<uint8_t>(byte);
  return value;
}

uint64_t Mix(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t LoadWord(const char* bytes, size_t count) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;
}

}  // namespace

uint64_t RunHash(std::string_view bytes) {
  constexpr uint64_t kSeed = 0x9E3779B97F4A7C15U;
  constexpr uint64_t kWord = 0xA0761D6478BD642FU;
  constexpr uint64_t kEnd = 0xE7037ED1A0B428DBU;
  uint64_t hash = kSeed ^ (bytes.size() * kEnd);
  while (bytes.size() >= sizeof(uint64_t)) {
    hash = Mix(hash ^ LoadWord(bytes.data(), sizeof(uint64_t)), kWord);
    bytes.remove_prefix(sizeof(uint64_t));
  }
  if (!bytes.empty()) hash = Mix(hash ^ LoadWord(bytes.data(), bytes.size()), kWord);
  return Mix(hash, kEnd);
}

void AppendAreaKey(domain::PoolingArea area, std::string& out) {
  AppendBigEndian<kAreaBytes>(area.region.number(), out);
}

void AppendUnitKey(domain::PoolingArea area, const domain::UnitCode& unit_code, std::string& out) {
  AppendAreaKey(area, out);
  out += unit_code.value();
  out += '\0';
}

void AppendObligationKey(const domain::ObligationKey& key, std::string& out) {
  AppendUnitKey(key.pooling_area, key.unit_code, out);
  AppendBigEndian<kTypeBytes>(static_cast<uint64_t>(key.insurance_type), out);
}

std::optional<domain::ObligationKey> ReadObligationKey(std::string_view bytes,
                                                       domain::FeePeriod fee_period) {
  if (bytes.size() <= kAreaBytes + 1 + kTypeBytes) return std::nullopt;
  const auto area = ReadPoolingArea(static_cast<int64_t>(ReadBigEndian(bytes.substr(0, 4))));
  const size_t unit_bytes = bytes.size() - kAreaBytes - 1 - kTypeBytes;
  auto unit_code = domain::UnitCode::Parse(bytes.substr(kAreaBytes, unit_bytes));
  const auto type =
      static_cast<domain::InsuranceType>(ReadBigEndian(bytes.substr(bytes.size() - kTypeBytes)));
  if (!area || !unit_code || bytes[kAreaBytes + unit_bytes] != '\0' || !IsKnown(type)) {
    return std::nullopt;
  }
  return domain::ObligationKey{*area, fee_period, *std::move(unit_code), type};
}

void AppendAssessmentKey(int64_t agency_no, std::string_view number, std::string& out) {
  AppendBigEndian<kAreaBytes>(static_cast<uint64_t>(agency_no), out);
  AppendBigEndian<kHashBytes>(RunHash(number), out);
  out += number;
}

std::string_view NumberOfKey(std::string_view key) {
  return key.size() <= kAreaBytes + kHashBytes ? std::string_view()
                                               : key.substr(kAreaBytes + kHashBytes);
}

uint64_t FilterHash(RunKind kind, std::string_view key) {
  switch (kind) {
    case RunKind::kObligations:
      return UnitFilterHash(key.substr(0, key.size() - std::min(key.size(), kTypeBytes)));
    case RunKind::kAssessments:
      return RunHash(key.substr(0, kAreaBytes + kHashBytes));
  }
  return 0;
}

uint64_t UnitFilterHash(std::string_view unit_key) { return RunHash(unit_key); }

}  // namespace levybridge::sqlite
