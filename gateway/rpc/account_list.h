// ListAccounts: accounts on file, a page of the store at a time, narrowed to the caller's region.
// In full only to the tax bureau that filed them. Thread-safe: a free function.
#pragma once

#include "gateway/rpc/call.h"
#include "levybridge/refund/v1/account_service.grpc.pb.h"

namespace levybridge::rpc {

absl::Status ListAccounts(Call& call, const refund::v1::ListAccountsRequest& request,
                          grpc::ServerWriter<refund::v1::ListAccountsResponse>& writer);

}  // namespace levybridge::rpc
