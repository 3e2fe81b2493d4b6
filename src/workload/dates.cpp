#include "workload/dates.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace tradewind::workload {
namespace {

constexpr std::int64_t second = 1'000'000'000'000'000'000;  // attoseconds
constexpr int digits_of_second = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes texts apart from the left; `ok` turns false at the first surprise.
struct Scanner {
  std::string_view rest;
  bool ok = true;

  int digits(std::size_t count) {
    int number = 0;
    if (rest.size() < count ||
        !std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(count), is_digit)) {
      ok = false;
      return 0;
    }
    for (const char c : rest.substr(0, count)) number = 10 * number + (c - '0');
    rest.remove_prefix(count);
    return number;
  }
  bool accept(char c) {
    if (!rest.starts_with(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) { ok = accept(c) && ok; }
};

std::int64_t scan_fraction(Scanner& scanner) {
  std::int64_t fraction = 0, unit = second;
  std::size_t count = 0;
  for (; !scanner.rest.empty() && is_digit(scanner.rest.front()); ++count, scanner.rest.remove_prefix(1)) {
    unit /= 10;
    if (count < 9) fraction += unit * (scanner.rest.front() - '0');
  }
  scanner.ok = scanner.ok && count >= 1 && count <= 9;
  return fraction;
}

/// Seconds to add to local time to get UTC.
int scan_zone(Scanner& scanner) {
  if (scanner.rest.empty() || scanner.accept('Z')) return 0;
  const int sign = scanner.accept('-') ? 1 : -1;
  if (sign < 0) scanner.expect('+');
  const int hours = scanner.digits(2);
  scanner.accept(':');
  const int minutes = scanner.digits(2);
  scanner.ok = scanner.ok && hours < 24 && minutes < 60;
  return sign * (3600 * hours + 60 * minutes);
}

std::optional<Instant> parse_iso(std::string_view text) {
  Scanner scanner{text};
  const int year = scanner.digits(4);
  scanner.expect('-');
  const auto month = static_cast<unsigned>(scanner.digits(2));
  scanner.expect('-');
  const auto day = static_cast<unsigned>(scanner.digits(2));
  if (!scanner.accept('T')) scanner.expect(' ');
  const int hours = scanner.digits(2);
  scanner.expect(':');
  const int minutes = scanner.digits(2);
  scanner.expect(':');
  const int seconds = scanner.digits(2);
  const std::int64_t fraction = scanner.accept('.') ? scan_fraction(scanner) : 0;
  const int zone = scan_zone(scanner);
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  if (!scanner.ok || !scanner.rest.empty() || !date.ok() || hours > 23 || minutes > 59 || seconds > 59) return {};
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return Instant{((24 * days + hours) * 60 + minutes) * 60 + seconds + zone, fraction};
}

/// A decimal number times 10^shift, exactly: the digits are dealt to the seconds and the attoseconds by their place.
std::optional<Instant> parse_decimal(std::string_view text, int shift) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t exponent_at = std::min(text.find_first_of("eE"), text.size());
  std::int64_t exponent = 0;
  if (exponent_at < text.size()) {
    std::string_view written = text.substr(exponent_at + 1);
    if (written.starts_with('+') && !written.starts_with("+-")) written.remove_prefix(1);
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (error != std::errc{} || end != written.data() + written.size() || exponent < -10'000 || exponent > 10'000)
      return {};
  }
  const std::string_view mantissa = text.substr(0, exponent_at);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  // The first digit stands for 10^place seconds.
  std::int64_t place = static_cast<std::int64_t>(point) - 1 + exponent + shift;
  Instant instant;
  bool any = false;
  for (std::size_t i = 0; i < mantissa.size(); ++i) {
    if (i == point) continue;
    if (!is_digit(mantissa[i])) return {};
    any = true;
    const int digit = mantissa[i] - '0';
    const auto power = [](std::int64_t n) {
      std::int64_t p = 1;
      while (n-- > 0) p *= 10;
      return p;
    };
    if (digit != 0 && place >= digits_of_second) return {};
    if (digit != 0 && place >= 0) instant.seconds += digit * power(place);
    if (digit != 0 && place < 0 && place >= -digits_of_second)
      instant.attoseconds += digit * power(digits_of_second + place);
    --place;
  }
  if (!any) return {};
  if (negative) {
    instant.seconds = -instant.seconds - (instant.attoseconds > 0 ? 1 : 0);
    instant.attoseconds = instant.attoseconds > 0 ? second - instant.attoseconds : 0;
  }
  return instant;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text, TimeFormat format) {
  switch (format) {
    case TimeFormat::iso:
      return parse_iso(text);
    case TimeFormat::s:
      return parse_decimal(text, 0);
    case TimeFormat::ms:
      return parse_decimal(text, -3);
  }
  return {};
}

Duration between(const Instant& from, const Instant& to) {
  const std::int64_t seconds = to.seconds - from.seconds;
  const std::int64_t attoseconds = to.attoseconds - from.attoseconds;
  constexpr std::int64_t nanosecond = second / 1'000'000'000;
  if (attoseconds % nanosecond == 0 && std::abs(seconds) < 9'000'000'000) {
    const std::int64_t nanoseconds = seconds * 1'000'000'000 + attoseconds / nanosecond;
    return {static_cast<double>(nanoseconds) / 1e9};
  }
  return {static_cast<double>(seconds) + static_cast<double>(attoseconds) / 1e18};
}

}  // namespace tradewind::workload
