// What a bank booked: payouts, and payouts that came back.
#include "adapters/iso20022/camt_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace levybridge::iso20022 {
namespace {

using files::RefusalReasonOf;
using testing::HasSubstr;

struct Read {
  absl::StatusOr<CamtSummary> summary;
  std::vector<BookedTransaction> rows;
};

Read ReadStatement(const std::string& body, bool notification = false) {
  const std::string outer = notification ? "BkToCstmrDbtCdtNtfctn" : "BkToCstmrStmt";
  const std::string inner = notification ? "Ntfctn" : "Stmt";
  const std::string xml = "<Document><" + outer + "><GrpHdr><MsgId>C1</MsgId></GrpHdr><" + inner +
                          ">" + body + "</" + inner + "></" + outer + "></Document>";
  Read read;
  read.summary = ReadCamt(*files::FromMemory("c.xml", xml), {}, [&](const BookedTransaction& row) {
    read.rows.push_back(row);
    return absl::OkStatus();
  });
  return read;
}

std::string Entry(const std::string& yuan, const std::string& direction, const std::string& more,
                  const std::string& status = "<Cd>BOOK</Cd>") {
  return "<Ntry><Amt Ccy=\"CNY\">" + yuan + "</Amt><CdtDbtInd>" + direction + "</CdtDbtInd><Sts>" +
         status + "</Sts><BookgDt><Dt>2020-05-07</Dt></BookgDt>" + more + "</Ntry>";
}
std::string Details(const std::string& content) { return "<NtryDtls>" + content + "</NtryDtls>"; }
std::string Transaction(const std::string& id, const std::string& yuan,
                        const std::string& more = "") {
  return "<TxDtls><Refs><EndToEndId>" + id + "</EndToEndId></Refs>" +
         (yuan.empty() ? "" : "<Amt Ccy=\"CNY\">" + yuan + "</Amt>") + more + "</TxDtls>";
}
const char kReturn[] = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>已销户</AddtlInf></RtrInf>";

TEST(CamtReader, ReadsPaymentsAndReturnsWithTheirDaysAndReasons) {
  for (const bool notification : {false, true}) {
    const Read read =
        ReadStatement(Entry("3.00", "DBIT",
                            "<ValDt><Dt>2020-05-08</Dt></ValDt>" +
                                Details(Transaction("a", "1.00") + Transaction("b", "2.00"))) +
                          Entry("2.00", "CRDT", Details(Transaction("b", "", kReturn)), "BOOK"),
                      notification);
    ASSERT_TRUE(read.summary.ok()) << read.summary.status();
    EXPECT_EQ(read.summary->entries, 2);
    ASSERT_EQ(read.rows.size(), 3U);
    EXPECT_EQ(read.rows[0].kind, EntryKind::kPaid);
    EXPECT_TRUE(read.rows[0].booked);
    EXPECT_EQ(read.rows[0].value_on->ToIso(), "2020-05-08");
    EXPECT_EQ(read.rows[2].kind, EntryKind::kReturned);
    EXPECT_EQ(read.rows[2].end_to_end_id, "b");
    EXPECT_EQ(read.rows[2].amount.ToYuan(), "2.00");
    EXPECT_EQ(read.rows[2].value_on->ToIso(), "2020-05-07");
    EXPECT_EQ(read.rows[2].reason_code, "AC04");
    EXPECT_EQ(read.rows[2].reason_text, "已销户");
  }
}

TEST(CamtReader, AReversedDebitIsAReturnAndAnotherCreditIsNot) {
  const Read read =
      ReadStatement(Entry("1.00", "CRDT", "<RvslInd>true</RvslInd>") + Entry("5.00", "CRDT", "") +
                    Entry("7.00", "DBIT", "", "<Cd>PDNG</Cd>"));
  // RvslInd stands before the booking date in the schema; behind it is still before the details.
  ASSERT_TRUE(read.summary.ok()) << read.summary.status();
  EXPECT_EQ(read.rows[0].kind, EntryKind::kReturned);
  EXPECT_EQ(read.rows[1].kind, EntryKind::kCredit);
  EXPECT_FALSE(read.rows[2].booked);
}

TEST(CamtReader, ReadsTheAmountFromTheDetailsOfOlderVersions) {
  const Read read = ReadStatement(Entry(
      "1.00", "DBIT",
      Details(Transaction("a", "", "<AmtDtls><TxAmt><Amt Ccy=\"CNY\">1</Amt></TxAmt></AmtDtls>"))));
  ASSERT_TRUE(read.summary.ok()) << read.summary.status();
  EXPECT_EQ(read.rows[0].amount.fen(), 100);
}

TEST(CamtReader, TransactionsThatDoNotMakeTheirEntryRefuseTheFileWithBothFigures) {
  const Read read = ReadStatement(
      Entry("3.00", "DBIT", Details(Transaction("a", "1.00") + Transaction("b", "1.50"))));
  EXPECT_EQ(RefusalReasonOf(read.summary.status()), "TOTALS_DISAGREE");
  EXPECT_THAT(std::string(read.summary.status().message()),
              testing::AllOf(HasSubstr("3.00"), HasSubstr("2.50")));
}

TEST(CamtReader, ASummaryOrBatchThatDisagreesRefusesTheFile) {
  const std::string entry = Entry("1.00", "DBIT", "");
  const auto summary = [](const std::string& count, const std::string& sum) {
    return "<TxsSummry><TtlNtries><NbOfNtries>" + count + "</NbOfNtries><Sum>" + sum +
           "</Sum></TtlNtries><TtlDbtNtries><NbOfNtries>" + count +
           "</NbOfNtries></TtlDbtNtries></TxsSummry>";
  };
  EXPECT_TRUE(ReadStatement(summary("1", "1.0") + entry).summary.ok());
  EXPECT_EQ(RefusalReasonOf(ReadStatement(summary("2", "1.0") + entry).summary.status()),
            "TOTALS_DISAGREE");
  EXPECT_EQ(RefusalReasonOf(ReadStatement(summary("1", "1.1") + entry).summary.status()),
            "TOTALS_DISAGREE");
  // Only the booked ones counted is the other custom.
  EXPECT_TRUE(
      ReadStatement(summary("1", "1.0") + entry + Entry("9.00", "DBIT", "", "PDNG")).summary.ok());
  const auto batch = [](const std::string& count, const std::string& sum) {
    return ReadStatement(
               Entry("1.00", "DBIT",
                     Details("<Btch><NbOfTxs>" + count + "</NbOfTxs><TtlAmt Ccy=\"CNY\">" + sum +
                             "</TtlAmt></Btch>" + Transaction("a", "1.00"))))
        .summary.status();
  };
  EXPECT_TRUE(batch("1", "1").ok());
  EXPECT_EQ(RefusalReasonOf(batch("2", "1")), "TOTALS_DISAGREE");
  EXPECT_EQ(RefusalReasonOf(batch("1", "2")), "TOTALS_DISAGREE");
}

TEST(CamtReader, RefusesEntriesWithoutAmountDirectionOrOurCurrency) {
  for (const std::string& entry :
       {std::string("<Ntry><CdtDbtInd>DBIT</CdtDbtInd></Ntry>"),
        std::string("<Ntry><Amt Ccy=\"CNY\">1</Amt></Ntry>"),
        std::string("<Ntry><Amt Ccy=\"USD\">1</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>"),
        Entry("1.00", "BOTH", ""), Entry("1.00", "DBIT", "<ValDt><Dt>2020-13-01</Dt></ValDt>"),
        Entry("2.00", "DBIT", Details(Transaction("a", "") + Transaction("b", "1.00")))}) {
    EXPECT_EQ(RefusalReasonOf(ReadStatement(entry).summary.status()), "BAD_ELEMENT") << entry;
  }
}

TEST(CamtReader, RefusesOtherMessages) {
  const auto source = files::FromMemory("c.xml", "<Document><CstmrPmtStsRpt/></Document>");
  const auto summary =
      ReadCamt(*source, {}, [](const BookedTransaction&) { return absl::OkStatus(); });
  EXPECT_EQ(RefusalReasonOf(summary.status()), "WRONG_MESSAGE");
}

}  // namespace
}  // namespace levybridge::iso20022
