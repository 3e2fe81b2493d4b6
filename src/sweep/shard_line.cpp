#include "sweep/shard_line.hpp"

#include <charconv>
#include <system_error>

#include "base/json_writer.hpp"

namespace tradewind::sweep {
namespace {

/// Reads a line from its front. Every function answers whether it found what it names, and then stands behind it.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  bool at_end() const { return rest_.empty(); }

  bool token(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  bool integer(std::size_t& value) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    return error == std::errc() && advance(end);
  }

  bool number(double& value) {
    // from_chars also knows "inf" and "nan", which are no JSON.
    const std::size_t sign = rest_.starts_with('-') ? 1 : 0;
    if (rest_.size() <= sign || rest_[sign] < '0' || rest_[sign] > '9') return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    return error == std::errc() && advance(end);
  }

  /// A text without escapes, as it stands in the line.
  bool plain_text(std::string_view& value) {
    if (!rest_.starts_with('"')) return false;
    const auto end = rest_.find('"', 1);
    if (end == rest_.npos) return false;
    value = rest_.substr(1, end - 1);
    return value.find('\\') == value.npos && advance(rest_.data() + end + 1);
  }

  bool text(std::string& value) {
    if (!token("\"")) return false;
    value.clear();
    for (;;) {
      const auto end = rest_.find_first_of("\"\\");
      if (end == rest_.npos) return false;
      value.append(rest_, 0, end);
      rest_.remove_prefix(end);
      if (token("\"")) return true;
      if (!escape(value)) return false;
    }
  }

 private:
  bool advance(const char* to) {
    rest_.remove_prefix(static_cast<std::size_t>(to - rest_.data()));
    return true;
  }

  bool escape(std::string& value) {
    if (token("\\u00")) {
      unsigned code = 0;
      if (rest_.size() < 2) return false;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + 2, code, 16);
      if (error != std::errc() || end != rest_.data() + 2 || code >= 0x20) return false;
      value += static_cast<char>(code);
      return advance(end);
    }
    constexpr std::string_view letters = "\"\\bfnrt", characters = "\"\\\b\f\n\r\t";
    const auto letter = rest_.size() < 2 ? letters.npos : letters.find(rest_[1]);
    if (letter == letters.npos) return false;
    value += characters[letter];
    rest_.remove_prefix(2);
    return true;
  }

  std::string_view rest_;
};

bool read_figures(LineReader& line, RunRecord& record) {
  constexpr std::size_t usual = 64;  // metrics of a run, and a few paths
  record.figures.reserve(usual);
  while (!line.token("}")) {
    if (!record.figures.empty() && !line.token(",")) return false;
    auto& [name, value] = record.figures.emplace_back();
    if (!line.text(name) || !line.token(":")) return false;
    if (!line.token("null") && !line.number(value.emplace())) return false;
  }
  return true;
}

bool read_numbers(LineReader& line, std::vector<double>& numbers) {
  if (!line.token("[")) return false;
  while (!line.token("]")) {
    if (!numbers.empty() && !line.token(",")) return false;
    if (!line.number(numbers.emplace_back())) return false;
  }
  return true;
}

bool read_latency_quantiles(LineReader& line, RunRecord& record) {
  while (!line.token("}")) {
    if (!record.latency_quantiles.empty() && !line.token(",")) return false;
    auto& [application, latencies] = record.latency_quantiles.emplace_back();
    if (!line.text(application) || !line.token(":") || !read_numbers(line, latencies)) return false;
  }
  return true;
}

bool read_record(LineReader& line, RunRecord& record) {
  if (!line.token(R"(,"run":)") || !line.integer(record.run) || !line.token(R"(,"status":)")) return false;
  if (line.token(R"("failed")")) {
    record.status = RunStatus::failed;
    return line.token(R"(,"reason":)") && line.text(record.reason);
  }
  if (!line.token(R"("complete","figures":{)") || !read_figures(line, record)) return false;
  return !line.token(R"(,"latency_quantiles":{)") || read_latency_quantiles(line, record);
}

}  // namespace

std::string to_line(const RunRecord& record, std::string_view sweep_id) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().member("sweep", sweep_id).member("run", record.run);
  if (record.status == RunStatus::failed) {
    json.member("status", "failed").member("reason", record.reason);
  } else {
    json.member("status", "complete").key("figures").begin_object();
    for (const auto& [name, value] : record.figures) json.member(name, value);
    json.end_object();
    if (!record.latency_quantiles.empty()) {
      json.key("latency_quantiles").begin_object();
      for (const auto& [application, latencies] : record.latency_quantiles) {
        json.key(application).begin_array();
        for (const double latency : latencies) json.value(latency);
        json.end_array();
      }
      json.end_object();
    }
  }
  json.end_object();
  return text + '\n';
}

std::optional<ShardLine> parse_line(std::string_view text) {
  ShardLine parsed;
  LineReader line(text);
  if (!line.token(R"({"sweep":)") || !line.plain_text(parsed.sweep_id)) return std::nullopt;
  if (!read_record(line, parsed.record) || !line.token("}") || !line.at_end()) return std::nullopt;
  return parsed;
}

}  // namespace tradewind::sweep
