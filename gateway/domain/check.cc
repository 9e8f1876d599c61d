#include "gateway/domain/check.h"

#include <cstdio>
#include <cstdlib>

namespace levybridge::domain {

void CheckFailed(const char* condition, const char* message, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: invariant broken: %s (%s)\n", file, line, message, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace levybridge::domain
