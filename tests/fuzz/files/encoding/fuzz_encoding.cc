// Any bytes, in any portions: the same text, no more of it than promised; valid text survives the
// way to GB18030 and back.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/files/encoding.h"

namespace levybridge::files {
namespace {

std::string Convert(const std::string& bytes, Encoding stated, size_t portion) {
  Transcoder transcoder(stated);
  std::string result;
  std::string pending;
  for (size_t at = 0;; at += portion) {
    const bool last = at + portion >= bytes.size();
    if (at < bytes.size()) pending += bytes.substr(at, portion);
    const size_t room = Transcoder::MaxOutput(pending.size());
    std::string out(room, '\0');
    const Transcoder::Step step = transcoder.Convert(pending, last, out.data());
    if (step.written > room || step.consumed > pending.size()) std::abort();
    result += out.substr(0, step.written);
    pending.erase(0, step.consumed);
    if (last) {
      if (!pending.empty()) std::abort();
      return result;
    }
    if (pending.size() > Transcoder::kLookahead) std::abort();
  }
}

}  // namespace
}  // namespace levybridge::files

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using levybridge::files::Encoding;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  for (const Encoding stated : {Encoding::kDetect, Encoding::kUtf8, Encoding::kGb18030}) {
    const std::string whole = levybridge::files::Convert(bytes, stated, size + 1);
    if (levybridge::files::Convert(bytes, stated, 1 + size % 5) != whole) std::abort();
  }
  const std::string text = levybridge::files::ReplaceInvalid(bytes);
  const std::string back =
      levybridge::files::Convert(levybridge::files::ToGb18030(text), Encoding::kGb18030, size + 1);
  if (levybridge::files::ReplaceInvalid(back) != back) std::abort();
  return 0;
}
