#include "adapters/month/export_file.h"

#include <initializer_list>

#include "adapters/files/table_reader.h"

namespace levybridge::month {
namespace {

constexpr char kHeader[] =
    "unit_code,region,insurance_type,fee_period,opening,assessed,collected_employer_medical,"
    "collected_maternity,collected_personal,late_fee,refunded,offset,closing";

void AppendSums(const domain::StatementTotals& totals, std::string& text) {
  for (const domain::MoneySum& sum :
       {totals.opening, totals.assessed, totals.collected_employer_medical,
        totals.collected_maternity, totals.collected_personal, totals.late_fee, totals.refunded,
        totals.offset, totals.closing}) {
    text += "," + sum.ToYuan();
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ExportFile>> ExportFile::Create(const std::string& path) {
  auto file = files::AtomicFile::Create(path);
  if (!file.ok()) return file.status();
  (*file)->Append(files::kUtf8Mark);
  (*file)->Append(kHeader);
  (*file)->Append(files::kCsvLineEnd);
  return std::unique_ptr<ExportFile>(new ExportFile(*std::move(file)));
}

absl::Status ExportFile::Append(const domain::StatementLine& line) {
  std::string text;
  files::AppendCell(files::Neutralise(line.unit_code.value()), ',', text);
  text += "," + line.region.ToString() + "," +
          std::to_string(static_cast<int>(line.insurance_type)) + "," + line.fee_period.ToIso();
  for (const domain::Money amount :
       {line.opening, line.assessed, line.collected_employer_medical, line.collected_maternity,
        line.collected_personal, line.late_fee, line.refunded, line.offset, line.closing}) {
    text += "," + amount.ToYuan();
  }
  text += files::kCsvLineEnd;
  file_->Append(text);
  totals_.Add(line);
  return file_->status();
}

absl::Status ExportFile::Finish() {
  std::string text = "合计," + std::to_string(totals_.lines) + ",,";
  AppendSums(totals_, text);
  text += files::kCsvLineEnd;
  file_->Append(text);
  return file_->Commit();
}

}  // namespace levybridge::month
