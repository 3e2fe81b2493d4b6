#include "results/output_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/check.hpp"

namespace tradewind::results {

OutputFile::OutputFile(std::filesystem::path path) : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {
  if (!file_) fail();
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // the buffer is ours
  buffer_.reserve(piece_size + 4096);
}

void OutputFile::flush() {
  check(file_ != nullptr, "a closed file is not written to");
  const bool written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) == buffer_.size();
  buffer_.clear();
  if (!written) fail();
}

void OutputFile::close() {
  if (!file_) return;
  flush();
  if (std::fclose(file_.release()) != 0) fail();
}

void OutputFile::fail() const {
  throw RuntimeFailure(fmt::format("cannot write '{}': {}", path_.string(), std::generic_category().message(errno)));
}

}  // namespace tradewind::results
