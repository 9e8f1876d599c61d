// The part of listings.h that follows one employer.
#include "adapters/client/listings.h"
#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "levybridge/oversight/v1/oversight_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = oversight::v1;
using Form = Column::Form;

constexpr char kTrace[] = "/levybridge.oversight.v1.OversightService/TraceEmployer";

Table EmptyBalances() {
  return {{{"fee_period", "费款所属期 period"},
           {"component", "费种 component"},
           {"state", "状态 state"},
           {"due_fen", "应缴（元） due", Form::kFen},
           {"deferred_fen", "缓缴 deferred", Form::kFen},
           {"collected_fen", "已缴 collected", Form::kFen},
           {"refunded_fen", "已退 refunded", Form::kFen},
           {"offset_given_fen", "抵出 offset given", Form::kFen},
           {"offset_received_fen", "抵入 offset received", Form::kFen},
           {"outstanding_fen", "未缴 outstanding", Form::kFen},
           {"owner", "待办方 whose move"},
           {"owner_since", "自 since"}},
          {}};
}

Table EmptyEvents() {
  return {{{"position", "序 no.", Form::kNumber},
           {"recorded_at", "时间 recorded at"},
           {"effective_on", "业务日 effective on"},
           {"kind", "事件 event"},
           {"fee_period", "费款所属期 period"},
           {"component", "费种 component"},
           {"amount_fen", "金额（元） amount", Form::kFen},
           {"reference", "编号 reference"},
           {"batch_id", "批次 batch"},
           {"party", "来自 from"},
           {"text_zh", "说明"},
           {"text_en", "what"}},
          {}};
}

// Nothing in particular is an empty cell.
std::string NameOf(const google::protobuf::EnumDescriptor& type, int number) {
  return number == 0 ? "" : EnumText(type, number);
}

std::vector<Json> BalanceRow(const wire::ObligationBalance& balance) {
  return {MonthText(balance.fee_period()),
          NameOf(*common::v1::Component_descriptor(), balance.component()),
          NameOf(*common::v1::ObligationState_descriptor(), balance.state()),
          balance.due_fen(),
          balance.deferred_fen(),
          balance.collected_fen(),
          balance.refunded_fen(),
          balance.offset_given_fen(),
          balance.offset_received_fen(),
          balance.outstanding_fen(),
          NameOf(*common::v1::Role_descriptor(), balance.owner()),
          LocalTimeText(balance.owner_since_at_ms())};
}

std::vector<Json> EventRow(const wire::TraceEvent& event) {
  return {event.position(),
          LocalTimeText(event.recorded_at_ms()),
          DateText(event.effective_on()),
          NameOf(*wire::TraceEventKind_descriptor(), event.kind()),
          MonthText(event.fee_period()),
          NameOf(*common::v1::Component_descriptor(), event.component()),
          event.amount_fen(),
          event.reference(),
          event.batch_id(),
          event.party(),
          event.text_zh(),
          event.text_en()};
}

}  // namespace

absl::StatusOr<EmployerTrace> TraceEmployer(Session& session, const std::string& unit_code,
                                            domain::RegionCode region, int32_t fee_period) {
  EmployerTrace trace{"", EmptyBalances(), EmptyEvents()};
  wire::TraceEmployerRequest request;
  request.set_unit_code(unit_code);
  request.set_region(static_cast<int32_t>(region.number()));
  request.set_fee_period(fee_period);
  const absl::Status status =
      StreamWithRetries<wire::TraceEmployerResponse, wire::TraceEmployerRequest>(
          *session.connection, session.retry, kTrace,
          [&] {
            // The balances come first, unless events were seen already.
            if (request.after_position() == 0) trace.balances.rows.clear();
            return request;
          },
          [&](const wire::TraceEmployerResponse& response) {
            if (!response.unit_name().empty()) trace.unit_name = response.unit_name();
            for (const auto& balance : response.balances()) {
              trace.balances.rows.push_back(BalanceRow(balance));
            }
            for (const auto& event : response.events()) {
              trace.events.rows.push_back(EventRow(event));
              request.set_after_position(event.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return trace;
}

}  // namespace levybridge::client
