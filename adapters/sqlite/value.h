// Values and blocks: what stands in the blob columns.
//
// A value is one record: a byte of codec version, then its fields. A block is several records of
// one kind: the version, their count, the end of each as 4 bytes little-endian (from the first
// record's start), then the records, so that one of them is found without reading the others.
// Reading is total: what cannot be read gives nothing, and the caller reports DATA_LOSS with table
// and key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "adapters/sqlite/codec.h"
#include "adapters/sqlite/fields.h"

namespace levybridge::sqlite {

inline constexpr uint8_t kCodecVersion = 1;

// Replaces the content of `out`, so that a caller in a loop allocates once.
template <class T>
void EncodeValue(const T& value, std::string& out) {
  out.clear();
  Encoder encoder(out);
  encoder.Byte(kCodecVersion);
  encoder(value);
}

template <class T>
std::optional<T> DecodeValue(std::string_view bytes) {
  Decoder decoder(bytes);
  if (decoder.Byte() != kCodecVersion) return std::nullopt;
  T value = Blank<T>::Make();
  decoder(value);
  if (!decoder.Finished()) return std::nullopt;
  return value;
}

class BlockWriter {
 public:
  template <class T>
  void Add(const T& record) {
    Encoder encoder(records_);
    encoder(record);
    ends_.push_back(static_cast<uint32_t>(records_.size()));
  }
  size_t count() const { return ends_.size(); }
  size_t bytes() const { return records_.size(); }
  // The finished block; the writer starts again from nothing.
  std::string Finish();

 private:
  std::string records_;
  std::vector<uint32_t> ends_;
};

// Points into the block it was opened on.
class BlockReader {
 public:
  // Nothing when the block's frame is damaged.
  static std::optional<BlockReader> Open(std::string_view block);
  size_t count() const { return count_; }

  // The bytes of a record; `index` < count().
  std::string_view Record(size_t index) const;
  // The bytes of the records first..last, which stand one after the other.
  std::string_view Records(size_t first, size_t last) const;

  // Nothing when the record is damaged. `index` < count().
  template <class T>
  std::optional<T> Read(size_t index) const {
    Decoder decoder(Record(index));
    T value = Blank<T>::Make();
    decoder(value);
    if (!decoder.Finished()) return std::nullopt;
    return value;
  }

 private:
  BlockReader() = default;
  uint32_t End(size_t index) const;

  size_t count_ = 0;
  std::string_view ends_;
  std::string_view records_;
};

}  // namespace levybridge::sqlite
