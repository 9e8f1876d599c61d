// The agencies' registers as agency and tax bureau see them: granted deferrals, and employers of
// the joint list or with commitments. Plain values. The list goes on where a connection broke. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/client/session.h"

namespace levybridge::client {

struct RegisteredDocument {
  std::string name;
  std::string sha256;  // hexadecimal; empty when the gateway sent none
};
// A deferral granted on application. Dates are ISO texts, empty when they were not stated.
struct GrantedDeferral {
  std::string unit_code;
  int32_t region = 0;
  std::string first_fee_period;  // "2020-02"
  std::string last_fee_period;
  std::string deferred_until;
  std::string applied_on;
  std::string approved_on;
  std::string filed_on;
  std::string copied_to_tax_on;
  std::vector<RegisteredDocument> documents;
};
// What list or commitment say an employer is.
struct EligibleEntry {
  std::string unit_code;
  int32_t region = 0;
  std::string unit_type;  // machine name
  std::string source;     // "joint_list", "commitment"
  std::string effective_from;
};
struct Registers {
  std::vector<GrantedDeferral> deferrals;
  std::vector<EligibleEntry> eligible;
};

// By pooling area and employer, each entry once; of one employer, unless `unit_code` is empty.
absl::StatusOr<Registers> ListRegisters(Session& session, const std::string& unit_code);

}  // namespace levybridge::client
