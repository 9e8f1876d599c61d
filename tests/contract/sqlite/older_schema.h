// What later steps added, for tests that make an older store of a present one.
#pragma once

namespace levybridge::contract {

// Of the seventh version.
inline constexpr const char* kWithoutRefunds =
    "DROP TABLE refund; DROP TABLE refund_in_batch; DROP TABLE payout; DROP TABLE payout_position;"
    "DROP TABLE refund_batch; DROP TABLE refund_funds; DROP TABLE recoverable;"
    "DROP TABLE treasury_refund; DROP TABLE refund_request; DROP TABLE account;"
    "DROP TABLE refund_query;";
// Of the sixth.
inline constexpr const char* kWithoutRuns =
    "DROP TABLE run; DROP TABLE run_fence; DROP TABLE run_block; DROP TABLE run_filter;"
    "DROP TABLE obligation_area;";

}  // namespace levybridge::contract
