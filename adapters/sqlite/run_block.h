// Run blocks: sorted records of a run, some 16 KiB of them in one blob.
//
// The form: codec version (1 byte), count (4), length of the prefix all keys share (1), that
// prefix, the end of each record from the first one's start (4 each), the records: length of the
// key's rest (1), that rest, the value. Numbers are little-endian.
// Reading is total: a block that cannot be read gives nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace levybridge::sqlite {

class RunBlockWriter {
 public:
  // Keys ascending, at most 255 bytes long.
  void Add(std::string_view key, std::string_view value);
  size_t count() const { return key_ends_.size(); }
  size_t bytes() const { return keys_.size() + values_.size(); }
  std::string first_key() const { return std::string(Key(0)); }
  // The finished block; the writer starts again from nothing.
  std::string Finish();

 private:
  std::string_view Key(size_t index) const;
  std::string_view Value(size_t index) const;

  std::string keys_;
  std::string values_;
  std::vector<size_t> key_ends_;
  std::vector<size_t> value_ends_;
};

// Points into the block it was opened on.
class RunBlockReader {
 public:
  static std::optional<RunBlockReader> Open(std::string_view block);
  size_t count() const { return count_; }
  // `index` < count().
  void ReadKey(size_t index, std::string& out) const;
  std::string_view Value(size_t index) const;
  // The first record whose key is not less; count() when there is none.
  size_t LowerBound(std::string_view key) const;
  bool KeyIs(size_t index, std::string_view key) const;

 private:
  RunBlockReader() = default;
  bool Sound() const;
  uint32_t End(size_t index) const;
  std::string_view Record(size_t index) const;
  std::string_view Rest(size_t index) const;

  size_t count_ = 0;
  std::string_view prefix_;
  std::string_view ends_;
  std::string_view records_;
};

}  // namespace levybridge::sqlite
