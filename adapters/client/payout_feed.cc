#include "adapters/client/payout_feed.h"

#include <optional>
#include <utility>

#include "adapters/client/wire_call.h"
#include "gateway/domain/concatenate.h"
#include "levybridge/refund/v1/payout_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = refund::v1;

constexpr char kPull[] = "/levybridge.refund.v1.PayoutService/PullPayouts";
constexpr char kAcknowledge[] = "/levybridge.refund.v1.PayoutService/AcknowledgePayouts";
constexpr int kPayoutsPerPage = 500;

// Names the sequence only: what else stands there may be an account.
absl::Status Unreadable(uint64_t sequence) {
  return absl::InternalError(
      domain::Concatenate("payout at sequence ", std::to_string(sequence), " breaks the contract"));
}

absl::StatusOr<PulledPayout> PayoutFromWire(const wire::PayoutOrder& order, int32_t region) {
  const auto unit = domain::RegionCode::FromNumber(static_cast<uint32_t>(region));
  auto payout_id = domain::PayoutId::Parse(order.payout_id());
  auto refund_no = domain::RefundNumber::Parse(order.refund_no());
  const auto amount = domain::Money::FromFen(order.amount_fen());
  auto name = domain::AccountName::Parse(order.account_name());
  auto account = domain::BankAccountNumber::Parse(order.account_no());
  auto code = domain::BankCode::Parse(order.bank_code());
  auto unit_code = domain::UnitCode::Parse(order.unit_code());
  if (!unit || !payout_id || !refund_no || !amount || !name || !account || !code || !unit_code ||
      order.sequence() == 0 || amount->fen() <= 0) {
    return Unreadable(order.sequence());
  }
  return PulledPayout{.sequence = static_cast<int64_t>(order.sequence()),
                      .paying_unit = *unit,
                      .order = {.payout_id = *std::move(payout_id),
                                .refund_no = *std::move(refund_no),
                                .amount = *amount,
                                .account_name = *std::move(name),
                                .account_no = *std::move(account),
                                .bank_name = order.bank_name(),
                                .bank_code = *std::move(code),
                                .unit_code = *std::move(unit_code)}};
}

void PayoutToWire(const PulledPayout& payout, wire::PayoutOrder& order) {
  order.set_sequence(static_cast<uint64_t>(payout.sequence));
  order.set_payout_id(payout.order.payout_id.value());
  order.set_refund_no(payout.order.refund_no.value());
  order.set_amount_fen(payout.order.amount.fen());
  order.set_account_name(payout.order.account_name.InFullForBankOrFiler());
  order.set_account_no(payout.order.account_no.InFullForBankOrFiler());
  order.set_bank_name(payout.order.bank_name);
  order.set_bank_code(payout.order.bank_code.value());
  order.set_unit_code(payout.order.unit_code.value());
}

absl::Status ForEachOrder(const wire::PullPayoutsResponse& page, const PayoutFeed::Take& take) {
  for (const wire::PayoutOrder& order : page.orders()) {
    const auto payout = PayoutFromWire(order, page.paying_region());
    if (!payout.ok()) return payout.status();
    if (absl::Status status = take(*payout); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status GatewayPayoutFeed::Pull(const Take& take) {
  wire::PullPayoutsRequest request;
  uint64_t rows = 0;
  return StreamWithRetries<wire::PullPayoutsResponse, wire::PullPayoutsRequest>(
      *session_.connection, session_.retry, kPull, [&] { return request; },
      [&](const wire::PullPayoutsResponse& page) {
        absl::Status status = ForEachOrder(page, [&](const PulledPayout& payout) {
          absl::Status taken = take(payout);
          if (taken.ok()) request.set_after_sequence(static_cast<uint64_t>(payout.sequence));
          return taken;
        });
        rows += static_cast<uint64_t>(page.orders_size());
        session_.progress.Show("接收 / receiving", rows, rows);
        return status;
      });
}

absl::StatusOr<int64_t> GatewayPayoutFeed::Acknowledge(int64_t sequence) {
  wire::AcknowledgePayoutsRequest request;
  request.set_through_sequence(static_cast<uint64_t>(sequence));
  const auto answer = CallWithRetries<wire::AcknowledgePayoutsResponse>(
      *session_.connection, session_.retry, kAcknowledge, request);
  if (!answer.ok()) return answer.status();
  return static_cast<int64_t>(answer->acknowledged_sequence());
}

struct PulledPayouts::Page {
  wire::PullPayoutsResponse message;
};

PulledPayouts::PulledPayouts(std::unique_ptr<Spool> spool)
    : spool_(std::move(spool)), page_(std::make_unique<Page>()) {}

PulledPayouts::~PulledPayouts() = default;

absl::StatusOr<std::unique_ptr<PulledPayouts>> PulledPayouts::Create(const std::string& folder) {
  auto spool = Spool::Create(folder);
  if (!spool.ok()) return spool.status();
  return std::unique_ptr<PulledPayouts>(new PulledPayouts(*std::move(spool)));
}

absl::Status PulledPayouts::Add(const PulledPayout& payout) {
  wire::PullPayoutsResponse& message = page_->message;
  const auto region = static_cast<int32_t>(payout.paying_unit.number());
  const bool full = message.orders_size() == kPayoutsPerPage ||
                    (message.orders_size() > 0 && message.paying_region() != region);
  if (full) {
    if (absl::Status status = Finish(); !status.ok()) return status;
  }
  message.set_paying_region(region);
  PayoutToWire(payout, *message.add_orders());
  paying_units_.insert(payout.paying_unit);
  if (rows_++ == 0) first_ = payout.sequence;
  last_ = payout.sequence;
  total_ += payout.order.amount;
  return absl::OkStatus();
}

absl::Status PulledPayouts::Finish() {
  if (page_->message.orders_size() == 0) return absl::OkStatus();
  absl::Status status = spool_->Append(page_->message.SerializeAsString());
  page_->message.Clear();
  return status;
}

absl::Status PulledPayouts::ForEach(domain::RegionCode paying_unit,
                                    const PayoutFeed::Take& take) const {
  wire::PullPayoutsResponse page;
  for (size_t i = 0; i < spool_->size(); ++i) {
    const auto bytes = spool_->Read(i);
    if (!bytes.ok()) return bytes.status();
    if (!page.ParseFromString(*bytes)) return absl::InternalError("the spool was changed");
    if (page.paying_region() != static_cast<int32_t>(paying_unit.number())) continue;
    if (absl::Status status = ForEachOrder(page, take); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace levybridge::client
