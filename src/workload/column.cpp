#include "workload/column.hpp"

#include <fmt/format.h>

#include "base/sha256.hpp"

namespace tradewind::workload {

void pin_content(const config::File& file, std::optional<std::string>& sha256, config::Verifier& verifier) {
  const std::string found = sha256_file(file.path);
  if (sha256 && *sha256 != found)
    verifier.problem("sha256", fmt::format("the file has changed: the SHA-256 of {} is {}", file.path, found));
  sha256 = found;
}

}  // namespace tradewind::workload

namespace tradewind::config {

void Type<workload::Column>::read(const Node& node, workload::Column& column, const Range& range, Context& context) {
  Type<std::string>::read(node, column.text, range, context);
  column.where = node.where;
}

Node Type<workload::Column>::write(const workload::Column& column) { return Type<std::string>::write(column.text); }

Shape Type<workload::Column>::shape(const workload::Column& column, const Range& range) {
  return Type<std::string>::shape(column.text, range);
}

}  // namespace tradewind::config
