// Who did what when at the beginning of a run: one bar per task or transfer, one row per core or lane.

import { axisTitle, axisUnit, quantity } from "./numbers.js";
import { chart, labelLimit, legend, tipLines } from "./chart.js";
import { folded, section, table } from "./dom.js";

const mostRows = 48;

export function ganttSection(trace) {
  if (!trace?.bars.length) return null;
  const rowOf = (bar) => `${bar.process} · ${bar.thread}`;
  const rows = [...new Set(trace.bars.map(rowOf))];
  const bars = trace.bars.filter((bar) => rows.indexOf(rowOf(bar)) < mostRows);
  const applications = [...new Set(bars.map((bar) => bar.application))];
  const colourOf = (bar) => `var(--series-${applications.indexOf(bar.application) % 8})`;
  const kinds = (bar) => (bar.category === "transfer" ? "transfer" : "task");
  const legends = applications.map((label, i) => ({ label, colour: `var(--series-${i % 8})` }));
  legends.push({ label: "faint: transfers", colour: "var(--faded)" });
  const cut = !trace.complete || bars.length < trace.bars.length;
  const figure = chart({
    label: "Gantt chart of the beginning of the run; the table below holds the same bars.",
    spec: (width) =>
      gantt(
        bars.map((bar) => ({ ...bar, row: rowOf(bar), colour: colourOf(bar), kind: kinds(bar) })),
        rows.slice(0, mostRows),
        width,
      ),
    tooltip: (datum) =>
      datum.process === undefined
        ? null
        : tipLines(datum.name, [
            ["where", datum.row],
            ["start", quantity(datum.start_s, "s", 6)],
            ["takes", quantity(datum.duration_s, "s")],
            ["application", datum.application],
            ...(datum.request === null ? [] : [["request", String(datum.request)]]),
          ]),
    above: [legend(legends, "box")],
    caption: cut
      ? `The first ${bars.length} bars of the run; timeline.json holds them all.`
      : `All ${bars.length} bars of the run.`,
  });
  const columns = [
    { head: "Where", cell: rowOf },
    { head: "What", cell: (bar) => bar.name },
    { head: "Request", numeric: true, cell: (bar) => (bar.request === null ? "–" : String(bar.request)) },
    { head: "Start", numeric: true, cell: (bar) => quantity(bar.start_s, "s", 6) },
    { head: "Takes", numeric: true, cell: (bar) => quantity(bar.duration_s, "s") },
  ];
  return section(
    "gantt",
    ["Beginning of the run", "Gantt"],
    figure,
    folded("Table of the bars", table(columns, bars, { caption: "Bars", most: 100 })),
  );
}

function gantt(bars, rows, width) {
  const first = Math.min(...bars.map((bar) => bar.start_s));
  const last = Math.max(...bars.map((bar) => bar.start_s + bar.duration_s));
  const unit = axisUnit("s", last - first > 2 ? 2 : last - first);
  const values = bars.map((bar) => ({
    ...bar,
    from: bar.start_s * unit.factor,
    to: (bar.start_s + bar.duration_s) * unit.factor,
  }));
  return {
    height: { step: 15 },
    data: { values },
    mark: { type: "bar", height: { band: 0.8 }, cornerRadius: 1, tooltip: { content: "data" }, aria: false },
    encoding: {
      x: {
        field: "from",
        type: "quantitative",
        title: axisTitle("time", unit.unit),
        scale: { zero: false, nice: false, domain: [first * unit.factor, last * unit.factor] },
        axis: { tickCount: width < 480 ? 4 : 8 },
      },
      x2: { field: "to" },
      y: {
        field: "row",
        type: "nominal",
        sort: rows,
        title: null,
        axis: { labelLimit: Math.round(labelLimit(width) * 0.9), labelFontSize: 10, grid: false },
      },
      color: { field: "colour", type: "nominal", scale: null, legend: null },
      opacity: { condition: { test: "datum.kind === 'transfer'", value: 0.4 }, value: 1 },
    },
  };
}
