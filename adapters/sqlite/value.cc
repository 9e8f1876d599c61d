#include "adapters/sqlite/value.h"

#include <utility>

namespace levybridge::sqlite {
namespace {

constexpr size_t kEndBytes = 4;

}  // namespace

std::string BlockWriter::Finish() {
  std::string block;
  block.reserve(records_.size() + ends_.size() * kEndBytes + 8);
  Encoder encoder(block);
  encoder.Byte(kCodecVersion);
  encoder.Unsigned(ends_.size());
  for (const uint32_t end : ends_) {
    for (size_t i = 0; i < kEndBytes; ++i) encoder.Byte(static_cast<uint8_t>(end >> (8 * i)));
  }
  encoder.Raw(records_);
  records_.clear();
  ends_.clear();
  return block;
}

std::optional<BlockReader> BlockReader::Open(std::string_view block) {
  Decoder decoder(block);
  if (decoder.Byte() != kCodecVersion) return std::nullopt;
  BlockReader reader;
  reader.count_ = decoder.Count();
  if (decoder.failed() || reader.count_ == 0) return std::nullopt;
  reader.ends_ = decoder.Raw(reader.count_ * kEndBytes);
  if (decoder.failed()) return std::nullopt;
  const size_t start =
      static_cast<size_t>(reader.ends_.data() - block.data()) + reader.ends_.size();
  reader.records_ = block.substr(start);
  uint32_t previous = 0;
  for (size_t i = 0; i < reader.count_; ++i) {
    const uint32_t end = reader.End(i);
    if (end < previous || end > reader.records_.size()) return std::nullopt;
    previous = end;
  }
  if (previous != reader.records_.size()) return std::nullopt;
  return reader;
}

uint32_t BlockReader::End(size_t index) const {
  uint32_t end = 0;
  for (size_t i = 0; i < kEndBytes; ++i) {
    const auto byte = static_cast<uint8_t>(ends_[index * kEndBytes + i]);
    end |= static_cast<uint32_t>(byte) << (8 * i);
  }
  return end;
}

std::string_view BlockReader::Record(size_t index) const {
  const uint32_t start = index == 0 ? 0 : End(index - 1);
  return records_.substr(start, End(index) - start);
}

std::string_view BlockReader::Records(size_t first, size_t last) const {
  const uint32_t start = first == 0 ? 0 : End(first - 1);
  return records_.substr(start, End(last) - start);
}

}  // namespace levybridge::sqlite
