// LLMCompass: operators on an A100, in files without a header whose names say what they are.

#include "calibrate/import/readers.hpp"
#include "calibrate/import/sink.hpp"
#include "calibrate/records.hpp"

namespace tradewind::calibrate {
namespace {

Row product(const Records& r) {
  std::string_view time = r.text(3);
  if (time.ends_with("ms")) time.remove_suffix(2);
  return {.kernel = cost::Gemm{.m = r.number(0), .n = r.number(1), .k = r.number(2)},
          .latency = number_in(time) * 1e-3};
}

/// `elements` processed at 10⁹ times what the last column says per second.
Row element(std::string_view name, double rows, double columns, double rate) {
  return {.kernel = cost::Elementwise{.name = std::string(name), .rows = rows, .columns = columns},
          .latency = rows * columns / rate * 1e-9};
}

}  // namespace

void read_llmcompass(const std::string& path, Sink& sink) {
  const auto parts = split(stem_of(path), "_");
  const std::string& op = parts.front();
  const bool rows_and_columns = op == "softmax" || op == "layernorm";
  if (op != "matmul" && op != "gelu" && !rows_and_columns)
    throw config::ConfigError({config::intern(path)},
                              "its name starts with none of matmul, softmax, layernorm, gelu; what else there is of "
                              "LLMCompass holds no kernels with shapes");
  const auto target = sink.target(parts.back(), path);
  if (op == "matmul")
    sink.note("matmul: ms → s (× 0.001)");
  else
    sink.note("softmax, layernorm, gelu: 10⁹ elements/s → s (inferred from their saturation at 1.5 TB/s)");
  Records r(path, Records::Header::none);
  while (r.next()) {
    Row row = op == "matmul"     ? product(r)
              : rows_and_columns ? element(op, r.number(std::size_t{0}), r.number(1), r.number(2))
                                 : element(op, 1, r.number(std::size_t{0}), r.number(1));
    row.target = target;
    row.dtype = "fp16";
    row.tags = {{"engine", "llmcompass"}};
    row.line = static_cast<std::size_t>(r.where().line);
    sink.add(std::move(row), op);
  }
}

}  // namespace tradewind::calibrate
