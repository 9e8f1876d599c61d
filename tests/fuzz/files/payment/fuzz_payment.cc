// Any bytes as the files of a tax bureau.
#include "adapters/files/payment_csv.h"
#include "tests/fuzz/files/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  files::ReadAll(files::OpenPayments(files::FuzzFile(data, size), {}));
  files::ReadAll(files::OpenRejections(files::FuzzFile(data, size), {}));
  files::ReadAll(files::OpenLateFees(files::FuzzFile(data, size), {}));
  return 0;
}
