#include "executor/worker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "base/check.hpp"
#include "config/problem.hpp"
#include "executor/signals.hpp"

namespace tradewind::executor {
namespace {

// How a child tells its parent what it did. The line in the shard decides; these add what the line does not say.
constexpr int wrote_complete = 0;
constexpr int wrote_failed = 201;
constexpr int could_not_write = 202;

std::string system_reason() { return std::generic_category().message(errno); }

off_t size_of(const std::filesystem::path& file) {
  struct stat status = {};
  if (stat(file.c_str(), &status) != 0)
    throw RuntimeFailure(fmt::format("cannot read '{}': {}", file.string(), system_reason()));
  return status.st_size;
}

bool ends_with_line_end(const std::filesystem::path& file, off_t size) {
  const Descriptor shard(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  char last = 0;
  return shard.open() && pread(shard.number(), &last, 1, size - 1) == 1 && last == '\n';
}

/// Nothing that the child prints reaches the parent's output, and nobody's input is read by it.
void redirect_streams(const LastWords& last_words) {
  const Descriptor nothing(open("/dev/null", O_RDWR));
  dup2(nothing.number(), STDIN_FILENO);
  dup2(nothing.number(), STDOUT_FILENO);
  last_words.listen();
}

sweep::RunRecord failed_record(std::string reason) {
  return {.status = sweep::RunStatus::failed, .reason = std::move(reason)};
}

sweep::RunRecord attempt(const std::function<sweep::RunRecord()>& make) try {
  return make();
} catch (const std::exception& error) {
  return failed_record(reason_of(error));
} catch (...) {
  return failed_record("ended with an exception of an unknown type");
}

/// Of a child whose record is written.
sweep::RunStatus status_of(int wait_status) {
  return WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == wrote_failed ? sweep::RunStatus::failed
                                                                            : sweep::RunStatus::complete;
}

}  // namespace

Worker::Worker(std::filesystem::path shard, std::string_view sweep_id)
    : path_(std::move(shard)), sweep_id_(sweep_id), shard_(path_) {}

void Worker::start(std::size_t run, const std::function<sweep::RunRecord()>& make, std::optional<Duration> timeout) {
  check(!busy(), "a worker makes one run at a time");
  run_ = run;
  shard_size_ = size_of(path_);
  timeout_ = timeout;
  overran_ = false;
  last_words_.forget();
  std::fflush(nullptr);  // or a child that calls exit() writes buffered text a second time
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw RuntimeFailure(fmt::format("cannot start a process: {}; try a smaller -j", system_reason()));
  if (child == 0) run_child(parent, make);
  child_ = child;
  deadline_ = Clock::time_point::max();
  // The clock's own end is 292 years away; a limit of a century is none.
  if (timeout && *timeout < 876'000_h)
    deadline_ =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(*timeout / 1_s));
}

void Worker::run_child(pid_t parent, const std::function<sweep::RunRecord()>& make) const {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(could_not_write);  // the parent died before it was watched
  setpgid(0, 0);                                    // Ctrl-C is the parent's affair
  set_signals_of_worker();
  redirect_streams(last_words_);
  auto record = attempt(make);
  record.run = run_;
  try {
    shard_.append(sweep::to_line(record, sweep_id_));
  } catch (const std::exception& error) {
    last_words_.say(error.what());
    _exit(could_not_write);
  }
  _exit(record.status == sweep::RunStatus::complete ? wrote_complete : wrote_failed);  // the engine is never unwound
}

void Worker::enforce_deadline(Clock::time_point now) {
  if (!busy() || overran_ || now < deadline_) return;
  overran_ = true;
  kill(child_, SIGKILL);
}

std::optional<sweep::RunStatus> Worker::collect() {
  if (!busy()) return std::nullopt;
  int status = 0;
  const pid_t ended = waitpid(child_, &status, WNOHANG);
  if (ended == 0) return std::nullopt;
  check(ended == child_, "only a worker waits for its child");
  child_ = -1;
  if (record_is_written()) return status_of(status);
  fail_when_unwritten(status);
  fail(run_, reason_of(status));
  return sweep::RunStatus::failed;
}

std::optional<sweep::RunStatus> Worker::end() noexcept try {
  if (!busy()) return std::nullopt;
  kill(child_, SIGKILL);
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  if (!record_is_written()) return std::nullopt;
  return status_of(status);
} catch (const std::exception&) {
  return std::nullopt;  // the shard cannot be looked at now; what was written is found when shards are read
}

bool Worker::record_is_written() const {
  const off_t size = size_of(path_);
  return size > shard_size_ && ends_with_line_end(path_, size);
}

void Worker::fail_when_unwritten(int wait_status) const {
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == could_not_write)
    if (const auto words = last_words_.ours(); !words.empty()) throw RuntimeFailure(words);
}

std::string Worker::reason_of(int wait_status) const {
  if (overran_) return fmt::format("timed out after {} s", *timeout_ / 1_s);
  if (WIFSIGNALED(wait_status)) {
    const int signal = WTERMSIG(wait_status);
    const char* const description = sigdescr_np(signal);  // never translated
    return description ? fmt::format("killed by signal {} ({})", signal, description)
                       : fmt::format("killed by signal {}", signal);
  }
  const auto words = last_words_.ours();
  return fmt::format("ended with exit code {} without a result{}{}", WEXITSTATUS(wait_status),
                     words.empty() ? "" : ": ", words);
}

void Worker::fail(std::size_t run, std::string reason) const {
  auto record = failed_record(std::move(reason));
  record.run = run;
  shard_.append(sweep::to_line(record, sweep_id_));
}

std::string reason_of(const std::exception& error) {
  std::string text = error.what();
  // Where it was written depends on who reads the settings: the sweep file, or its manifest in a task of a cluster.
  if (const auto* const wrong = dynamic_cast<const config::ConfigError*>(&error))
    text = wrong->problems().front().message;
  while (text.ends_with('\n')) text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace tradewind::executor
