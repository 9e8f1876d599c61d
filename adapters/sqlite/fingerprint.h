// Fingerprints: two large sets of amounts by name, compared in little memory.
//
// Each side adds amount x hash(name) to one of a fixed number of 128-bit sums, chosen by the
// owner's hash. The order and the splitting of amounts do not matter. Where both sides agree the
// sums are equal; where they differ the sums differ, but for one chance in about 2^75.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace levybridge::sqlite {

// 64 well-mixed bits of the bytes, different for each seed.
inline uint64_t MixedHash(std::string_view bytes, uint64_t seed) {
  uint64_t hash = seed ^ 0x9E3779B97F4A7C15U;
  for (const char c : bytes) {
    hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001B3U;
  }
  hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9U;
  hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBU;
  return hash ^ (hash >> 31);
}

class Fingerprints {
 public:
  static constexpr size_t kBuckets = 1U << 16;
  Fingerprints() : sums_(kBuckets) {}

  static size_t BucketOf(std::string_view owner) { return MixedHash(owner, 1) % kBuckets; }
  // `name` includes the owner.
  void Add(size_t bucket, std::string_view name, int64_t amount) {
    const auto weight =
        static_cast<unsigned __int128>(MixedHash(name, 2)) << 64 | MixedHash(name, 3);
    sums_[bucket] += weight * static_cast<unsigned __int128>(static_cast<__int128>(amount));
  }
  bool Differs(const Fingerprints& other, size_t bucket) const {
    return sums_[bucket] != other.sums_[bucket];
  }
  bool Differs(const Fingerprints& other) const { return sums_ != other.sums_; }

 private:
  std::vector<unsigned __int128> sums_;
};

}  // namespace levybridge::sqlite
