// Connection and Query: SQLite with owners, statuses and cached statements.
//
// A Connection owns one handle of the database and the statements prepared on it; it is used by one
// thread at a time. A Query borrows a prepared statement until it is destroyed and must not outlive
// its connection. Errors of a Query stick: after the first one every step is refused and status()
// tells what happened, so that a caller checks once, after its loop.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace levybridge::ports {
class Cipher;
}  // namespace levybridge::ports

struct sqlite3;
struct sqlite3_stmt;

namespace levybridge::sqlite {

class RunCache;

struct ConnectionOptions {
  std::string path{};
  std::string vfs{};  // empty: the system's
  bool create = false;
  bool read_only = false;
  int busy_timeout_ms = 5000;
  int cache_kib = 65536;
};

class Connection {
 public:
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs SQL that gives no rows; may hold several statements.
  absl::Status Execute(const char* sql);
  // Runs one statement that is used again and again; `sql` must be a literal.
  absl::Status Run(const char* sql);
  // False once a failure has rolled the transaction back.
  bool InTransaction() const;
  // Rows inserted, changed or deleted by the last statement.
  int64_t Changes() const;
  sqlite3* handle() const { return handle_; }

  // A statement may refuse to go on because its reader has held its snapshot for too long; see
  // ReaderPool. Thread-safe.
  std::atomic<bool>& expired() { return expired_; }

  // What is remembered of the sorted runs (run_catalog.h); the connections of one store share it.
  RunCache& run_cache() const { return *run_cache_; }
  void ShareRunCache(std::shared_ptr<RunCache> cache) { run_cache_ = std::move(cache); }
  // What account data is sealed with (sealed.h); null: such data can be neither written nor read.
  // Outlives this connection.
  const ports::Cipher* cipher() const { return cipher_; }
  void UseCipher(const ports::Cipher* cipher) { cipher_ = cipher; }

 private:
  friend class Query;
  explicit Connection(sqlite3* handle);
  // `sql` must be a literal: statements are remembered by its address.
  absl::StatusOr<sqlite3_stmt*> Take(const char* sql);
  void GiveBack(const char* sql, sqlite3_stmt* statement);

  sqlite3* handle_;
  std::atomic<bool> expired_ = false;
  std::shared_ptr<RunCache> run_cache_;
  const ports::Cipher* cipher_ = nullptr;
  std::unordered_map<const char*, std::vector<sqlite3_stmt*>> idle_;
};

class Query {
 public:
  Query(Connection& connection, const char* sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Binds the next parameter. Bytes are not copied: they must live until the next Reset or the end.
  Query& Bind(int64_t value);
  Query& Bind(std::string_view bytes);

  // True while there is a row.
  bool Next();
  // Steps to the end, then makes the query ready for the next set of parameters.
  absl::Status Run();
  // Ready for the next set of parameters.
  void Reset();

  int64_t Int(int column) const;
  // Valid until the next step.
  std::string_view Blob(int column) const;
  const absl::Status& status() const { return status_; }

 private:
  Connection& connection_;
  const char* sql_;
  sqlite3_stmt* statement_ = nullptr;
  int next_parameter_ = 1;
  absl::Status status_;
};

}  // namespace levybridge::sqlite
