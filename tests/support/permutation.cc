#include "tests/support/permutation.h"

#include <bit>

namespace levybridge::support {
namespace {
constexpr unsigned kRounds = 4;
}  // namespace

uint64_t Mix(uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

Permutation::Permutation(uint64_t size, uint64_t seed)
    : size_(size),
      seed_(seed),
      half_bits_((static_cast<unsigned>(std::bit_width(size > 1 ? size - 1 : 1)) + 1) / 2) {}

// A Feistel network permutes a power of four that is at most four times the size; walking on from
// numbers that are too large stays within one cycle and so keeps it a permutation.
uint64_t Permutation::At(uint64_t position) const {
  uint64_t value = position;
  do {
    value = Encrypt(value);
  } while (value >= size_);
  return value;
}

uint64_t Permutation::Encrypt(uint64_t value) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = value >> half_bits_;
  uint64_t right = value & mask;
  for (unsigned round = 0; round < kRounds; ++round) {
    const uint64_t next = left ^ (Mix(right + (seed_ ^ round) * 0x100000001B3ULL) & mask);
    left = right;
    right = next;
  }
  return left << half_bits_ | right;
}

}  // namespace levybridge::support
