#include "app/signals.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstring>
#include <ctime>

#include "app/exit_codes.hpp"

namespace tradewind::app {
namespace {

constexpr int ticks_per_second = 4;
constexpr long stall_ticks = 60L * ticks_per_second;  // without an event before a run counts as hung
constexpr long grace_ticks = 10L * ticks_per_second;  // for a run to end after it was asked to

// What the handlers share; set before they are installed.
simulation::Control* watched = nullptr;
std::atomic<long> ticks{0}, stop_tick{-1}, last_progress_tick{0}, limit_ticks{-1};
std::atomic<std::uint64_t> last_events{0};

[[noreturn]] void give_up(const char* why, int code) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, why, std::strlen(why));
  _exit(code);
}

void ask_to_stop(simulation::StopRequest request) {
  auto none = simulation::StopRequest::none;
  watched->stop.compare_exchange_strong(none, request);
  long unset = -1;
  stop_tick.compare_exchange_strong(unset, ticks.load());
}

void on_interrupt(int) {
  if (watched->stop.load() != simulation::StopRequest::none)
    give_up("\ntradewind: interrupted twice, nothing was written\n", exit_interrupted);
  ask_to_stop(simulation::StopRequest::interrupted);
}

void on_tick(int) {
  const long now = ++ticks;
  watched->tick.store(true, std::memory_order_relaxed);
  const auto events = watched->events.load(std::memory_order_relaxed);
  if (events != last_events.exchange(events)) last_progress_tick.store(now);
  const long limit = limit_ticks.load();
  if (limit >= 0 && now >= limit) ask_to_stop(simulation::StopRequest::timed_out);
  const long stopped = stop_tick.load();
  if (stopped >= 0 && now - stopped >= grace_ticks)
    give_up("\ntradewind: the run did not end when asked to (time limit or Ctrl-C); nothing was written\n",
            watched->stop.load() == simulation::StopRequest::interrupted ? exit_interrupted : exit_failure);
  if (now - last_progress_tick.load() >= stall_ticks)
    give_up("\ntradewind: the simulation engine hangs: no event for 60 s of wall-clock time; the run was ended\n",
            exit_failure);
}

void on_abort(int) {
  give_up("\ntradewind: the simulation engine aborted (see the message above); the run was ended\n", exit_failure);
}

void install(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

void set_timer(long microseconds) {
  const itimerval interval{{0, microseconds}, {0, microseconds}};
  setitimer(ITIMER_REAL, &interval, nullptr);
}

}  // namespace

void watch(simulation::Control& control, std::optional<Duration> timeout) {
  watched = &control;
  ticks = 0;
  stop_tick = -1;
  last_progress_tick = 0;
  last_events = 0;
  limit_ticks = timeout ? std::lround(std::ceil(timeout->base * ticks_per_second)) : -1;
  install(SIGINT, on_interrupt);
  install(SIGTERM, on_interrupt);
  install(SIGALRM, on_tick);
  install(SIGABRT, on_abort);
  set_timer(1'000'000 / ticks_per_second);
}

void unwatch() {
  set_timer(0);
  for (const int signal : {SIGINT, SIGTERM, SIGALRM, SIGABRT}) install(signal, SIG_DFL);
}

}  // namespace tradewind::app
