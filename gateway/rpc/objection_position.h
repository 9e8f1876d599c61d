// ObjectionPlace: where a list of objections goes on, as the text that callers hand back unread.
// Thread-safe: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/domain/objection.h"
#include "gateway/ports/objections.h"

namespace levybridge::rpc {

// After this objection of this pooling area; the areas come in ascending order.
struct ObjectionPlace {
  domain::PoolingArea area;
  ports::ObjectionPosition position;
  friend bool operator==(const ObjectionPlace&, const ObjectionPlace&) = default;
};

ObjectionPlace PlaceOf(const domain::Objection& objection);
std::string ToText(const ObjectionPlace& place);
// Nothing when the text is none that ToText gives.
std::optional<ObjectionPlace> ParseObjectionPlace(std::string_view text);

}  // namespace levybridge::rpc
