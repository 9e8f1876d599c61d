#include "gateway/rpc/objection_position.h"

#include <utility>

#include "gateway/domain/concatenate.h"

namespace levybridge::rpc {
namespace {

// What stands before the next slash, which is dropped with it; all when there is none.
std::string_view TakePart(std::string_view& rest) {
  const size_t slash = rest.find('/');
  const std::string_view part = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return part;
}

}  // namespace

ObjectionPlace PlaceOf(const domain::Objection& objection) {
  return {objection.pooling_area,
          {objection.filing.received_on, objection.filing.objection_no, objection.agency}};
}

// The number comes last: it alone may hold slashes.
std::string ToText(const ObjectionPlace& place) {
  return domain::Concatenate(place.area.region.ToString(), "/", place.position.received_on.ToIso(),
                             "/", place.position.agency.ToUri(), "/",
                             place.position.objection_no.value());
}

std::optional<ObjectionPlace> ParseObjectionPlace(std::string_view text) {
  const auto area = domain::RegionCode::Parse(TakePart(text));
  const auto received = domain::CivilDate::Parse(TakePart(text));
  const auto agency = domain::PartyId::ParseUri(TakePart(text));
  auto number = domain::ObjectionNumber::Parse(text);
  if (!area || !received || !agency || !number) return std::nullopt;
  return ObjectionPlace{{*area}, {*received, *std::move(number), *agency}};
}

}  // namespace levybridge::rpc
