// levybridge_generate: writes test files of any size from a seed. See generate_assessments.h.
//
//   levybridge_generate assessments --rows 1000000 --region 420102,420106 --fee-period 2020-03
//       --encoding gb18030 --out march.csv --manifest --batch-id 2020-03-a
//       --business-date 2020-03-10
//   levybridge_generate payments --rows 1000000 --region 420102,420106 --fee-period 2020-03
//       --paid-on 2020-03-20 --booked-on 2020-03-23 --out paid.csv
//
// Exit codes: 0 done, 2 wrong usage, 4 the file can't be written.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/files/atomic_file.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/encoding.h"
#include "gateway/domain/money.h"
#include "tests/support/generate_assessments.h"

namespace levybridge::support {
namespace {

using domain::CivilDate;

struct Arguments {
  uint64_t seed = 1;
  int64_t rows = 1000;
  std::string regions = "420102,420103,420104,420105,420106,420107,420111";
  std::string fee_period = "2020-03";
  std::string encoding = "utf-8";
  int32_t bad_per_million = 0;
  int32_t paid_per_million = 1'000'000;
  std::string out;
  bool manifest = false;
  std::string batch_id;
  std::string business_date;
  std::string paid_on = "2020-03-20";
  std::string booked_on;
};

int Fail(int code, const std::string& message) {
  std::fprintf(stderr, "levybridge_generate: %s\n", message.c_str());
  return code;
}

std::optional<std::vector<domain::RegionCode>> ParseRegions(std::string_view text) {
  std::vector<domain::RegionCode> regions;
  while (!text.empty()) {
    const size_t comma = text.find(',');
    const auto region = domain::RegionCode::Parse(text.substr(0, comma));
    if (!region) return std::nullopt;
    regions.push_back(*region);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  if (regions.empty()) return std::nullopt;
  return regions;
}

std::optional<AssessmentGenerator> MakeGenerator(const Arguments& arguments) {
  auto regions = ParseRegions(arguments.regions);
  const auto period = domain::FeePeriod::Parse(arguments.fee_period);
  if (!regions || !period || arguments.rows < 1) return std::nullopt;
  return AssessmentGenerator(GeneratorOptions{arguments.seed, arguments.rows, *std::move(regions),
                                              *period, arguments.bad_per_million,
                                              arguments.paid_per_million});
}

// Writes text in the encoding that was asked for.
class Output {
 public:
  Output(std::unique_ptr<files::AtomicFile> file, bool gb18030)
      : file_(std::move(file)), gb18030_(gb18030) {}
  void Write(const std::string& text) {
    if (gb18030_) {
      file_->Append(files::ToGb18030(text));
    } else {
      file_->Append(text);
    }
  }
  absl::Status Commit() { return file_->Commit(); }

 private:
  std::unique_ptr<files::AtomicFile> file_;
  bool gb18030_;
};

struct Totals {
  domain::MoneySum before, reduction, after;
};

// The sums a manifest states: what the file says, row by row, third decimals not counted.
void Count(const GeneratedRow& row, Totals& totals) {
  const int64_t before = row.medical_fen + row.maternity_fen;
  const int64_t stated =
      row.defect == Defect::kWrongReduction ? row.reduction_fen + 1 : row.reduction_fen;
  totals.before += domain::Money::Proven(before);
  totals.reduction += domain::Money::Proven(stated);
  totals.after += domain::Money::Proven(before - row.reduction_fen);
}

absl::StatusOr<std::string> DigestOf(const std::string& path) {
  auto file = files::OpenFile(path);
  if (!file.ok()) return file.status();
  files::HashingSource source(*std::move(file));
  const auto buffer = std::make_unique<std::array<char, 65536>>();
  for (;;) {
    const auto got = source.Read(buffer->data(), buffer->size());
    if (!got.ok()) return got.status();
    if (*got == 0) return source.HexDigest();
  }
}

absl::Status WriteManifest(const Arguments& arguments, const Totals& totals) {
  const auto digest = DigestOf(arguments.out);
  if (!digest.ok()) return digest.status();
  auto file = files::AtomicFile::Create(arguments.out + ".manifest.yaml");
  if (!file.ok()) return file.status();
  if (!arguments.batch_id.empty()) (*file)->Append("batch_id: \"" + arguments.batch_id + "\"\n");
  if (!arguments.business_date.empty()) {
    (*file)->Append("business_date: " + arguments.business_date + "\n");
  }
  (*file)->Append("records: " + std::to_string(arguments.rows) + "\n");
  (*file)->Append("total_before: " + totals.before.ToYuan() + "\n");
  (*file)->Append("total_reduction: " + totals.reduction.ToYuan() + "\n");
  (*file)->Append("total_after: " + totals.after.ToYuan() + "\n");
  (*file)->Append("sha256: " + *digest + "\n");
  return (*file)->Commit();
}

int WriteRows(const Arguments& arguments, const std::string& header,
              const std::function<void(int64_t, std::string&)>& append) {
  const auto encoding = files::ParseEncoding(arguments.encoding);
  if (!encoding) return Fail(2, "--encoding is utf-8 or gb18030");
  auto file = files::AtomicFile::Create(arguments.out);
  if (!file.ok()) return Fail(4, std::string(file.status().message()));
  Output output(*std::move(file), *encoding == files::Encoding::kGb18030);
  std::string text = header;
  for (int64_t position = 0; position < arguments.rows; ++position) {
    append(position, text);
    if (text.size() < 64 * 1024) continue;
    output.Write(text);
    text.clear();
  }
  output.Write(text);
  const absl::Status status = output.Commit();
  return status.ok() ? 0 : Fail(4, std::string(status.message()));
}

int GenerateAssessments(const Arguments& arguments) {
  const auto generator = MakeGenerator(arguments);
  if (!generator) return Fail(2, "--rows, --region or --fee-period is wrong");
  Totals totals;
  const int code = WriteRows(arguments, AssessmentGenerator::AssessmentHeader(),
                             [&](int64_t position, std::string& out) {
                               const GeneratedRow row = generator->At(position);
                               Count(row, totals);
                               generator->AppendAssessment(row, out);
                             });
  if (code != 0 || !arguments.manifest) return code;
  const absl::Status status = WriteManifest(arguments, totals);
  return status.ok() ? 0 : Fail(4, std::string(status.message()));
}

int GeneratePayments(const Arguments& arguments) {
  const auto generator = MakeGenerator(arguments);
  if (!generator) return Fail(2, "--rows, --region or --fee-period is wrong");
  const auto paid_on = CivilDate::Parse(arguments.paid_on);
  const auto booked_on = CivilDate::Parse(arguments.booked_on);
  if (!paid_on || (!booked_on && !arguments.booked_on.empty())) {
    return Fail(2, "--paid-on or --booked-on is no date");
  }
  const AssessmentGenerator::PaymentDates dates{*paid_on, booked_on};
  return WriteRows(arguments, AssessmentGenerator::PaymentHeader(),
                   [&](int64_t position, std::string& out) {
                     generator->AppendPayment(generator->At(position), dates, out);
                   });
}

void AddCommonOptions(CLI::App& command, Arguments& arguments) {
  command.add_option("--seed", arguments.seed, "same seed, same employers");
  command.add_option("--rows", arguments.rows, "number of employers");
  command.add_option("--region", arguments.regions, "region codes, comma-separated");
  command.add_option("--fee-period", arguments.fee_period, "for example 2020-03");
  command.add_option("--encoding", arguments.encoding, "utf-8 or gb18030");
  command.add_option("--bad-per-million", arguments.bad_per_million, "rows broken on purpose");
  command.add_option("--out", arguments.out, "the file to write")->required();
}

int Main(int argc, char** argv) {
  CLI::App app("Writes test files from a seed");
  app.require_subcommand(1);
  Arguments arguments;
  CLI::App* const assessments = app.add_subcommand("assessments", "an assessment file");
  AddCommonOptions(*assessments, arguments);
  assessments->add_flag("--manifest", arguments.manifest, "write the manifest beside it");
  assessments->add_option("--batch-id", arguments.batch_id, "for the manifest");
  assessments->add_option("--business-date", arguments.business_date, "for the manifest");
  CLI::App* const payments = app.add_subcommand("payments", "the payments for such a file");
  AddCommonOptions(*payments, arguments);
  payments->add_option("--paid-per-million", arguments.paid_per_million, "employers that pay");
  payments->add_option("--paid-on", arguments.paid_on, "date of payment");
  payments->add_option("--booked-on", arguments.booked_on, "date of booking; none by default");
  CLI11_PARSE(app, argc, argv);
  return assessments->parsed() ? GenerateAssessments(arguments) : GeneratePayments(arguments);
}

}  // namespace
}  // namespace levybridge::support

int main(int argc, char** argv) { return levybridge::support::Main(argc, argv); }
