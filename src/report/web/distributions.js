// Distribution functions of latency: policies or points of the front under the same other parameters, or the
// applications of one run.

import { axisTitle, axisUnit, quantity, spansDecades } from "./numbers.js";
import { chart, legend, seriesScales, tipLines } from "./chart.js";
import { choice, el, folded, section, table } from "./dom.js";

const tabled = [0.5, 0.9, 0.95, 0.99];

export function latencySection(sweep, series) {
  return sweep?.latency.length ? ofSweep(sweep) : series ? ofRun(series) : null;
}

/// Latency against the share of requests that took no longer: quantiles at (i + 1/2)/n.
function ofSweep(sweep) {
  const groups = sweep.groups.filter((group) =>
    group.rows.some((row) => sweep.latency.some((curve) => curve.row === row)),
  );
  const applications = [...new Set(sweep.latency.map((curve) => curve.application))];
  const state = { group: 0, application: applications[0] };
  const curves = () =>
    groups[state.group].rows.flatMap((row, i) => {
      const curve = sweep.latency.find((c) => c.row === row && c.application === state.application);
      if (!curve) return [];
      const n = curve.latency_s.length;
      return [
        {
          index: sweep.varied ? sweep.rows[row].policy : i,
          label: sweep.rows[row].label,
          latency: curve.latency_s,
          probability: curve.latency_s.map((_, k) => (k + 0.5) / n),
        },
      ];
    });
  const { body, update } = plotted(
    curves,
    () => `Requests of replication 0 of each point. ${sweep.cut(groups[state.group])}`,
  );
  const controls = el("div", { class: "controls" });
  if (groups.length > 1)
    controls.append(
      choice(
        "Configuration",
        groups.map((group, i) => [String(i), group.label]),
        "0",
        (value) => ((state.group = Number(value)), update()),
      ),
    );
  if (applications.length > 1)
    controls.append(
      choice(
        "Application",
        applications.map((name) => [name, name]),
        state.application,
        (value) => ((state.application = value), update()),
      ),
    );
  return section(
    "latency",
    [sweep.varied ? "Latency by policy" : "Latency along the front", "Latency"],
    controls,
    body,
  );
}

function ofRun(series) {
  const curves = Object.entries(series.applications ?? {})
    .filter(([, quantiles]) => quantiles.latency_s?.some((value) => value !== null))
    .map(([label, quantiles], index) => ({
      index,
      label,
      latency: quantiles.latency_s,
      probability: quantiles.probability,
    }));
  if (!curves.length) return null;
  return section(
    "latency",
    ["Latency"],
    plotted(
      () => curves,
      () => "Completed requests of the run.",
    ).body,
  );
}

function plotted(curves, caption) {
  const above = el("div");
  const below = el("div");
  const figure = chart({
    label: "Cumulative distribution of latency; the table below holds its quantiles.",
    spec: (width) => cumulative(curves(), width),
    tooltip: (datum) =>
      datum.label === undefined
        ? null
        : tipLines(datum.label, [
            ["latency", datum.text],
            ["no longer", `${(datum.probability * 100).toFixed(1)}\u00a0% of requests`],
          ]),
    above: [above],
    caption: caption(),
  });
  const describe = () => {
    above.replaceChildren(
      legend(
        curves().map(({ label, index }) => ({ label, index })),
        "line",
      ),
    );
    figure.caption(caption());
    below.replaceChildren(folded("Table of quantiles", quantileTable(curves())));
  };
  describe();
  return { body: el("div", {}, figure, below), update: () => (describe(), figure.redraw()) };
}

function cumulative(curves, width) {
  const all = curves.flatMap((curve) => curve.latency);
  const unit = axisUnit("s", all.length ? [...all].sort((a, b) => a - b)[Math.floor(all.length * 0.9)] : 1);
  const log = spansDecades(all);
  const values = curves.flatMap((curve) =>
    curve.latency.map((latency, i) => ({
      key: curve.index,
      label: curve.label,
      latency: latency * unit.factor,
      probability: curve.probability[i],
      text: quantity(latency, "s"),
    })),
  );
  const keys = curves.map((curve) => curve.index);
  const scales = seriesScales(keys, keys);
  const encoding = {
    x: {
      field: "latency",
      type: "quantitative",
      title: axisTitle("latency", unit.unit),
      scale: log ? { type: "log", nice: false } : { zero: true, nice: true },
      axis: { format: log ? "~g" : undefined, labelOverlap: true, tickCount: width < 480 ? 4 : 8 },
    },
    y: {
      field: "probability",
      type: "quantitative",
      title: "share of requests",
      scale: { domain: [0, 1] },
      axis: { format: "~%", values: [0, 0.25, 0.5, 0.75, 0.9, 1] },
    },
    color: { field: "key", type: "nominal", scale: scales.colour, legend: null },
  };
  return {
    height: Math.round(Math.min(340, Math.max(240, width * 0.5))),
    data: { values },
    layer: [
      {
        mark: { type: "line", strokeWidth: 2.2, aria: false },
        encoding: { ...encoding, strokeDash: { field: "key", type: "nominal", scale: scales.dash, legend: null } },
      },
      // Wide and invisible, to be hit by a pointer.
      {
        mark: { type: "point", filled: true, size: 160, opacity: 0, tooltip: { content: "data" }, aria: false },
        encoding,
      },
    ],
  };
}

function quantileTable(curves) {
  const at = (curve, p) =>
    curve.latency[
      Math.min(
        curve.latency.length - 1,
        curve.probability.findIndex((value) => value >= p),
      )
    ] ?? null;
  const columns = [
    { head: "", cell: (curve) => curve.label },
    ...tabled.map((p) => ({
      head: `p${Math.round(p * 100)}`,
      numeric: true,
      cell: (curve) => quantity(at(curve, p), "s"),
    })),
  ];
  return table(columns, curves, { caption: "Quantiles of latency" });
}
