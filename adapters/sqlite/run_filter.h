// RunFilter: tells which keys a run certainly does not hold, so that asking for a new key costs a
// look into memory instead of a read.
//
// A Bloom filter whose bits of one key all lie in one line of 64 bytes. About one absent key in
// 3,000 is taken for present at kFilterBitsPerKey. Immutable once shared, and thread-safe then; or
// shared from the beginning by one thread that adds and others that ask, with AddShared and
// MayHoldShared alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace levybridge::sqlite {

inline constexpr int64_t kFilterBitsPerKey = 20;

class RunFilter {
 public:
  // For up to `rows` keys; more are taken in too, at the price of more mistakes.
  explicit RunFilter(int64_t rows);
  // What bytes() gave; nothing when these cannot be such bytes.
  static std::optional<RunFilter> FromBytes(std::string_view bytes);

  void Add(uint64_t hash);
  // Takes in what `other` holds, which was made for the same number of keys.
  void Merge(const RunFilter& other);
  // False only when Add was never called with `hash`.
  bool MayHold(uint64_t hash) const;
  void AddShared(uint64_t hash);
  // False only when no AddShared of `hash` happened before.
  bool MayHoldShared(uint64_t hash) const;
  std::string_view bytes() const;

 private:
  static constexpr size_t kWordsPerLine = 8;
  size_t LineOf(uint64_t hash) const;

  std::vector<uint64_t> words_;
};

}  // namespace levybridge::sqlite
