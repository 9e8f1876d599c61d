#include "gateway/rpc/overpayments.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/rpc/convert_batch.h"
#include "gateway/rpc/convert_values.h"
#include "gateway/usecases/overpayment_uses.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::rpc {
namespace {

namespace wire = payment::v1;

constexpr int kRowsPerMessage = 500;
constexpr int kObligationsPerRead = 5000;

wire::OverpaymentUse ToWire(domain::OverpaymentUse use) {
  switch (use) {
    case domain::OverpaymentUse::kRefund:
      return wire::OVERPAYMENT_USE_REFUND;
    case domain::OverpaymentUse::kOffset:
      return wire::OVERPAYMENT_USE_OFFSET;
  }
  return wire::OVERPAYMENT_USE_UNSPECIFIED;
}

absl::StatusOr<domain::OverpaymentUse> UseFromWire(wire::OverpaymentUse use) {
  if (use == wire::OVERPAYMENT_USE_REFUND) return domain::OverpaymentUse::kRefund;
  if (use == wire::OVERPAYMENT_USE_OFFSET) return domain::OverpaymentUse::kOffset;
  return InvalidField("use", "应为退费或抵扣", "refund or offset");
}

bool MayBeOffset(domain::Component component) {
  const auto& all = domain::kOffsetComponents;
  return std::find(all.begin(), all.end(), component) != all.end();
}

bool IsOverpaid(const domain::Obligation& obligation) {
  return std::any_of(obligation.balances.begin(), obligation.balances.end(),
                     [](const auto& balance) { return !balance.Overpaid().IsZero(); });
}

void FillWire(const domain::Obligation& obligation, domain::Component component,
              const usecases::StandingUse& standing, wire::Overpayment& message) {
  const domain::ComponentBalance& balance = obligation.balance(component);
  message.set_unit_code(obligation.key.unit_code.value());
  message.set_unit_name(standing.unit_name);
  message.set_region(rpc::ToWire(obligation.region));
  message.set_insurance_type(rpc::ToWire(obligation.key.insurance_type));
  message.set_fee_period(rpc::ToWire(obligation.key.fee_period));
  message.set_component(rpc::ToWire(component));
  message.set_due_fen(balance.due.fen());
  message.set_collected_fen(balance.collected.fen());
  message.set_overpaid_fen(balance.Overpaid().fen());
  message.set_refundable_fen(balance.Returnable().fen());
  message.set_locked_fen(balance.refund_locked.fen());
  const bool may_be_offset = MayBeOffset(component);
  message.set_use(may_be_offset ? ToWire(standing.use) : wire::OVERPAYMENT_USE_REFUND);
  message.set_agency_may_choose(may_be_offset && standing.agency_may_choose);
}

// Overpaid components, obligation by obligation, read a bounded number at a time. Positions count
// what the caller may see.
class OverpaymentList {
 public:
  OverpaymentList(Call& call, const wire::ListOverpaymentsRequest& request,
                  grpc::ServerWriter<wire::ListOverpaymentsResponse>& writer)
      : call_(call),
        request_(request),
        writer_(writer),
        rules_(call.environment().rules.Current()) {}

  absl::Status Run() {
    std::vector<domain::PoolingArea> areas;
    LEVYBRIDGE_RETURN_IF_ERROR(
        call_.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
          LEVYBRIDGE_ASSIGN_OR_RETURN(areas, store.obligations().PoolingAreas());
          return absl::OkStatus();
        }));
    for (const domain::PoolingArea& area : call_.VisibleAreas(areas)) {
      LEVYBRIDGE_RETURN_IF_ERROR(RunArea(area));
    }
    return Flush();
  }

 private:
  absl::Status RunArea(domain::PoolingArea area) {
    std::optional<domain::ObligationKey> after;
    for (bool at_end = false; !at_end;) {
      int looked_at = 0;
      LEVYBRIDGE_RETURN_IF_ERROR(
          call_.environment().store.Read([&](const ports::Transaction& store) -> absl::Status {
            looked_at = 0;
            std::vector<domain::Obligation> overpaid;
            LEVYBRIDGE_RETURN_IF_ERROR(
                store.obligations().Scan(area, after, [&](const domain::Obligation& found) {
                  after = found.key;
                  if (Wanted(found)) overpaid.push_back(found);
                  return ++looked_at < kObligationsPerRead;
                }));
            for (const domain::Obligation& obligation : overpaid) {
              LEVYBRIDGE_RETURN_IF_ERROR(Add(store, obligation));
            }
            return absl::OkStatus();
          }));
      at_end = looked_at < kObligationsPerRead;
      if (response_.overpayments_size() >= kRowsPerMessage) LEVYBRIDGE_RETURN_IF_ERROR(Flush());
    }
    return absl::OkStatus();
  }

  bool Wanted(const domain::Obligation& obligation) const {
    const int32_t period = rpc::ToWire(obligation.key.fee_period);
    return IsOverpaid(obligation) && call_.MaySee(obligation.region) &&
           (request_.unit_code().empty() ||
            obligation.key.unit_code.value() == request_.unit_code()) &&
           (request_.from_fee_period() == 0 || period >= request_.from_fee_period()) &&
           (request_.to_fee_period() == 0 || period <= request_.to_fee_period());
  }

  absl::Status Add(const ports::Transaction& store, const domain::Obligation& obligation) {
    std::optional<usecases::StandingUse> standing;
    for (const domain::Component component : domain::kAllComponents) {
      if (obligation.balance(component).Overpaid().IsZero()) continue;
      if (++position_ <= request_.after_position()) continue;
      if (!standing) {
        LEVYBRIDGE_ASSIGN_OR_RETURN(standing,
                                    usecases::StandingUseOf(store, rules_->book, obligation));
      }
      wire::Overpayment& message = *response_.add_overpayments();
      message.set_position(position_);
      FillWire(obligation, component, *standing, message);
    }
    return absl::OkStatus();
  }

  absl::Status Flush() {
    // At most 500 to a message, however many one read brought.
    for (int begin = 0; begin < response_.overpayments_size(); begin += kRowsPerMessage) {
      wire::ListOverpaymentsResponse part;
      const int end = std::min(response_.overpayments_size(), begin + kRowsPerMessage);
      for (int i = begin; i < end; ++i) *part.add_overpayments() = response_.overpayments(i);
      LEVYBRIDGE_RETURN_IF_ERROR(SendTo(call_, writer_, part));
    }
    response_.Clear();
    return absl::OkStatus();
  }

  Call& call_;
  const wire::ListOverpaymentsRequest& request_;
  grpc::ServerWriter<wire::ListOverpaymentsResponse>& writer_;
  const std::shared_ptr<const usecases::Rules> rules_;
  wire::ListOverpaymentsResponse response_;
  uint64_t position_ = 0;
};

}  // namespace

absl::Status ListOverpayments(Call& call, const wire::ListOverpaymentsRequest& request,
                              grpc::ServerWriter<wire::ListOverpaymentsResponse>& writer) {
  return OverpaymentList(call, request, writer).Run();
}

absl::Status ChooseOverpaymentUse(Call& call, const wire::ChooseOverpaymentUseRequest& request,
                                  wire::ChooseOverpaymentUseResponse& response) {
  const auto unit = domain::UnitCode::Parse(request.unit_code());
  if (!unit) return InvalidField("unit_code", "请给出单位编号", "a unit code");
  if (request.region() == 0) {
    return InvalidField("region", "请给出六位行政区划代码", "six digits of a region");
  }
  const auto period = PeriodFromWire(request.fee_period());
  if (!period) return InvalidField("fee_period", "应为所属期 yyyymm", "a month, yyyymm");
  const auto type = request.insurance_type() == common::v1::INSURANCE_TYPE_UNSPECIFIED
                        ? std::optional(domain::InsuranceType::kEmployeeMedical)
                        : InsuranceTypeFromWire(request.insurance_type());
  if (!type) return InvalidField("insurance_type", "应为险种代码", "an insurance type");
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::OverpaymentUse use, UseFromWire(request.use()));
  LEVYBRIDGE_ASSIGN_OR_RETURN(const domain::PoolingArea area,
                              call.PoolingAreaFor(request.region()));
  usecases::OverpaymentUses uses(call.environment().store, call.environment().rules);
  LEVYBRIDGE_ASSIGN_OR_RETURN(const usecases::ChosenUse chosen,
                              uses.Choose(call.party(), {{area, *period, *unit, *type}, use}));
  for (const domain::Component component : domain::kAllComponents) {
    if (chosen.obligation.balance(component).Overpaid().IsZero()) continue;
    FillWire(chosen.obligation, component, chosen.standing, *response.add_overpayments());
  }
  response.set_replayed(chosen.replayed);
  return absl::OkStatus();
}

}  // namespace levybridge::rpc
