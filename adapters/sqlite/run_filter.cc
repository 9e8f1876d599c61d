#include "adapters/sqlite/run_filter.h"

#include <algorithm>
#include <cstring>

namespace levybridge::sqlite {
namespace {

constexpr int kProbes = 7;
constexpr int kProbeBits = 9;  // of 512 bits in a line
constexpr int64_t kLineBits = 512;

// The places of a key within its line, nine bits each; independent of the line.
uint64_t PlacesOf(uint64_t hash) { return (hash & 0xFFFFFFFFU) * 0x9E3779B97F4A7C15U >> 1; }

}  // namespace

RunFilter::RunFilter(int64_t rows)
    : words_(static_cast<size_t>(std::max<int64_t>(rows, 1) * kFilterBitsPerKey / kLineBits + 1) *
             kWordsPerLine) {}

std::optional<RunFilter> RunFilter::FromBytes(std::string_view bytes) {
  constexpr size_t kLineBytes = kWordsPerLine * sizeof(uint64_t);
  if (bytes.empty() || bytes.size() % kLineBytes != 0) return std::nullopt;
  RunFilter filter(1);
  filter.words_.resize(bytes.size() / sizeof(uint64_t));
  std::memcpy(filter.words_.data(), bytes.data(), bytes.size());
  return filter;
}

size_t RunFilter::LineOf(uint64_t hash) const {
  const uint64_t lines = words_.size() / kWordsPerLine;
  return static_cast<size_t>((hash >> 32) * lines >> 32) * kWordsPerLine;
}

void RunFilter::Add(uint64_t hash) {
  uint64_t* line = &words_[LineOf(hash)];
  uint64_t places = PlacesOf(hash);
  for (int probe = 0; probe < kProbes; ++probe, places >>= kProbeBits) {
    line[places >> 6 & 7] |= uint64_t{1} << (places & 63);
  }
}

bool RunFilter::MayHold(uint64_t hash) const {
  const uint64_t* line = &words_[LineOf(hash)];
  uint64_t places = PlacesOf(hash);
  for (int probe = 0; probe < kProbes; ++probe, places >>= kProbeBits) {
    if ((line[places >> 6 & 7] >> (places & 63) & 1) == 0) return false;
  }
  return true;
}

std::string_view RunFilter::bytes() const {
  return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(uint64_t)};
}

}  // namespace levybridge::sqlite
