// Any bytes: records within the limits and of the same text however they are portioned, or a
// refusal with a reason.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/files/csv_reader.h"
#include "adapters/files/refusal.h"

namespace levybridge::files {
namespace {

class PortionedSource : public ByteSource {
 public:
  PortionedSource(std::string_view bytes, size_t portion) : bytes_(bytes), portion_(portion) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    const size_t count = std::min({portion_, capacity, bytes_.size()});
    bytes_.copy(buffer, count);
    bytes_.remove_prefix(count);
    return count;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_ = "fuzz.csv";
  std::string_view bytes_;
  size_t portion_;
};

std::string ReadAll(std::string_view bytes, size_t portion) {
  CsvOptions options;
  options.max_line_bytes = 4096;
  options.max_fields = 16;
  CsvReader reader(std::make_unique<PortionedSource>(bytes, portion), options);
  std::string all;
  for (;;) {
    const absl::StatusOr<bool> more = reader.Next();
    if (!more.ok()) {
      const std::string reason = RefusalReasonOf(more.status());
      if (reason.empty()) std::abort();
      return all + reason;
    }
    if (!*more) return all;
    if (reader.fields().size() > 16 || reader.raw().size() > 4096) std::abort();
    for (const std::string_view field : reader.fields()) {
      all += field;
      all.push_back('\x1F');
    }
    all.push_back('\x1E');
  }
}

}  // namespace
}  // namespace levybridge::files

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = levybridge::files::ReadAll(bytes, 1 << 20);
  if (levybridge::files::ReadAll(bytes, 1 + size % 7) != whole) std::abort();
  return 0;
}
