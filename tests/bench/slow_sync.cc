// slow_sync: makes every sync of a process take longer, as on a disk that has to turn.
//
// Preloaded (LD_PRELOAD) into a gateway that is measured; LEVYBRIDGE_SYNC_DELAY_US says by how many
// microseconds. The sync itself is still done, first. Thread-safe.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace {

using Sync = int (*)(int);

long DelayMicroseconds() {
  const char* const text = std::getenv("LEVYBRIDGE_SYNC_DELAY_US");
  return text == nullptr ? 0 : std::strtol(text, nullptr, 10);
}

int SyncSlowly(const char* name, int descriptor) {
  static const long delay_us = DelayMicroseconds();
  const auto sync = reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name));
  const int result = sync(descriptor);
  const timespec delay{delay_us / 1'000'000, delay_us % 1'000'000 * 1000};
  nanosleep(&delay, nullptr);
  return result;
}

}  // namespace

extern "C" int fsync(int descriptor) { return SyncSlowly("fsync", descriptor); }
extern "C" int fdatasync(int descriptor) { return SyncSlowly("fdatasync", descriptor); }
