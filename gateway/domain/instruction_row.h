// InstructionRow: an instruction in the very bytes in which tax bureaus receive it.
//
// The bytes are a row of collection/v1/instruction.proto with its head, as it stands in a list of
// rows: rows put one after the other are such a list. They are written once, when the instruction
// is issued, stored, and sent as they are, however often they are pulled; the pooling area is not
// among them and stands beside them. Free functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/domain/instruction.h"

namespace levybridge::domain {

// The first byte of every such row: field 3 of the contract's InstructionChunk, of text kind.
inline constexpr char kInstructionRowMark = 0x1A;

// Appends the row to `out`. The sequence must have been assigned.
void AppendInstructionRow(const Instruction& instruction, std::string& out);

// The instruction of a row; nothing when the bytes are no such row.
std::optional<Instruction> ParseInstructionRow(std::string_view row, PoolingArea pooling_area);

// The single rows of a list of them; nothing when the bytes are no such list.
std::optional<std::vector<std::string_view>> SplitInstructionRows(std::string_view rows);

// Its region alone, for readers who may see a part of a pooling area; nothing likewise.
std::optional<RegionCode> RegionOfInstructionRow(std::string_view row);

}  // namespace levybridge::domain
