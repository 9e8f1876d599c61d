// The server's certificate and key, kept where gRPC reads them and nobody else can.
//
// gRPC 1.51 takes a new certificate while serving only by watching files. Both its "files" are one
// descriptor of anonymous memory, seen through /proc/self/fd: replacing it is one atomic step, gRPC
// never pairs an old key with a new certificate, and no second copy of the key touches a disk.
// Only checked material is given to it (security_state.h). Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "gateway/security/certificate_files.h"

namespace levybridge::security {

class ServerIdentity {
 public:
  static absl::StatusOr<std::unique_ptr<ServerIdentity>> Create(
      const CertificateMaterial& material);
  ~ServerIdentity();
  ServerIdentity(const ServerIdentity&) = delete;
  ServerIdentity& operator=(const ServerIdentity&) = delete;

  // RESOURCE_EXHAUSTED or INTERNAL when the system refuses; the old pair stays then.
  absl::Status Replace(const CertificateMaterial& material);
  // Where gRPC finds key and certificate; valid while this object lives.
  const std::string& path() const { return path_; }

 private:
  explicit ServerIdentity(int descriptor);
  absl::Mutex mutex_;
  int descriptor_;
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 1;
  std::string path_;
};

}  // namespace levybridge::security
