// Permutation: a shuffled order of 0..size-1 that needs no list: each place is computed alone.
// The same seed gives the same order. Immutable, thread-safe.
#pragma once

#include <cstdint>

namespace levybridge::support {

// A well-mixed 64-bit value of `value` (SplitMix64's finaliser).
uint64_t Mix(uint64_t value);

class Permutation {
 public:
  // `size` is at least 1.
  Permutation(uint64_t size, uint64_t seed);
  // The number at `position`, 0 <= position < size; every number stands at one position.
  uint64_t At(uint64_t position) const;

 private:
  uint64_t Encrypt(uint64_t value) const;

  uint64_t size_;
  uint64_t seed_;
  unsigned half_bits_;
};

}  // namespace levybridge::support
