#include "adapters/client/overpayment_calls.h"

#include <vector>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "levybridge/payment/v1/payment_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = payment::v1;
using Form = Column::Form;

constexpr char kList[] = "/levybridge.payment.v1.PaymentService/ListOverpayments";
constexpr char kChoose[] = "/levybridge.payment.v1.PaymentService/ChooseOverpaymentUse";

Table EmptyOverpayments() {
  return {{{"unit_code", "单位编号 unit"},
           {"unit_name", "单位名称 name"},
           {"region", "区划 region", Form::kNumber},
           {"fee_period", "费款所属期 period"},
           {"component", "费种 component"},
           {"due_fen", "应缴（元） due", Form::kFen},
           {"collected_fen", "已缴（元） collected", Form::kFen},
           {"overpaid_fen", "多缴（元） overpaid", Form::kFen},
           {"refundable_fen", "可退（元） refundable", Form::kFen},
           {"locked_fen", "锁定（元） locked", Form::kFen},
           {"use", "处理方式 use"},
           {"agency_may_choose", "可否选择 may choose"}},
          {}};
}

std::vector<Json> RowOf(const wire::Overpayment& overpayment) {
  return {overpayment.unit_code(),
          overpayment.unit_name(),
          overpayment.region(),
          MonthText(overpayment.fee_period()),
          EnumText(*common::v1::Component_descriptor(), overpayment.component()),
          overpayment.due_fen(),
          overpayment.collected_fen(),
          overpayment.overpaid_fen(),
          overpayment.refundable_fen(),
          overpayment.locked_fen(),
          EnumText(*wire::OverpaymentUse_descriptor(), overpayment.use()),
          overpayment.agency_may_choose() ? "yes" : "no"};
}

}  // namespace

absl::StatusOr<Table> ListOverpayments(Session& session, const std::string& unit_code) {
  Table table = EmptyOverpayments();
  wire::ListOverpaymentsRequest request;
  request.set_unit_code(unit_code);
  const absl::Status status =
      StreamWithRetries<wire::ListOverpaymentsResponse, wire::ListOverpaymentsRequest>(
          *session.connection, session.retry, kList, [&] { return request; },
          [&](const wire::ListOverpaymentsResponse& response) {
            for (const auto& entry : response.overpayments()) {
              table.rows.push_back(RowOf(entry));
              request.set_after_position(entry.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

absl::StatusOr<OverpaymentAnswer> ChooseOverpaymentUse(Session& session,
                                                       const OverpaymentChoice& choice) {
  wire::ChooseOverpaymentUseRequest request;
  request.set_unit_code(choice.unit_code.value());
  request.set_region(static_cast<int32_t>(choice.region.number()));
  request.set_fee_period(MonthNumber(choice.fee_period));
  request.set_use(choice.offset ? wire::OVERPAYMENT_USE_OFFSET : wire::OVERPAYMENT_USE_REFUND);
  const auto response = CallWithRetries<wire::ChooseOverpaymentUseResponse>(
      *session.connection, session.retry, kChoose, request);
  if (!response.ok()) return response.status();
  OverpaymentAnswer answer{EmptyOverpayments(), response->replayed()};
  for (const auto& entry : response->overpayments()) {
    answer.overpayments.rows.push_back(RowOf(entry));
  }
  return answer;
}

void PrintChoice(Output& output, const OverpaymentAnswer& answer) {
  output.Document({{"overpayments", answer.overpayments.ToJson()}, {"replayed", answer.replayed}});
  output.Text(answer.overpayments.ToText());
  if (answer.replayed) output.Text("此前已如此，无变动 / it stood before, nothing new\n");
}

}  // namespace levybridge::client
