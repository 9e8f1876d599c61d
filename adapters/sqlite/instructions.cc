#include "adapters/sqlite/instructions.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "adapters/sqlite/in_parallel.h"
#include "adapters/sqlite/instruction_fields.h"
#include "adapters/sqlite/obligation_key.h"
#include "adapters/sqlite/parties.h"
#include "adapters/sqlite/status.h"
#include "adapters/sqlite/value.h"

namespace levybridge::sqlite {
namespace {

absl::Status DamagedChunk(int64_t first_sequence) {
  return Damaged("instruction_chunk", absl::StrCat(first_sequence));
}

// How many of `instructions` the next chunk takes: one pooling area, not too many.
size_t ChunkLength(absl::Span<const domain::Instruction> instructions) {
  size_t length = 1;
  while (length < instructions.size() && length < kInstructionsPerChunk &&
         instructions[length].pooling_area == instructions.front().pooling_area) {
    ++length;
  }
  return length;
}

struct EncodedChunk {
  absl::Span<const domain::Instruction> instructions;
  std::string value;
};

void Encode(EncodedChunk& chunk) {
  BlockWriter block;
  for (const domain::Instruction& instruction : chunk.instructions) block.Add(instruction);
  chunk.value = block.Finish();
}

absl::Status AppendChunk(Connection& connection, const EncodedChunk& chunk) {
  const auto& [instructions, value] = chunk;
  const int64_t area = instructions.front().pooling_area.region.number();
  Query insert(connection,
               "INSERT INTO instruction_chunk(first_sequence, last_sequence, pooling_area, value)"
               " VALUES(?,?,?,?)");
  absl::Status status = insert.Bind(instructions.front().sequence)
                            .Bind(instructions.back().sequence)
                            .Bind(area)
                            .Bind(value)
                            .Run();
  if (!status.ok()) return status;
  Query remember(connection, "INSERT OR IGNORE INTO instruction_area(pooling_area) VALUES(?)");
  return remember.Bind(area).Run();
}

// The chunk that holds `sequence`, or would; `sequence` itself when there is none before it.
absl::StatusOr<int64_t> ChunkOf(Connection& connection, int64_t sequence) {
  Query query(connection,
              "SELECT first_sequence FROM instruction_chunk WHERE first_sequence<=?"
              " ORDER BY first_sequence DESC LIMIT 1");
  const int64_t first = query.Bind(sequence).Next() ? query.Int(0) : sequence;
  if (!query.status().ok()) return query.status();
  return first;
}

absl::StatusOr<BlockReader> OpenChunk(int64_t first, int64_t last, std::string_view value) {
  auto block = BlockReader::Open(value);
  if (!block || first + static_cast<int64_t>(block->count()) - 1 != last) {
    return DamagedChunk(first);
  }
  return *block;
}

absl::StatusOr<domain::Instruction> ReadOne(const BlockReader& block, int64_t first,
                                            int64_t sequence, int64_t area_number) {
  const auto area = ReadPoolingArea(area_number);
  auto instruction = block.Read<domain::Instruction>(static_cast<size_t>(sequence - first));
  if (!instruction || !area) return DamagedChunk(first);
  instruction->sequence = sequence;
  instruction->pooling_area = *area;
  return *std::move(instruction);
}

// The area of that number among those that may be read; null when it is none of them.
const ports::ReadableArea* AreaIn(absl::Span<const ports::ReadableArea> areas, int64_t number) {
  const auto at = std::find_if(areas.begin(), areas.end(), [number](const auto& readable) {
    return readable.area.region.number() == number;
  });
  return at != areas.end() ? &*at : nullptr;
}

// One chunk, as far as a page takes rows from it.
struct ChunkPart {
  const BlockReader& block;
  int64_t first = 0;  // sequence of the chunk's first row
  int64_t from = 0;   // sequences wanted
  int64_t through = 0;
};

void AddToPage(std::string_view rows, int64_t from, int64_t through, ports::InstructionPage& page) {
  page.rows.append(rows);
  if (page.count == 0) page.first_sequence = from;
  page.count += through - from + 1;
  page.last_sequence = through;
}

// Row by row: those of some regions only, or a chunk of the old layout. Stops at `limit` rows.
absl::Status CopySome(const ChunkPart& part, const ports::ReadableArea& readable, int64_t limit,
                      ports::InstructionPage& page) {
  std::string rewritten;
  for (int64_t sequence = part.from; sequence <= part.through && page.count < limit; ++sequence) {
    std::string_view row = part.block.Record(static_cast<size_t>(sequence - part.first));
    if (!IsInstructionRow(row)) {
      const auto old = ReadOne(part.block, part.first, sequence, readable.area.region.number());
      if (!old.ok()) return old.status();
      rewritten.clear();
      domain::AppendInstructionRow(*old, rewritten);
      row = rewritten;
    }
    const auto region = domain::RegionOfInstructionRow(row);
    if (!region) return DamagedChunk(part.first);
    if (!readable.only || readable.only(*region)) AddToPage(row, sequence, sequence, page);
    page.scanned_through = sequence;
  }
  return absl::OkStatus();
}

absl::Status CopyRows(const ChunkPart& part, const ports::ReadableArea& readable, int64_t limit,
                      ports::InstructionPage& page) {
  if (readable.only || !IsInstructionRow(part.block.Record(0))) {
    return CopySome(part, readable, limit, page);
  }
  const int64_t through = std::min(part.through, part.from + (limit - page.count) - 1);
  const auto from_index = static_cast<size_t>(part.from - part.first);
  const auto through_index = static_cast<size_t>(through - part.first);
  AddToPage(part.block.Records(from_index, through_index), part.from, through, page);
  page.scanned_through = through;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> SqliteInstructions::NextSequence() const {
  Query query(connection_,
              "SELECT last_sequence FROM instruction_chunk ORDER BY first_sequence DESC LIMIT 1");
  const int64_t next = query.Next() ? query.Int(0) + 1 : 1;
  if (!query.status().ok()) return query.status();
  return next;
}

absl::Status SqliteInstructions::Append(absl::Span<const domain::Instruction> instructions) {
  auto next = NextSequence();
  if (!next.ok()) return next.status();
  for (const domain::Instruction& instruction : instructions) {
    if (instruction.sequence != (*next)++) {
      return absl::FailedPreconditionError(absl::StrCat("store: instruction ", instruction.sequence,
                                                        " does not continue the",
                                                        " sequence: ", *next - 1, " comes next"));
    }
  }
  std::vector<EncodedChunk> chunks;
  while (!instructions.empty()) {
    chunks.push_back({instructions.first(ChunkLength(instructions)), {}});
    instructions.remove_prefix(chunks.back().instructions.size());
  }
  InParallel(chunks.size(), [&](size_t index) { Encode(chunks[index]); });
  for (const EncodedChunk& chunk : chunks) {
    absl::Status status = AppendChunk(connection_, chunk);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<domain::Instruction>> SqliteInstructions::Find(
    int64_t sequence) const {
  Query query(connection_,
              "SELECT first_sequence, last_sequence, value, pooling_area FROM instruction_chunk"
              " WHERE first_sequence<=? ORDER BY first_sequence DESC LIMIT 1");
  if (!query.Bind(sequence).Next() || query.Int(1) < sequence) {
    if (!query.status().ok()) return query.status();
    return std::nullopt;
  }
  const auto block = OpenChunk(query.Int(0), query.Int(1), query.Blob(2));
  if (!block.ok()) return block.status();
  auto instruction = ReadOne(*block, query.Int(0), sequence, query.Int(3));
  if (!instruction.ok()) return instruction.status();
  return *std::move(instruction);
}

absl::StatusOr<ports::InstructionPage> SqliteInstructions::Read(
    absl::Span<const ports::ReadableArea> areas, int64_t after_sequence, int32_t limit) const {
  const auto start = ChunkOf(connection_, after_sequence + 1);
  if (!start.ok()) return start.status();
  ports::InstructionPage page;
  page.scanned_through = after_sequence;
  Query query(connection_,
              "SELECT first_sequence, last_sequence, pooling_area, value FROM instruction_chunk"
              " WHERE first_sequence>=? ORDER BY first_sequence");
  query.Bind(*start);
  for (int64_t headers = 0; headers < kHeadersPerRead && page.count < limit; ++headers) {
    if (!query.Next()) {
      page.at_end = query.status().ok();
      break;
    }
    const int64_t first = query.Int(0);
    const int64_t last = query.Int(1);
    if (last <= page.scanned_through) continue;
    const ports::ReadableArea* readable = AreaIn(areas, query.Int(2));
    if (readable == nullptr) {
      page.scanned_through = last;
      continue;
    }
    const auto block = OpenChunk(first, last, query.Blob(3));
    if (!block.ok()) return block.status();
    const ChunkPart part{*block, first, std::max(page.scanned_through + 1, first), last};
    if (absl::Status status = CopyRows(part, *readable, limit, page); !status.ok()) return status;
  }
  if (!query.status().ok()) return query.status();
  return page;
}

absl::StatusOr<std::vector<domain::PoolingArea>> SqliteInstructions::PoolingAreas() const {
  std::vector<domain::PoolingArea> areas;
  Query query(connection_, "SELECT pooling_area FROM instruction_area ORDER BY pooling_area");
  while (query.Next()) {
    const auto area = ReadPoolingArea(query.Int(0));
    if (!area) return Damaged("instruction_area", absl::StrCat(query.Int(0)));
    areas.push_back(*area);
  }
  if (!query.status().ok()) return query.status();
  return areas;
}

absl::StatusOr<std::optional<domain::InstructionOutcome>> SqliteInstructions::FindOutcome(
    int64_t sequence) const {
  Query query(connection_, "SELECT value FROM instruction_outcome WHERE sequence=?");
  if (query.Bind(sequence).Next()) {
    auto outcome = DecodeValue<domain::InstructionOutcome>(query.Blob(0));
    if (!outcome) return Damaged("instruction_outcome", absl::StrCat(sequence));
    return outcome;
  }
  if (!query.status().ok()) return query.status();
  return std::nullopt;
}

absl::Status SqliteInstructions::PutOutcome(int64_t sequence,
                                            const domain::InstructionOutcome& outcome) {
  std::string value;
  EncodeValue(outcome, value);
  Query query(connection_,
              "INSERT OR REPLACE INTO instruction_outcome(sequence, state, value) VALUES(?,?,?)");
  return query.Bind(sequence).Bind(static_cast<int64_t>(outcome.state)).Bind(value).Run();
}

absl::StatusOr<std::vector<int64_t>> SqliteInstructions::ListOutcomes(
    domain::InstructionState state, int64_t after_sequence, int32_t limit) const {
  std::vector<int64_t> sequences;
  Query query(connection_,
              "SELECT sequence FROM instruction_outcome WHERE state=? AND sequence>?"
              " ORDER BY sequence LIMIT ?");
  query.Bind(static_cast<int64_t>(state)).Bind(after_sequence).Bind(int64_t{limit});
  while (query.Next()) sequences.push_back(query.Int(0));
  if (!query.status().ok()) return query.status();
  return sequences;
}

absl::StatusOr<ports::PullPosition> SqliteInstructions::FindPosition(
    const domain::PartyId& party) const {
  const auto party_no = FindPartyNo(connection_, party);
  if (!party_no.ok()) return party_no.status();
  ports::PullPosition position;
  if (!party_no->has_value()) return position;
  Query query(connection_, "SELECT delivered, acknowledged FROM pull_position WHERE party_no=?");
  if (query.Bind(**party_no).Next()) position = {query.Int(0), query.Int(1)};
  if (!query.status().ok()) return query.status();
  return position;
}

absl::Status SqliteInstructions::PutPosition(const domain::PartyId& party,
                                             const ports::PullPosition& position) {
  const auto party_no = InternParty(connection_, party);
  if (!party_no.ok()) return party_no.status();
  Query query(connection_,
              "INSERT OR REPLACE INTO pull_position(party_no, delivered, acknowledged)"
              " VALUES(?,?,?)");
  return query.Bind(*party_no).Bind(position.delivered).Bind(position.acknowledged).Run();
}

absl::StatusOr<std::vector<std::pair<domain::PartyId, ports::PullPosition>>>
SqliteInstructions::Positions() const {
  std::vector<std::pair<domain::PartyId, ports::PullPosition>> positions;
  Query query(connection_,
              "SELECT uri, delivered, acknowledged FROM pull_position JOIN party USING(party_no)"
              " ORDER BY uri");
  while (query.Next()) {
    auto party = domain::PartyId::ParseUri(query.Blob(0));
    if (!party) return Damaged("party", "of a pull position");
    positions.emplace_back(*std::move(party), ports::PullPosition{query.Int(1), query.Int(2)});
  }
  if (!query.status().ok()) return query.status();
  return positions;
}

}  // namespace levybridge::sqlite
