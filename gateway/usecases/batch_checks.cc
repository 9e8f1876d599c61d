#include "gateway/usecases/batch_checks.h"

#include <array>
#include <string>

#include "gateway/usecases/refusal.h"

namespace levybridge::usecases {
namespace {

using domain::Batch;
using domain::BatchHeader;
using domain::MoneySum;
using domain::Sha256Digest;

absl::Status Conflict(std::string_view field, const std::string& stored, const std::string& given) {
  return Refusal(absl::StatusCode::kAlreadyExists, "BATCH_CONFLICT",
                 {"该批次号已用于不同内容；请核对文件，或使用新的批次号",
                  "this batch id stands for other content; check the file, or use a new id"},
                 {{"field", std::string(field)}, {"stored", stored}, {"given", given}});
}

absl::Status WrongManifest(std::string_view field, const std::string& stated,
                           const std::string& counted) {
  return Refusal(
      absl::StatusCode::kInvalidArgument, "MANIFEST_MISMATCH",
      {"清单与文件不符，整份退回", "the manifest disagrees with the rows; refused whole"},
      {{"field", std::string(field)}, {"stated", stated}, {"counted", counted}});
}

struct TotalCheck {
  std::string_view field;
  const std::optional<MoneySum>& stated;
  const MoneySum& counted;
};

absl::Status CheckManifest(const Batch& batch) {
  if (!batch.header.manifest) return absl::OkStatus();
  const domain::Manifest& manifest = *batch.header.manifest;
  if (manifest.records && *manifest.records != batch.received.rows) {
    return WrongManifest("records", std::to_string(*manifest.records),
                         std::to_string(batch.received.rows));
  }
  const std::array<TotalCheck, 4> totals = {
      TotalCheck{"total_before", manifest.total_before, batch.total_before},
      TotalCheck{"total_reduction", manifest.total_reduction, batch.total_reduction},
      TotalCheck{"total_after", manifest.total_after, batch.total_after},
      TotalCheck{"total_fen", manifest.total_fen, batch.received.fen}};
  for (const TotalCheck& total : totals) {
    if (total.stated && *total.stated != total.counted) {
      return WrongManifest(total.field, total.stated->ToYuan(), total.counted.ToYuan());
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSameHeader(const Batch& stored, const BatchHeader& header) {
  const BatchHeader& before = stored.header;
  if (before.business_date != header.business_date) {
    return Conflict("business_date", before.business_date.ToIso(), header.business_date.ToIso());
  }
  if (before.all_or_nothing != header.all_or_nothing) {
    return Conflict("all_or_nothing", before.all_or_nothing ? "true" : "false",
                    header.all_or_nothing ? "true" : "false");
  }
  if (before.statement && header.statement) {
    if (before.statement->month != header.statement->month) {
      return Conflict("month", before.statement->month.ToIso(), header.statement->month.ToIso());
    }
    if (before.statement->pooling_area != header.statement->pooling_area) {
      return Conflict("region", before.statement->pooling_area.region.ToString(),
                      header.statement->pooling_area.region.ToString());
    }
  }
  const bool finished = stored.state != domain::BatchState::kReceiving;
  const std::optional<Sha256Digest> known =
      finished ? std::optional(stored.content_digest) : before.content_digest;
  if (known && header.content_digest && *known != *header.content_digest) {
    return Conflict("content_digest", known->ToHex(), header.content_digest->ToHex());
  }
  return absl::OkStatus();
}

absl::Status CheckSameContent(const Batch& stored, int64_t rows,
                              const std::optional<Sha256Digest>& digest) {
  if (stored.received.rows != rows) {
    return Conflict("rows", std::to_string(stored.received.rows), std::to_string(rows));
  }
  if (digest && stored.content_digest != *digest) {
    return Conflict("content_digest", stored.content_digest.ToHex(), digest->ToHex());
  }
  return absl::OkStatus();
}

absl::Status CheckWholeBatch(const Batch& batch, int64_t rows,
                             const std::optional<Sha256Digest>& digest) {
  if (rows != batch.received.rows) {
    return Refusal(
        absl::StatusCode::kInvalidArgument, "ROW_COUNT_MISMATCH",
        {"结束记录的行数与收到的行数不符，整份退回",
         "the trailer's row count differs from the rows received; refused whole"},
        {{"stated", std::to_string(rows)}, {"counted", std::to_string(batch.received.rows)}});
  }
  if (digest && *digest != batch.content_digest) {
    return Refusal(absl::StatusCode::kInvalidArgument, "DIGEST_MISMATCH",
                   {"内容摘要与收到的内容不符，整份退回",
                    "the digest differs from the content received; refused whole"},
                   {{"stated", digest->ToHex()}, {"computed", batch.content_digest.ToHex()}});
  }
  return CheckManifest(batch);
}

absl::Status CheckStatedTotals(const Batch& batch, const domain::RowTally& stated) {
  if (stated == batch.received) return absl::OkStatus();
  return Refusal(
      absl::StatusCode::kInvalidArgument, "AMOUNT_MISMATCH",
      {"文件的合计与明细不符，整份退回", "the file's totals differ from its rows; refused whole"},
      {{"stated_rows", std::to_string(stated.rows)},
       {"counted_rows", std::to_string(batch.received.rows)},
       {"stated_yuan", stated.fen.ToYuan()},
       {"counted_yuan", batch.received.fen.ToYuan()}});
}

}  // namespace levybridge::usecases
