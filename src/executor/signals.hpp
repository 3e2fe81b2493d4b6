#pragma once
// Which signals reach a process, and when: none is lost between looking and waiting, and none meant for a whole job
// becomes the failure of a run.

#include <chrono>
#include <csignal>

namespace tradewind::executor {

/// Keeps back SIGINT, SIGTERM, SIGHUP and SIGCHLD as long as it lives; they arrive in wait_for_signal() or afterwards.
class SignalsHeld {
 public:
  SignalsHeld();
  ~SignalsHeld();
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  /// Sleeps until a signal was handled or the time is over; held signals that came before end it at once.
  void wait_for_signal(std::chrono::nanoseconds at_most) const;

 private:
  sigset_t before_ = {};
};

/// Lets the end of a child wake this process, whatever was set for SIGCHLD before; that comes back in the end.
class ChildrenWake {
 public:
  ChildrenWake();
  ~ChildrenWake();
  ChildrenWake(const ChildrenWake&) = delete;
  ChildrenWake& operator=(const ChildrenWake&) = delete;

 private:
  struct sigaction before_ = {};
};

/// In a child that was forked while signals were held: default actions, but SIGINT, SIGTERM and SIGHUP stay held. They
/// are sent to all processes of a job when it has to stop, and the parent decides what becomes of its children.
void set_signals_of_worker();

}  // namespace tradewind::executor
