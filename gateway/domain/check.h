// LEVYBRIDGE_CHECK: invariants whose violation is a bug of this program, never bad input.
//
// A failed check prints where and why to standard error and aborts; it stays on in release builds,
// because going on with wrong money is worse than stopping. Messages are constants: no data in
// them.
#pragma once

namespace levybridge::domain {

[[noreturn]] void CheckFailed(const char* condition, const char* message, const char* file,
                              int line);

}  // namespace levybridge::domain

#define LEVYBRIDGE_CHECK(condition, message)                                      \
  do {                                                                            \
    if (!(condition)) [[unlikely]] {                                              \
      ::levybridge::domain::CheckFailed(#condition, message, __FILE__, __LINE__); \
    }                                                                             \
  } while (false)
