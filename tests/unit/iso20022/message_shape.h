// Checks a pain.001 against the part of its schema that we use, by a table written for this test:
// which element may stand where, in what order, how often, with what content.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace levybridge::iso20022 {

// A small tree of elements.
struct Element {
  std::string name;
  std::string currency;
  std::string text;  // entities resolved
  std::vector<Element> children;

  // The first element on this path of names; null when there is none.
  const Element* Find(std::string_view path) const;
  std::string TextAt(std::string_view path) const;
};

// A slow parser of what our writer writes: elements, text, the five entities; nothing else. Stops
// the test with an exception on anything it does not know.
Element ParseSlowly(std::string_view xml);

// What is wrong with the document, one line each; empty when it is valid.
std::vector<std::string> ShapeFaults(const Element& document);

}  // namespace levybridge::iso20022
