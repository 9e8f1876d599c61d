#include "adapters/sqlite/sealed.h"

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/status.h"
#include "gateway/ports/cipher.h"

namespace levybridge::sqlite {
namespace {

absl::Status NoCipher() {
  return absl::FailedPreconditionError(
      "ACCOUNT_KEY_MISSING: 未配置账户密钥 / the store has no key for accounts");
}

}  // namespace

absl::StatusOr<std::string> SealFor(const Connection& connection, std::string_view plain,
                                    std::string_view context) {
  if (connection.cipher() == nullptr) return NoCipher();
  return connection.cipher()->Seal(plain, context);
}

absl::StatusOr<std::string> OpenSealed(const Connection& connection, std::string_view sealed,
                                       std::string_view context) {
  if (connection.cipher() == nullptr) return NoCipher();
  auto opened = connection.cipher()->Open(sealed, context);
  if (opened.ok()) return opened;
  if (opened.status().code() == absl::StatusCode::kFailedPrecondition) {
    return absl::FailedPreconditionError(
        absl::StrCat("ACCOUNT_KEY_MISSING: 加密所用密钥未配置 / sealed by a key that is not"
                     " configured: ",
                     std::string(context)));
  }
  return Damaged("sealed", context);
}

std::string AccountContext(const AccountPlace& place) {
  return absl::StrCat("account/", place.filing_no, "/", place.pooling_area, "/",
                      std::string(place.unit_code), "/", place.effective_on);
}

std::string ChunkContext(int64_t batch_no, int64_t chunk_number) {
  return absl::StrCat("batch_chunk/", batch_no, "/", chunk_number);
}

}  // namespace levybridge::sqlite
