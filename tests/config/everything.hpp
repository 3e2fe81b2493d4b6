#pragma once
// A struct with a field of every leaf type, and a small registry, for the tests of reader, writer and schema.

#include <memory>
#include <string>
#include <vector>

#include "config/fields.hpp"
#include "config/registry.hpp"

namespace tradewind::config::test {

enum class Colour { red, green, dark_blue };

struct Lamp {
  Name name;
  Power power = 5_W;
  void fields(Fields& f) {
    f.required("name", name, "of the lamp");
    f.optional("power", power, "when lit");
  }
};

class Shade {
 public:
  virtual ~Shade() = default;
  virtual std::string text() const = 0;
};
class NoShade final : public Shade {
 public:
  struct Config {
    void fields(Fields&) {}
  };
  explicit NoShade(const Config&) {}
  std::string text() const override { return "none"; }
};
class PaperShade final : public Shade {
 public:
  struct Config {
    std::int64_t layers = 2;
    Duration lifetime;
    std::optional<Name> maker;
    void fields(Fields& f) {
      f.optional("layers", layers, "of paper", at_least(1));
      f.required("lifetime", lifetime, "until it is replaced", positive);
      f.optional("maker", maker, "who made it");
    }
  };
  explicit PaperShade(const Config& config) : config_(config) {}
  std::string text() const override { return "paper " + std::to_string(config_.layers); }

 private:
  Config config_;
};

inline const Registry<Shade>& shades() {
  static const Registry<Shade> all = [] {
    Registry<Shade> registry("lamp shade");
    registry.add<NoShade>("none", "Lets all light through");
    registry.add<PaperShade>("paper", "Dims the light", "Tanizaki 1933");
    return registry;
  }();
  return all;
}

inline const Catalogue& catalogue() {
  static const Catalogue all = [] {
    Catalogue made;
    made.add("shade", shades());
    return made;
  }();
  return all;
}

struct Everything {
  bool on = false;
  std::int64_t cores = 1;
  double ratio = 0.5;
  std::string title = "untitled";
  Name name;
  Reference at;
  Duration latency;
  Bandwidth bandwidth = 10_Mbps;
  Colour colour = Colour::red;
  std::optional<Energy> battery;
  std::vector<Name> needs;
  std::vector<Lamp> lamps;
  Dictionary<Bytes> edges;
  Lamp lamp{.name = {"main", {}}};
  Chosen shade{"shade", Node::text("none")};
  Location where;
  void fields(Fields& f) {
    f.optional("on", on, "whether it is lit");
    f.optional("cores", cores, "how many", at_least(1));
    f.optional("ratio", ratio, "a share", between(0, 1));
    f.optional("title", title, "for people");
    f.required("name", name, "of everything");
    f.optional("at", at, "where it stands");
    f.required("latency", latency, "of the switch");
    f.optional("bandwidth", bandwidth, "of the wire", positive);
    f.optional("colour", colour, "of the light");
    f.optional("battery", battery, "when portable");
    f.optional("needs", needs, "other things");
    f.optional("lamps", lamps, "more lamps");
    f.optional("edges", edges, "between things");
    f.optional("lamp", lamp, "the main one");
    f.optional("shade", shade, "above the lamp");
    f.verify([this](Verifier& verifier) {
      if (cores > 8 && !on) verifier.problem("cores", "more than 8 cores need 'on: true'");
    });
  }
};

}  // namespace tradewind::config::test

template <>
inline constexpr std::pair<tradewind::config::test::Colour, std::string_view>
    tradewind::config::words<tradewind::config::test::Colour>[] = {
        {tradewind::config::test::Colour::red, "red"},
        {tradewind::config::test::Colour::green, "green"},
        {tradewind::config::test::Colour::dark_blue, "dark_blue"},
};
