// Reading small files whole: configuration, certificates, revocation lists.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace levybridge::settings {

// The bytes of a regular file. NOT_FOUND, PERMISSION_DENIED, OUT_OF_RANGE (larger than `max_bytes`)
// or FAILED_PRECONDITION (a folder, a pipe); messages say what was expected, without the path.
absl::StatusOr<std::string> ReadBoundedFile(const std::string& path, size_t max_bytes);

// OK when only the owner can touch the file. A private key that group or others can read, write or
// execute (mode & 077) is refused with FAILED_PRECONDITION, the mode and the command that mends it.
// Symbolic links are followed: what counts is the file itself.
absl::Status CheckKeyFilePermissions(const std::string& path);

}  // namespace levybridge::settings
