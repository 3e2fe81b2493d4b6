#pragma once
// The commands and their options. Each returns an ExitCode and throws ConfigError, RuntimeFailure or UsageError.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tradewind::app {

/// Wrong words on the command line (exit 2).
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct RunOptions {
  std::vector<std::string> scenarios;
  std::vector<std::string> overrides;   // key=value
  std::optional<std::string> output;    // -o DIR
  std::optional<std::string> timeline;  // file for the timeline
  std::optional<std::string> timeout;   // wall clock: "90 s", or seconds
  std::optional<std::int64_t> seed;
  unsigned jobs = 0;  // runs of a batch at a time; 0: one per core
  bool json = false, quiet = false, force = false;
};
/// One scenario in this process; several as a batch of processes.
int run(const RunOptions& options);
/// One scenario, in this process; afterwards the process must end with _exit.
int run_one(const RunOptions& options);

int validate(const std::vector<std::string>& files, bool quiet);
int explain(const std::string& scenario, const std::vector<std::string>& overrides);

int list(const std::string& what, bool json);
struct DescribeOptions {
  std::string what;
  std::string name;
  bool markdown = false;
};
int describe(const DescribeOptions& options);
/// What `list` and `describe` know, for help texts.
std::vector<std::string> list_topics();
std::vector<std::string> describe_topics();

int schema(const std::string& what);
int init(const std::string& name);
int version(bool json);

}  // namespace tradewind::app
