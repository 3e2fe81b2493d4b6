// results.sqlite: everything known of the runs of a sweep, for questions in SQL.

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/check.hpp"
#include "base/file.hpp"
#include "sweep/collect.hpp"

namespace tradewind::sweep {
namespace {

using Provenance = std::vector<std::pair<std::string, std::string>>;

/// ASCII letters only, as SQLite does.
std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// A column's name as SQL takes it, whatever is in it.
std::string sql_name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + '"';
}

/// The metrics as names of columns. SQLite knows no case in them: a later one that differs in nothing else gets a
/// number.
std::vector<std::string> column_names(const std::vector<std::string>& metrics) {
  std::vector<std::string> names;
  names.reserve(metrics.size());
  std::set<std::string> taken{"run"};
  for (const auto& metric : metrics) {
    std::string name = metric;
    for (int number = 2; !taken.insert(lower_case(name)).second; ++number) name = fmt::format("{}_{}", metric, number);
    names.push_back(std::move(name));
  }
  return names;
}

std::int64_t signed_of(std::size_t value) { return static_cast<std::int64_t>(value); }

void execute(SQLite::Statement& insert) {
  insert.exec();
  insert.reset();
}

void write_runs(SQLite::Database& database, const Results& results) {
  database.exec(
      "CREATE TABLE runs (run INTEGER PRIMARY KEY, point INTEGER NOT NULL, replication INTEGER NOT NULL, "
      "seed INTEGER NOT NULL, round INTEGER NOT NULL, status TEXT NOT NULL, reason TEXT)");
  SQLite::Statement insert(database, "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (std::size_t run = 0; run < results.manifest.runs().size(); ++run) {
    const auto& decided = results.manifest.runs()[run];
    const auto& result = results.runs[run];
    insert.bind(1, signed_of(run));
    insert.bind(2, signed_of(decided.point));
    insert.bind(3, signed_of(decided.replication));
    insert.bind(4, decided.seed);
    insert.bind(5, signed_of(decided.round));
    insert.bind(6, std::string(status_text(result)));
    if (result && result->status == RunStatus::failed)
      insert.bind(7, result->reason);
    else
      insert.bind(7);
    execute(insert);
  }
}

void write_parameters(SQLite::Database& database, const Manifest& manifest) {
  database.exec(
      "CREATE TABLE parameters (point INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, "
      "PRIMARY KEY (point, name)) WITHOUT ROWID");
  SQLite::Statement insert(database, "INSERT INTO parameters VALUES (?, ?, ?)");
  for (std::size_t point = 0; point < manifest.points().size(); ++point)
    for (const auto& setting : manifest.points()[point].settings) {
      insert.bind(1, signed_of(point));
      insert.bind(2, setting.path);
      insert.bind(3, config::to_flow(setting.value));
      execute(insert);
    }
}

/// Complete runs only; NULL is no value.
void write_metrics(SQLite::Database& database, const Results& results) {
  std::string columns = "run INTEGER PRIMARY KEY", places = "?";
  for (const auto& name : column_names(results.metrics)) {
    columns += fmt::format(", {} REAL", sql_name(name));
    places += ", ?";
  }
  database.exec(fmt::format("CREATE TABLE metrics ({})", columns));
  SQLite::Statement insert(database, fmt::format("INSERT INTO metrics VALUES ({})", places));
  for (std::size_t run = 0; run < results.runs.size(); ++run) {
    if (!results.runs[run] || results.runs[run]->status != RunStatus::complete) continue;
    insert.bind(1, signed_of(run));
    for (std::size_t column = 0; column < results.metrics.size(); ++column) {
      const int place = static_cast<int>(column) + 2;
      if (const auto value = results.value(run, column))
        insert.bind(place, *value);
      else
        insert.bind(place);
    }
    execute(insert);
  }
}

void write_provenance(SQLite::Database& database, const Provenance& provenance) {
  database.exec("CREATE TABLE provenance (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
  SQLite::Statement insert(database, "INSERT INTO provenance VALUES (?, ?)");
  for (const auto& [key, value] : provenance) {
    insert.bind(1, key);
    insert.bind(2, value);
    execute(insert);
  }
}

/// The bytes of the database as a file.
std::string bytes_of(const SQLite::Database& database) {
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes(
      sqlite3_serialize(database.getHandle(), "main", &size, 0), &sqlite3_free);
  if (!bytes) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

}  // namespace

void write_database(const std::filesystem::path& file, const Study&, const Results& results,
                    const Provenance& provenance) {
  try {
    // Made in memory, some nine bytes per figure of a run, and written at once like every other file of a sweep.
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA journal_mode = OFF; BEGIN");
    write_runs(database, results);
    write_parameters(database, results.manifest);
    write_metrics(database, results);
    write_provenance(database, provenance);
    database.exec("COMMIT");
    write_file_atomically(file, bytes_of(database));
  } catch (const SQLite::Exception& error) {
    throw RuntimeFailure(fmt::format("cannot make '{}': {}", file.string(), error.what()));
  }
}

}  // namespace tradewind::sweep
