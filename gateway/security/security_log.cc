#include "gateway/security/security_log.h"

#include <algorithm>

#include "absl/strings/escaping.h"

namespace levybridge::security {
namespace {

// Names in certificates are chosen by strangers: no line breaks, no quotes, no endless lines.
std::string Quoted(std::string_view text) {
  constexpr size_t kMaxLength = 512;
  const absl::string_view bounded(text.data(), std::min(text.size(), kMaxLength));
  return '"' + absl::Utf8SafeCEscape(bounded) + '"';
}

}  // namespace

void SecurityLog::CallRefused(const Subject& subject, const Refusal& refusal) {
  counters_.refused_calls[static_cast<size_t>(refusal.reason)].fetch_add(1);
  logger_->warn("event=call_refused reason={} method={} uri={} serial={} text={}",
                MachineName(refusal.reason), Quoted(subject.method), Quoted(subject.uri),
                Quoted(subject.serial), Quoted(refusal.text));
}

void SecurityLog::StreamCancelled(const Subject& subject, const Refusal& refusal) {
  counters_.cancelled_streams.fetch_add(1);
  logger_->warn("event=stream_cancelled reason={} method={} uri={} serial={} text={}",
                MachineName(refusal.reason), Quoted(subject.method), Quoted(subject.uri),
                Quoted(subject.serial), Quoted(refusal.text));
}

void SecurityLog::HandshakeRefused(const Subject& subject, std::string_view reason) {
  counters_.refused_handshakes.fetch_add(1);
  logger_->warn("event=handshake_refused uri={} serial={} reason={}", Quoted(subject.uri),
                Quoted(subject.serial), Quoted(reason));
}

void SecurityLog::ReloadFailed(const absl::Status& error) {
  counters_.failed_reloads.fetch_add(1);
  logger_->error("event=reload_failed kept=old error={}", Quoted(std::string(error.message())));
}

void SecurityLog::Reloaded(std::string_view what) { logger_->info("event=reloaded what={}", what); }

void SecurityLog::RevocationListsExpired(uint64_t count, std::string_view files) {
  if (counters_.expired_revocation_lists.exchange(count) == count) return;
  if (count == 0) {
    logger_->info("event=revocation_lists_current");
  } else {
    logger_->error("event=revocation_lists_expired count={} files={}", count, Quoted(files));
  }
}

}  // namespace levybridge::security
