#include "adapters/policy/register_files.h"

#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/files/byte_source.h"
#include "adapters/files/register_csv.h"
#include "gateway/domain/policy_explain.h"

namespace levybridge::policy {
namespace {

using domain::DeferralEntry;
using domain::EligibleEmployer;

RefusedEntry Refuse(const std::string& file, int64_t row,
                    const std::vector<domain::Problem>& problems) {
  RefusedEntry refused{file, row, {}, {}};
  for (const domain::Problem& problem : problems) {
    refused.chinese += problem.column + "：" + MessageOf(problem, domain::Language::kChinese) + " ";
    refused.english += problem.column + ": " + MessageOf(problem, domain::Language::kEnglish) + " ";
  }
  return refused;
}

RefusedEntry Refuse(const std::string& file, int64_t row,
                    const std::vector<domain::DeferralEntryDefect>& defects) {
  RefusedEntry refused{file, row, {}, {}};
  for (const domain::DeferralEntryDefect& defect : defects) {
    refused.chinese += ExplainEntryDefect(defect, domain::Language::kChinese) + " ";
    refused.english += ExplainEntryDefect(defect, domain::Language::kEnglish) + " ";
  }
  return refused;
}

// Hands every row that could be read to `take`, with its number.
template <class Open, class Take>
absl::Status ReadRows(const std::string& path, Open open, std::vector<RefusedEntry>& refused,
                      Take take) {
  absl::StatusOr<std::unique_ptr<files::ByteSource>> source = files::OpenFile(path);
  if (!source.ok()) return source.status();
  auto opened = open(std::move(*source), files::CsvOptions{});
  if (!opened.ok()) return opened.status();
  auto& reader = **opened;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next();
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    if (reader.row().value) {
      take(reader.row().row, std::move(*reader.row().value));
    } else {
      refused.push_back(Refuse(path, reader.row().row, reader.row().problems));
    }
  }
}

}  // namespace

absl::StatusOr<RegisterFile<DeferralEntry>> ReadDeferrals(const std::string& path,
                                                          const domain::PolicyBook& book) {
  RegisterFile<DeferralEntry> result;
  std::map<std::pair<domain::PoolingArea, std::string>, std::vector<DeferralEntry>> by_employer;
  const absl::Status status =
      ReadRows(path, files::OpenDeferrals, result.refused, [&](int64_t row, DeferralEntry entry) {
        std::vector<DeferralEntry>& earlier =
            by_employer[{book.regions().PoolingAreaOf(entry.region), entry.unit_code.value()}];
        const auto defects = book.CheckDeferralEntry(entry, std::nullopt, earlier);
        if (!defects.empty()) {
          result.refused.push_back(Refuse(path, row, defects));
          return;
        }
        earlier.push_back(entry);
        result.entries.push_back(std::move(entry));
      });
  if (!status.ok()) return status;
  return result;
}

absl::StatusOr<RegisterFile<EligibleEmployer>> ReadEligible(const std::string& path) {
  RegisterFile<EligibleEmployer> result;
  const absl::Status status = ReadRows(
      path, files::OpenEligible, result.refused,
      [&](int64_t, EligibleEmployer entry) { result.entries.push_back(std::move(entry)); });
  if (!status.ok()) return status;
  return result;
}

}  // namespace levybridge::policy
