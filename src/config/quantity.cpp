#include "config/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tradewind::config {
namespace {

constexpr Dimension time = Duration::dimension, data = Bytes::dimension, bandwidth = Bandwidth::dimension,
                    work = Work::dimension, speed = Speed::dimension, energy = Energy::dimension,
                    power = Power::dimension, money = Money::dimension, price = Price::dimension,
                    tariff = Tariff::dimension, traffic_tariff = TrafficTariff::dimension, carbon = Carbon::dimension,
                    carbon_intensity = CarbonIntensity::dimension, rate = Rate::dimension;

// How readily a unit is chosen for writing: 0 is the first choice; `read_only` units are understood, never written;
// `exact` ones are written only when no other gives the same double back.
enum Use { main = -1, usual = 0, rare = 1, seldom = 3, exact = 100, read_only = 1000 };

struct Unit {
  std::string_view name;
  Dimension dimension;
  double factor;  // in SI units
  Use use = usual;
};

constexpr double KiB = 1024, MiB = KiB * KiB, GiB = MiB * KiB, TiB = GiB * KiB, PiB = TiB * KiB;
constexpr double Wh = 3600, kWh = 3.6e6;

// Every unit a file may use (interface.md, section 3), smallest first within a dimension. `main` writes 0.
constexpr Unit units[] = {
    {"ns", time, 1e-9},
    {"us", time, 1e-6},
    {"ms", time, 1e-3},
    {"s", time, 1, main},
    {"min", time, 60},
    {"h", time, 3600},
    {"d", time, 86400},
    {"bit", data, 0.125, read_only},
    {"B", data, 1, main},
    {"kbit", data, 125, read_only},
    {"kB", data, 1e3},
    {"KiB", data, KiB, rare},
    {"Mbit", data, 125e3, read_only},
    {"MB", data, 1e6},
    {"MiB", data, MiB, rare},
    {"Gbit", data, 125e6, read_only},
    {"GB", data, 1e9},
    {"GiB", data, GiB, rare},
    {"Tbit", data, 125e9, read_only},
    {"TB", data, 1e12},
    {"TiB", data, TiB, rare},
    {"PB", data, 1e15},
    {"PiB", data, PiB, rare},
    {"bps", bandwidth, 0.125, main},
    {"B/s", bandwidth, 1, exact},
    {"kbps", bandwidth, 125},
    {"kB/s", bandwidth, 1e3, read_only},
    {"KiB/s", bandwidth, KiB, read_only},
    {"Mbps", bandwidth, 125e3},
    {"MB/s", bandwidth, 1e6, read_only},
    {"MiB/s", bandwidth, MiB, read_only},
    {"Gbps", bandwidth, 125e6},
    {"GB/s", bandwidth, 1e9, read_only},
    {"GiB/s", bandwidth, GiB, read_only},
    {"Tbps", bandwidth, 125e9},
    {"TB/s", bandwidth, 1e12, read_only},
    {"TiB/s", bandwidth, TiB, read_only},
    {"flop", work, 1, main},
    {"kflop", work, 1e3},
    {"Mflop", work, 1e6},
    {"Gflop", work, 1e9},
    {"Tflop", work, 1e12},
    {"Pflop", work, 1e15},
    {"Eflop", work, 1e18},
    {"flop/s", speed, 1, main},
    {"kflop/s", speed, 1e3},
    {"Mflop/s", speed, 1e6},
    {"Gflop/s", speed, 1e9},
    {"Tflop/s", speed, 1e12},
    {"Pflop/s", speed, 1e15},
    {"uJ", energy, 1e-6},
    {"mJ", energy, 1e-3},
    {"J", energy, 1, main},
    {"kJ", energy, 1e3},
    {"Wh", energy, Wh},
    {"kWh", energy, kWh},
    {"uW", power, 1e-6},
    {"mW", power, 1e-3},
    {"W", power, 1, main},
    {"kW", power, 1e3},
    {"USD", money, 1, main},
    {"USD/h", price, 1 / 3600.0, main},
    {"USD/s", price, 1, exact},
    {"USD/kWh", tariff, 1 / kWh, main},
    {"USD/J", tariff, 1, exact},
    {"USD/GB", traffic_tariff, 1e-9, main},
    {"USD/B", traffic_tariff, 1, exact},
    {"g", carbon, 1, main},
    {"kg", carbon, 1e3},
    {"g/kWh", carbon_intensity, 1 / kWh, main},
    {"g/J", carbon_intensity, 1, exact},
    {"/h", rate, 1 / 3600.0, seldom},
    {"/min", rate, 1 / 60.0, seldom},
    {"/s", rate, 1, main},
};

constexpr std::pair<Dimension, std::string_view> dimension_names[] = {
    {time, "time"},           {data, "data size"},
    {bandwidth, "bandwidth"}, {work, "amount of work"},
    {speed, "speed"},         {energy, "energy"},
    {power, "power"},         {money, "amount of money"},
    {price, "price"},         {rate, "rate"},
    {tariff, "energy price"}, {traffic_tariff, "traffic price"},
    {carbon, "mass of CO2"},  {carbon_intensity, "carbon intensity"},
};

// Reads a number at the start of the text and moves the text past it.
std::optional<double> take_number(std::string_view& text) {
  const bool plus = text.starts_with('+');
  const std::string_view digits = text.substr(plus || text.starts_with('-') ? 1 : 0);
  // from_chars would also read inf and nan.
  if (digits.empty() || std::string_view("0123456789.").find(digits.front()) == digits.npos) return std::nullopt;
  const char* first = plus ? digits.data() : text.data();
  const char* last = text.data() + text.size();
  double number = 0;
  const auto [end, error] = std::from_chars(first, last, number);
  if (error != std::errc{} || !std::isfinite(number)) return std::nullopt;
  number += 0.0;  // a zero has no sign
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// The number of fewest digits that gives `base` back, if any does.
std::optional<double> number_in(const Unit& unit, double base) {
  const double quotient = base / unit.factor;
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double near : {quotient, std::nextafter(quotient, -infinity), std::nextafter(quotient, infinity)}) {
    if (near * unit.factor != base) continue;
    for (int digits = 1; digits <= 17; ++digits) {
      char text[40];
      double rounded = 0;
      std::from_chars(text, std::to_chars(text, std::end(text), near, std::chars_format::scientific, digits - 1).ptr,
                      rounded);
      if (rounded * unit.factor == base) return rounded;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> unit_names(Dimension dimension) {
  std::vector<std::string_view> names;
  for (const Unit& unit : units)
    if (unit.dimension == dimension) names.push_back(unit.name);
  return names;
}

std::string_view dimension_name(Dimension dimension) {
  const auto found = std::ranges::find(dimension_names, dimension, &std::pair<Dimension, std::string_view>::first);
  return found == std::end(dimension_names) ? "quantity" : found->second;
}

std::optional<double> parse_number(std::string_view text) {
  const auto number = take_number(text);
  return number && text.empty() ? number : std::nullopt;
}

std::optional<double> parse_quantity(std::string_view text, Dimension dimension) {
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  for (const Unit& unit : units)
    if (unit.dimension == dimension && unit.name == text) {
      const double base = *number * unit.factor;
      return std::isfinite(base) ? std::optional(base) : std::nullopt;
    }
  return std::nullopt;
}

std::string quantity_pattern(Dimension dimension, Sign sign) {
  std::string names;
  for (const std::string_view name : unit_names(dimension)) names += (names.empty() ? "" : "|") + std::string(name);
  const std::string exponent = "([eE][+-]?[0-9]+)?";
  const std::string zero = sign == Sign::above_zero ? "(?![0.]+" + exponent + " *(" + names + ")$)" : "";
  return fmt::format("^{}{}([0-9]+\\.?[0-9]*|\\.[0-9]+){} *({})$", sign == Sign::any ? "[+-]?" : "\\+?", zero, exponent,
                     names);
}

std::string format_number(double value) {
  constexpr double largest_exact = 1e15;  // integers below it are written without an exponent
  char text[64];
  const bool whole = std::trunc(value) == value && std::abs(value) < largest_exact;
  const auto end = whole ? std::to_chars(text, std::end(text), value, std::chars_format::fixed)
                         : std::to_chars(text, std::end(text), value);
  return {text, end.ptr};
}

std::string format_quantity(double base, Dimension dimension) {
  std::string best;
  std::size_t least = std::string::npos;
  for (const Unit& unit : units) {
    if (unit.dimension != dimension || unit.use == read_only) continue;
    if (base == 0 && unit.use != main) continue;
    const auto number = number_in(unit, base);
    if (!number) continue;
    const std::string text = format_number(*number);
    const bool handy = std::abs(*number) >= 1 && std::abs(*number) < 1000;
    const std::size_t cost = text.size() + (handy ? 0 : 1) + static_cast<std::size_t>(std::max<int>(unit.use, 0));
    if (cost >= least) continue;
    least = cost;
    best = fmt::format("{} {}", text, unit.name);
  }
  return best.empty() ? format_number(base) : best;  // infinite, or of a dimension without units
}

std::string humanise(double base, Dimension dimension) {
  const Unit* fitting = nullptr;
  for (const Unit& unit : units) {
    if (unit.dimension != dimension || unit.use == rare || unit.use > seldom) continue;
    const double rounded = std::strtod(fmt::format("{:.2e}", base / unit.factor).c_str(), nullptr);
    if (!fitting || std::abs(rounded) >= 1) fitting = &unit;
    if (base == 0 && unit.use == main) return fmt::format("0 {}", unit.name);
  }
  if (!fitting || !std::isfinite(base)) return fmt::format("{:.3g}", base);
  const double rounded = std::strtod(fmt::format("{:.2e}", base / fitting->factor).c_str(), nullptr);
  return fmt::format("{} {}", format_number(rounded), fitting->name);
}

}  // namespace tradewind::config
