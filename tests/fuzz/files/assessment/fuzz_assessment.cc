// Any bytes as assessments, for submission and for a what-if.
#include "adapters/files/assessment_csv.h"
#include "tests/fuzz/files/read_all.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace files = levybridge::files;
  files::ReadAll(files::AssessmentReader::Open(files::FuzzFile(data, size), {}));
  files::AssessmentCsvOptions evaluation;
  evaluation.for_submission = false;
  files::ReadAll(files::AssessmentReader::Open(files::FuzzFile(data, size), evaluation));
  return 0;
}
