#pragma once
// Nodes as JSON, by YAML's core schema: plain numbers, booleans and nulls are such, all else is text.

#include <string>

#include "config/node.hpp"

namespace tradewind::config {

std::string to_json(const Node& node);

}  // namespace tradewind::config
