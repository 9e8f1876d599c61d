// How long a batch of 86,000 payouts takes out and in. Figures are CPU time of this process, best
// of three: the machine may be shared.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <string>

#include "adapters/iso20022/pain001_writer.h"
#include "adapters/iso20022/pain002_reader.h"

namespace levybridge::iso20022 {
namespace {

constexpr int kPayouts = 86'000;

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <class Work>
double BestOfThree(Work work) {
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double begin = CpuSeconds();
    work();
    best = std::min(best, CpuSeconds() - begin);
  }
  return best;
}

std::string PayoutIdOf(int number) { return "PO2020050600000" + std::to_string(number); }

absl::Status AllPayouts(const DebtorAccount& debtor, const TakePayout& take) {
  domain::PayoutOrder order = {*domain::PayoutId::Parse("P"),
                               *domain::RefundNumber::Parse("R202005060000001"),
                               *domain::Money::FromFen(123456),
                               *domain::AccountName::Parse("武汉市某某科技有限公司（东湖）"),
                               *domain::BankAccountNumber::Parse("6222021234567890123"),
                               "工行武汉分行",
                               *domain::BankCode::Parse("102306000019"),
                               *domain::UnitCode::Parse("U1")};
  for (int i = 0; i < kPayouts; ++i) {
    order.payout_id = *domain::PayoutId::Parse(PayoutIdOf(i));
    if (absl::Status status = take(debtor, order); !status.ok()) return status;
  }
  return absl::OkStatus();
}

TEST(Bench, Pain001OfEightySixThousandPayouts) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("levybridge-bench-" + std::to_string(std::clock()) + ".xml"))
                               .string();
  const DebtorAccount debtor = {
      "P1", "武汉市医保中心", *domain::BankAccountNumber::Parse("42001234567890"),
      *domain::BankCode::Parse("104521000014"), *domain::CivilDate::Parse("2020-05-06")};
  const double seconds = BestOfThree([&] {
    const auto summary =
        WritePain001(path, {"M1", {1588723200000}, "武汉市医保中心"},
                     [&](const TakePayout& take) { return AllPayouts(debtor, take); });
    ASSERT_TRUE(summary.ok()) << summary.status();
    EXPECT_EQ(summary->payouts, kPayouts);
  });
  std::printf("pain.001, %d payouts, %.1f MB: %.3f s CPU\n", kPayouts,
              static_cast<double>(std::filesystem::file_size(path)) / 1e6, seconds);
  std::filesystem::remove(path);
}

TEST(Bench, Pain002OfEightySixThousandPayouts) {
  std::string xml =
      "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>"
      "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>"
      "<OrgnlPmtInfId>P1</OrgnlPmtInfId>\n";
  for (int i = 0; i < kPayouts; ++i) {
    xml += "<TxInfAndSts><OrgnlInstrId>R202005060000001</OrgnlInstrId><OrgnlEndToEndId>" +
           PayoutIdOf(i) +
           "</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn>"
           "<AddtlInf>收款账户已销户</AddtlInf></StsRsnInf><FctvIntrBkSttlmDt><Dt>2020-05-07</Dt>"
           "</FctvIntrBkSttlmDt><OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">1234.56</InstdAmt></Amt>"
           "</OrgnlTxRef></TxInfAndSts>\n";
  }
  xml += "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>";
  const Pain002Sink sink = {[](const TransactionStatus&) { return absl::OkStatus(); },
                            [](const ScopeStatus&) { return absl::OkStatus(); }};
  const double seconds = BestOfThree([&] {
    const auto summary = ReadPain002(*files::FromMemory("r.xml", xml), {}, sink);
    ASSERT_TRUE(summary.ok()) << summary.status();
    EXPECT_EQ(summary->transactions, kPayouts);
  });
  std::printf("pain.002, %d payouts, %.1f MB: %.3f s CPU\n", kPayouts,
              static_cast<double>(xml.size()) / 1e6, seconds);
}

}  // namespace
}  // namespace levybridge::iso20022
