// Any bytes as the registers of an agency.
#include "adapters/files/register_csv.h"
#include "tests/fuzz/files/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  files::ReadAll(files::OpenDeferrals(files::FuzzFile(data, size), {}));
  files::ReadAll(files::OpenEligible(files::FuzzFile(data, size), {}));
  return 0;
}
