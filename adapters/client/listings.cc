#include "adapters/client/listings.h"

#include <algorithm>

#include "adapters/client/wire_call.h"
#include "adapters/client/wire_values.h"
#include "gateway/domain/codes.h"
#include "levybridge/collection/v1/collection_service.pb.h"
#include "levybridge/common/v1/batch_service.pb.h"
#include "levybridge/payment/v1/payment_service.pb.h"

namespace levybridge::client {
namespace {

using Form = Column::Form;

constexpr char kListRejections[] =
    "/levybridge.collection.v1.CollectionService/ListInstructionRejections";
constexpr char kListUnapplied[] = "/levybridge.payment.v1.PaymentService/ListUnappliedPayments";
constexpr char kListBatches[] = "/levybridge.common.v1.BatchService/ListBatches";
constexpr int kPageSize = 100;

}  // namespace

absl::StatusOr<Table> ListInstructionRejections(Session& session, bool open_only) {
  namespace wire = collection::v1;
  Table table{{{"instruction_no", "征集通知编号 instruction"},
               {"unit_code", "单位编号 unit"},
               {"unit_name", "单位名称 name"},
               {"region", "区划 region", Form::kNumber},
               {"fee_period", "费款所属期 period"},
               {"payable_fen", "应缴（元） payable", Form::kFen},
               {"assessment_no", "核定单号 assessment"},
               {"code", "代码 code"},
               {"message", "原因 message"},
               {"replaced_by", "已被替换为 replaced by"},
               {"rejected_at", "拒绝时间 rejected at"}},
              {}};
  wire::ListInstructionRejectionsRequest request;
  request.set_open_only(open_only);
  const absl::Status status = StreamWithRetries<wire::ListInstructionRejectionsResponse,
                                                wire::ListInstructionRejectionsRequest>(
      *session.connection, session.retry, kListRejections, [&] { return request; },
      [&](const wire::ListInstructionRejectionsResponse& response) {
        for (const auto& entry : response.rejections()) {
          const auto& instruction = entry.instruction();
          table.rows.push_back(
              {instruction.instruction_no(), instruction.unit_code(), instruction.unit_name(),
               instruction.region(), MonthText(instruction.fee_period()), instruction.payable_fen(),
               instruction.assessment_no(), entry.code(), entry.message(),
               entry.replaced_by_instruction_no(), LocalTimeText(entry.rejected_at_ms())});
          request.set_after_position(entry.position());
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return table;
}

absl::StatusOr<Table> ListUnappliedPayments(Session& session, const std::string& unit_code) {
  namespace wire = payment::v1;
  Table table{{{"receipt_no", "电子税票号 receipt"},
               {"line_no", "行号 line", Form::kNumber},
               {"unit_code", "单位编号 unit"},
               {"instruction_no", "征集通知编号 instruction"},
               {"fee_period", "费款所属期 period"},
               {"unapplied_fen", "未入账（元） unapplied", Form::kFen},
               {"reason", "原因 reason"},
               {"paid_on", "缴款日期 paid on"},
               {"received_at", "收到时间 received at"}},
              {}};
  wire::ListUnappliedPaymentsRequest request;
  request.set_unit_code(unit_code);
  const absl::Status status =
      StreamWithRetries<wire::ListUnappliedPaymentsResponse, wire::ListUnappliedPaymentsRequest>(
          *session.connection, session.retry, kListUnapplied, [&] { return request; },
          [&](const wire::ListUnappliedPaymentsResponse& response) {
            for (const auto& entry : response.payments()) {
              const auto& line = entry.payment();
              table.rows.push_back(
                  {line.receipt_no(), line.line_no(), line.unit_code(), line.instruction_no(),
                   MonthText(line.fee_period()), entry.unapplied_fen(),
                   EnumText(*wire::UnappliedReason_descriptor(), entry.reason()),
                   DateText(line.paid_on()), LocalTimeText(entry.received_at_ms())});
              request.set_after_position(entry.position());
            }
            return absl::OkStatus();
          });
  if (!status.ok()) return status;
  return table;
}

absl::StatusOr<Table> ListBatches(Session& session, size_t limit) {
  Table table{{{"batch_id", "批次 batch"},
               {"kind", "种类 kind"},
               {"status", "状态 status"},
               {"business_date", "业务日期 business date"},
               {"received_rows", "收到 received", Form::kNumber},
               {"received_fen", "金额（元） yuan", Form::kFen},
               {"accepted_rows", "接受 accepted", Form::kNumber},
               {"rejected_rows", "拒绝 rejected", Form::kNumber},
               {"receipt", "回执 receipt"},
               {"file", "文件 file"},
               {"received_at", "收到时间 received at"}},
              {}};
  common::v1::ListBatchesRequest request;
  while (table.rows.size() < limit) {
    const size_t left = limit - table.rows.size();
    request.set_page_size(static_cast<int32_t>(std::min<size_t>(kPageSize, left)));
    auto page = CallWithRetries<common::v1::ListBatchesResponse>(*session.connection, session.retry,
                                                                 kListBatches, request);
    if (!page.ok()) return page.status();
    for (const auto& batch : page->batches()) {
      const Receipt receipt = ReceiptFromWire(batch.receipt());
      table.rows.push_back({receipt.batch_id, receipt.kind, receipt.status, receipt.business_date,
                            receipt.received.rows, receipt.received.fen, receipt.accepted.rows,
                            receipt.rejected.rows, receipt.receipt_no, receipt.file_name,
                            LocalTimeText(receipt.received_at_ms)});
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  return table;
}

void PrintListing(Output& output, const std::string& name, const Table& table, Layout layout) {
  Json document;
  document[name] = table.ToJson();
  document["rows"] = table.rows.size();
  output.Document(document);
  if (table.rows.empty()) {
    output.Text("没有记录 / nothing to show\n");
  } else {
    output.Text(layout == Layout::kTable ? table.ToText() : table.ToBlocks());
  }
}

}  // namespace levybridge::client
