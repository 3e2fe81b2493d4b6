#pragma once
// Physical quantities as types: adding seconds to bytes does not compile.
// `base` is in SI units (seconds, bytes, flop, joules, US dollars, grams of CO2); only parsing, output and the
// SimGrid boundary read it. Everyone else divides: `latency / 1_ms`.

#include <compare>
#include <limits>

namespace tradewind {

/// Exponents of the base dimensions of a quantity.
struct Dimension {
  int time = 0, data = 0, work = 0, energy = 0, money = 0, carbon = 0;
  constexpr bool operator==(const Dimension&) const = default;
};

constexpr Dimension operator+(Dimension a, Dimension b) {
  return {a.time + b.time,     a.data + b.data,   a.work + b.work,
          a.energy + b.energy, a.money + b.money, a.carbon + b.carbon};
}
constexpr Dimension operator-(Dimension a, Dimension b) {
  return {a.time - b.time,     a.data - b.data,   a.work - b.work,
          a.energy - b.energy, a.money - b.money, a.carbon - b.carbon};
}

template <Dimension D>
struct Quantity {
  static constexpr Dimension dimension = D;
  double base = 0;
  constexpr auto operator<=>(const Quantity&) const = default;

  constexpr Quantity& operator+=(Quantity q) {
    base += q.base;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity q) {
    base -= q.base;
    return *this;
  }
  static constexpr Quantity infinity() { return {std::numeric_limits<double>::infinity()}; }
};

template <Dimension D>
constexpr Quantity<D> operator+(Quantity<D> a, Quantity<D> b) {
  return {a.base + b.base};
}
template <Dimension D>
constexpr Quantity<D> operator-(Quantity<D> a, Quantity<D> b) {
  return {a.base - b.base};
}
template <Dimension D>
constexpr Quantity<D> operator-(Quantity<D> a) {
  return {-a.base};
}
template <Dimension D>
constexpr Quantity<D> operator*(double k, Quantity<D> q) {
  return {k * q.base};
}
template <Dimension D>
constexpr Quantity<D> operator*(Quantity<D> q, double k) {
  return {q.base * k};
}
template <Dimension D>
constexpr Quantity<D> operator/(Quantity<D> q, double k) {
  return {q.base / k};
}
template <Dimension D>
constexpr double operator/(Quantity<D> a, Quantity<D> b) {
  return a.base / b.base;
}
template <Dimension A, Dimension B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  if constexpr (A + B == Dimension{})
    return a.base * b.base;
  else
    return Quantity<A + B>{a.base * b.base};
}
template <Dimension A, Dimension B>
  requires(A != B)
constexpr Quantity<A - B> operator/(Quantity<A> a, Quantity<B> b) {
  return {a.base / b.base};
}
template <Dimension D>
constexpr Quantity<Dimension{} - D> operator/(double k, Quantity<D> q) {
  return {k / q.base};
}

using Duration = Quantity<Dimension{.time = 1}>;  // also points in time, counted from the start of the run
using Bytes = Quantity<Dimension{.data = 1}>;
using Work = Quantity<Dimension{.work = 1}>;
using Energy = Quantity<Dimension{.energy = 1}>;
using Money = Quantity<Dimension{.money = 1}>;
using Carbon = Quantity<Dimension{.carbon = 1}>;
using Rate = Quantity<Dimension{.time = -1}>;
using Bandwidth = Quantity<Dimension{.time = -1, .data = 1}>;
using Speed = Quantity<Dimension{.time = -1, .work = 1}>;
using Power = Quantity<Dimension{.time = -1, .energy = 1}>;
using Price = Quantity<Dimension{.time = -1, .money = 1}>;
using Tariff = Quantity<Dimension{.energy = -1, .money = 1}>;
using TrafficTariff = Quantity<Dimension{.data = -1, .money = 1}>;
using CarbonIntensity = Quantity<Dimension{.energy = -1, .carbon = 1}>;

inline namespace literals {
// One pair of literals (5_ms and 0.5_ms) per unit.
#define TRADEWIND_LITERAL(suffix, type, factor)                                                     \
  constexpr type operator""_##suffix(long double v) { return {static_cast<double>(v) * (factor)}; } \
  constexpr type operator""_##suffix(unsigned long long v) { return {static_cast<double>(v) * (factor)}; }
TRADEWIND_LITERAL(us, Duration, 1e-6)
TRADEWIND_LITERAL(ms, Duration, 1e-3)
TRADEWIND_LITERAL(s, Duration, 1)
TRADEWIND_LITERAL(min, Duration, 60)
TRADEWIND_LITERAL(h, Duration, 3600)
TRADEWIND_LITERAL(B, Bytes, 1)
TRADEWIND_LITERAL(kB, Bytes, 1e3)
TRADEWIND_LITERAL(MB, Bytes, 1e6)
TRADEWIND_LITERAL(GB, Bytes, 1e9)
TRADEWIND_LITERAL(flop, Work, 1)
TRADEWIND_LITERAL(Gflop, Work, 1e9)
TRADEWIND_LITERAL(Gflops, Speed, 1e9)
TRADEWIND_LITERAL(Bps, Bandwidth, 1)
TRADEWIND_LITERAL(MBps, Bandwidth, 1e6)
TRADEWIND_LITERAL(Mbps, Bandwidth, 125e3)
TRADEWIND_LITERAL(Gbps, Bandwidth, 125e6)
TRADEWIND_LITERAL(per_s, Rate, 1)
TRADEWIND_LITERAL(W, Power, 1)
TRADEWIND_LITERAL(J, Energy, 1)
TRADEWIND_LITERAL(kWh, Energy, 3.6e6)
TRADEWIND_LITERAL(USD, Money, 1)
#undef TRADEWIND_LITERAL
}  // namespace literals
}  // namespace tradewind
