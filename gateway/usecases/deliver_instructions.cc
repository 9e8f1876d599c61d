#include "gateway/usecases/deliver_instructions.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "gateway/usecases/refusal.h"
#include "gateway/usecases/status_macros.h"

namespace levybridge::usecases {
namespace {

using domain::InstructionOutcome;
using domain::InstructionState;
using domain::PartyId;
using domain::PoolingArea;
using domain::RegionTree;

// The pooling areas that can hold instructions for the party: those in its region, and of the one
// its region lies in (a district's bureau reads from its city's) what is its own.
std::vector<ports::ReadableArea> AreasFor(const RegionTree& regions, const PartyId& party,
                                          const std::vector<PoolingArea>& all) {
  std::vector<ports::ReadableArea> areas;
  for (const PoolingArea& area : all) {
    if (regions.Contains(party.region, area.region)) {
      areas.push_back({area});
    } else if (regions.Contains(area.region, party.region)) {
      areas.push_back({area, [&regions, own = party.region](domain::RegionCode region) {
                         return regions.Contains(own, region);
                       }});
    }
  }
  return areas;
}

// True when a later instruction of the same chain exists.
absl::StatusOr<bool> IsReplaced(const ports::Transaction& store,
                                const domain::Instruction& instruction) {
  const domain::ObligationKey key{instruction.pooling_area, instruction.fee_period,
                                  instruction.unit_code, instruction.insurance_type};
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto found, store.obligations().Find({&key, 1}));
  if (!found[0]) return absl::DataLossError("an instruction points to no obligation");
  for (const domain::AssessmentChain& chain : found[0]->chains) {
    const auto& all = chain.instructions;
    const auto at = std::find(all.begin(), all.end(), instruction.sequence);
    if (at != all.end()) return std::next(at) != all.end();
  }
  return absl::DataLossError("an instruction stands in no chain");
}

}  // namespace

absl::StatusOr<InstructionStatus> StatusOfInstruction(const ports::Transaction& store,
                                                      const RegionTree& regions,
                                                      domain::Instruction instruction) {
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto outcome,
                              store.instructions().FindOutcome(instruction.sequence));
  InstructionStatus status{std::move(instruction), InstructionState::kIssued,
                           outcome.value_or(InstructionOutcome{})};
  if (status.outcome.state != InstructionState::kIssued) {
    status.state = status.outcome.state;
    return status;
  }
  LEVYBRIDGE_ASSIGN_OR_RETURN(const auto positions, store.instructions().Positions());
  for (const auto& [party, position] : positions) {
    if (!regions.Contains(party.region, status.instruction.region)) continue;
    if (position.acknowledged >= status.instruction.sequence) {
      status.state = InstructionState::kAcknowledged;
    } else if (position.delivered >= status.instruction.sequence &&
               status.state == InstructionState::kIssued) {
      status.state = InstructionState::kDelivered;
    }
  }
  return status;
}

absl::StatusOr<ports::InstructionPage> InstructionDelivery::ReadPage(const PartyId& party,
                                                                     int64_t after_sequence,
                                                                     int32_t limit) const {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const RegionTree& regions = rules->book.regions();
  ports::InstructionPage page;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(const auto all, store.instructions().PoolingAreas());
    const std::vector<ports::ReadableArea> areas = AreasFor(regions, party, all);
    LEVYBRIDGE_ASSIGN_OR_RETURN(page, store.instructions().Read(areas, after_sequence, limit));
    return absl::OkStatus();
  }));
  return page;
}

absl::Status InstructionDelivery::MarkDelivered(const PartyId& party, int64_t through) {
  return store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(ports::PullPosition position,
                                store.instructions().FindPosition(party));
    if (position.delivered >= through) return absl::OkStatus();
    LEVYBRIDGE_ASSIGN_OR_RETURN(const int64_t next, store.instructions().NextSequence());
    if (through >= next) return absl::InternalError("nothing beyond the sequence can be delivered");
    position.delivered = through;
    return store.instructions().PutPosition(party, position);
  });
}

absl::StatusOr<ports::PullPosition> InstructionDelivery::Acknowledge(const PartyId& party,
                                                                     int64_t through) {
  ports::PullPosition position;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Write([&](ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(position, store.instructions().FindPosition(party));
    if (through > position.delivered) {
      return Refusal(absl::StatusCode::kFailedPrecondition, "BEYOND_DELIVERED",
                     {"不能签收尚未下发的指令", "what was never delivered cannot be acknowledged"},
                     {{"delivered", std::to_string(position.delivered)},
                      {"through", std::to_string(through)}});
    }
    if (through <= position.acknowledged) return absl::OkStatus();
    position.acknowledged = through;
    return store.instructions().PutPosition(party, position);
  }));
  return position;
}

absl::StatusOr<ports::PullPosition> InstructionDelivery::Position(const PartyId& party) const {
  ports::PullPosition position;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(position, store.instructions().FindPosition(party));
    return absl::OkStatus();
  }));
  return position;
}

absl::StatusOr<InstructionStatus> InstructionDelivery::Find(const PartyId& party,
                                                            int64_t sequence) const {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  std::optional<InstructionStatus> status;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.instructions().Find(sequence));
    if (!found || !rules->book.regions().Contains(party.region, found->region)) {
      return Refusal(absl::StatusCode::kNotFound, "UNKNOWN_INSTRUCTION",
                     {"没有该征集通知", "there is no such instruction"});
    }
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        status, StatusOfInstruction(store, rules->book.regions(), *std::move(found)));
    return absl::OkStatus();
  }));
  return *std::move(status);
}

absl::StatusOr<RejectedPage> InstructionDelivery::ListRejected(const PartyId& party,
                                                               int64_t after_sequence,
                                                               int32_t limit) const {
  const std::shared_ptr<const Rules> rules = rules_.Current();
  const RegionTree& regions = rules->book.regions();
  RejectedPage page;
  LEVYBRIDGE_RETURN_IF_ERROR(store_.Read([&](const ports::Transaction& store) -> absl::Status {
    LEVYBRIDGE_ASSIGN_OR_RETURN(
        const auto sequences,
        store.instructions().ListOutcomes(InstructionState::kRejectedByTax, after_sequence, limit));
    page = {{}, after_sequence, static_cast<int32_t>(sequences.size()) < limit};
    for (const int64_t sequence : sequences) {
      page.scanned_through = sequence;
      LEVYBRIDGE_ASSIGN_OR_RETURN(auto found, store.instructions().Find(sequence));
      if (!found || !regions.Contains(party.region, found->region)) continue;
      LEVYBRIDGE_ASSIGN_OR_RETURN(const bool replaced, IsReplaced(store, *found));
      LEVYBRIDGE_ASSIGN_OR_RETURN(InstructionStatus status,
                                  StatusOfInstruction(store, regions, *std::move(found)));
      page.rejected.push_back({std::move(status), replaced});
    }
    return absl::OkStatus();
  }));
  return page;
}

}  // namespace levybridge::usecases
