#include "gateway/app/reflection.h"

#include <dlfcn.h>

#include <string>

namespace levybridge::app {

absl::Status EnableReflection() {
  if (dlopen(LEVYBRIDGE_REFLECTION_LIBRARY, RTLD_NOW | RTLD_GLOBAL) != nullptr) {
    return absl::OkStatus();
  }
  const char* reason = dlerror();
  return absl::NotFoundError(std::string("reflection: ") + (reason == nullptr ? "?" : reason));
}

}  // namespace levybridge::app
