#include "executor/signals.hpp"

#include <poll.h>

namespace tradewind::executor {
namespace {

sigset_t set_of(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

}  // namespace

SignalsHeld::SignalsHeld() {
  const auto held = set_of({SIGINT, SIGTERM, SIGHUP, SIGCHLD});
  sigprocmask(SIG_BLOCK, &held, &before_);
}

SignalsHeld::~SignalsHeld() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

void SignalsHeld::wait_for_signal(std::chrono::nanoseconds at_most) const {
  using std::chrono::seconds;
  const auto whole = std::chrono::duration_cast<seconds>(at_most);
  const timespec limit{.tv_sec = whole.count(), .tv_nsec = (at_most - whole).count()};
  sigset_t open = before_;
  sigdelset(&open, SIGCHLD);
  ppoll(nullptr, 0, &limit, &open);  // ends with EINTR or without anything: both are what was waited for
}

ChildrenWake::ChildrenWake() {
  struct sigaction action = {};
  action.sa_handler = [](int) {};  // with SIG_DFL or SIG_IGN the signal would wake nobody
  sigaction(SIGCHLD, &action, &before_);
}

ChildrenWake::~ChildrenWake() { sigaction(SIGCHLD, &before_, nullptr); }

void set_signals_of_worker() {
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal)
    sigaction(signal, &standard, nullptr);  // some cannot be set: as they are
  standard.sa_handler = SIG_IGN;
  sigaction(SIGXFSZ, &standard, nullptr);  // a limit on file sizes is an error of the write
  const auto own = set_of({SIGCHLD});
  sigprocmask(SIG_UNBLOCK, &own, nullptr);
}

}  // namespace tradewind::executor
