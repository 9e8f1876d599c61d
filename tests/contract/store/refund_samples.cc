#include "tests/contract/store/refund_samples.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace levybridge::contract {
namespace {

domain::ComponentAmounts Amounts(int64_t n) {
  domain::ComponentAmounts amounts;
  amounts[domain::Component::kEmployerMedical] = Fen(n);
  amounts[domain::Component::kPersonal] = Fen(2 * n);
  return amounts;
}

}  // namespace

domain::PartyId Bank() { return Party("urn:levybridge:party:bank:420100:main"); }

domain::EmployerKey Employer(int64_t n) { return {Area("420100"), Key(n).unit_code}; }

domain::Refund SampleRefund(int64_t refund_no, int64_t n) {
  return {.refund_no = refund_no,
          .obligation = Key(n),
          .component = domain::Component::kPersonal,
          .region = Area("420106").region,
          .unit_name = absl::StrCat("单位", n),
          .amount = Fen(1000 + n),
          .state = domain::RefundState::kLocked,
          .batch_no = 1,
          .filing_no = n,
          .passed_on = true,
          .since = {1'583'000'000'000 + n},
          .payouts = {}};
}

domain::Payout SamplePayout(int64_t sequence, int64_t batch_no) {
  return {.sequence = sequence,
          .batch_no = batch_no,
          .amount = Fen(900 + sequence),
          .filing_no = 5,
          .fetched_at = {1'583'000'000'000},
          .result = domain::PayoutResult::kPending,
          .reason_code = "AC04",
          .reason_text = "账户已销户",
          .value_on = Date("2020-04-01"),
          .late_success = true};
}

domain::RefundBatch SampleRefundBatch(const std::string& id, std::string_view paying_unit) {
  domain::RefundBatch batch = {.batch_no = 0,
                               .agency = Agency(),
                               .batch_id = *domain::BatchId::Parse(id),
                               .pooling_area = Area("420100"),
                               .paying_unit = Area(paying_unit).region,
                               .request = domain::Sha256Of("request"),
                               .next_attempt = true,
                               .state = domain::RefundBatchState::kGathering,
                               .refunds = 3,
                               .total = Amounts(700),
                               .covered = Amounts(300),
                               .accounts_missing = 2,
                               .content = domain::Sha256Of("content"),
                               .approvals = {{domain::RefundBatchState::kAccountsConfirmed,
                                              Tax(),
                                              {1'583'000'000'001},
                                              domain::Sha256Of("content")}},
                               .created_at = {1'583'000'000'002},
                               .since = {1'583'000'000'003},
                               .release_no = "FK-1",
                               .released = {},
                               .fetched_by = Bank(),
                               .results = {}};
  batch.tally(domain::PayoutResult::kReturned) = {2, domain::MoneySum::FromFen(500)};
  return batch;
}

ports::FiledAccount SampleAccount(int64_t n, std::string_view effective_on) {
  return {.filing_no = 0,
          .pooling_area = Area("420100"),
          .account = {.unit_code = Key(n).unit_code,
                      .region = Area("420106").region,
                      .account_no =
                          *domain::BankAccountNumber::Parse(absl::StrFormat("62220000%08d", n)),
                      .account_name = *domain::AccountName::Parse(absl::StrCat("武汉某某公司", n)),
                      .bank_name = "工商银行水果湖支行",
                      .bank_code = *domain::BankCode::Parse("102521000013"),
                      .effective_on = Date(effective_on)},
          .filed_by = Tax(),
          .filed_at = {1'583'000'000'000 + n}};
}

}  // namespace levybridge::contract
