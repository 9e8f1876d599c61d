// Records with every field filled, each different for a different `n`: what a store must give back
// as it was given.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/ports/store.h"

namespace levybridge::contract {

domain::PoolingArea Area(std::string_view code);
domain::FeePeriod Period(std::string_view text);
domain::AccountingMonth Month(std::string_view text);
domain::CivilDate Date(std::string_view text);
domain::Money Fen(int64_t fen);
domain::PartyId Party(std::string_view uri);
domain::PartyId Agency();  // of 420100
domain::PartyId Tax();     // of 420100

// Key number n of an area and period: the unit code sorts as n does.
domain::ObligationKey Key(int64_t n, std::string_view area = "420100",
                          std::string_view period = "2020-02");
domain::Obligation SampleObligation(int64_t n, std::string_view area = "420100",
                                    std::string_view period = "2020-02");
domain::Batch SampleBatch(int64_t n, domain::BatchKind kind = domain::BatchKind::kAssessments);
domain::BatchChunk SampleChunk(int64_t number, int64_t n);
domain::RowProblems SampleProblems(int64_t row);
domain::Instruction SampleInstruction(int64_t sequence, std::string_view area = "420100");
// The readable areas of these codes, whole.
std::vector<ports::ReadableArea> Readable(std::initializer_list<std::string_view> codes);
// A page's instructions; the pooling area is taken to be the region's city.
std::vector<domain::Instruction> InstructionsOf(const ports::InstructionPage& page);
domain::Payment SamplePayment(int64_t n, std::string_view area = "420100");
// Debits what is received, credits what is levied.
domain::JournalEntry SampleEntry(int64_t n, std::string_view area = "420100");
domain::MonthRecord SampleMonth(std::string_view area, std::string_view month);
domain::StatementLine SampleLine(int64_t n);
domain::Difference SampleDifference(int64_t n);

}  // namespace levybridge::contract
