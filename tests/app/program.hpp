#pragma once
// Runs the real program in a fresh folder, with a time limit, and hands back what it said and how it ended.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <pty.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tradewind::test {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A folder of one test, removed with everything in it.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "tradewind-app-XXXXXX").string();
    if (!mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string read(const std::string& name) const { return read_text(path_ / name); }
  nlohmann::json json(const std::string& name) const { return nlohmann::json::parse(read(name)); }
  bool has(const std::string& name) const { return std::filesystem::exists(path_ / name); }
  /// Names of what lies in it (or in a folder of it), sorted.
  std::vector<std::string> names(const std::string& below = ".") const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path_ / below))
      found.push_back(entry.path().filename());
    std::ranges::sort(found);
    return found;
  }

 private:
  std::filesystem::path path_;
};

struct Ended {
  int code = -1;  // 128 + signal when one ended it
  std::string out, err;
};

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

/// The program while it runs: leader of a process group of its own, so that a test can press Ctrl-C.
class Program {
 public:
  Program(const Folder& folder, const Words& words, const Environment& environment = {}) {
    out_ = tmpfile();
    err_ = tmpfile();
    pid_ = fork();
    if (pid_ == 0) {
      setpgid(0, 0);
      dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
      dup2(fileno(out_), STDOUT_FILENO);
      dup2(fileno(err_), STDERR_FILENO);
      become(folder, words, environment);
    }
    setpgid(pid_, pid_);
  }
  ~Program() {
    if (pid_ > 0) end_now();
    fclose(out_);
    fclose(err_);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// kill -9: the program only, none of its children.
  void kill_now() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  void interrupt() const { kill(pid_, SIGINT); }
  void terminate() const { kill(pid_, SIGTERM); }
  /// What a terminal does: every process of the group gets the signal.
  void press_ctrl_c() const { kill(-pid_, SIGINT); }

  Ended wait(std::chrono::seconds limit = std::chrono::seconds(30)) {
    const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));  // glibc 2.36 declares it for C only
    pollfd ended{descriptor, POLLIN, 0};
    if (poll(&ended, 1, static_cast<int>(std::chrono::milliseconds(limit).count())) != 1) {
      ADD_FAILURE() << "the program did not end within " << limit.count() << " s\n" << text_of(err_);
      end_now();
      close(descriptor);
      return {};
    }
    close(descriptor);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), text_of(out_), text_of(err_)};
  }

  /// Never returns: the child becomes the program.
  [[noreturn]] static void become(const Folder& folder, const Words& words, const Environment& environment) {
    for (const char* name : {"NO_COLOR", "TRADEWIND_DATA"}) unsetenv(name);
    setenv("TERM", "xterm", 1);
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
    if (chdir(folder.path().c_str()) != 0) _exit(126);
    std::string program = TRADEWIND_PROGRAM;
    std::vector<char*> arguments{program.data()};
    Words copy = words;
    for (auto& word : copy) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(program.c_str(), arguments.data());
    _exit(127);
  }

 private:
  void end_now() {
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  static std::string text_of(FILE* file) {
    std::string text;
    rewind(file);
    char piece[4096];
    for (std::size_t n = 0; (n = fread(piece, 1, sizeof piece, file)) > 0;) text.append(piece, n);
    return text;
  }

  pid_t pid_ = -1;
  FILE *out_ = nullptr, *err_ = nullptr;
};

inline Ended tradewind(const Folder& folder, const Words& words, const Environment& environment = {}) {
  return Program(folder, words, environment).wait();
}

/// The program with a terminal for stdout and stderr; both come back in `out`.
inline Ended tradewind_on_a_terminal(const Folder& folder, const Words& words, const Environment& environment = {}) {
  int terminal = -1;
  winsize size{.ws_row = 40, .ws_col = 120, .ws_xpixel = 0, .ws_ypixel = 0};
  const pid_t pid = forkpty(&terminal, nullptr, nullptr, &size);
  if (pid == 0) Program::become(folder, words, environment);
  Ended ended;
  char piece[4096];
  pollfd ready{terminal, POLLIN, 0};
  while (poll(&ready, 1, 30'000) == 1) {  // reading fails with EIO when the program has ended
    const ssize_t n = read(terminal, piece, sizeof piece);
    if (n <= 0) break;
    ended.out.append(piece, static_cast<std::size_t>(n));
  }
  close(terminal);
  int status = 0;
  waitpid(pid, &status, 0);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended;
}

/// Looks again and again, for half a minute at most, whether something has come true.
inline bool comes_true(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    poll(nullptr, 0, 5);
  }
  return true;
}

/// Waits until that many runs have written rows of tasks.csv: they are being simulated.
inline bool is_under_way(const Folder& folder, int runs = 1) {
  return comes_true([&] {
    std::error_code error;
    int found = 0;
    for (std::filesystem::recursive_directory_iterator entry(folder.path(), error), end; !error && entry != end;
         entry.increment(error))
      found += entry->path().filename() == "tasks.csv" && entry->file_size(error) > 100 ? 1 : 0;
    return found >= runs;
  });
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end = 0; (end = text.find('\n', start)) != text.npos; start = end + 1)
    lines.push_back(text.substr(start, end - start));
  if (start < text.size()) lines.push_back(text.substr(start));
  return lines;
}
inline std::string last_line(const std::string& text) {
  const auto lines = lines_of(text);
  return lines.empty() ? "" : lines.back();
}

/// Ten requests of two phones; each takes 10 ms + 1 MB / 10 MB/s + 1 Gflop / 10 Gflop/s = 210 ms on the server.
inline const std::string small_scenario = R"(version: 1
name: small
platform:
  nodes:
    - {name: phone, tier: device, count: 2, processors: [{name: cpu, cores: 1, speed: 1 Gflop/s}]}
    - {name: server, tier: edge, processors: [{name: cpu, cores: 4, speed: 10 Gflop/s}]}
  links:
    - {name: wlan, between: [phone, server], bandwidth: 80 Mbps, latency: 10 ms}
workload:
  applications:
    - name: detector
      source: phone
      arrivals: {kind: periodic, every: 1 s, count: 5}
      deadline: 1 s
      tasks: [{name: infer, input: 1 MB, work: 1 Gflop}]
policy: {offload: {kind: shortest_completion}}
run: {seed: 7}
)";

inline std::string replaced(std::string text, const std::string& old, const std::string& by) {
  const auto at = text.find(old);
  if (at == text.npos) ADD_FAILURE() << "no '" << old << "' in the text";
  return at == text.npos ? text : text.replace(at, old.size(), by);
}

/// Runs for as long as it is let, and writes tasks.csv from the start.
inline const std::string endless_scenario =
    replaced(replaced(small_scenario, "{kind: periodic, every: 1 s, count: 5}", "{kind: closed_loop, think: 1 s}"),
             "run: {seed: 7}", "run: {seed: 7, duration: 1e9 h}\noutput: {tasks: true}");

}  // namespace tradewind::test
