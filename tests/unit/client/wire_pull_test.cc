#include "adapters/client/wire_pull.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "levybridge/collection/v1/collection_service.pb.h"

namespace levybridge::client {
namespace {

namespace wire = collection::v1;
using google::protobuf::FieldDescriptor;

using Random = std::mt19937_64;

int64_t AnyNumber(Random& random) {
  switch (random() % 5) {
    case 0:
      return 0;
    case 1:
      return static_cast<int64_t>(random() % 200);
    case 2:
      return -static_cast<int64_t>(random() % 1000);
    case 3:
      return static_cast<int64_t>(random());
    default:
      return static_cast<int64_t>(random() >> 40);
  }
}

std::string AnyText(Random& random) {
  static const std::vector<std::string> kPieces = {
      "", "U000000001", "武汉", "LB0000000000001", "-", std::string(200, 'x'), "𠮷", "\"a,b\""};
  return kPieces[random() % kPieces.size()] + kPieces[random() % kPieces.size()];
}

void SetAny(const FieldDescriptor& field, Random& random, google::protobuf::Message& message) {
  const auto& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, static_cast<int32_t>(AnyNumber(random)));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, AnyNumber(random));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field, static_cast<uint64_t>(AnyNumber(random)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, random() % 2 == 0);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, static_cast<int>(AnyNumber(random)));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field, AnyText(random));
    default:
      FAIL() << "a field of a type that is not read: " << field.full_name();
  }
}

wire::InstructionRow AnyRow(Random& random) {
  wire::InstructionRow row;
  const auto& type = *wire::InstructionRow::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    if (random() % 4 != 0) SetAny(*type.field(i), random, row);
  }
  return row;
}

// The slow way: every field by Protobuf's accessors.
void ExpectSame(const InstructionFields& read, const wire::InstructionRow& row) {
  EXPECT_EQ(read.sequence, row.sequence());
  EXPECT_EQ(read.instruction_no, row.instruction_no());
  EXPECT_EQ(read.action, static_cast<int32_t>(row.action()));
  EXPECT_EQ(read.unit_code, row.unit_code());
  EXPECT_EQ(read.uscc, row.uscc());
  EXPECT_EQ(read.unit_name, row.unit_name());
  EXPECT_EQ(read.region, row.region());
  EXPECT_EQ(read.insurance_type, static_cast<int32_t>(row.insurance_type()));
  EXPECT_EQ(read.fee_period, row.fee_period());
  EXPECT_EQ(read.amount_before_fen, row.amount_before_fen());
  EXPECT_EQ(read.reduction_fen, row.reduction_fen());
  EXPECT_EQ(read.amount_after_fen, row.amount_after_fen());
  EXPECT_EQ(read.reduction_start_on, row.reduction_start_on());
  EXPECT_EQ(read.reduction_end_on, row.reduction_end_on());
  EXPECT_EQ(read.employer_medical_after_fen, row.employer_medical_after_fen());
  EXPECT_EQ(read.maternity_fen, row.maternity_fen());
  EXPECT_EQ(read.personal_fen, row.personal_fen());
  EXPECT_EQ(read.offset_applied_fen, row.offset_applied_fen());
  EXPECT_EQ(read.payable_fen, row.payable_fen());
  EXPECT_EQ(read.due_on, row.due_on());
  EXPECT_EQ(read.late_fee_waived, row.late_fee_waived());
  EXPECT_EQ(read.deferred_until, row.deferred_until());
  EXPECT_EQ(read.assessment_no, row.assessment_no());
  EXPECT_EQ(read.replaces_instruction_no, row.replaces_instruction_no());
  EXPECT_EQ(read.policy, row.policy());
}

wire::InstructionRow GoodRow(int64_t sequence) {
  wire::InstructionRow row;
  row.set_sequence(static_cast<uint64_t>(sequence));
  row.set_instruction_no(domain::InstructionNumber(sequence).ToString());
  row.set_action(wire::INSTRUCTION_ACTION_COLLECT);
  row.set_unit_code("U1");
  row.set_region(420106);
  row.set_insurance_type(common::v1::INSURANCE_TYPE_EMPLOYEE_MEDICAL);
  row.set_fee_period(202003);
  row.set_due_on(20200325);
  row.set_assessment_no("H1");
  return row;
}

std::string ResponseOf(const std::vector<wire::InstructionRow>& rows) {
  wire::PullInstructionsResponse response;
  for (const wire::InstructionRow& row : rows) *response.mutable_chunk()->add_rows() = row;
  response.set_rows_remaining(77);
  return response.SerializeAsString();
}

absl::Status Ignore(const domain::Instruction&) { return absl::OkStatus(); }

TEST(WirePullTest, ReadsEveryFieldOfTheContractAsProtobufDoes) {
  EXPECT_EQ(wire::InstructionRow::descriptor()->field_count(), 25)
      << "a new field has to be read too";
  Random random(20200301);
  for (int i = 0; i < 2000; ++i) {
    const wire::InstructionRow row = AnyRow(random);
    const std::string bytes = row.SerializeAsString();
    InstructionFields fields;
    ASSERT_TRUE(ReadInstructionFields(bytes, fields));
    ExpectSame(fields, row);
  }
}

TEST(WirePullTest, NeverReadsDamagedBytesOtherwiseThanProtobuf) {
  const google::protobuf::LogSilencer quiet;  // it logs each text that is no UTF-8
  Random random(20200302);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = AnyRow(random).SerializeAsString();
    if (bytes.empty()) continue;
    bytes[random() % bytes.size()] = static_cast<char>(random());
    if (random() % 2 == 0) bytes.resize(random() % bytes.size());
    InstructionFields fields;
    wire::InstructionRow row;
    if (!ReadInstructionFields(bytes, fields)) continue;
    // Ours need not check UTF-8, whose damage the values' own rules find.
    if (row.ParsePartialFromString(bytes)) ExpectSame(fields, row);
  }
}

TEST(WirePullTest, RefusesWhatEndsInTheMiddle) {
  const std::string whole = GoodRow(1).SerializeAsString();
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string cut = whole.substr(0, size);
    InstructionFields fields;
    EXPECT_EQ(ReadInstructionFields(cut, fields), wire::InstructionRow().ParseFromString(cut))
        << size;
  }
}

TEST(WirePullTest, SkipsFieldsOfALaterContract) {
  std::string bytes = GoodRow(1).SerializeAsString();
  bytes += std::string("\x9A\x06\x03", 3) + "abc";            // 99: text
  bytes += std::string("\x98\x06\x05", 3);                    // 99: number
  bytes += std::string("\x99\x06", 2) + std::string(8, 'x');  // 99: eight bytes
  bytes += std::string("\x9D\x06", 2) + std::string(4, 'x');  // 99: four bytes
  InstructionFields fields;
  ASSERT_TRUE(ReadInstructionFields(bytes, fields));
  ExpectSame(fields, GoodRow(1));
}

TEST(WirePullTest, HandsOverEveryInstructionInOrder) {
  std::vector<int64_t> sequences;
  const auto remaining = ForEachInstruction(ResponseOf({GoodRow(3), GoodRow(4), GoodRow(9)}),
                                            [&](const domain::Instruction& instruction) {
                                              sequences.push_back(instruction.sequence);
                                              return absl::OkStatus();
                                            });
  ASSERT_TRUE(remaining.ok()) << remaining.status();
  EXPECT_EQ(*remaining, 77u);
  EXPECT_THAT(sequences, testing::ElementsAre(3, 4, 9));
}

TEST(WirePullTest, EndsAtTheFirstFailureOfWhoTakes) {
  int taken = 0;
  const auto remaining = ForEachInstruction(
      ResponseOf({GoodRow(1), GoodRow(2), GoodRow(3)}), [&](const domain::Instruction&) {
        return ++taken == 2 ? absl::DataLossError("full") : absl::OkStatus();
      });
  EXPECT_EQ(remaining.status(), absl::DataLossError("full"));
  EXPECT_EQ(taken, 2);
}

TEST(WirePullTest, NamesTheInstructionAndTheFieldThatCannotBe) {
  wire::InstructionRow row = GoodRow(1);
  row.set_due_on(20200230);
  const auto remaining = ForEachInstruction(ResponseOf({row}), Ignore);
  EXPECT_EQ(remaining.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(remaining.status().message()),
              testing::AllOf(testing::HasSubstr(row.instruction_no()),
                             testing::HasSubstr("impossible due_on")));
}

TEST(WirePullTest, RefusesTextThatIsNotCleanUtf8) {
  wire::InstructionRow row = GoodRow(1);
  std::string bytes = row.SerializeAsString();
  bytes += std::string("\x32\x02\xFF\xFE", 4);  // unit_name
  std::string chunk = "\x1A";
  chunk.push_back(static_cast<char>(bytes.size()));
  chunk += bytes;
  std::string response = "\x0A";
  response.push_back(static_cast<char>(chunk.size()));
  response += chunk;
  const auto remaining = ForEachInstruction(response, Ignore);
  EXPECT_EQ(remaining.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(remaining.status().message()), testing::HasSubstr("unit_name"));
}

TEST(WirePullTest, RefusesWhatIsNotOfThisProtocol) {
  for (const std::string bytes :
       {"\x0A\x05"
        "a",
        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "\x03", "\x0A\x02\x1A\x09"}) {
    EXPECT_EQ(ForEachInstruction(bytes, Ignore).status().code(), absl::StatusCode::kInternal);
  }
}

}  // namespace
}  // namespace levybridge::client
