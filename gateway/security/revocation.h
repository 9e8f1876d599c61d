// Revocation lists (CRLs), checked and looked up by ourselves.
//
// Customer rule: gRPC's own CRL directory is not read again when a file is replaced and ignores a
// missing list, so it is not used. A list counts only when its CA signed it; one that has run out
// keeps refusing what it lists (and raises an alarm, see security_state.h), it never stops
// counting. Immutable after construction: thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "gateway/domain/civil_date.h"
#include "gateway/security/certificate_files.h"

namespace levybridge::security {

class RevocationLists {
 public:
  RevocationLists() = default;  // revokes nothing

  // INVALID_ARGUMENT, naming the file: not a CRL, signed by none of `authorities`, dated in the
  // future, or of a kind that lists only some certificates (delta, partitioned, indirect).
  static absl::StatusOr<RevocationLists> Create(const std::vector<NamedPem>& lists,
                                                const std::vector<NamedPem>& authorities,
                                                domain::Timestamp now);

  // `issuer` and `serial` as CertificateFacts has them.
  bool Revokes(std::string_view issuer, std::string_view serial) const;

  // Files whose next update is overdue.
  std::vector<std::string> ExpiredAt(domain::Timestamp now) const;

  // FAILED_PRECONDITION when a list here is older than the one of the same CA in `current`, or when
  // a CA that had one has none here: a revoked certificate must not come back by an old file.
  absl::Status CheckNotOlderThan(const RevocationLists& current) const;

  size_t revoked_count() const;

 private:
  struct List {
    std::string file;
    domain::Timestamp last_update;
    domain::Timestamp next_update;
    absl::flat_hash_set<std::string> serials;
  };
  static absl::StatusOr<std::map<std::string, List>::value_type> ReadList(
      const NamedPem& list, const std::vector<NamedPem>& authorities);

  std::map<std::string, List> by_issuer_;
};

}  // namespace levybridge::security
