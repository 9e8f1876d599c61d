// Any bytes as members' events and deregistrations.
#include "adapters/files/member_event_csv.h"
#include "tests/fuzz/files/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  files::ReadAll(files::OpenMemberEvents(files::FuzzFile(data, size), {}));
  files::ReadAll(files::OpenDeregistrations(files::FuzzFile(data, size), {}));
  return 0;
}
