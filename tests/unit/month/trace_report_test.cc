#include "adapters/month/trace_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace levybridge::month {
namespace {

using testing::HasSubstr;
using testing::Not;

client::EmployerTrace Trace() {
  client::EmployerTrace trace;
  trace.unit_name = "南通示例有限公司";
  trace.balances = {{{"fee_period", "费款所属期 period"}, {"state", "状态 state"}},
                    {{"2022-08", "deferred"}}};
  trace.events = {
      {{"position", "序"},
       {"recorded_at", "时间"},
       {"effective_on", "业务日"},
       {"kind", "事件"},
       {"fee_period", "费款所属期"},
       {"amount_fen", "金额", client::Column::Form::kFen},
       {"reference", "编号"},
       {"batch_id", "批次"},
       {"party", "来自"},
       {"text_zh", "说明"},
       {"text_en", "what"}},
      {{1, "t", "2022-08-03", "deferred", "2022-08", 0, "A-1", "B-1", "urn:a", "缓缴", ""},
       {2, "t", "2022-12-01", "instruction_issued", "2022-08", 70850, "LB1", "", "",
        "发出征集通知（缓缴到期）", "instruction issued (deferred_due)\x1b[2J"}}};
  return trace;
}

TEST(TraceText, ShowsAnInstructionAfterADeferralWithItsFiguresAndInWords) {
  EXPECT_THAT(TraceText("N-1", Trace()),
              HasSubstr("2022-12-01  instruction_issued  2022-08     708.50  LB1   t\n"
                        "    发出征集通知（缓缴到期）\n"
                        "    instruction issued (deferred_due)"));
}

TEST(TraceText, LeavesOutMoneyThatIsNoneAndSentencesThatAreEmpty) {
  EXPECT_THAT(TraceText("N-1", Trace()),
              HasSubstr("2022-08-03  deferred            2022-08             A-1   t\n"
                        "    缓缴\n"
                        "    B-1\n"
                        "    urn:a\n"
                        "2022-12-01"));
}

TEST(TraceText, NeverPrintsControlCharactersToATerminal) {
  EXPECT_THAT(TraceText("N-1", Trace()), Not(HasSubstr("\x1b")));
}

TEST(TraceText, OfAnEmployerWithoutEventsIsItsBalances) {
  client::EmployerTrace trace = Trace();
  trace.events.rows.clear();
  EXPECT_THAT(TraceText("N-1", trace), HasSubstr("2022-08            deferred\n"));
}

}  // namespace
}  // namespace levybridge::month
