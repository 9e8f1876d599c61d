// The payouts of a batch as a bank takes them.
#include "adapters/iso20022/pain001_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "tests/unit/files/test_folder.h"
#include "tests/unit/iso20022/message_shape.h"

namespace levybridge::iso20022 {
namespace {

using domain::PayoutOrder;
using testing::HasSubstr;
using testing::IsEmpty;

PayoutOrder Order(const std::string& id, int64_t fen, const std::string& name = "武汉某某公司") {
  return {*domain::PayoutId::Parse(id),
          *domain::RefundNumber::Parse("R-" + id),
          *domain::Money::FromFen(fen),
          *domain::AccountName::Parse(name),
          *domain::BankAccountNumber::Parse("6222021234567890123"),
          "工行武汉分行",
          *domain::BankCode::Parse("102306000019"),
          *domain::UnitCode::Parse("U1")};
}

DebtorAccount Debtor(const std::string& id) {
  return {id, "武汉市医保中心", *domain::BankAccountNumber::Parse("42001234567890"),
          *domain::BankCode::Parse("104521000014"), *domain::CivilDate::Parse("2020-05-06")};
}

const Pain001Header kHeader = {"M-1", {1588723200000}, "武汉市医保中心"};

class Pain001Writer : public testing::Test {
 protected:
  absl::StatusOr<Pain001Summary> Write(const std::vector<PayoutOrder>& first,
                                       const std::vector<PayoutOrder>& second = {}) {
    return WritePain001(folder_.Path("out.xml"), kHeader, [&](const TakePayout& take) {
      for (const PayoutOrder& order : first) {
        if (absl::Status status = take(city_, order); !status.ok()) return status;
      }
      for (const PayoutOrder& order : second) {
        if (absl::Status status = take(district_, order); !status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }
  Element Written() { return ParseSlowly(files::TestFolder::Read(folder_.Path("out.xml"))); }

  files::TestFolder folder_;
  DebtorAccount city_ = Debtor("P-420100");
  DebtorAccount district_ = Debtor("P-420112");
};

TEST_F(Pain001Writer, HasTheShapeOfTheSchemaAndTheTotalsOfEachPayment) {
  const auto summary = Write({Order("a", 100), Order("b", 250)}, {Order("c", 99)});
  ASSERT_TRUE(summary.ok()) << summary.status();
  EXPECT_EQ(summary->payments, 2);
  EXPECT_EQ(summary->total.ToYuan(), "4.49");
  const Element document = Written();
  EXPECT_THAT(ShapeFaults(document), IsEmpty());
  const Element& message = *document.Find("CstmrCdtTrfInitn");
  EXPECT_EQ(message.TextAt("GrpHdr/NbOfTxs"), "3");
  EXPECT_EQ(message.TextAt("GrpHdr/CtrlSum"), "4.49");
  EXPECT_EQ(message.TextAt("PmtInf/NbOfTxs"), "2");
  EXPECT_EQ(message.children[2].TextAt("CtrlSum"), "0.99");
  EXPECT_EQ(message.TextAt("PmtInf/CdtTrfTxInf/PmtId/EndToEndId"), "a");
  EXPECT_EQ(message.TextAt("PmtInf/CdtTrfTxInf/PmtId/InstrId"), "R-a");
}

TEST_F(Pain001Writer, TheShapeCheckFindsAMissingAndAMisplacedElement) {
  ASSERT_TRUE(Write({Order("a", 100)}).ok());
  Element document = Written();
  Element& payment = document.children[0].children[1];
  std::swap(payment.children[0], payment.children[1]);
  EXPECT_FALSE(ShapeFaults(document).empty());
  std::swap(payment.children[0], payment.children[1]);
  EXPECT_THAT(ShapeFaults(document), IsEmpty());
  payment.children.pop_back();
  EXPECT_FALSE(ShapeFaults(document).empty());
}

TEST_F(Pain001Writer, EscapesNamesThatLookLikeMarkup) {
  const std::string name = "A&B <某> \"'公司 ]]> 🏭";
  ASSERT_TRUE(Write({Order("a", 100, name)}).ok());
  EXPECT_EQ(Written().TextAt("CstmrCdtTrfInitn/PmtInf/CdtTrfTxInf/Cdtr/Nm"), name);
}

TEST_F(Pain001Writer, WritesNothingWhenAnyPayoutCannotBeWritten) {
  const auto zero = Write({Order("a", 100), Order("bad-one", 0)});
  EXPECT_EQ(zero.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(zero.status().message()), HasSubstr("bad-one"));
  EXPECT_FALSE(Write({Order("a", 100, " 公司 ")}).ok());
  EXPECT_FALSE(Write({}).ok());
  EXPECT_EQ(folder_.FileCount(), 0);
}

TEST_F(Pain001Writer, ErrorsNeverHoldTheAccount) {
  const auto status = Write({Order("a", 100, " 秘密户名 ")}).status();
  EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("秘密户名")));
  EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("6222021234567890123")));
}

TEST_F(Pain001Writer, APaymentIdThatRepeatsIsRefused) {
  district_.payment_id = city_.payment_id;
  EXPECT_FALSE(Write({Order("a", 100)}, {Order("b", 100)}).ok());
}

TEST_F(Pain001Writer, ASourceThatDiffersTheSecondTimeLeavesNoFile) {
  int pass = 0;
  const auto result = WritePain001(folder_.Path("out.xml"), kHeader, [&](const TakePayout& take) {
    return take(city_, Order("a", ++pass == 1 ? 100 : 101));
  });
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(folder_.FileCount(), 0);
}

}  // namespace
}  // namespace levybridge::iso20022
