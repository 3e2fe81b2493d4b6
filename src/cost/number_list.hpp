#pragma once
// Lists of numbers as one text each: what trees and tables are made of stays one line in a file.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "config/fields.hpp"

namespace tradewind::cost {

/// Numbers with spaces between, in the fewest digits that read back to the same.
template <class T>
struct Numbers {
  std::vector<T> values;
};

}  // namespace tradewind::cost

namespace tradewind::config {
template <class T>
struct Type<cost::Numbers<T>> {
  static void read(const Node& node, cost::Numbers<T>& numbers, const Range&, Context& context) {
    std::string text;
    Type<std::string>::read(node, text, any_value, context);
    const char *at = text.data(), *const end = at + text.size();
    while (at < end) {
      if (*at == ' ') {
        ++at;
        continue;
      }
      T value{};
      const auto [rest, error] = std::from_chars(at, end, value);
      if (error != std::errc{} || (rest < end && *rest != ' '))
        return report(node, context,
                      fmt::format("'{}' is no list of numbers", std::string(at, std::min(at + 20, end))));
      numbers.values.push_back(value);
      at = rest;
    }
  }
  static Node write(const cost::Numbers<T>& numbers) {
    fmt::memory_buffer text;
    for (const T value : numbers.values) {
      if (text.size()) text.push_back(' ');
      fmt::format_to(std::back_inserter(text), "{}", value);
    }
    Node node;
    node.value = Node::Scalar{fmt::to_string(text), true};  // in quotes, which readers of YAML get through faster
    return node;
  }
  static Shape shape(const cost::Numbers<T>&, const Range&) { return {.kind = Shape::Kind::text}; }
};
}  // namespace tradewind::config
