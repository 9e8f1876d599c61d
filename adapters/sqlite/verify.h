// Verify: whether everything in a store is what it must be, told without stopping at the first
// fault.
//
// Customer rule: every total can be re-derived from the postings alone; after a crash everything
// that must always be true is true. Checked: the file itself; every value readable; sequences of
// journal and instructions without gap; every entry balanced, all accounts together zero; running
// balances equal to the sums of the postings; every obligation re-derived from its postings
// (rederive.h); assessment numbers and obligations naming each other; blocks, fences and filters of
// every run fitting each other; received = accepted + rejected of every finished batch; the key
// tables of payments; offsets given and received equal to what instructions are recorded to use;
// what deferrals hold equal to what obligations have deferred; what refunds lock, have at the bank
// and have paid equal to what obligations say; refund batches equal to their members, reserved
// money to what batches are covered by; every sealed text opening, where the connection has a
// cipher. Memory does not grow with the store: both sides of a comparison are summed up as
// fingerprints in buckets, and only what lies in a bucket whose sides differ is compared one by
// one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "adapters/sqlite/connection.h"

namespace levybridge::sqlite {

inline constexpr size_t kMaxProblemsListed = 1000;

struct VerifyReport {
  int64_t rows_checked = 0;
  int64_t problem_count = 0;
  std::vector<std::string> problems;  // the first kMaxProblemsListed
  bool Sound() const { return problem_count == 0; }
  void Add(std::string problem);
};

// Called now and then with the table at work and the rows looked at so far.
using VerifyProgress = absl::FunctionRef<void(std::string_view table, int64_t rows_checked)>;

// Looks at the snapshot of the connection's open transaction. An error only when the store cannot
// be read at all.
absl::StatusOr<VerifyReport> VerifyStore(Connection& connection, VerifyProgress progress);

}  // namespace levybridge::sqlite
