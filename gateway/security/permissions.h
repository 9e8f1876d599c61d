// Which role may call which method: one table, nothing outside it may be called.
//
// Customer rule: default deny. Region is the handlers' business (RequireRegion in identity.h): only
// they know what a request is about. Constant data: thread-safe.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "gateway/domain/codes.h"

namespace levybridge::security {

// A set of roles.
class Roles {
 public:
  constexpr Roles(std::initializer_list<domain::Role> roles) {
    for (const domain::Role role : roles) bits_ |= BitOf(role);
  }
  constexpr bool Contains(domain::Role role) const { return (bits_ & BitOf(role)) != 0; }

 private:
  static constexpr unsigned BitOf(domain::Role role) { return 1U << static_cast<unsigned>(role); }
  unsigned bits_ = 0;
};

struct MethodPermission {
  std::string_view method;  // "/levybridge.payment.v1.PaymentService/SubmitPayments"
  bool streams;             // client, server or both: counts against the party's limit
  Roles roles;
};

// Null when the method is in no table.
const MethodPermission* FindPermission(std::string_view method);
absl::Span<const MethodPermission> AllPermissions();

}  // namespace levybridge::security
