#include "tests/support/exchange/exchange.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <tuple>
#include <utility>

#include "adapters/settings/calendar_file.h"
#include "adapters/settings/policy_book_files.h"
#include "adapters/sqlite/connection.h"
#include "gateway/domain/instruction_row.h"
#include "gateway/security/account_cipher.h"
#include "gateway/usecases/accept_assessments.h"
#include "gateway/usecases/accept_statement.h"
#include "gateway/usecases/bring_deferrals_forward.h"
#include "gateway/usecases/correct_late_fees.h"
#include "gateway/usecases/keep_registers.h"
#include "gateway/usecases/record_accounts.h"
#include "gateway/usecases/record_payments.h"
#include "gateway/usecases/record_payout_results.h"
#include "gateway/usecases/record_rejections.h"
#include "gateway/usecases/record_treasury_refunds.h"

namespace levybridge::testing {
namespace {

using domain::Assessment;
using domain::BatchChunk;
using domain::BatchKind;
using domain::Component;
using domain::Money;
using domain::NumberedRow;

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "test set-up: %s\n", why.c_str());
  std::abort();
}

void DieUnlessOk(const absl::Status& status) {
  if (!status.ok()) Die(std::string(status.message()));
}

template <class RowType>
constexpr BatchKind KindOf() {
  if constexpr (std::is_same_v<RowType, Assessment>) return BatchKind::kAssessments;
  if constexpr (std::is_same_v<RowType, domain::PaymentLine>) return BatchKind::kPayments;
  if constexpr (std::is_same_v<RowType, domain::InstructionRejection>) {
    return BatchKind::kInstructionRejections;
  }
  if constexpr (std::is_same_v<RowType, domain::LateFeeCorrection>) return BatchKind::kLateFees;
  if constexpr (std::is_same_v<RowType, domain::DeferralEntry>) return BatchKind::kDeferrals;
  if constexpr (std::is_same_v<RowType, domain::EligibleEmployer>) {
    return BatchKind::kEligibleEmployers;
  }
  if constexpr (std::is_same_v<RowType, domain::MemberEvent>) return BatchKind::kMemberEvents;
  if constexpr (std::is_same_v<RowType, domain::Deregistration>) return BatchKind::kDeregistrations;
  if constexpr (std::is_same_v<RowType, domain::AccountOnFile>) return BatchKind::kAccounts;
  if constexpr (std::is_same_v<RowType, domain::PayoutReport>) return BatchKind::kPayoutResults;
  if constexpr (std::is_same_v<RowType, domain::TreasuryRefund>) return BatchKind::kTreasuryRefunds;
  return BatchKind::kStatement;
}

// With the shipped policies and calendar. `regions_file` empty: the shipped regions too.
usecases::Rules LoadRules(const std::string& regions_file) {
  const std::string config = std::string(LEVYBRIDGE_SOURCE_DIR) + "/config/";
  auto book = settings::LoadPolicyBook(
      config + "policies", regions_file.empty() ? config + "regions.yaml" : regions_file);
  if (!book.value) Die("the policies do not load");
  auto calendar = settings::LoadCalendar(config + "calendar.yaml", book.value->regions());
  if (!calendar.value) Die("the shipped calendar does not load");
  return {*std::move(book.value), *std::move(calendar.value)};
}

}  // namespace

class Exchange::Shipped : public usecases::RuleSource {
 public:
  explicit Shipped(const std::string& regions_file)
      : rules_(std::make_shared<const usecases::Rules>(LoadRules(regions_file))) {}
  std::shared_ptr<const usecases::Rules> Current() const override { return rules_; }

 private:
  std::shared_ptr<const usecases::Rules> rules_;
};

domain::CivilDate Date(std::string_view iso) { return domain::CivilDate::Parse(iso).value(); }
domain::FeePeriod Period(std::string_view iso) { return domain::FeePeriod::Parse(iso).value(); }
domain::AccountingMonth Month(std::string_view iso) {
  return domain::AccountingMonth::Parse(iso).value();
}
Money Yuan(std::string_view text) { return Money::ParseYuan(text).value(); }

Exchange::Exchange(const ExchangeSetup& setup)
    : business_date(Date("2020-03-05")),
      agency_(*domain::PartyId::ParseUri("urn:levybridge:party:agency:" + setup.city + ":agency")),
      tax_(*domain::PartyId::ParseUri("urn:levybridge:party:tax:" + setup.city + ":tax")),
      bank_(*domain::PartyId::ParseUri("urn:levybridge:party:bank:" + setup.city + ":bank")) {
  std::string pattern = std::filesystem::temp_directory_path() / "levybridge-test-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) Die("no temporary folder");
  folder_ = pattern;
  const std::string regions_file = setup.regions.empty() ? "" : folder_ + "/regions.yaml";
  if (!setup.regions.empty()) std::ofstream(regions_file) << setup.regions;
  shipped_ = std::make_unique<Shipped>(regions_file);
  auto cipher = security::AccountCipher::FromText(std::string(64, 'a'));
  DieUnlessOk(cipher.status());
  cipher_ = *std::move(cipher);
  Open();
}

Exchange::~Exchange() {
  intake_.reset();
  store_.reset();
  std::filesystem::remove_all(folder_);
}

void Exchange::Open() {
  sqlite::SqliteOptions options{.path = folder_ + "/store.db"};
  options.cipher = cipher_.get();
  auto opened = sqlite::SqliteStore::Open(options);
  DieUnlessOk(opened.status());
  store_ = *std::move(opened);
  deciders_.clear();
  deciders_[BatchKind::kAssessments] =
      std::make_unique<usecases::AssessmentDecider>(*shipped_, clock);
  deciders_[BatchKind::kPayments] = std::make_unique<usecases::PaymentDecider>(*shipped_, clock);
  deciders_[BatchKind::kInstructionRejections] =
      std::make_unique<usecases::RejectionDecider>(*shipped_, clock);
  deciders_[BatchKind::kLateFees] = std::make_unique<usecases::LateFeeDecider>(*shipped_, clock);
  deciders_[BatchKind::kStatement] = std::make_unique<usecases::StatementDecider>(*shipped_);
  deciders_[BatchKind::kDeferrals] = std::make_unique<usecases::DeferralDecider>(*shipped_);
  deciders_[BatchKind::kEligibleEmployers] =
      std::make_unique<usecases::EligibleEmployerDecider>(*shipped_, clock);
  deciders_[BatchKind::kMemberEvents] =
      std::make_unique<usecases::MemberEventDecider>(*shipped_, clock);
  deciders_[BatchKind::kDeregistrations] =
      std::make_unique<usecases::DeregistrationDecider>(*shipped_, clock);
  deciders_[BatchKind::kAccounts] = std::make_unique<usecases::AccountDecider>(*shipped_, clock);
  deciders_[BatchKind::kPayoutResults] =
      std::make_unique<usecases::PayoutResultDecider>(*shipped_, clock);
  deciders_[BatchKind::kTreasuryRefunds] =
      std::make_unique<usecases::TreasuryRefundDecider>(*shipped_, clock);
  intake_ =
      std::make_unique<usecases::BatchIntake>(*store_, clock, deciders_, usecases::IntakeLimits{});
  delivery_ = std::make_unique<usecases::InstructionDelivery>(*store_, *shipped_);
  comparison_ = std::make_unique<usecases::MonthComparison>(*store_, clock);
  signing_ = std::make_unique<usecases::MonthSigning>(*store_, clock);
}

void Exchange::Restart() { RestartAfter(""); }

void Exchange::RestartAfter(const std::string& sql) {
  intake_.reset();
  delivery_.reset();
  comparison_.reset();
  signing_.reset();
  store_.reset();
  if (!sql.empty()) {
    const auto connection = sqlite::Connection::Open({.path = folder_ + "/store.db"});
    DieUnlessOk(connection.status());
    DieUnlessOk((*connection)->Execute(sql.c_str()));
  }
  Open();
}

const usecases::RuleSource& Exchange::rules() const { return *shipped_; }

Assessment Exchange::Row(std::string_view number, std::string_view unit, std::string_view medical,
                         std::string_view personal) {
  Assessment row{.assessment_no = domain::AssessmentNumber::Parse(number).value(),
                 .unit_code = domain::UnitCode::Parse(unit).value(),
                 .uscc = "91420100MA10001210",
                 .unit_name = "武汉示例机械有限公司",
                 .unit_type = domain::UnitType::kEnterpriseSmall,
                 .region = *domain::RegionCode::FromNumber(420106),
                 .insurance_type = domain::InsuranceType::kEmployeeMedical,
                 .fee_period = Period("2020-03"),
                 .kind = domain::AssessmentKind::kRegular,
                 .supersedes_no = {},
                 .applied_on = Date("2020-03-05"),
                 .insured_count = 12,
                 .contribution_base = {},
                 .employer_rate = {},
                 .original_employer_rate = {},
                 .employer_medical = Yuan(medical),
                 .maternity = Yuan("70.00"),
                 .maternity_stated = true,
                 .excluded_medical = {},
                 .personal = Yuan(personal),
                 .amount_before = {},
                 .reduction = {},
                 .amount_after = {},
                 .reduction_start = {},
                 .reduction_end = {}};
  Recompute(row, true);
  return row;
}

void Exchange::Recompute(Assessment& row, bool halved) {
  row.amount_before = row.employer_medical + row.maternity;
  row.reduction = halved ? row.employer_medical - domain::HalfUp(row.employer_medical) : Money();
  row.amount_after = row.amount_before - *row.reduction;
  row.reduction_start.reset();
  row.reduction_end.reset();
  if (!row.reduction->IsZero()) {
    row.reduction_start = Date("2020-02-01");
    row.reduction_end = Date("2020-06-30");
  }
}

domain::PaymentLine Exchange::Payment(std::string_view receipt, std::string_view unit,
                                      std::string_view medical, std::string_view personal) {
  domain::PaymentLine line{.id = {domain::ReceiptNumber::Parse(receipt).value(), 1},
                           .type = domain::PaymentType::kPayment,
                           .instruction_no = {},
                           .unit_code = domain::UnitCode::Parse(unit),
                           .insurance_type = domain::InsuranceType::kEmployeeMedical,
                           .fee_period = Period("2020-03"),
                           .region = *domain::RegionCode::FromNumber(420106),
                           .amounts = {},
                           .paid_on = Date("2020-03-20"),
                           .booked_on = Date("2020-03-21"),
                           .reverses = {}};
  line.amounts[Component::kEmployerMedical] = Yuan(medical);
  line.amounts[Component::kPersonal] = Yuan(personal);
  return line;
}

template <class RowType>
domain::BatchHeader Exchange::Header(std::string_view batch_id) const {
  const BatchKind kind = KindOf<RowType>();
  const bool from_agency = kind == BatchKind::kAssessments || kind == BatchKind::kDeferrals ||
                           kind == BatchKind::kEligibleEmployers ||
                           kind == BatchKind::kMemberEvents || kind == BatchKind::kDeregistrations;
  const domain::PartyId& other = kind == BatchKind::kPayoutResults ? bank_ : tax_;
  return {.kind = kind,
          .party = from_agency ? agency_ : other,
          .batch_id = domain::BatchId::Parse(batch_id).value(),
          .business_date = business_date,
          .all_or_nothing = false,
          .dry_run = false,
          .file_name = "test.csv",
          .manifest = {},
          .content_digest = {},
          .statement = {}};
}

template <class RowType>
absl::StatusOr<usecases::FinishedBatch> Exchange::SubmitBatch(const domain::BatchHeader& header,
                                                              const std::vector<RowType>& rows) {
  const auto opened = intake_->Open(header);
  if (!opened.ok()) return opened.status();
  const int64_t batch_no = opened->batch.batch_no;
  const auto count = static_cast<int64_t>(rows.size());
  for (int64_t first = 0; first < count; first += domain::kRowsPerChunk) {
    std::vector<NumberedRow<RowType>> numbered;
    for (int64_t i = first; i < std::min(count, first + domain::kRowsPerChunk); ++i) {
      numbered.push_back({i + 1, rows[static_cast<size_t>(i)]});
    }
    const BatchChunk chunk{first / domain::kRowsPerChunk, first + 1, std::move(numbered), {}};
    const absl::Status stored = intake_->AppendChunk(batch_no, chunk);
    if (!stored.ok()) return stored;
  }
  return intake_->Finish(batch_no, {count, std::nullopt}, nullptr);
}

#define LEVYBRIDGE_FOR_ROW(RowType)                                               \
  template domain::BatchHeader Exchange::Header<RowType>(std::string_view) const; \
  template absl::StatusOr<usecases::FinishedBatch> Exchange::SubmitBatch(         \
      const domain::BatchHeader&, const std::vector<RowType>&)
LEVYBRIDGE_FOR_ROW(Assessment);
LEVYBRIDGE_FOR_ROW(domain::PaymentLine);
LEVYBRIDGE_FOR_ROW(domain::InstructionRejection);
LEVYBRIDGE_FOR_ROW(domain::LateFeeCorrection);
LEVYBRIDGE_FOR_ROW(domain::StatementLine);
LEVYBRIDGE_FOR_ROW(domain::DeferralEntry);
LEVYBRIDGE_FOR_ROW(domain::EligibleEmployer);
LEVYBRIDGE_FOR_ROW(domain::MemberEvent);
LEVYBRIDGE_FOR_ROW(domain::Deregistration);
LEVYBRIDGE_FOR_ROW(domain::AccountOnFile);
LEVYBRIDGE_FOR_ROW(domain::PayoutReport);
LEVYBRIDGE_FOR_ROW(domain::TreasuryRefund);
#undef LEVYBRIDGE_FOR_ROW

ports::Store& Exchange::store() { return *store_; }
const ports::Store& Exchange::store() const { return *store_; }

usecases::DeferralMakeUp Exchange::make_up(int32_t per_slice) {
  return {*store_, rules(), clock, per_slice};
}

usecases::DeferralAdoption Exchange::adoption(int32_t per_slice) {
  return {*store_, rules(), per_slice};
}

std::optional<domain::Obligation> Exchange::Find(std::string_view unit,
                                                 std::string_view period) const {
  return Find(domain::ObligationKey{city(), Period(period), domain::UnitCode::Parse(unit).value(),
                                    domain::InsuranceType::kEmployeeMedical});
}

std::optional<domain::Obligation> Exchange::Find(const domain::ObligationKey& key) const {
  std::optional<domain::Obligation> found;
  DieUnlessOk(store_->Read([&](const ports::Transaction& store) -> absl::Status {
    auto answer = store.obligations().Find({&key, 1});
    if (!answer.ok()) return answer.status();
    found = std::move((*answer)[0]);
    return absl::OkStatus();
  }));
  return found;
}

std::optional<domain::Deferral> Exchange::DeferralOf(const domain::ObligationKey& key) const {
  std::optional<domain::Deferral> found;
  DieUnlessOk(store_->Read([&](const ports::Transaction& store) -> absl::Status {
    auto answer = store.deferrals().Find({&key, 1});
    if (!answer.ok()) return answer.status();
    found = std::move((*answer)[0]);
    return absl::OkStatus();
  }));
  return found;
}

std::string Exchange::VerifyFault() const {
  const auto report = store_->Verify([](std::string_view, int64_t) {});
  DieUnlessOk(report.status());
  std::string fault;
  for (const std::string& problem : report->problems) fault += problem + "\n";
  return fault;
}

std::vector<domain::RowProblems> Exchange::Problems(int64_t batch_no) const {
  std::vector<domain::RowProblems> problems;
  DieUnlessOk(store_->Read([&](const ports::Transaction& store) -> absl::Status {
    auto answer = store.batches().ReadProblems(batch_no, 1, 1000);
    if (!answer.ok()) return answer.status();
    problems = *std::move(answer);
    return absl::OkStatus();
  }));
  return problems;
}

std::vector<domain::Instruction> Exchange::InstructionsOf(
    const ports::InstructionPage& page) const {
  const auto rows = domain::SplitInstructionRows(page.rows);
  if (!rows) Die("a page holds no rows");
  std::vector<domain::Instruction> instructions;
  for (const std::string_view row : *rows) {
    const auto region = domain::RegionOfInstructionRow(row);
    if (!region) Die("an instruction has no region");
    const domain::RegionTree& regions = rules().Current()->book.regions();
    auto instruction = domain::ParseInstructionRow(row, regions.PoolingAreaOf(*region));
    if (!instruction) Die("an instruction cannot be read back");
    instructions.push_back(*std::move(instruction));
  }
  return instructions;
}

std::vector<domain::Instruction> Exchange::PullAll(const domain::PartyId& tax) {
  std::vector<domain::Instruction> all;
  const auto position = delivery_->Position(tax);
  DieUnlessOk(position.status());
  int64_t after = position->acknowledged;
  while (true) {
    auto page = delivery_->ReadPage(tax, after, 100);
    DieUnlessOk(page.status());
    after = page->scanned_through;
    std::vector<domain::Instruction> more = InstructionsOf(*page);
    std::move(more.begin(), more.end(), std::back_inserter(all));
    if (page->at_end) break;
  }
  DieUnlessOk(delivery_->MarkDelivered(tax, after));
  DieUnlessOk(delivery_->Acknowledge(tax, after).status());
  return all;
}

std::string Exchange::StoreFaults() const {
  const auto report = store_->Verify([](std::string_view, int64_t) {});
  DieUnlessOk(report.status());
  std::string faults;
  for (const std::string& problem : report->problems) faults += problem + "\n";
  return faults;
}

std::string Exchange::LedgerFault() const {
  using Coordinates =
      std::tuple<domain::PoolingArea, domain::AccountingMonth, domain::Account, Component>;
  std::map<Coordinates, __int128> sums;
  __int128 total = 0;
  std::string fault;
  DieUnlessOk(store_->Read([&](const ports::Transaction& store) -> absl::Status {
    auto scanned = store.journal().Scan(0, [&](const domain::JournalEntry& entry) {
      if (!domain::IsBalanced(entry)) fault = "an entry does not balance: " + entry.reference;
      for (const domain::Posting& posting : entry.postings) {
        total += posting.amount.fen();
        sums[{entry.pooling_area, entry.month, posting.account, posting.component}] +=
            posting.amount.fen();
      }
      return true;
    });
    if (!scanned.ok()) return scanned;
    auto balances = store.journal().Balances(std::nullopt);
    if (!balances.ok()) return balances.status();
    for (const ports::AccountBalance& balance : *balances) {
      auto& sum = sums[{balance.pooling_area, balance.month, balance.account, balance.component}];
      if (sum != balance.fen.fen()) fault = "a running balance differs from its postings";
      sum = 0;
    }
    return absl::OkStatus();
  }));
  for (const auto& [coordinates, rest] : sums) {
    if (rest != 0) fault = "postings without a running balance";
  }
  return total == 0 ? fault : "the sum over all accounts is not zero";
}

}  // namespace levybridge::testing
