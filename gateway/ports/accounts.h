// Accounts: what employers have on file with the tax bureau (税务备案账户), every filing ever made.
//
// Customer rule: account numbers and names are encrypted at rest. Whoever implements this port
// writes them through a Cipher (cipher.h) only. Without one, FAILED_PRECONDITION (reason
// ACCOUNT_KEY_MISSING) from every write and from every read that would need it.
// Part of a Transaction; see store.h for durability and threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "gateway/domain/party.h"
#include "gateway/domain/payout_account.h"
#include "gateway/domain/policy_registers.h"

namespace levybridge::ports {

struct FiledAccount {
  int64_t filing_no = 0;  // assigned by the store, ascending
  domain::PoolingArea pooling_area;
  domain::AccountOnFile account;
  domain::PartyId filed_by;
  domain::Timestamp filed_at;
  friend bool operator==(const FiledAccount&, const FiledAccount&) = default;
};

class Accounts {
 public:
  virtual ~Accounts() = default;

  // Adds a filing and returns its number; `filing_no` is ignored.
  virtual absl::StatusOr<int64_t> Add(const FiledAccount& account) = 0;
  // One answer per number, in their order.
  virtual absl::StatusOr<std::vector<std::optional<FiledAccount>>> Find(
      absl::Span<const int64_t> filing_numbers) const = 0;
  // Of each employer the account in force on `day`: the newest effective_on up to it and, among
  // filings of that date, the newest. Nothing where there is none.
  virtual absl::StatusOr<std::vector<std::optional<FiledAccount>>> InForce(
      absl::Span<const domain::EmployerKey> employers, domain::CivilDate day) const = 0;
  // All filings of one employer, oldest filing first.
  virtual absl::StatusOr<std::vector<FiledAccount>> OfEmployer(
      const domain::EmployerKey& employer) const = 0;
  // By number, after `after_filing_no`, at most `limit`.
  virtual absl::StatusOr<std::vector<FiledAccount>> List(int64_t after_filing_no,
                                                         int32_t limit) const = 0;
};

}  // namespace levybridge::ports
