#include "base/random.hpp"

#include <cmath>
#include <numbers>

#include "base/check.hpp"

namespace tradewind {
namespace {

// The finaliser of splitmix64 (Steele, Lea & Flood, OOPSLA 2014): every bit of the result depends on every bit of x.
constexpr std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

constexpr std::uint32_t low(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
constexpr std::uint32_t high(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
  auto [c0, c1, c2, c3] = counter;
  auto [k0, k1] = key;
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xd2511f53} * c0, b = std::uint64_t{0xcd9e8d57} * c2;
    c0 = high(b) ^ c1 ^ k0;
    c1 = low(b);
    c2 = high(a) ^ c3 ^ k1;
    c3 = low(a);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  return {c0, c1, c2, c3};
}

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return mix(hash);
}

std::uint64_t hash_combine(std::uint64_t a, std::uint64_t b) { return mix(mix(a + 0x9e3779b97f4a7c15) + b); }

void Stream::refill() {
  const auto [a, b, c, d] = philox({low(item_), high(item_), purpose_, block_++}, {low(key_), high(key_)});
  words_ = {std::uint64_t{d} << 32 | c, std::uint64_t{b} << 32 | a};  // taken from the back
  left_ = 2;
}

double Stream::exponential() { return -std::log(uniform()); }

double Stream::normal() {
  const double radius = std::sqrt(2 * exponential());
  return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Stream::gamma(double shape) {
  check(shape > 0, "a gamma distribution has a positive shape");
  // Below 1 the method does not hold; a gamma of shape + 1 times U^(1/shape) has the right distribution (their section
  // 6).
  if (shape < 1) return gamma(shape + 1) * std::pow(uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal(), root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

std::uint64_t Stream::below(std::uint64_t n) {
  check(n > 0, "there is no integer below zero to draw");
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{bits()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t excess = -n % n;  // 2^64 mod n: so many words would make some results likelier than others
    while (static_cast<std::uint64_t>(product) < excess) product = Wide{bits()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace tradewind
