#pragma once
// What the page knows of a sweep, as one JSON document.

#include <string>

#include "report/report.hpp"

namespace tradewind::report {

/// Points beyond these numbers are left out of the page, and the page says so.
struct Limits {
  std::size_t front_points = 2000;
  std::size_t dominated_points = 5000;
};

std::string sweep_json(const Input::Sweep& sweep, const Limits& limits = {});

}  // namespace tradewind::report
