// InParallel: calls `work` once for each index below `count`, on the calling thread and one other.
//
// For encoding what a large change writes: the writer's transaction waits for it, and the bytes of
// one piece do not depend on another's. `work` must not touch the connection, which belongs to the
// calling thread. Returns when all is done. In no particular order.
#pragma once

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace levybridge::sqlite {

void InParallel(size_t count, absl::FunctionRef<void(size_t)> work);

}  // namespace levybridge::sqlite
