#include "calibrate/import/nasbench201.hpp"

#include <array>
#include <vector>

namespace tradewind::calibrate {
namespace {

/// Three stages of five cells; a residual block halves the image and doubles the channels between them.
constexpr int cells = 5;
constexpr std::array<double, 3> channels = {16, 32, 64};
constexpr std::array<double, 3> sides = {32, 16, 8};
constexpr double classes = 10, fp32 = 4;

void add_conv(cost::Work& work, double in, double out, double kernel, double side, double stride = 1) {
  const double pixels = side * side / (stride * stride);
  work.flop += 2 * in * out * kernel * kernel * pixels;
  work.bytes += fp32 * (in * side * side + out * pixels + in * out * kernel * kernel);
}

/// False for an operation that NAS-Bench-201 does not have.
bool add_operation(cost::Work& work, std::string_view operation, double width, double side) {
  if (operation == "nor_conv_3x3") {
    add_conv(work, width, width, 3, side);
  } else if (operation == "nor_conv_1x1") {
    add_conv(work, width, width, 1, side);
  } else if (operation == "avg_pool_3x3") {
    work.flop += 9 * width * side * side;
    work.bytes += fp32 * 2 * width * side * side;
  } else if (operation != "skip_connect" && operation != "none") {
    return false;
  }
  return true;
}

/// The six operations of a cell.
std::vector<std::string_view> operations_of(std::string_view cell) {
  std::vector<std::string_view> operations;
  for (std::size_t at = 0; at < cell.size();) {
    const auto end = std::min(cell.find_first_of("|+", at), cell.size());
    const auto word = cell.substr(at, end - at);
    if (!word.empty()) operations.push_back(word.substr(0, word.find('~')));
    at = end + 1;
  }
  return operations;
}

}  // namespace

std::optional<cost::Work> nasbench201_work(std::string_view cell) {
  const auto operations = operations_of(cell);
  if (operations.size() != 6) return std::nullopt;
  cost::Work work;
  add_conv(work, 3, channels[0], 3, sides[0]);
  for (std::size_t stage = 0; stage < channels.size(); ++stage) {
    const double width = channels[stage];
    if (stage > 0) {
      add_conv(work, channels[stage - 1], width, 3, sides[stage - 1], 2);
      add_conv(work, width, width, 3, sides[stage]);
      add_conv(work, channels[stage - 1], width, 1, sides[stage]);  // behind an average pooling
    }
    for (int i = 0; i < cells; ++i)
      for (const auto operation : operations)
        if (!add_operation(work, operation, width, sides[stage])) return std::nullopt;
  }
  work.flop += 2 * channels.back() * classes;
  work.bytes += fp32 * channels.back() * classes;
  return work;
}

}  // namespace tradewind::calibrate
