#include "adapters/sqlite/run_filter.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "gateway/domain/check.h"

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

void RunFilter::Merge(const RunFilter& other) {
  LEVYBRIDGE_CHECK(words_.size() == other.words_.size(), "filters of one run have one size");
  for (size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
}

// Every place is looked at whatever the others say: which of them is the first to be unset is
// chance, and a branch guessed wrongly costs more than all seven looks into one line.
bool RunFilter::MayHold(uint64_t hash) const {
  const uint64_t* line = &words_[LineOf(hash)];
  uint64_t places = PlacesOf(hash);
  uint64_t all = 1;
  for (int probe = 0; probe < kProbes; ++probe, places >>= kProbeBits) {
    all &= line[places >> 6 & 7] >> (places & 63);
  }
  return (all & 1) != 0;
}

void RunFilter::AddShared(uint64_t hash) {
  uint64_t* line = &words_[LineOf(hash)];
  uint64_t places = PlacesOf(hash);
  for (int probe = 0; probe < kProbes; ++probe, places >>= kProbeBits) {
    std::atomic_ref(line[places >> 6 & 7])
        .fetch_or(uint64_t{1} << (places & 63), std::memory_order_relaxed);
  }
}

bool RunFilter::MayHoldShared(uint64_t hash) const {
  // atomic_ref takes no constant; nothing is written.
  auto* line = const_cast<uint64_t*>(&words_[LineOf(hash)]);
  uint64_t places = PlacesOf(hash);
  uint64_t all = 1;
  for (int probe = 0; probe < kProbes; ++probe, places >>= kProbeBits) {
    all &= std::atomic_ref(line[places >> 6 & 7]).load(std::memory_order_relaxed) >> (places & 63);
  }
  return (all & 1) != 0;
}

std::string_view RunFilter::bytes() const {
  return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(uint64_t)};
}

}  // namespace levybridge::sqlite
