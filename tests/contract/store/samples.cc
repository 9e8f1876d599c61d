#include "tests/contract/store/samples.h"

#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/domain/check.h"
#include "gateway/domain/instruction_row.h"

namespace levybridge::contract {
namespace {

template <class T>
T Need(std::optional<T> value) {
  LEVYBRIDGE_CHECK(value.has_value(), "a sample of the tests must be well-formed");
  return *std::move(value);
}

domain::Sha256Digest SampleDigest(int64_t n) {
  domain::Sha256Digest digest;
  for (size_t i = 0; i < digest.bytes.size(); ++i) {
    digest.bytes[i] = static_cast<uint8_t>(n + static_cast<int64_t>(i));
  }
  return digest;
}

domain::ComponentAmounts SampleAmounts(int64_t n) {
  domain::ComponentAmounts amounts;
  amounts[domain::Component::kEmployerMedical] = Fen(100 * n + 1);
  amounts[domain::Component::kPersonal] = Fen(7 * n);
  amounts[domain::Component::kInterest] = Fen(-n);
  return amounts;
}

domain::Assessment SampleAssessment(int64_t n) {
  return {.assessment_no = Need(domain::AssessmentNumber::Parse(absl::StrCat("HD", n))),
          .unit_code = Key(n).unit_code,
          .uscc = "91420100MA4KXXXX0X",
          .unit_name = absl::StrCat("测试单位", n),
          .unit_type = domain::UnitType::kEnterpriseSmall,
          .region = Need(domain::RegionCode::Parse("420106")),
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = Period("2020-02"),
          .kind = domain::AssessmentKind::kReassessment,
          .supersedes_no = Need(domain::AssessmentNumber::Parse(absl::StrCat("HD-", n))),
          .applied_on = Date("2020-03-01"),
          .insured_count = n,
          .contribution_base = Fen(1000000 + n),
          .employer_rate = domain::RatePpm{80000},
          .original_employer_rate = domain::RatePpm{100000},
          .employer_medical = Fen(80000 + n),
          .maternity = Fen(n),
          .maternity_stated = true,
          .excluded_medical = Fen(3),
          .personal = Fen(20000),
          .amount_before = Fen(80000 + 2 * n),
          .reduction = Fen(40000),
          .amount_after = Fen(40000 + 2 * n),
          .reduction_start = Date("2020-02-01"),
          .reduction_end = Date("2020-06-30")};
}

domain::Problem SampleProblem() {
  return {domain::ProblemCode::kAmountMismatch, "amount_after", "100.00", "99.99"};
}

domain::StatementTotals SampleTotals(int64_t n) {
  domain::StatementTotals totals;
  totals.Add(SampleLine(n));
  totals.Add(SampleLine(n + 1));
  return totals;
}

}  // namespace

domain::PoolingArea Area(std::string_view code) { return {Need(domain::RegionCode::Parse(code))}; }
domain::FeePeriod Period(std::string_view text) { return Need(domain::FeePeriod::Parse(text)); }
domain::AccountingMonth Month(std::string_view text) {
  return Need(domain::AccountingMonth::Parse(text));
}
domain::CivilDate Date(std::string_view text) { return Need(domain::CivilDate::Parse(text)); }
domain::Money Fen(int64_t fen) { return Need(domain::Money::FromFen(fen)); }
domain::PartyId Party(std::string_view uri) { return Need(domain::PartyId::ParseUri(uri)); }
domain::PartyId Agency() { return Party("urn:levybridge:party:agency:420100:main"); }
domain::PartyId Tax() { return Party("urn:levybridge:party:tax:420100:main"); }

domain::ObligationKey Key(int64_t n, std::string_view area, std::string_view period) {
  return {Area(area), Period(period), Need(domain::UnitCode::Parse(absl::StrFormat("U%08d", n))),
          domain::InsuranceType::kEmployeeMedical};
}

domain::Obligation SampleObligation(int64_t n, std::string_view area, std::string_view period) {
  domain::Obligation obligation{.key = Key(n, area, period),
                                .region = Need(domain::RegionCode::Parse("420106")),
                                .balances = {},
                                .chains = {},
                                .late_fee_corrected = Fen(n),
                                .movements = {}};
  domain::ComponentBalance& balance = obligation.balance(domain::Component::kEmployerMedical);
  balance = {Fen(7000 + n), Fen(1), Fen(5000), Fen(n), Fen(2),
             Fen(3),        Fen(4), Fen(5),    Fen(6), Fen(7)};
  domain::AssessmentLink link{
      .assessment_no = Need(domain::AssessmentNumber::Parse(absl::StrCat("HD", n))),
      .kind = domain::AssessmentKind::kBackPayment,
      .applied_on = Date("2020-03-02"),
      .batch_no = n,
      .row = n + 1,
      .content = SampleDigest(n),
      .due = SampleAmounts(n),
      .deferred = SampleAmounts(n + 1),
      .live = true,
      .instruction = n};
  obligation.chains.push_back({{link, link}, {n, n + 1}, n, true});
  obligation.movements.push_back(
      {Month("2020-03"), SampleAmounts(n), SampleAmounts(n + 1), {}, SampleAmounts(2)});
  return obligation;
}

domain::Batch SampleBatch(int64_t n, domain::BatchKind kind) {
  domain::Manifest manifest;
  manifest.records = n;
  manifest.total_before = domain::MoneySum::FromFen((static_cast<__int128>(1) << 90) + n);
  manifest.total_fen = domain::MoneySum::FromFen(-n);
  manifest.file_sha256 = "00ff";
  domain::StatementHeader statement{.side = domain::StatementSide::kTax,
                                    .pooling_area = Area("420100"),
                                    .month = Month("2020-03"),
                                    .lines = n,
                                    .total_opening = domain::MoneySum(Fen(n)),
                                    .total_assessed = {},
                                    .total_collected = {},
                                    .total_late_fee = {},
                                    .total_refunded = {},
                                    .total_offset = {},
                                    .total_closing = domain::MoneySum(Fen(-n))};
  domain::BatchHeader header{.kind = kind,
                             .party = Agency(),
                             .batch_id = Need(domain::BatchId::Parse(absl::StrCat("batch-", n))),
                             .business_date = Date("2020-03-05"),
                             .all_or_nothing = true,
                             .dry_run = n % 2 == 0,
                             .file_name = "核定.csv",
                             .manifest = manifest,
                             .content_digest = SampleDigest(n),
                             .statement = statement};
  domain::Batch batch{.batch_no = 0,
                      .header = header,
                      .state = domain::BatchState::kReceiving,
                      .received_at = {1583366400000 + n},
                      .chunks_received = n,
                      .chunks_applied = 1,
                      .content_digest = SampleDigest(n + 1),
                      .total_before = domain::MoneySum(Fen(n)),
                      .total_reduction = {},
                      .total_after = {},
                      .statement_totals = SampleTotals(n),
                      .received = {n, domain::MoneySum(Fen(10 * n))},
                      .accepted = {n - 1, domain::MoneySum(Fen(9 * n))},
                      .rejected = {1, domain::MoneySum(Fen(n))},
                      .already_accepted_rows = 1,
                      .warnings = 2,
                      .refusal_code = "MANIFEST_DIFFERS",
                      .refusal_message = "条数不符",
                      .receipt_no = "R-1"};
  return batch;
}

domain::BatchChunk SampleChunk(int64_t number, int64_t n) {
  domain::BatchChunk chunk;
  chunk.number = number;
  chunk.first_row = number * domain::kRowsPerChunk + 1;
  std::vector<domain::NumberedRow<domain::Assessment>> rows;
  for (int64_t i = 0; i < n; ++i) rows.push_back({chunk.first_row + i, SampleAssessment(i)});
  chunk.rows = std::move(rows);
  domain::UnreadableRow unreadable;
  unreadable.row = chunk.first_row + n;
  unreadable.raw = "a,b\xFF";
  unreadable.problems = {SampleProblem()};
  unreadable.stated = Fen(5);
  chunk.unreadable.push_back(unreadable);
  return chunk;
}

domain::RowProblems SampleProblems(int64_t row) {
  return {row, {SampleProblem(), {domain::ProblemCode::kBadText, "unit_name", "", ""}}};
}

domain::Instruction SampleInstruction(int64_t sequence, std::string_view area) {
  return {.sequence = sequence,
          .action = domain::InstructionAction::kAdjust,
          .pooling_area = Area(area),
          .unit_code = Key(sequence).unit_code,
          .uscc = "91420100MA4KXXXX0X",
          .unit_name = "测试单位",
          .region = Area(area).region,
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = Period("2020-02"),
          .amount_before = Fen(sequence),
          .reduction = Fen(1),
          .amount_after = Fen(sequence - 1),
          .reduction_start = Date("2020-02-01"),
          .reduction_end = std::nullopt,
          .employer_medical_after = Fen(sequence - 2),
          .maternity = Fen(1),
          .personal = Fen(9),
          .offset_applied = Fen(2),
          .payable = Fen(sequence + 6),
          .due_on = Date("2020-03-15"),
          .late_fee_waived = true,
          .deferred_until = Date("2020-08-01"),
          .assessment_no = Need(domain::AssessmentNumber::Parse("HD1")),
          .replaces_sequence = sequence - 1,
          .policy = "wuhan-2020"};
}

std::vector<ports::ReadableArea> Readable(std::initializer_list<std::string_view> codes) {
  std::vector<ports::ReadableArea> areas;
  for (const std::string_view code : codes) areas.push_back({Area(code)});
  return areas;
}

std::vector<domain::Instruction> InstructionsOf(const ports::InstructionPage& page) {
  std::vector<domain::Instruction> instructions;
  for (const std::string_view row : Need(domain::SplitInstructionRows(page.rows))) {
    const domain::RegionCode region = Need(domain::RegionOfInstructionRow(row));
    instructions.push_back(
        Need(domain::ParseInstructionRow(row, domain::PoolingArea{region.City()})));
  }
  return instructions;
}

domain::Payment SamplePayment(int64_t n, std::string_view area) {
  const domain::ReceiptNumber receipt =
      Need(domain::ReceiptNumber::Parse(absl::StrFormat("%020d", n / 3)));
  domain::PaymentLine line{.id = {receipt, static_cast<int32_t>(n % 3 + 1)},
                           .type = domain::PaymentType::kPayment,
                           .instruction_no = domain::InstructionNumber(n + 1),
                           .unit_code = Key(n).unit_code,
                           .insurance_type = domain::InsuranceType::kEmployeeMedical,
                           .fee_period = Period("2020-02"),
                           .region = Area(area).region,
                           .amounts = SampleAmounts(n + 1),
                           .paid_on = Date("2020-03-10"),
                           .booked_on = Date("2020-03-12"),
                           .reverses = std::nullopt};
  return {.line = line,
          .pooling_area = Area(area),
          .applied_to = std::nullopt,
          .reversed = {},
          .reversed_by = {{receipt, 77}},
          .booked_in = Month("2020-03"),
          .batch_no = n};
}

domain::JournalEntry SampleEntry(int64_t n, std::string_view area) {
  domain::JournalEntry entry{.sequence = 0,
                             .kind = domain::EventKind::kAssessed,
                             .pooling_area = Area(area),
                             .obligation = Key(n, area),
                             .month = Month("2020-03"),
                             .adjusts = Month("2020-02"),
                             .business_date = Date("2020-03-05"),
                             .recorded_at = {1583366400000 + n},
                             .reference = absl::StrCat("HD", n),
                             .postings = {}};
  domain::Post(entry, domain::Component::kPersonal, domain::Account::kReceivable,
               domain::Account::kLevied, Fen(n + 1));
  return entry;
}

domain::MonthRecord SampleMonth(std::string_view area, std::string_view month) {
  return {.pooling_area = Area(area),
          .month = Month(month),
          .state = domain::MonthState::kConfirmed,
          .comparison_no = 3,
          .compared_at = domain::Timestamp{1},
          .journal_sequence = 4,
          .agency_batch = 5,
          .tax_batch = 6,
          .agency = SampleTotals(1),
          .tax = SampleTotals(2),
          .ledger = SampleTotals(3),
          .matched = 7,
          .differences = 8,
          .digest = SampleDigest(9),
          .by_agency = domain::Confirmation{Agency(), {10}, true, "金额不符", "王敏"},
          .by_tax = std::nullopt,
          .closed_at = domain::Timestamp{11}};
}

domain::StatementLine SampleLine(int64_t n) {
  return {.unit_code = Key(n).unit_code,
          .region = Area("420106").region,
          .insurance_type = domain::InsuranceType::kEmployeeMedical,
          .fee_period = Period("2020-02"),
          .opening = Fen(n),
          .assessed = Fen(2),
          .collected_employer_medical = Fen(3),
          .collected_maternity = Fen(4),
          .collected_personal = Fen(-5),
          .late_fee = Fen(6),
          .refunded = Fen(7),
          .offset = Fen(8),
          .closing = Fen(n + 9)};
}

domain::Difference SampleDifference(int64_t n) {
  return {.category = domain::DifferenceCategory::kPaidNotBooked,
          .key = Key(n),
          .region = Area("420106").region,
          .column = "closing",
          .agency = Fen(n),
          .tax = std::nullopt,
          .ledger = Fen(-n),
          .whose_move = domain::Role::kTax};
}

}  // namespace levybridge::contract
