// The stored form of values: as large as promised, and safe against any bytes.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "adapters/sqlite/batch_fields.h"
#include "adapters/sqlite/instruction_fields.h"
#include "adapters/sqlite/journal_fields.h"
#include "adapters/sqlite/month_fields.h"
#include "adapters/sqlite/refund_fields.h"
#include "adapters/sqlite/value.h"
#include "tests/contract/store/refund_samples.h"
#include "tests/contract/store/samples.h"

namespace levybridge::sqlite {
namespace {

TEST(Codec, NumbersOfEverySizeComeBack) {
  for (const int64_t number :
       {int64_t{0}, int64_t{-1}, int64_t{63}, int64_t{64}, int64_t{-65}, INT64_MAX, INT64_MIN}) {
    std::string bytes;
    Encoder encoder(bytes);
    encoder.Signed(number);
    encoder.Wide(static_cast<__int128>(number) * INT64_MAX);
    Decoder decoder(bytes);
    EXPECT_EQ(decoder.Signed(), number);
    EXPECT_TRUE(decoder.Wide() == static_cast<__int128>(number) * INT64_MAX);
    EXPECT_TRUE(decoder.Finished());
  }
}

TEST(Codec, ANumberThatDoesNotFitIsAFailureNotCutOff) {
  Decoder decoder(std::string_view("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F", 10));
  EXPECT_EQ(decoder.Unsigned(), 0U);
  EXPECT_TRUE(decoder.failed());
}

TEST(Codec, ACountLargerThanWhatFollowsFails) {
  Decoder decoder(std::string_view("\xFF\xFF\x03xx", 5));
  EXPECT_EQ(decoder.Count(), 0U);
  EXPECT_TRUE(decoder.failed());
}

TEST(Values, AFreshObligationOfOneAssessmentIsSmall) {
  domain::Obligation obligation = contract::SampleObligation(1);
  obligation.balances = {};
  for (const domain::Component component :
       {domain::Component::kEmployerMedical, domain::Component::kMaternity,
        domain::Component::kPersonal}) {
    obligation.balance(component).due = contract::Fen(123456);
  }
  domain::AssessmentChain& chain = obligation.chains.front();
  chain.links.resize(1, chain.links.front());
  chain.links.front().assessment_no = *domain::AssessmentNumber::Parse("HD202002420100000001");
  chain.links.front().deferred = {};
  chain.instructions = {1'000'000};
  obligation.late_fee_corrected.reset();
  obligation.movements.front() = {contract::Month("2020-03"), chain.links.front().due, {}, {}, {}};
  std::string value;
  EncodeValue(obligation, value);
  EXPECT_LT(value.size(), 150U);
}

// Flips, cuts and appends bytes; reading must give a value or nothing, and never more.
template <class T>
void Maul(const T& sample) {
  std::mt19937_64 random(7);
  std::string original;
  EncodeValue(sample, original);
  ASSERT_TRUE(DecodeValue<T>(original).has_value());
  EXPECT_FALSE(DecodeValue<T>(original + "x").has_value());
  for (size_t length = 0; length < std::min<size_t>(original.size(), 400); ++length) {
    EXPECT_FALSE(DecodeValue<T>(original.substr(0, length)).has_value());
  }
  BlockWriter writer;
  writer.Add(sample);
  writer.Add(sample);
  const std::string block = writer.Finish();
  for (int round = 0; round < 2000; ++round) {
    std::string value = original;
    std::string mauled_block = block;
    for (int flips = 1 + static_cast<int>(random() % 3); flips > 0; --flips) {
      value[random() % value.size()] = static_cast<char>(random());
      mauled_block[random() % mauled_block.size()] = static_cast<char>(random());
    }
    std::string again;
    if (const auto read = DecodeValue<T>(value)) EncodeValue(*read, again);
    EXPECT_LE(again.size(), value.size());
    const auto reader = BlockReader::Open(mauled_block);
    for (size_t i = 0; reader && i < reader->count(); ++i) (void)reader->template Read<T>(i);
  }
}

TEST(Values, OfAnyBytesAreReadOrRefusedWithoutHarm) {
  Maul(contract::SampleObligation(5));
  Maul(contract::SampleBatch(5));
  Maul(contract::SampleChunk(0, 3));
  Maul(contract::SampleProblems(5));
  Maul(contract::SampleInstruction(5));
  Maul(contract::SamplePayment(5));
  Maul(contract::SampleEntry(5));
  Maul(contract::SampleMonth("420100", "2020-03"));
  Maul(contract::SampleLine(5));
  Maul(contract::SampleDifference(5));
  domain::Refund refund = contract::SampleRefund(5, 5);
  refund.payouts = {contract::SamplePayout(1, 1), contract::SamplePayout(2, 1)};
  Maul(refund);
  Maul(contract::SampleRefundBatch("TF-1", "420100"));
  Maul(contract::SampleAccount(5, "2020-02-01").account);
}

}  // namespace
}  // namespace levybridge::sqlite
