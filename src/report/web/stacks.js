// Energy and cost as stacked bars: by tier or by cause, of points side by side or of one run and its nodes.

import { axisTitle, axisUnit, quantity } from "./numbers.js";
import { chart, legend, rowsOf, tipLines } from "./chart.js";
import { choice, el, folded, section, table } from "./dom.js";

const parts = {
  tier: [
    ["device", "energy_device_j", "var(--device)"],
    ["edge", "energy_edge_j", "var(--edge)"],
    ["cloud", "energy_cloud_j", "var(--cloud)"],
  ],
  cause: [
    ["idle", "energy_idle_j", "var(--part-0)"],
    ["compute", "energy_compute_j", "var(--part-1)"],
    ["network", "energy_network_j", "var(--part-2)"],
  ],
  money: [["cost", "cost_usd", "var(--part-3)"]],
};
const nodeParts = [
  ["idle", "energy_idle_j", "var(--part-0)"],
  ["compute", "energy_compute_j", "var(--part-1)"],
  ["transmit", "energy_transmit_j", "var(--part-2)"],
  ["receive", "energy_receive_j", "var(--part-3)"],
];

export function energySection(sweep, summary) {
  if (sweep?.groups.length) return ofSweep(sweep);
  return summary ? ofRun(summary) : null;
}

function ofSweep(sweep) {
  const any = (names) =>
    sweep.groups.some((group) =>
      group.rows.some((row) =>
        names.some(([, name]) => sweep.metricIndex.has(name) && sweep.mean(sweep.rows[row], name) > 0),
      ),
    );
  const ways = [
    ["tier", "Energy by tier"],
    ["cause", "Energy by cause"],
    ["money", "Cost"],
  ].filter(([way]) => any(parts[way]));
  if (!ways.length) return null;
  const state = { group: 0, way: ways[0][0] };
  const bars = () =>
    sweep.groups[state.group].rows.map((index) => {
      const row = sweep.rows[index];
      const total = state.way === "money" ? "cost_usd" : "energy_total_j";
      return {
        label: row.label,
        values: parts[state.way].map(([, name]) => sweep.mean(row, name)),
        total: sweep.mean(row, total),
        half: sweep.half(row, total),
      };
    });
  const { body, update } = plotted(
    bars,
    () => parts[state.way],
    () => (state.way === "money" ? ["cost", "USD"] : ["energy", "J"]),
    () => sweep.cut(sweep.groups[state.group]),
  );
  const controls = el("div", { class: "controls" });
  if (sweep.groups.length > 1)
    controls.append(
      choice(
        "Configuration",
        sweep.groups.map((group, i) => [String(i), group.label]),
        "0",
        (value) => ((state.group = Number(value)), update()),
      ),
    );
  if (ways.length > 1) controls.append(choice("Show", ways, state.way, (value) => ((state.way = value), update())));
  return section("energy", ["Energy and cost", "Energy"], controls, body);
}

function ofRun(summary) {
  const metrics = summary.metrics;
  if (!(metrics.energy_total_j > 0)) return null;
  const energy = () => ["energy", "J"];
  const whole = (way) => () => [{ label: `by ${way}`, values: parts[way].map(([, name]) => metrics[name] ?? 0) }];
  const nodes = Object.entries(summary.by_node ?? {})
    .map(([label, node]) => ({ label, values: nodeParts.map(([, name]) => node[name] ?? 0) }))
    .filter((bar) => bar.values.some((value) => value > 0));
  const content = ["tier", "cause"].map((way) => plotted(whole(way), () => parts[way], energy).body);
  if (nodes.length)
    content.push(
      el("h3", {}, "By node"),
      plotted(
        () => nodes,
        () => nodeParts,
        energy,
      ).body,
    );
  return section("energy", ["Energy"], ...content);
}

function plotted(bars, segments, quantityOf, caption = () => "") {
  const above = el("div");
  const below = el("div");
  const figure = chart({
    label: "Stacked bars; the table below holds the same figures.",
    spec: (width) => stacked(bars(), segments(), quantityOf(), width),
    tooltip: (datum) =>
      datum.part === undefined
        ? null
        : tipLines(datum.label, [
            [datum.part, datum.text],
            ["together", datum.whole],
          ]),
    above: [above],
    caption: caption(),
  });
  const describe = () => {
    const names = segments();
    const all = bars();
    const seen = names.filter((_, k) => all.some((bar) => bar.values[k] > 0));
    above.replaceChildren(
      names.length > 1
        ? legend(
            seen.map(([label, , colour]) => ({ label, colour })),
            "box",
          )
        : "",
    );
    figure.caption(caption());
    below.replaceChildren(folded("Table of the bars", barTable(all, names, quantityOf())));
  };
  describe();
  return { body: el("div", {}, figure, below), update: () => (describe(), figure.redraw()) };
}

/// Two bars may have the same label: characters without width tell them apart.
const barName = (label, index) => label + "\u200b".repeat(index);
const together = (bar) => bar.total ?? bar.values.reduce((sum, value) => sum + (value ?? 0), 0);

function stacked(bars, segments, [name, unitName], width) {
  const unit = axisUnit(unitName, Math.max(...bars.map(together), 0));
  const rows = rowsOf(
    bars.map((bar) => bar.label),
    width,
    bars.length > 14 ? 22 : 30,
  );
  rows.names = rows.names.map(barName);
  const values = bars.flatMap((bar, i) => {
    let from = 0;
    return segments.map(([part], k) => {
      const size = (bar.values[k] ?? 0) * unit.factor;
      const datum = {
        bar: rows.names[i],
        label: bar.label,
        part,
        from,
        to: from + size,
        text: quantity(bar.values[k], unitName),
        whole: quantity(together(bar), unitName),
      };
      from += size;
      return datum;
    });
  });
  const bounds = bars.flatMap((bar, i) =>
    bar.half
      ? [
          {
            bar: rows.names[i],
            low: (bar.total - bar.half) * unit.factor,
            high: (bar.total + bar.half) * unit.factor,
          },
        ]
      : [],
  );
  const y = {
    field: "bar",
    type: "nominal",
    sort: null,
    title: null,
    axis: rows.axis,
  };
  const x = (field) => ({
    field,
    type: "quantitative",
    title: axisTitle(name, unit.unit),
    stack: null,
    scale: { nice: true, zero: true },
    axis: { tickCount: width < 480 ? 4 : 6 },
  });
  return {
    height: { step: rows.step },
    layer: [
      {
        data: { values },
        mark: {
          type: "bar",
          height: Math.min(22, Math.round(rows.step * 0.72)),
          stroke: "var(--paper)",
          strokeWidth: 1,
          tooltip: { content: "data" },
        },
        encoding: {
          x: x("from"),
          x2: { field: "to" },
          y,
          color: {
            field: "part",
            type: "nominal",
            legend: null,
            scale: { domain: segments.map(([part]) => part), range: segments.map(([, , colour]) => colour) },
          },
        },
      },
      {
        data: { values: bounds },
        mark: { type: "rule", color: "var(--ink)", strokeWidth: 1.5, aria: false },
        encoding: { x: x("low"), x2: { field: "high" }, y },
      },
    ],
  };
}

function barTable(bars, segments, [, unit]) {
  const columns = [
    { head: "", cell: (bar) => bar.label },
    ...segments.map(([part], k) => ({ head: part, numeric: true, cell: (bar) => quantity(bar.values[k], unit) })),
  ];
  if (segments.length > 1)
    columns.push({ head: "together", numeric: true, cell: (bar) => quantity(together(bar), unit) });
  return table(columns, bars, { caption: unit === "USD" ? "Cost" : "Energy" });
}
