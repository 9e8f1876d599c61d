#include "adapters/sqlite/run_block.h"

#include <algorithm>
#include <cstring>

namespace levybridge::sqlite {
namespace {

constexpr char kVersion = 1;
constexpr size_t kNumberBytes = 4;
constexpr size_t kHeadBytes = 1 + kNumberBytes + 1;

void AppendNumber(size_t number, std::string& out) {
  const auto narrow = static_cast<uint32_t>(number);
  char bytes[kNumberBytes];
  for (size_t i = 0; i < kNumberBytes; ++i) bytes[i] = static_cast<char>(narrow >> (8 * i));
  out.append(bytes, kNumberBytes);
}

uint32_t ReadNumber(std::string_view bytes, size_t at) {
  uint32_t number = 0;
  for (size_t i = 0; i < kNumberBytes; ++i) {
    number |= uint32_t{static_cast<uint8_t>(bytes[at + i])} << (8 * i);
  }
  return number;
}

size_t SharedPrefix(std::string_view a, std::string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  size_t shared = 0;
  while (shared < limit && a[shared] == b[shared]) ++shared;
  return shared;
}

}  // namespace

void RunBlockWriter::Add(std::string_view key, std::string_view value) {
  keys_ += key;
  values_ += value;
  key_ends_.push_back(keys_.size());
  value_ends_.push_back(values_.size());
}

std::string_view RunBlockWriter::Key(size_t index) const {
  const size_t begin = index == 0 ? 0 : key_ends_[index - 1];
  return std::string_view(keys_).substr(begin, key_ends_[index] - begin);
}

std::string_view RunBlockWriter::Value(size_t index) const {
  const size_t begin = index == 0 ? 0 : value_ends_[index - 1];
  return std::string_view(values_).substr(begin, value_ends_[index] - begin);
}

std::string RunBlockWriter::Finish() {
  const std::string_view first = Key(0);
  const size_t shared = SharedPrefix(first, Key(count() - 1));
  std::string block;
  block.reserve(kHeadBytes + shared + count() * (kNumberBytes + 1) + bytes());
  block += kVersion;
  AppendNumber(count(), block);
  block += static_cast<char>(shared);
  block += first.substr(0, shared);
  for (size_t i = 0; i < count(); ++i) {
    // Each record so far has a byte of length and is short of the prefix.
    AppendNumber(key_ends_[i] + value_ends_[i] + (i + 1) - (i + 1) * shared, block);
  }
  for (size_t i = 0; i < count(); ++i) {
    const std::string_view rest = Key(i).substr(shared);
    block += static_cast<char>(rest.size());
    block += rest;
    block += Value(i);
  }
  keys_.clear();
  values_.clear();
  key_ends_.clear();
  value_ends_.clear();
  return block;
}

std::optional<RunBlockReader> RunBlockReader::Open(std::string_view block) {
  if (block.size() < kHeadBytes || block.front() != kVersion) return std::nullopt;
  RunBlockReader reader;
  reader.count_ = ReadNumber(block, 1);
  const size_t prefix = static_cast<uint8_t>(block[kHeadBytes - 1]);
  block.remove_prefix(kHeadBytes);
  if (reader.count_ == 0 || block.size() < prefix ||
      (block.size() - prefix) / kNumberBytes < reader.count_) {
    return std::nullopt;
  }
  reader.prefix_ = block.substr(0, prefix);
  reader.ends_ = block.substr(prefix, reader.count_ * kNumberBytes);
  reader.records_ = block.substr(prefix + reader.count_ * kNumberBytes);
  if (!reader.Sound()) return std::nullopt;
  return reader;
}

bool RunBlockReader::Sound() const {
  size_t begin = 0;
  for (size_t i = 0; i < count_; ++i) {
    const size_t end = End(i);
    if (end <= begin || end > records_.size()) return false;
    if (begin + 1 + static_cast<uint8_t>(records_[begin]) > end) return false;
    begin = end;
  }
  return begin == records_.size();
}

uint32_t RunBlockReader::End(size_t index) const { return ReadNumber(ends_, index * kNumberBytes); }

std::string_view RunBlockReader::Record(size_t index) const {
  const size_t begin = index == 0 ? 0 : End(index - 1);
  return records_.substr(begin, End(index) - begin);
}

std::string_view RunBlockReader::Rest(size_t index) const {
  const std::string_view record = Record(index);
  return record.substr(1, static_cast<uint8_t>(record.front()));
}

void RunBlockReader::ReadKey(size_t index, std::string& out) const {
  out.assign(prefix_);
  out += Rest(index);
}

std::string_view RunBlockReader::Value(size_t index) const {
  const std::string_view record = Record(index);
  return record.substr(1 + static_cast<size_t>(static_cast<uint8_t>(record.front())));
}

size_t RunBlockReader::LowerBound(std::string_view key) const {
  const int order = prefix_.compare(key.substr(0, prefix_.size()));
  if (order != 0) return order > 0 ? 0 : count_;
  const std::string_view rest = key.substr(prefix_.size());
  size_t low = 0;
  size_t high = count_;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (Rest(middle) < rest) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool RunBlockReader::KeyIs(size_t index, std::string_view key) const {
  return key.size() >= prefix_.size() && key.substr(0, prefix_.size()) == prefix_ &&
         Rest(index) == key.substr(prefix_.size());
}

}  // namespace levybridge::sqlite
