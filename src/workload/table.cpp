#include "workload/table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "workload/lines.hpp"

namespace tradewind::workload {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool next_filled_line(Lines& lines, std::string_view& line) {
  while (lines.next(line))
    if (line.find_first_not_of(blanks) != line.npos) return true;
  return false;
}

// --- CSV
// --------------------------------------------------------------------------------------------------------------

/// Splits records into fields; a quoted field may hold commas, doubled quotes and line ends.
class CsvRecords {
 public:
  struct Field {
    std::string_view text;
    config::Location where;
  };

  explicit CsvRecords(const std::string& path) : lines_(path) {}

  bool next() {
    std::string_view line;
    if (!next_filled_line(lines_, line)) return false;
    fields_.clear();
    if (line.find('"') == line.npos)
      split_plain(line);
    else
      split_quoted(line);
    return true;
  }
  const std::vector<Field>& fields() const { return fields_; }
  config::Location where() const { return lines_.where(); }

 private:
  void split_plain(std::string_view line) {
    for (std::size_t begin = 0; begin <= line.size();) {
      const std::size_t end = std::min(line.find(',', begin), line.size());
      fields_.push_back({trimmed(line.substr(begin, end - begin)), lines_.where(begin)});
      begin = end + 1;
    }
  }

  void split_quoted(std::string_view line) {
    texts_.clear();
    std::size_t at = 0;
    std::size_t bytes = 0;
    do {
      const std::size_t begin = at;
      const std::size_t first = std::min(line.find_first_not_of(blanks, at), line.size());
      const config::Location where = lines_.where(begin);
      std::string text;
      if (first < line.size() && line[first] == '"') {
        at = first + 1;
        text = quoted_field(line, at, where, bytes);
      } else {
        at = std::min(line.find(',', begin), line.size());
        text = trimmed(line.substr(begin, at - begin));
      }
      texts_.push_back(std::move(text));
      fields_.push_back({{}, where});
    } while (at++ < line.size());
    for (std::size_t i = 0; i < texts_.size(); ++i) fields_[i].text = texts_[i];
  }

  /// Reads from behind the opening quote to the comma or the end; goes on to further lines when it must.
  std::string quoted_field(std::string_view& line, std::size_t& at, const config::Location& where, std::size_t& bytes) {
    std::string text;
    for (;;) {
      const std::size_t quote = std::min(line.find('"', at), line.size());
      text += line.substr(at, quote - at);
      at = quote + 1;
      if (quote == line.size()) {
        bytes += line.size();
        if (bytes > Lines::longest) throw config::ConfigError(where, "a quoted field without end");
        if (!lines_.next(line)) throw config::ConfigError(where, "this quote is never closed");
        text += '\n';
        at = 0;
      } else if (at < line.size() && line[at] == '"') {
        text += '"';
        ++at;
      } else {
        break;
      }
    }
    const std::size_t comma = std::min(line.find(',', at), line.size());
    if (!trimmed(line.substr(at, comma - at)).empty())
      throw config::ConfigError(lines_.where(at), "text behind a closing quote");
    at = comma;
    return text;
  }

  Lines lines_;
  std::vector<Field> fields_;
  std::vector<std::string> texts_;  // what the fields of a record with quotes look at
};

std::vector<std::string> read_header(CsvRecords& records) {
  if (!records.next())
    throw config::ConfigError({records.where().file, 1, 1}, "the file is empty: a header is required");
  std::vector<std::string> names;
  for (const auto& field : records.fields()) names.emplace_back(field.text);
  return names;
}

class CsvTable final : public Table {
 public:
  CsvTable(const std::string& path, std::span<const std::string> columns) : records_(path) {
    const auto header = read_header(records_);
    width_ = header.size();
    for (const auto& column : columns) {
      const auto found = std::ranges::find(header, column);
      if (found == header.end()) throw config::ConfigError(records_.where(), unknown_column(column, header));
      if (std::find(found + 1, header.end(), column) != header.end())
        throw config::ConfigError(records_.where(), fmt::format("column {} is there twice", config::quote(column)));
      chosen_.push_back(static_cast<std::size_t>(found - header.begin()));
    }
  }

  bool next() override {
    if (!records_.next()) return false;
    if (records_.fields().size() != width_)
      throw config::ConfigError(
          records_.where(), fmt::format("this row has {} fields, the header has {}", records_.fields().size(), width_));
    return true;
  }
  std::string_view cell(std::size_t i) const override { return records_.fields()[chosen_[i]].text; }
  config::Location where(std::size_t i) const override { return records_.fields()[chosen_[i]].where; }

 private:
  CsvRecords records_;
  std::size_t width_ = 0;
  std::vector<std::size_t> chosen_;
};

// --- JSON lines
// -------------------------------------------------------------------------------------------------------

/// Keeps the texts of the members of one object; what lies deeper is passed over. Numbers keep their decimal text.
class MemberTexts final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit MemberTexts(std::span<const std::string> wanted) : wanted_(wanted), texts_(wanted.size()) {}

  bool null() override { return put("null"); }
  bool boolean(bool value) override { return put(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return put(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return put(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return put(text); }
  bool string(string_t& text) override { return put(text); }
  bool binary(binary_t&) override { return put("binary data"); }
  bool start_object(std::size_t) override { return open("an object"); }
  bool start_array(std::size_t) override { return open("a list"); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (depth_ != 1) return true;
    if (keys) keys->push_back(name);
    current_ = static_cast<std::size_t>(std::ranges::find(wanted_, name) - wanted_.begin());
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    bad_at = position;
    return false;
  }

  void clear() {
    for (auto& text : texts_) text.reset();
    depth_ = 0;
    bad_at.reset();
  }
  const std::optional<std::string>& text(std::size_t i) const { return texts_[i]; }

  std::optional<std::size_t> bad_at;         // 1-based place of what is no JSON, or 1 when it is no object
  std::vector<std::string>* keys = nullptr;  // when set: every key is added

 private:
  bool put(std::string_view text) {
    if (depth_ == 0) return not_an_object();
    if (depth_ == 1 && current_ < wanted_.size()) texts_[current_] = std::string(text);
    return true;
  }
  bool open(std::string_view what) {
    if (depth_ == 0 && what != "an object") return not_an_object();
    if (depth_ == 1) put(what);
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }
  bool not_an_object() {
    bad_at = 1;
    return false;
  }

  std::span<const std::string> wanted_;
  std::vector<std::optional<std::string>> texts_;
  std::size_t current_ = 0;
  std::size_t depth_ = 0;
};

void parse_row(Lines& lines, std::string_view line, MemberTexts& members) {
  members.clear();
  if (nlohmann::json::sax_parse(line.begin(), line.end(), &members)) return;
  const std::size_t place = std::clamp<std::size_t>(members.bad_at.value_or(1), 1, line.size() + 1);
  throw config::ConfigError(lines.where(place - 1), "this line is not a JSON object");
}

std::vector<std::string> json_columns(const std::string& path) {
  Lines lines(path);
  std::string_view line;
  std::vector<std::string> keys;
  MemberTexts members({});
  members.keys = &keys;
  if (next_filled_line(lines, line)) parse_row(lines, line, members);
  return keys;
}

class JsonTable final : public Table {
 public:
  JsonTable(const std::string& path, std::span<const std::string> columns)
      : columns_(columns.begin(), columns.end()), distinct_(columns_), lines_(path) {
    std::ranges::sort(distinct_);
    distinct_.erase(std::unique(distinct_.begin(), distinct_.end()), distinct_.end());
    for (const auto& column : columns_)
      place_.push_back(static_cast<std::size_t>(std::ranges::find(distinct_, column) - distinct_.begin()));
    members_.emplace(distinct_);
    const auto known = json_columns(path);
    for (const auto& column : columns_)
      if (!known.empty() && std::ranges::find(known, column) == known.end())
        throw config::ConfigError({config::intern(path), 1, 1}, unknown_column(column, known));
  }

  bool next() override {
    std::string_view line;
    if (!next_filled_line(lines_, line)) return false;
    parse_row(lines_, line, *members_);
    for (std::size_t i = 0; i < distinct_.size(); ++i)
      if (!members_->text(i))
        throw config::ConfigError(lines_.where(), fmt::format("this row has no {}", config::quote(distinct_[i])));
    return true;
  }
  std::string_view cell(std::size_t i) const override { return trimmed(*members_->text(place_[i])); }
  config::Location where(std::size_t) const override { return lines_.where(); }

 private:
  std::vector<std::string> columns_, distinct_;
  std::vector<std::size_t> place_;  // of each column in `distinct_`
  std::optional<MemberTexts> members_;
  Lines lines_;
};

enum class Format { csv, json_lines };

Format format_of(const std::string& path) {
  std::string_view name = path;
  if (name.ends_with(".gz")) name.remove_suffix(3);
  if (name.ends_with(".csv")) return Format::csv;
  if (name.ends_with(".jsonl")) return Format::json_lines;
  throw config::ConfigError({config::intern(path)},
                            "the name of a table must end in .csv or .jsonl, or these with .gz");
}

}  // namespace

std::unique_ptr<Table> open_table(const std::string& path, std::span<const std::string> columns) {
  if (format_of(path) == Format::csv) return std::make_unique<CsvTable>(path, columns);
  return std::make_unique<JsonTable>(path, columns);
}

std::vector<std::string> table_columns(const std::string& path) {
  if (format_of(path) == Format::json_lines) return json_columns(path);
  CsvRecords records(path);
  return read_header(records);
}

std::string unknown_column(std::string_view column, std::span<const std::string> known) {
  constexpr std::size_t most = 10;
  std::vector<std::string> names;
  for (const auto& name : known.first(std::min(known.size(), most))) names.push_back(config::quote(name));
  if (known.size() > most) names.emplace_back("…");
  return fmt::format("no column {} in the file{} (known: {})", config::quote(column),
                     config::did_you_mean(column, known), fmt::join(names, ", "));
}

double read_amount(const Table& table, std::size_t i, std::string_view column) {
  const std::string_view cell = table.cell(i);
  std::string_view digits = cell;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double amount = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
  if (error != std::errc{} || end != digits.data() + digits.size() || !std::isfinite(amount))
    throw config::ConfigError(
        table.where(i), fmt::format("{} is not a number (column {})", config::quote(cell), config::quote(column)));
  if (amount < 0)
    throw config::ConfigError(table.where(i),
                              fmt::format("{} is negative (column {})", config::quote(cell), config::quote(column)));
  return amount;
}

}  // namespace tradewind::workload
