// Codec: how one value of the domain becomes a packed blob, and back.
//
// Numbers are little-endian base-128 varints (signed ones zigzag), texts are length-prefixed, lists
// count-prefixed. Encoder appends to a string it does not own. Decoder is total: on any byte
// sequence it either gives a valid value or ends up failed; after the first failure every further
// read gives zero and stays failed, so that a reader checks once, at the end.
// Not thread-safe; no allocation beyond the values read, and never more than the input can hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace levybridge::sqlite {

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void Byte(uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void Unsigned(uint64_t value);
  void Signed(int64_t value);
  void Wide(__int128 value);
  void Bytes(std::string_view bytes);  // with its length
  void Raw(std::string_view bytes) { out_.append(bytes); }

  // For values that know their own bytes.
  std::string& out() { return out_; }

  // Writes each value by its Field overload (fields.h and the *_fields.h files).
  template <class... T>
  void operator()(const T&... values) {
    (Field(*this, values), ...);
  }

 private:
  std::string& out_;
};

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : rest_(bytes) {}

  uint8_t Byte();
  uint64_t Unsigned();
  int64_t Signed();
  __int128 Wide();
  std::string_view Bytes();  // with its length; points into the input
  std::string_view Raw(size_t count);
  // What is not read yet, for values that know their own bytes.
  std::string_view Left() const { return rest_; }
  // How many elements follow; fails when there cannot be so many in what is left.
  size_t Count();

  template <class... T>
  void operator()(T&... values) {
    (Field(*this, values), ...);
  }

  void Fail() {
    failed_ = true;
    rest_ = {};
  }
  bool failed() const { return failed_; }
  // Everything was read, nothing is left over.
  bool Finished() const { return !failed_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace levybridge::sqlite
