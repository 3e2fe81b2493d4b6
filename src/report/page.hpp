#pragma once
// How a page is put together from its template, style, script and blocks of data.

#include <string>
#include <string_view>
#include <vector>

namespace tradewind::report {

struct Block {
  std::string name, json;
};
/// One self-contained page; its script finds each block by its name.
std::string assemble(std::string_view title, const std::vector<Block>& blocks);

}  // namespace tradewind::report
