// Power, utilisation and queue length of one run over time, by node group.

import { axisTitle, axisUnit, quantity } from "./numbers.js";
import { chart, legend, seriesScales, tipLines } from "./chart.js";
import { folded, section, table } from "./dom.js";

const mostNodes = 8;
const measures = [
  { key: "power_w", label: "power", unit: "W" },
  { key: "utilisation", label: "utilisation", unit: "" },
  { key: "queue_length", label: "queue length", unit: "" },
];
const mean = (values) => (values?.length ? values.reduce((sum, value) => sum + (value ?? 0), 0) / values.length : 0);

export function seriesSection(series) {
  const every = Object.entries(series?.nodes ?? {});
  const nodes = [...every].sort((a, b) => mean(b[1].power_w) - mean(a[1].power_w)).slice(0, mostNodes);
  // In the order of the platform again, so that colours do not depend on the load.
  const shown = every.filter((entry) => nodes.includes(entry));
  const drawn = measures.filter(({ key }) => shown.some(([, node]) => node[key]?.some((value) => value > 0)));
  if (!drawn.length) return null;
  const figures = drawn.map((measure) =>
    chart({
      label: `${measure.label} over time by node; the table below holds the means.`,
      spec: (width) => overTime(shown, measure, width),
      tooltip: (datum) =>
        datum.name === undefined
          ? null
          : tipLines(datum.name, [
              ["time", quantity(datum.date, "s")],
              [measure.label, datum.text],
            ]),
    }),
  );
  const columns = [
    { head: "Node", cell: ([name]) => name },
    ...drawn.flatMap(({ key, label, unit }) => [
      { head: `mean ${label}`, numeric: true, cell: ([, node]) => (node[key] ? quantity(mean(node[key]), unit) : "–") },
      {
        head: `greatest ${label}`,
        numeric: true,
        cell: ([, node]) => (node[key] ? quantity(Math.max(...node[key]), unit) : "–"),
      },
    ]),
  ];
  return section(
    "series",
    ["Power, utilisation and queues over time", "Over time"],
    legend(
      shown.map(([label], index) => ({ label, index })),
      "line",
    ),
    ...figures,
    every.length > shown.length
      ? `The ${shown.length} nodes of ${every.length} that draw the most power; means within bins.`
      : "",
    folded("Table of means", table(columns, every, { caption: "Means over the bins of the run" })),
  );
}

function overTime(nodes, { key, label, unit: unitName }, width) {
  const all = nodes.flatMap(([, node]) => (node[key] ?? []).filter((value) => value !== null));
  const unit = axisUnit(
    unitName,
    all.reduce((most, value) => Math.max(most, value), 0),
  );
  const end = Math.max(...nodes.map(([, node]) => node.start_s + node.width_s * (node.power_w?.length ?? 0)));
  const time =
    end > 7200
      ? { unit: "h", factor: 1 / 3600 }
      : end > 300
        ? { unit: "min", factor: 1 / 60 }
        : { unit: "s", factor: 1 };
  const values = nodes.flatMap(([name, node], index) =>
    // The last value once more, at the end of its bin.
    [...(node[key] ?? []), ...(node[key] ?? []).slice(-1)].map((value, i) => {
      const date = node.start_s + i * node.width_s;
      return {
        name,
        index,
        date,
        time: date * time.factor,
        value: value === null ? null : value * unit.factor,
        text: quantity(value, unitName),
      };
    }),
  );
  const keys = nodes.map((_, index) => index);
  const scales = seriesScales(keys, keys);
  const encoding = {
    x: {
      field: "time",
      type: "quantitative",
      title: axisTitle("time", time.unit),
      scale: { nice: false, zero: false },
      axis: { tickCount: width < 480 ? 5 : 10 },
    },
    y: {
      field: "value",
      type: "quantitative",
      title: axisTitle(label, unit.unit),
      scale: { zero: true, nice: true },
      axis: { tickCount: 4 },
    },
    color: { field: "index", type: "nominal", scale: scales.colour, legend: null },
  };
  return {
    height: 170,
    data: { values },
    layer: [
      {
        mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6, aria: false },
        encoding: { ...encoding, strokeDash: { field: "index", type: "nominal", scale: scales.dash, legend: null } },
      },
      {
        mark: { type: "point", filled: true, size: 120, opacity: 0, tooltip: { content: "data" }, aria: false },
        encoding,
      },
    ],
  };
}
