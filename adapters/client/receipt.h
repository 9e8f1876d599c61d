// Receipt: what became of a batch, as the gateway says. Plain values.
#pragma once

#include <cstdint>
#include <string>

namespace levybridge::client {

struct Tally {
  uint64_t rows = 0;
  int64_t fen = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

struct Receipt {
  std::string batch_id;
  std::string kind;    // machine name, "assessments"
  std::string status;  // machine name, "partly_accepted"
  Tally received;
  Tally accepted;
  Tally rejected;
  uint64_t warning_rows = 0;
  uint64_t already_accepted_rows = 0;
  std::string receipt_no;      // empty for a dry run
  std::string content_digest;  // 64 hex digits
  int64_t received_at_ms = 0;
  bool replayed = false;
  bool dry_run = false;
  std::string reason;  // why the whole file was rejected; empty otherwise
  std::string reason_zh;
  std::string reason_en;
  std::string business_date;  // "2020-03-10"
  std::string file_name;

  // Everything that was sent took effect.
  bool Clean() const { return status == "accepted" && rejected.rows == 0; }
};

}  // namespace levybridge::client
