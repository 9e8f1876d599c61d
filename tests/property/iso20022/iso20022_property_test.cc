// Properties of bank messages against obvious references.
#include <gtest/gtest.h>
#include <malloc.h>
#include <rapidcheck.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "adapters/iso20022/pain001_writer.h"
#include "adapters/iso20022/pain002_reader.h"
#include "adapters/iso20022/xml_reader.h"
#include "gateway/domain/bounded_text.h"

namespace levybridge::iso20022 {
namespace {

void ExpectHolds(bool passed) { EXPECT_TRUE(passed); }

using Status = std::optional<std::string>;

rc::Gen<Status> AnyStatus() {
  return rc::gen::element<Status>(std::nullopt, "ACSC", "RJCT", "PDNG", "PART", "ODD1");
}

// A report as a tree, from which both the text and the expected answers are made.
struct Payment {
  Status status;
  std::vector<Status> transactions;
};
struct Report {
  Status group;
  std::vector<Payment> payments;
};

Report AnyReport() {
  Report report;
  report.group = *AnyStatus();
  report.payments.resize(*rc::gen::inRange<size_t>(0, 4));
  for (Payment& payment : report.payments) {
    payment.status = *AnyStatus();
    payment.transactions =
        *rc::gen::scale(0.2, rc::gen::container<std::vector<Status>>(AnyStatus()));
  }
  return report;
}

std::string Tag(const std::string& name, const Status& text) {
  return text ? "<" + name + ">" + *text + "</" + name + ">" : "";
}

std::string TextOf(const Report& report) {
  std::string xml = "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts>" + Tag("GrpSts", report.group) +
                    "</OrgnlGrpInfAndSts>";
  int number = 0;
  for (const Payment& payment : report.payments) {
    xml += "<OrgnlPmtInfAndSts>" + Tag("PmtInfSts", payment.status);
    for (const Status& status : payment.transactions) {
      xml += "<TxInfAndSts><OrgnlEndToEndId>P" + std::to_string(++number) + "</OrgnlEndToEndId>" +
             Tag("TxSts", status) + "</TxInfAndSts>";
    }
    xml += "</OrgnlPmtInfAndSts>";
  }
  return xml + "</CstmrPmtStsRpt></Document>";
}

domain::PayoutResult Expected(const Report& report, const Payment& payment, const Status& own) {
  const std::string status = own              ? *own
                             : payment.status ? *payment.status
                                              : report.group.value_or("");
  if (status == "ACSC") return domain::PayoutResult::kPaid;
  if (status == "RJCT") return domain::PayoutResult::kFailed;
  if (status == "PDNG") return domain::PayoutResult::kPending;
  return domain::PayoutResult::kUnknown;
}

TEST(Pain002Property, InheritanceIsThatOfTheTree) {
  ExpectHolds(rc::check("inheritance", [] {
    const Report report = AnyReport();
    std::vector<domain::PayoutResult> expected;
    for (const Payment& payment : report.payments) {
      for (const Status& own : payment.transactions) {
        expected.push_back(Expected(report, payment, own));
      }
    }
    std::vector<domain::PayoutResult> read;
    bool in_order = true;
    size_t scopes = 0;
    const Pain002Sink sink = {[&](const TransactionStatus& status) {
                                in_order = in_order && status.report.payout_id.value() ==
                                                           "P" + std::to_string(read.size() + 1);
                                read.push_back(status.report.result);
                                return absl::OkStatus();
                              },
                              [&](const ScopeStatus&) {
                                ++scopes;
                                return absl::OkStatus();
                              }};
    const auto summary = ReadPain002(*files::FromMemory("p.xml", TextOf(report)), {}, sink);
    RC_ASSERT(summary.ok());
    RC_ASSERT(in_order && read == expected);
    const auto own = std::count_if(report.payments.begin(), report.payments.end(),
                                   [](const Payment& payment) { return payment.status; });
    RC_ASSERT(scopes == static_cast<size_t>(own) + (report.group ? 1 : 0));
  }));
}

class TextOfName : public XmlHandler {
 public:
  MaybeFault Message(std::string_view, std::string_view) override { return std::nullopt; }
  MaybeFault Start(std::string_view, std::string_view) override { return std::nullopt; }
  MaybeFault End(std::string_view path, std::string_view text) override {
    if (path == "M/Nm") name = text;
    return std::nullopt;
  }
  std::string name;
};

TEST(XmlTextProperty, AnyCleanNameIsReadBackAsItWasWritten) {
  ExpectHolds(rc::check("names", [] {
    const auto piece = rc::gen::element<std::string>("&", "<", ">", "\"", "'", "]]>", "&amp;", "武",
                                                     "🏭", "𠮷", "a", "（", "\x01", "\n", "-->");
    std::string text = "x";
    for (const std::string& part : *rc::gen::container<std::vector<std::string>>(piece)) {
      text += part;
    }
    const auto name = domain::AccountName::Parse(text);
    RC_ASSERT(name.has_value() ==
              (domain::IsCleanText(text) && domain::CountCodePoints(text) <= 140));
    if (!name) return;
    std::string xml = "<D><M><Nm>";
    AppendXmlText(name->InFullForBankOrFiler(), xml);
    xml += "</Nm></M></D>";
    TextOfName handler;
    RC_ASSERT(ReadXml(*files::FromMemory("n.xml", xml), {}, handler).ok());
    RC_ASSERT(handler.name == text);
  }));
}

// Makes a report of any number of payouts while it is read.
class EndlessReport : public files::ByteSource {
 public:
  explicit EndlessReport(int64_t payouts) : payouts_(payouts) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t capacity) override {
    while (text_.size() < capacity && stage_ < payouts_ + 2) Grow();
    const size_t size = std::min(capacity, text_.size());
    text_.copy(buffer, size);
    text_.erase(0, size);
    return size;
  }
  const std::string& name() const override { return name_; }

 private:
  void Grow() {
    const int64_t stage = stage_++;
    if (stage == 0) {
      text_ += "<Document><CstmrPmtStsRpt><OrgnlPmtInfAndSts>";
    } else if (stage <= payouts_) {
      text_ += "<TxInfAndSts><OrgnlEndToEndId>P" + std::to_string(stage) +
               "</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>\n";
    } else {
      text_ += "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
    }
  }
  int64_t payouts_;
  int64_t stage_ = 0;
  std::string text_;
  std::string name_ = "endless.xml";
};

TEST(Pain002Property, TenTimesThePayoutsTakeNoMoreMemory) {
  const auto highest = [](int64_t payouts) {
    size_t peak = 0;
    const size_t before = mallinfo2().uordblks;
    int64_t seen = 0;
    const Pain002Sink sink = {[&](const TransactionStatus&) {
                                if (++seen % 1000 == 1) {
                                  peak = std::max(peak, mallinfo2().uordblks - before);
                                }
                                return absl::OkStatus();
                              },
                              [](const ScopeStatus&) { return absl::OkStatus(); }};
    EndlessReport source(payouts);
    const auto summary = ReadPain002(source, {}, sink);
    EXPECT_TRUE(summary.ok()) << summary.status();
    EXPECT_EQ(seen, payouts);
    return peak;
  };
  highest(1);  // what is made once stays
  const size_t of_fewer = highest(20'000);
  // Buffers that double have their steps; the nine tenths more of the report are 60 MB.
  EXPECT_LE(highest(200'000), of_fewer + 512 * 1024);
}

}  // namespace
}  // namespace levybridge::iso20022
