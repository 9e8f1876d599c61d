// Fields: how the basic types of the domain are written by an Encoder and read by a Decoder.
//
// A record type is described once, by one Field template that serves both directions (see RecordOf
// and the *_fields.h files), so that writing and reading cannot drift apart; the record is taken
// apart by a structured binding, so that a member added to it does not compile until it is stored.
// The order of fields is the stored format: never reorder; a change is a new codec version.
#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/sqlite/codec.h"
#include "adapters/sqlite/known_enums.h"
#include "gateway/domain/bounded_text.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/instruction.h"
#include "gateway/domain/money.h"
#include "gateway/domain/party.h"
#include "gateway/domain/region.h"
#include "gateway/domain/sha256.h"

namespace levybridge::sqlite {

// Matches `T` and `const T`: a parameter of one template that both reads and writes T.
template <class Candidate, class T>
concept RecordOf = std::same_as<std::remove_const_t<Candidate>, T>;

// A value of T to read over, for types that have no empty state. Specialised where needed.
template <class T>
struct Blank {
  static T Make() { return T{}; }
};
template <class Tag, size_t kMaxBytes>
struct Blank<domain::BoundedText<Tag, kMaxBytes>> {
  static auto Make() { return *domain::BoundedText<Tag, kMaxBytes>::Parse("-"); }
};
template <class Tag>
struct Blank<domain::CalendarMonth<Tag>> {
  static auto Make() { return *domain::CalendarMonth<Tag>::FromYearMonth(2020, 1); }
};
template <>
struct Blank<domain::CivilDate> {
  static auto Make() { return *domain::CivilDate::FromDays(18262); }
};
template <>
struct Blank<domain::RegionCode> {
  static auto Make() { return *domain::RegionCode::FromNumber(100000); }
};
template <>
struct Blank<domain::PoolingArea> {
  static auto Make() { return domain::PoolingArea{Blank<domain::RegionCode>::Make()}; }
};
template <>
struct Blank<domain::InstructionNumber> {
  static auto Make() { return domain::InstructionNumber(1); }
};
template <>
struct Blank<domain::PartyId> {
  static auto Make() {
    return domain::PartyId{domain::Role::kAgency, Blank<domain::RegionCode>::Make(), ""};
  }
};

inline void Field(Encoder& encoder, bool value) { encoder.Byte(value ? 1 : 0); }
inline void Field(Decoder& decoder, bool& value) {
  const uint8_t byte = decoder.Byte();
  if (byte > 1) decoder.Fail();
  value = byte == 1;
}

inline void Field(Encoder& encoder, int64_t value) { encoder.Signed(value); }
inline void Field(Decoder& decoder, int64_t& value) { value = decoder.Signed(); }
inline void Field(Encoder& encoder, int32_t value) { encoder.Signed(value); }
inline void Field(Decoder& decoder, int32_t& value) {
  const int64_t wide = decoder.Signed();
  value = static_cast<int32_t>(wide);
  if (value != wide) decoder.Fail();
}

inline void Field(Encoder& encoder, const std::string& value) { encoder.Bytes(value); }
inline void Field(Decoder& decoder, std::string& value) { value = decoder.Bytes(); }

inline void Field(Encoder& encoder, domain::Money value) { encoder.Signed(value.fen()); }
inline void Field(Decoder& decoder, domain::Money& value) {
  const auto money = domain::Money::FromFen(decoder.Signed());
  if (money)
    value = *money;
  else
    decoder.Fail();
}

inline void Field(Encoder& encoder, domain::MoneySum value) { encoder.Wide(value.fen()); }
inline void Field(Decoder& decoder, domain::MoneySum& value) {
  value = domain::MoneySum::FromFen(decoder.Wide());
}

inline void Field(Encoder& encoder, domain::RatePpm value) { Field(encoder, value.ppm); }
inline void Field(Decoder& decoder, domain::RatePpm& value) { Field(decoder, value.ppm); }

inline void Field(Encoder& encoder, domain::CivilDate value) { Field(encoder, value.days()); }
inline void Field(Decoder& decoder, domain::CivilDate& value) {
  int32_t days = 0;
  Field(decoder, days);
  const auto date = domain::CivilDate::FromDays(days);
  if (date)
    value = *date;
  else
    decoder.Fail();
}

inline void Field(Encoder& encoder, domain::Timestamp value) { encoder.Signed(value.unix_ms); }
inline void Field(Decoder& decoder, domain::Timestamp& value) { value.unix_ms = decoder.Signed(); }

template <class Tag>
void Field(Encoder& encoder, domain::CalendarMonth<Tag> value) {
  Field(encoder, value.index());
}
template <class Tag>
void Field(Decoder& decoder, domain::CalendarMonth<Tag>& value) {
  int32_t index = 0;
  Field(decoder, index);
  const auto month = domain::CalendarMonth<Tag>::FromIndex(index);
  if (month)
    value = *month;
  else
    decoder.Fail();
}

inline void Field(Encoder& encoder, domain::RegionCode value) { encoder.Unsigned(value.number()); }
inline void Field(Decoder& decoder, domain::RegionCode& value) {
  const uint64_t number = decoder.Unsigned();
  const auto region = number > UINT32_MAX
                          ? std::nullopt
                          : domain::RegionCode::FromNumber(static_cast<uint32_t>(number));
  if (region)
    value = *region;
  else
    decoder.Fail();
}
inline void Field(Encoder& encoder, domain::PoolingArea value) { Field(encoder, value.region); }
inline void Field(Decoder& decoder, domain::PoolingArea& value) { Field(decoder, value.region); }

template <class Tag, size_t kMaxBytes>
void Field(Encoder& encoder, const domain::BoundedText<Tag, kMaxBytes>& value) {
  encoder.Bytes(value.value());
}
template <class Tag, size_t kMaxBytes>
void Field(Decoder& decoder, domain::BoundedText<Tag, kMaxBytes>& value) {
  auto text = domain::BoundedText<Tag, kMaxBytes>::Parse(decoder.Bytes());
  if (text)
    value = *std::move(text);
  else
    decoder.Fail();
}

inline void Field(Encoder& encoder, const domain::Sha256Digest& value) {
  encoder.Raw({reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()});
}
inline void Field(Decoder& decoder, domain::Sha256Digest& value) {
  const std::string_view bytes = decoder.Raw(value.bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) value.bytes[i] = static_cast<uint8_t>(bytes[i]);
}

inline void Field(Encoder& encoder, domain::InstructionNumber value) {
  encoder.Signed(value.sequence());
}
inline void Field(Decoder& decoder, domain::InstructionNumber& value) {
  const int64_t sequence = decoder.Signed();
  if (sequence < 1 || sequence > domain::InstructionNumber::kMaxSequence)
    decoder.Fail();
  else
    value = domain::InstructionNumber(sequence);
}

inline void Field(Encoder& encoder, const domain::PartyId& value) { encoder.Bytes(value.ToUri()); }
inline void Field(Decoder& decoder, domain::PartyId& value) {
  auto party = domain::PartyId::ParseUri(decoder.Bytes());
  if (party)
    value = *std::move(party);
  else
    decoder.Fail();
}

template <class Enum>
requires std::is_enum_v<Enum>
void Field(Encoder& encoder, Enum value) { encoder.Unsigned(static_cast<uint64_t>(value)); }
template <class Enum>
requires std::is_enum_v<Enum>
void Field(Decoder& decoder, Enum& value) {
  using Number = std::underlying_type_t<Enum>;
  const uint64_t number = decoder.Unsigned();
  const auto candidate = static_cast<Enum>(static_cast<Number>(number));
  if (static_cast<Number>(number) != number || !IsKnown(candidate))
    decoder.Fail();
  else
    value = candidate;
}

template <class T>
void Field(Encoder& encoder, const std::optional<T>& value) {
  encoder.Byte(value ? 1 : 0);
  if (value) encoder(*value);
}
template <class T>
void Field(Decoder& decoder, std::optional<T>& value) {
  bool present = false;
  decoder(present);
  if (present) {
    value = Blank<T>::Make();
    decoder(*value);
  } else {
    value.reset();
  }
}

template <class T>
void Field(Encoder& encoder, const std::vector<T>& values) {
  encoder.Unsigned(values.size());
  for (const T& value : values) encoder(value);
}
template <class T>
void Field(Decoder& decoder, std::vector<T>& values) {
  values.clear();
  for (size_t left = decoder.Count(); left > 0 && !decoder.failed(); --left) {
    T value = Blank<T>::Make();
    decoder(value);
    values.push_back(std::move(value));
  }
}

}  // namespace levybridge::sqlite
