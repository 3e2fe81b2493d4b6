#include "app/calibrate/scenario_runs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>

#include "app/catalogue.hpp"
#include "app/signals.hpp"
#include "base/check.hpp"
#include "simulation/simulation.hpp"

namespace tradewind::app {
namespace {

/// What a child tells of a request, as bytes.
struct Message {
  std::uint64_t request = 0;
  std::uint32_t application = 0;
  double latency = 0;
};
constexpr char completed = 'c', failed = 'f';  // first byte; after it messages, or the reason

class Collect final : public metrics::Sink {
 public:
  bool wants_requests() const override { return true; }
  void request(const metrics::RequestRecord& record) override {
    messages.push_back({record.request, record.application.index, (record.delivered - record.issued).base});
  }
  std::vector<Message> messages;
};

void send(int pipe, const void* bytes, std::size_t size) {
  const auto* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const auto written = write(pipe, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) _exit(1);
    at += written;
    size -= static_cast<std::size_t>(written);
  }
}

[[noreturn]] void run_in_child(Prepared& prepared, std::int64_t seed, int pipe, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
  try {
    prepared.model.run.seed = seed;
    simulation::Control control;
    watch(control, std::nullopt);  // ends a run that hangs
    Collect sink;
    const auto outcome =
        simulation::run(prepared.model, prepared.policies, *prepared.candidates, {.sink = &sink, .control = &control});
    check(outcome.status == metrics::Status::complete, "nobody stops a run of a calibration");
    send(pipe, &completed, 1);
    send(pipe, sink.messages.data(), sink.messages.size() * sizeof(Message));
  } catch (const std::exception& error) {
    send(pipe, &failed, 1);
    send(pipe, error.what(), std::strlen(error.what()));
  }
  _exit(0);  // the engine is never unwound
}

struct Child {
  pid_t id = -1;
  int pipe = -1;
  std::int64_t seed = 0;
};

Child start(Prepared& prepared, std::int64_t seed) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw RuntimeFailure(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
  std::fflush(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) run_in_child(prepared, seed, ends[1], parent);
  close(ends[1]);
  if (child < 0) {
    close(ends[0]);
    throw RuntimeFailure(fmt::format("cannot start a process: {}", std::strerror(errno)));
  }
  return {child, ends[0], seed};
}

/// All that a child wrote, once it has ended; what is wrong with it in `reason`.
std::string finish(const Child& child, std::string& reason) {
  std::string bytes;
  char piece[1 << 16];
  for (;;) {
    const auto got = read(child.pipe, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    bytes.append(piece, static_cast<std::size_t>(got));
  }
  close(child.pipe);
  int status = 0;
  while (waitpid(child.id, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status))
    reason = fmt::format("ended by signal {}", WTERMSIG(status));
  else if (bytes.empty() || WEXITSTATUS(status) != 0)
    reason = fmt::format("ended with exit code {}", WEXITSTATUS(status));
  else if (bytes.front() == failed)
    reason = bytes.substr(1);
  return bytes;
}

calibrate::Latencies latencies_of(const std::string& bytes, const scenario::Model& model) {
  std::vector<Message> messages((bytes.size() - 1) / sizeof(Message));
  std::memcpy(messages.data(), bytes.data() + 1, messages.size() * sizeof(Message));
  std::ranges::sort(messages, {}, &Message::request);
  calibrate::Latencies latencies;
  for (const auto& message : messages)
    latencies[model.applications[message.application].name].push_back(message.latency);
  return latencies;
}

}  // namespace

ScenarioRuns::ScenarioRuns(config::Node scenario, std::vector<FreeParameter> parameters, Options options)
    : scenario_(std::move(scenario)), parameters_(std::move(parameters)), options_(options) {}

const Prepared& ScenarioRuns::prepare(std::span<const double> values) {
  auto root = scenario_;
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    config::apply_setting(root, parameters_[i].path, parameters_[i].node(values[i]));
  prepared_ = app::prepare(scenario::load_node(std::move(root), registries().catalogue), std::move(prepared_));
  return *prepared_;
}

std::vector<calibrate::Latencies> ScenarioRuns::run(std::span<const double> values, std::size_t replications) {
  prepare(values);
  std::vector<calibrate::Latencies> all;
  std::deque<Child> children;
  std::string first_reason;
  for (std::size_t started = 0; all.size() < replications;) {
    for (; started < replications && children.size() < std::max(1U, options_.jobs); ++started)
      children.push_back(start(*prepared_, options_.first_seed + static_cast<std::int64_t>(started)));
    std::string reason;
    const auto bytes = finish(children.front(), reason);
    if (!reason.empty() && first_reason.empty())
      first_reason = fmt::format("the run with seed {}: {}", children.front().seed, reason);
    children.pop_front();
    all.push_back(reason.empty() ? latencies_of(bytes, prepared_->model) : calibrate::Latencies{});
  }
  if (!first_reason.empty()) throw RuntimeFailure(first_reason);
  return all;
}

}  // namespace tradewind::app
