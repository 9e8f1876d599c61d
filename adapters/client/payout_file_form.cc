#include "adapters/client/payout_file_form.h"

#include <array>
#include <optional>
#include <string_view>

#include "adapters/files/byte_source.h"
#include "adapters/iso20022/xml_reader.h"

namespace levybridge::client {
namespace {

// Learns the name of the message and wants no more of the file.
class MessageName : public iso20022::XmlHandler {
 public:
  iso20022::MaybeFault Message(std::string_view, std::string_view message) override {
    name_ = message;
    return iso20022::XmlFault{files::RefusalReason::kWrongMessage, "", ""};
  }
  iso20022::MaybeFault Start(std::string_view, std::string_view) override { return std::nullopt; }
  iso20022::MaybeFault End(std::string_view, std::string_view) override { return std::nullopt; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// XML begins with "<", after a mark or blanks, and in UTF-16 with a zero byte beside it.
bool LooksLikeXml(std::string_view start) {
  constexpr std::string_view kMarksAndBlanks("\xEF\xBB\xBF\xFE\xFF \t\r\n\0", 10);
  const size_t first = start.find_first_not_of(kMarksAndBlanks);
  return first != std::string_view::npos && start[first] == '<';
}

}  // namespace

absl::StatusOr<PayoutFileForm> FormOf(const std::string& path) {
  auto source = files::OpenFile(path);
  if (!source.ok()) return source.status();
  std::array<char, 256> start{};
  const auto size = (*source)->Read(start.data(), start.size());
  if (!size.ok()) return size.status();
  if (!LooksLikeXml({start.data(), *size})) return PayoutFileForm::kCsv;
  source = files::OpenFile(path);
  if (!source.ok()) return source.status();
  MessageName message;
  const absl::Status status = iso20022::ReadXml(**source, iso20022::XmlLimits(), message);
  if (message.name().empty() && !status.ok()) return status;
  return message.name() == "CstmrPmtStsRpt" ? PayoutFileForm::kPain002 : PayoutFileForm::kCamt;
}

}  // namespace levybridge::client
