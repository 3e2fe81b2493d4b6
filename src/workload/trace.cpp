#include "workload/trace.hpp"

#include <fmt/format.h>

#include <optional>

#include "workload/dates.hpp"
#include "workload/table.hpp"

namespace tradewind::workload {
namespace {

std::string expected_date(TimeFormat format) {
  return format == TimeFormat::iso ? "a date like 2023-11-16 18:15:46.6805900"
                                   : "a number of " + std::string(config::word(format));
}

/// Column 0 of the table is the date, the others are the values.
class DatedRows final : public TraceReader {
 public:
  DatedRows(std::unique_ptr<Table> table, std::vector<std::string> columns, TimeFormat format)
      : table_(std::move(table)), columns_(std::move(columns)), format_(format) {}

  bool next(TraceRow& row) override {
    if (!table_->next()) return false;
    const auto date = parse_instant(table_->cell(0), format_);
    if (!date)
      throw config::ConfigError(table_->where(0),
                                fmt::format("{} is not {} (column {})", config::quote(table_->cell(0)),
                                            expected_date(format_), config::quote(columns_[0])));
    if (!first_) first_ = last_ = date;
    if (*date < *last_)
      throw config::ConfigError(table_->where(0),
                                fmt::format("{} is before the date of the row above (column {})",
                                            config::quote(table_->cell(0)), config::quote(columns_[0])));
    last_ = date;
    row.time = between(*first_, *date);
    row.values.resize(columns_.size() - 1);
    for (std::size_t i = 1; i < columns_.size(); ++i) row.values[i - 1] = read_amount(*table_, i, columns_[i]);
    return true;
  }

 private:
  std::unique_ptr<Table> table_;
  std::vector<std::string> columns_;
  TimeFormat format_;
  std::optional<Instant> first_, last_;
};

}  // namespace

std::unique_ptr<TraceReader> open_trace(const std::string& path, const std::string& time_column, TimeFormat format,
                                        std::span<const std::string> columns) {
  std::vector<std::string> all{time_column};
  all.insert(all.end(), columns.begin(), columns.end());
  auto table = open_table(path, all);
  return std::make_unique<DatedRows>(std::move(table), std::move(all), format);
}

std::vector<double> read_column(const std::string& path, const std::string& column) {
  const auto table = open_table(path, std::span(&column, 1));
  std::vector<double> values;
  while (table->next()) values.push_back(read_amount(*table, 0, column));
  return values;
}

}  // namespace tradewind::workload
