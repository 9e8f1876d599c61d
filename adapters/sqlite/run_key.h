// Run keys: byte strings that sort as the records of a run do (docs/adr/0006-sorted-runs.md).
//
// An obligation: pooling area (4 bytes, big-endian), unit code, a zero byte, insurance type (2
// bytes, big-endian). A unit code holds no control character, so the zero byte ends it and the
// bytes sort as ObligationKey does. The fee period is that of the run.
// An assessment number: agency (4 bytes), hash of the number (8 bytes, big-endian), the number. It
// leads with the hash because nobody scans numbers in order, and hashes are cheap to sort.
// These forms and the hash are stored: they never change.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/obligation.h"

namespace levybridge::sqlite {

// What the records of a run are. Stored: add, never renumber.
enum class RunKind : uint8_t { kObligations = 1, kAssessments = 2 };

// 64 well-mixed bits of the bytes.
uint64_t RunHash(std::string_view bytes);

void AppendAreaKey(domain::PoolingArea area, std::string& out);
// What the keys of all obligations of a unit begin with.
void AppendUnitKey(domain::PoolingArea area, const domain::UnitCode& unit_code, std::string& out);
void AppendObligationKey(const domain::ObligationKey& key, std::string& out);
// Nothing when the bytes hold no valid key.
std::optional<domain::ObligationKey> ReadObligationKey(std::string_view bytes,
                                                       domain::FeePeriod fee_period);
void AppendAssessmentKey(int64_t agency_no, std::string_view number, std::string& out);
// The number in the key of an assessment number; empty when it is damaged.
std::string_view NumberOfKey(std::string_view key);

// What a run's filter knows a key by: a unit's obligations share it, so that a unit can be asked
// for as a whole.
uint64_t FilterHash(RunKind kind, std::string_view key);
uint64_t UnitFilterHash(std::string_view unit_key);

}  // namespace levybridge::sqlite
