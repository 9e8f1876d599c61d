// What a bank says about payouts, with what is inherited filled in.
#include "adapters/iso20022/pain002_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace levybridge::iso20022 {
namespace {

using domain::PayoutResult;
using files::RefusalReasonOf;
using testing::HasSubstr;

struct Read {
  absl::StatusOr<Pain002Summary> summary;
  std::vector<TransactionStatus> transactions;
  std::vector<ScopeStatus> scopes;
};

Read ReadReport(const std::string& xml) {
  Read read;
  const Pain002Sink sink = {[&](const TransactionStatus& status) {
                              read.transactions.push_back(status);
                              return absl::OkStatus();
                            },
                            [&](const ScopeStatus& status) {
                              read.scopes.push_back(status);
                              return absl::OkStatus();
                            }};
  read.summary = ReadPain002(*files::FromMemory("r.xml", xml), {}, sink);
  return read;
}

std::string Report(const std::string& body, const std::string& version = "10") {
  return "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001." + version +
         "\"><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId></GrpHdr>" + body +
         "</CstmrPmtStsRpt></Document>";
}
std::string Group(const std::string& content) {
  return "<OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId>" + content + "</OrgnlGrpInfAndSts>";
}
std::string Payment(const std::string& content) {
  return "<OrgnlPmtInfAndSts><OrgnlPmtInfId>P1</OrgnlPmtInfId>" + content + "</OrgnlPmtInfAndSts>";
}
std::string Transaction(const std::string& id, const std::string& status = "",
                        const std::string& more = "") {
  return "<TxInfAndSts><OrgnlEndToEndId>" + id + "</OrgnlEndToEndId>" +
         (status.empty() ? "" : "<TxSts>" + status + "</TxSts>") + more + "</TxInfAndSts>";
}
std::string Amount(const std::string& yuan) {
  return "<OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">" + yuan + "</InstdAmt></Amt></OrgnlTxRef>";
}

TEST(Pain002Reader, ReadsStatusReasonWordsAmountAndDay) {
  const Read read = ReadReport(
      Report(Group("") +
             Payment(Transaction("a", "RJCT",
                                 "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>已销户</AddtlInf>"
                                 "<AddtlInf>请核实</AddtlInf></StsRsnInf>" +
                                     Amount("12.5")) +
                     Transaction("b", "ACSC",
                                 "<FctvIntrBkSttlmDt><Dt>2020-05-07</Dt></FctvIntrBkSttlmDt>"))));
  ASSERT_TRUE(read.summary.ok()) << read.summary.status();
  EXPECT_EQ(read.summary->message_id, "S1");
  EXPECT_EQ(read.summary->original_message_id, "M1");
  ASSERT_EQ(read.transactions.size(), 2U);
  EXPECT_EQ(read.transactions[0].report.result, PayoutResult::kFailed);
  EXPECT_EQ(read.transactions[0].report.reason_code, "AC04");
  EXPECT_EQ(read.transactions[0].report.reason_text, "已销户 请核实");
  EXPECT_EQ(read.transactions[0].report.amount->fen(), 1250);
  EXPECT_EQ(read.transactions[1].report.result, PayoutResult::kPaid);
  EXPECT_EQ(read.transactions[1].report.value_on->ToIso(), "2020-05-07");
}

TEST(Pain002Reader, ATransactionWithoutStatusHasThatOfItsPaymentElseOfItsGroup) {
  const std::string reason = "<StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf>";
  const Read read = ReadReport(Report(Group("<GrpSts>RJCT</GrpSts>" + reason) +
                                      Payment(Transaction("a") + Transaction("b", "ACSP")) +
                                      Payment("<PmtInfSts>ACSC</PmtInfSts>" + Transaction("c"))));
  ASSERT_TRUE(read.summary.ok()) << read.summary.status();
  ASSERT_EQ(read.transactions.size(), 3U);
  EXPECT_EQ(read.transactions[0].report.result, PayoutResult::kFailed);
  EXPECT_EQ(read.transactions[0].report.reason_code, "X9");
  EXPECT_EQ(read.transactions[1].report.result, PayoutResult::kPending);
  EXPECT_EQ(read.transactions[1].report.reason_code, "");
  EXPECT_EQ(read.transactions[2].report.result, PayoutResult::kPaid);
  ASSERT_EQ(read.scopes.size(), 2U);
  EXPECT_EQ(read.scopes[0].listed, 1);
  EXPECT_EQ(read.scopes[1].payment_id, "");
  EXPECT_EQ(read.scopes[1].listed, 3);
}

TEST(Pain002Reader, PartAndUnknownStatusesAreNobodysAnswer) {
  const Read read = ReadReport(Report(Group("<GrpSts>PART</GrpSts>") +
                                      Payment(Transaction("a") + Transaction("b", "WHAT"))));
  ASSERT_TRUE(read.summary.ok()) << read.summary.status();
  EXPECT_EQ(read.transactions[0].report.result, PayoutResult::kUnknown);
  EXPECT_EQ(read.transactions[1].report.result, PayoutResult::kUnknown);
  EXPECT_EQ(read.transactions[1].iso_status, "WHAT");
  EXPECT_TRUE(read.scopes[0].look_below);
}

TEST(Pain002Reader, AWholeGroupCanBeAnsweredWithoutListingAnything) {
  const Read read = ReadReport(Report(Group("<GrpSts>RJCT</GrpSts>"), "03"));
  ASSERT_TRUE(read.summary.ok()) << read.summary.status();
  ASSERT_EQ(read.scopes.size(), 1U);
  EXPECT_EQ(read.scopes[0].result, PayoutResult::kFailed);
  EXPECT_EQ(read.scopes[0].listed, 0);
}

TEST(Pain002Reader, ReadsEveryVersionAlike) {
  for (const char* version : {"03", "04", "05", "06", "07", "08", "09", "10", "11"}) {
    const Read read = ReadReport(Report(Group("") + Payment(Transaction("a", "ACCC")), version));
    ASSERT_TRUE(read.summary.ok()) << version;
    EXPECT_EQ(read.transactions[0].report.result, PayoutResult::kPaid);
  }
}

TEST(Pain002Reader, TotalsThatDisagreeRefuseTheFileWithBothFigures) {
  const std::string two =
      Payment(Transaction("a", "RJCT", Amount("1.00")) + Transaction("b", "RJCT", Amount("2.00")));
  const auto refused = [&](const std::string& totals) {
    const Read read = ReadReport(Report(Group(totals) + two));
    return read.summary.ok() ? "" : std::string(read.summary.status().message());
  };
  EXPECT_EQ(refused("<OrgnlNbOfTxs>2</OrgnlNbOfTxs><OrgnlCtrlSum>3</OrgnlCtrlSum>"), "");
  EXPECT_EQ(refused("<OrgnlNbOfTxs>9</OrgnlNbOfTxs><OrgnlCtrlSum>99</OrgnlCtrlSum>"), "");
  EXPECT_THAT(refused("<OrgnlNbOfTxs>1</OrgnlNbOfTxs>"), HasSubstr("TOTALS_DISAGREE"));
  EXPECT_THAT(refused("<OrgnlNbOfTxs>2</OrgnlNbOfTxs><OrgnlCtrlSum>3.01</OrgnlCtrlSum>"),
              testing::AllOf(HasSubstr("3.01"), HasSubstr("3.00")));
  const auto tally = [](const std::string& count, const std::string& sum) {
    return "<NbOfTxsPerSts><DtldNbOfTxs>" + count + "</DtldNbOfTxs><DtldSts>RJCT</DtldSts>" +
           "<DtldCtrlSum>" + sum + "</DtldCtrlSum></NbOfTxsPerSts>";
  };
  EXPECT_EQ(refused(tally("2", "3.00")), "");
  EXPECT_THAT(refused(tally("3", "3.00")), HasSubstr("DtldNbOfTxs states 3"));
  EXPECT_THAT(refused(tally("2", "4.00")), HasSubstr("4.00"));
}

TEST(Pain002Reader, RefusesAStatusBehindWhatInheritsIt) {
  for (const std::string& body : {Payment(Transaction("a") + "<PmtInfSts>RJCT</PmtInfSts>"),
                                  Payment(Transaction("a")) + Group("<GrpSts>RJCT</GrpSts>"),
                                  Group("<GrpSts>RJCT</GrpSts><GrpSts>ACSC</GrpSts>")}) {
    EXPECT_EQ(RefusalReasonOf(ReadReport(Report(body)).summary.status()), "BAD_ELEMENT") << body;
  }
}

TEST(Pain002Reader, RefusesPayoutsAmountsAndCurrenciesThatAreNone) {
  for (const std::string& transaction :
       {Transaction("", "ACSC"), Transaction(std::string(36, 'x'), "ACSC"),
        Transaction("a", "ACSC", Amount("1.001")), Transaction("a", "ACSC", Amount("-1")),
        std::string("<TxInfAndSts><OrgnlEndToEndId>a</OrgnlEndToEndId><OrgnlTxRef><Amt><InstdAmt "
                    "Ccy=\"USD\">1</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>")}) {
    const Read read = ReadReport(Report(Payment(transaction)));
    EXPECT_EQ(RefusalReasonOf(read.summary.status()), "BAD_ELEMENT") << transaction;
  }
}

TEST(Pain002Reader, RefusesOtherMessagesAndHandsThroughTheSinksOwnStatus) {
  EXPECT_EQ(RefusalReasonOf(ReadReport("<Document><BkToCstmrStmt/></Document>").summary.status()),
            "WRONG_MESSAGE");
  EXPECT_EQ(RefusalReasonOf(ReadReport("<Document/>").summary.status()), "WRONG_MESSAGE");
  const Pain002Sink sink = {[](const TransactionStatus&) { return absl::AbortedError("full"); },
                            [](const ScopeStatus&) { return absl::OkStatus(); }};
  const auto source = files::FromMemory("r.xml", Report(Payment(Transaction("a", "ACSC"))));
  EXPECT_EQ(ReadPain002(*source, {}, sink).status(), absl::AbortedError("full"));
}

}  // namespace
}  // namespace levybridge::iso20022
