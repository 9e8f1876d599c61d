#include "tests/bench/store/rows.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "gateway/domain/check.h"
#include "gateway/domain/obligation_change.h"
#include "tests/support/permutation.h"

namespace levybridge::bench {
namespace {

template <class T>
T Need(std::optional<T> value) {
  LEVYBRIDGE_CHECK(value.has_value(), "a constant of the benchmark is valid");
  return *std::move(value);
}

domain::CivilDate Day() { return Need(domain::CivilDate::Parse("2020-03-05")); }

domain::RegionCode District() { return Need(domain::RegionCode::Parse("420106")); }

domain::Sha256Digest DigestOf(int64_t employer) {
  domain::Sha256Digest digest;
  uint64_t word = static_cast<uint64_t>(employer);
  for (uint8_t& byte : digest.bytes) byte = static_cast<uint8_t>(word = support::Mix(word));
  return digest;
}

domain::Money Fen(int64_t fen) { return Need(domain::Money::FromFen(fen)); }

domain::Obligation FreshObligation(const domain::ObligationKey& key,
                                   const ports::AssessmentIdentity& number, int64_t employer,
                                   int64_t sequence) {
  domain::AssessmentLink link{.assessment_no = number.assessment_no,
                              .kind = domain::AssessmentKind::kRegular,
                              .applied_on = {},
                              .batch_no = 1,
                              .row = employer,
                              .content = DigestOf(employer),
                              .due = {},
                              .deferred = {},
                              .live = true,
                              .instruction = sequence};
  link.due[domain::Component::kEmployerMedical] = Fen(100'000 + employer % 900'000);
  link.due[domain::Component::kPersonal] = Fen(50'000 + employer % 100'000);
  domain::AssessmentChain chain;
  chain.links.push_back(std::move(link));
  chain.instructions.push_back(sequence);
  chain.last_known_to_tax = sequence;
  domain::Obligation obligation{key, District(), {}, {}, {}, {}};
  obligation.chains.push_back(std::move(chain));
  return obligation;
}

// Books what is due; gives the entry.
domain::JournalEntry Book(domain::Obligation& obligation, const std::string& reference) {
  const domain::ComponentAmounts due = obligation.chains.front().links.front().due;
  domain::ObligationChange change(obligation,
                                  {domain::EventKind::kAssessed,
                                   Need(domain::AccountingMonth::FromYearMonth(2020, 3)),
                                   std::nullopt,
                                   Day(),
                                   {1'583'366'400'000},
                                   reference});
  for (const domain::Component component :
       {domain::Component::kEmployerMedical, domain::Component::kPersonal}) {
    LEVYBRIDGE_CHECK(change.AddDue(component, due[component]), "amounts are in bounds");
  }
  return std::move(change).Finish();
}

domain::Instruction InstructionOf(const domain::Obligation& obligation, int64_t sequence) {
  const domain::AssessmentLink& link = obligation.chains.front().links.front();
  const domain::Money medical = link.due[domain::Component::kEmployerMedical];
  const domain::Money personal = link.due[domain::Component::kPersonal];
  return {.sequence = sequence,
          .action = domain::InstructionAction::kCollect,
          .pooling_area = obligation.key.pooling_area,
          .unit_code = obligation.key.unit_code,
          .uscc = "91420100MA4KXXXX0X",
          .unit_name = "武汉某某科技有限公司",
          .region = District(),
          .insurance_type = obligation.key.insurance_type,
          .fee_period = obligation.key.fee_period,
          .amount_before = Fen(2 * medical.fen()),
          .reduction = medical,
          .amount_after = medical,
          .reduction_start = Day(),
          .reduction_end = Day(),
          .employer_medical_after = medical,
          .maternity = {},
          .personal = personal,
          .offset_applied = {},
          .payable = medical + personal,
          .due_on = Day(),
          .late_fee_waived = false,
          .deferred_until = std::nullopt,
          .assessment_no = link.assessment_no,
          .replaces_sequence = 0,
          .policy = "wuhan-2020-reduction"};
}

}  // namespace

domain::ObligationKey KeyOf(int64_t employer, domain::FeePeriod fee_period) {
  return {domain::PoolingArea{Need(domain::RegionCode::Parse("420100"))}, fee_period,
          Need(domain::UnitCode::Parse(absl::StrFormat("U%010d", employer))),
          domain::InsuranceType::kEmployeeMedical};
}

ports::AssessmentIdentity NumberOf(int64_t employer, domain::FeePeriod fee_period) {
  return {fee_period, Need(domain::AssessmentNumber::Parse(
                          absl::StrFormat("HD%d%010d", fee_period.index(), employer)))};
}

domain::PartyId Agency() {
  return Need(domain::PartyId::ParseUri("urn:levybridge:party:agency:420100:main"));
}

domain::FeePeriod FirstPeriod() { return Need(domain::FeePeriod::FromYearMonth(2020, 2)); }

Step MakeStep(const std::vector<int64_t>& employers, domain::FeePeriod fee_period,
              int64_t first_sequence) {
  Step step;
  int64_t sequence = first_sequence;
  for (const int64_t employer : employers) {
    step.owners.push_back(KeyOf(employer, fee_period));
    step.numbers.push_back(NumberOf(employer, fee_period));
    domain::Obligation obligation =
        FreshObligation(step.owners.back(), step.numbers.back(), employer, sequence);
    step.entries.push_back(Book(obligation, step.numbers.back().assessment_no.value()));
    step.instructions.push_back(InstructionOf(obligation, sequence));
    step.obligations.push_back(std::move(obligation));
    ++sequence;
  }
  std::sort(step.obligations.begin(), step.obligations.end(),
            [](const auto& a, const auto& b) { return a.key < b.key; });
  for (const domain::Obligation& each : step.obligations) step.keys.push_back(each.key);
  step.sorted_numbers = step.numbers;
  std::sort(step.sorted_numbers.begin(), step.sorted_numbers.end());
  return step;
}

}  // namespace levybridge::bench
