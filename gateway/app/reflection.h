// gRPC server reflection, when the settings ask for it. Merely linking its library would switch it
// on, so it is loaded at run time, before the first server is built.
#pragma once

#include "absl/status/status.h"

namespace levybridge::app {

// NOT_FOUND when the library is not installed. Stays on for the rest of the process.
absl::Status EnableReflection();

}  // namespace levybridge::app
