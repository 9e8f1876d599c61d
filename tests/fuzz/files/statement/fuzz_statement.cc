// Any bytes as a statement.
#include "adapters/files/statement_csv.h"
#include "tests/fuzz/files/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  files::ReadAll(files::StatementReader::Open(files::FuzzFile(data, size), {}));
  return 0;
}
