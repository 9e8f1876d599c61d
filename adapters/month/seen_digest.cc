#include "adapters/month/seen_digest.h"

#include <filesystem>
#include <fstream>

#include "adapters/client/error_report.h"
#include "adapters/files/atomic_file.h"
#include "adapters/files/byte_source.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::month {
namespace {

std::string PathOf(const std::string& folder, const client::StatementTarget& target) {
  return domain::Concatenate(folder, "/month-", target.region.ToString(), "-", target.month.ToIso(),
                             ".seen");
}

}  // namespace

absl::Status RememberSeen(const std::string& state_folder, const client::StatementTarget& target,
                          const std::string& digest_hex) {
  if (digest_hex.empty()) return absl::OkStatus();
  std::error_code error;
  std::filesystem::create_directories(state_folder, error);
  if (error) return files::SystemError("create", state_folder, error.value());
  auto file = files::AtomicFile::Create(PathOf(state_folder, target));
  if (!file.ok()) return file.status();
  (*file)->Append(digest_hex + "\n");
  return (*file)->Commit();
}

absl::StatusOr<domain::Sha256Digest> LastSeen(const std::string& state_folder,
                                              const client::StatementTarget& target) {
  std::ifstream file(PathOf(state_folder, target));
  std::string hex;
  if (file >> hex) {
    if (const auto digest = domain::Sha256Digest::FromHex(hex)) return *digest;
  }
  return client::RefusedHere(
      absl::StatusCode::kFailedPrecondition, "TOTALS_NOT_SEEN",
      "请先用 month show 查看本月的数字，再确认（或用 --digest 指定） / look at the month with "
      "`month show` first, or name its --digest");
}

}  // namespace levybridge::month
