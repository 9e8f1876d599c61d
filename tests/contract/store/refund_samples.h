// Refunds, batches and accounts with every field filled, for the suites about refunds.
#pragma once

#include <cstdint>
#include <string>

#include "tests/contract/store/samples.h"

namespace levybridge::contract {

// Of obligation number n, locked for batch 1, without a payout.
domain::Refund SampleRefund(int64_t refund_no, int64_t n);
// One that the bank has not answered yet.
domain::Payout SamplePayout(int64_t sequence, int64_t batch_no);
domain::RefundBatch SampleRefundBatch(const std::string& id, std::string_view paying_unit);
ports::FiledAccount SampleAccount(int64_t n, std::string_view effective_on);
domain::EmployerKey Employer(int64_t n);
domain::PartyId Bank();

}  // namespace levybridge::contract
