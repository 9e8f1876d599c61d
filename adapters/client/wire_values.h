// Values of the contract that several calls share, to and from ours. For this folder only: it
// shows Protobuf's types. Thread-safe: no state.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/client/receipt.h"
#include "gateway/domain/batch.h"
#include "gateway/domain/civil_date.h"
#include "gateway/domain/fee_period.h"
#include "gateway/domain/problem.h"
#include "levybridge/common/v1/batch.pb.h"

namespace levybridge::client {

// yyyymmdd and yyyymm; 0 for nothing, and nothing for what is no date.
int32_t DateNumber(const std::optional<domain::CivilDate>& date);
std::optional<domain::CivilDate> DateFromNumber(int32_t number);
template <class Month>
int32_t MonthNumber(Month month) {
  return month.year() * 100 + month.month();
}
template <class Month>
std::optional<Month> MonthFromNumber(int32_t number) {
  return Month::FromYearMonth(number / 100, number % 100);
}
// "2020-03-10" and "2020-03"; empty for 0 and for what is no date.
std::string DateText(int32_t number);
std::string MonthText(int32_t number);

// "COLLECT" of INSTRUCTION_ACTION_COLLECT in lower case; the number of a value not known here.
std::string EnumText(const google::protobuf::EnumDescriptor& type, int number);

Receipt ReceiptFromWire(const common::v1::BatchReceipt& wire);
void ProblemToWire(const domain::Problem& problem, common::v1::Problem& wire);
// A code that is not known here keeps its name and text in the parameters of UNKNOWN_CODE.
domain::Problem ProblemFromWire(const common::v1::Problem& wire);

}  // namespace levybridge::client
