// Any text: a manifest, or a refusal with a reason.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "adapters/files/manifest.h"
#include "adapters/files/refusal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto manifest = files::ParseManifest("fuzz.yaml", text);
  if (!manifest.ok() && files::RefusalReasonOf(manifest.status()).empty()) std::abort();
  return 0;
}
