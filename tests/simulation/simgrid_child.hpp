#pragma once
// SimGrid's engine is a process singleton and some of its traps kill: each test that needs it runs in a forked child.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <concepts>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace tradewind::simulation {

inline constexpr unsigned child_seconds = 60;  // of wall time, then SIGALRM ends the child

namespace child {

/// The wait status of a child that runs `body` and leaves without any clean-up.
template <class Body>
int wait_status(Body&& body) {
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    alarm(child_seconds);
    int code = 0;
    try {
      body();
    } catch (const std::exception& e) {
      ADD_FAILURE() << "exception in the child: " << e.what();
    }
    if (::testing::Test::HasFailure()) code = 1;
    std::fflush(nullptr);
    _exit(code);
  }
  int status = -1;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  return status;
}

inline std::string describe(int status) {
  if (WIFSIGNALED(status)) return "died of signal " + std::to_string(WTERMSIG(status));
  return "ended with code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace child

/// Runs `body` in a child; its failed assertions are shown and fail this test too.
template <std::invocable Body>
void in_child(Body&& body) {
  const int status = child::wait_status(body);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the child " << child::describe(status);
}

/// How a child running `body` ends: the signal, 0, or −1 for an exception or a failed assertion. What it prints is
/// lost.
template <std::invocable Body>
int end_of_child(Body&& body) {
  const int status = child::wait_status([&] {
    (void)!std::freopen("/dev/null", "w", stderr);
    (void)!std::freopen("/dev/null", "w", stdout);
    body();
  });
  return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool address_sanitizer = true;
#else
inline constexpr bool address_sanitizer = false;
#endif

/// Whether a child that ended so used freed memory: it died of it, which signal is chance, or the sanitizer ended it.
inline bool crashed(int end) { return end == SIGSEGV || end == SIGABRT || (address_sanitizer && end == -1); }

/// What `body` computes in a child.
template <std::invocable Body>
std::vector<double> numbers_of_child(Body&& body) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const int status = child::wait_status([&] {
    const std::vector<double> numbers = body();
    const auto size = numbers.size() * sizeof(double);  // a pipe holds 64 KiB
    EXPECT_EQ(write(ends[1], numbers.data(), size), static_cast<ssize_t>(size));
  });
  EXPECT_EQ(status, 0) << "the child " << child::describe(status);
  close(ends[1]);
  std::vector<double> numbers;
  for (double number; read(ends[0], &number, sizeof number) == sizeof number;) numbers.push_back(number);
  close(ends[0]);
  return numbers;
}

}  // namespace tradewind::simulation
