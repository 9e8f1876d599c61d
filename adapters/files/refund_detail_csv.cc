#include "adapters/files/refund_detail_csv.h"

#include <utility>

#include "adapters/files/table_reader.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::files {
namespace {

constexpr std::string_view kHeader =
    "单位编号,单位名称,退费险种,退费金额,银行账号,收款户名,开户行,联行行号";

void AppendText(std::string_view cell, std::string& out) {
  AppendCell(Neutralise(cell), ',', out);
  out.push_back(',');
}

}  // namespace

absl::StatusOr<std::unique_ptr<RefundDetailWriter>> RefundDetailWriter::Create(
    const std::string& path) {
  auto file = AtomicFile::Create(path, AtomicFile::Readers::kOwner);
  if (!file.ok()) return file.status();
  return std::unique_ptr<RefundDetailWriter>(new RefundDetailWriter(*std::move(file)));
}

RefundDetailWriter::RefundDetailWriter(std::unique_ptr<AtomicFile> file) : file_(std::move(file)) {
  file_->Append(domain::Concatenate(kUtf8Mark, kHeader, kCsvLineEnd));
}

void RefundDetailWriter::Append(const domain::PayoutOrder& order, std::string_view unit_name,
                                domain::InsuranceType insurance_type) {
  text_.clear();
  AppendText(order.unit_code.value(), text_);
  AppendText(unit_name, text_);
  AppendText(domain::ChineseName(insurance_type), text_);
  order.amount.AppendYuan(text_);
  text_.push_back(',');
  AppendText(order.account_no.InFullForBankOrFiler(), text_);
  AppendText(order.account_name.InFullForBankOrFiler(), text_);
  AppendText(order.bank_name, text_);
  AppendCell(order.bank_code.value(), ',', text_);
  text_ += kCsvLineEnd;
  file_->Append(text_);
  ++rows_;
  total_ += order.amount;
}

absl::Status RefundDetailWriter::Finish() {
  file_->Append(domain::Concatenate("合计,", std::to_string(rows_), " 笔,,", total_.ToYuan(),
                                    ",,,,", kCsvLineEnd));
  return file_->Commit();
}

}  // namespace levybridge::files
