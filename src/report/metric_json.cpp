#include "report/metric_json.hpp"

#include "metrics/catalogue.hpp"
#include "report/labels.hpp"

namespace tradewind::report {

void write_metric(JsonWriter& json, std::string_view path) {
  const auto label = metric_label(path);
  json.begin_object().member("name", path).member("label", label.text).member("unit", label.unit).end_object();
}

std::string glossary_json() {
  std::string text;
  JsonWriter json(text);
  json.begin_array();
  for (const auto& metric : metrics::catalogue())
    json.begin_object()
        .member("name", metric.name)
        .member("label", metric_label(metric.name).text)
        .member("unit", metric.unit)
        .member("formula", metric.formula)
        .member("help", metric.help)
        .end_object();
  json.end_array();
  return text;
}

}  // namespace tradewind::report
