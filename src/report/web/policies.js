// Policies compared: means with intervals, paired differences under common random numbers, and each policy's own front.

import { axisTitle, axisUnit, estimate, plain, pValue, quantity } from "./numbers.js";
import { chart, rowsOf, seriesScales, tipLines } from "./chart.js";
import { choice, el, folded, section, table } from "./dom.js";

const significant = 0.05;

export function policySection(sweep) {
  if (!sweep.varied || !sweep.compared.length) return null;
  const state = { metric: sweep.compared[0] };
  const pairs = el("div");
  const figure = chart({
    label:
      "Mean of the chosen metric by policy with 95 % confidence intervals; the table below holds the same figures.",
    spec: (width) => means(sweep, state.metric, width),
    tooltip: (datum) =>
      datum.policy === undefined
        ? null
        : tipLines(sweep.policies[datum.policy], [
            [sweep.metric(state.metric).label, datum.text],
            ["points", String(datum.points)],
          ]),
    caption:
      "Means over all points of a policy, averaged within each replication; bars are 95 % confidence intervals over replications.",
  });
  const update = (metric) => {
    state.metric = metric;
    pairs.replaceChildren(differences(sweep, metric));
    figure.redraw();
  };
  pairs.append(differences(sweep, state.metric));
  return section(
    "policies",
    ["Policies compared", "Policies"],
    el("div", { class: "controls" }, choice("Metric", sweep.options(sweep.compared), state.metric, update)),
    figure,
    pairs,
    folded("Table of all means", meansTable(sweep)),
    fronts(sweep),
  );
}

function means(sweep, name, width) {
  const entries = sweep.policy_means.filter((entry) => entry.metric === name && entry.mean !== null);
  const metric = sweep.metric(name);
  const unit = axisUnit(metric.unit, Math.max(...entries.map((entry) => Math.abs(entry.mean)), 0));
  const rows = rowsOf(
    entries.map((entry) => sweep.policies[entry.policy]),
    width,
    entries.length > 16 ? 20 : 30,
  );
  const values = entries.map((entry, i) => ({
    policy: entry.policy,
    name: rows.names[i],
    points: entry.points,
    mean: entry.mean * unit.factor,
    low: (entry.mean - (entry.half_width ?? 0)) * unit.factor,
    high: (entry.mean + (entry.half_width ?? 0)) * unit.factor,
    text: estimate(entry.mean, entry.half_width, metric.unit),
  }));
  const indices = values.map((value) => value.policy);
  const scales = seriesScales(
    values.map((value) => value.name),
    indices,
  );
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    title: null,
    axis: { ...rows.axis, grid: true, gridColor: "var(--grid)" },
  };
  const x = (field) => ({
    field,
    type: "quantitative",
    title: axisTitle(metric.label, unit.unit),
    scale: { zero: true, nice: true },
    axis: { tickCount: width < 480 ? 4 : 6 },
  });
  const color = { field: "name", type: "nominal", scale: scales.colour, legend: null };
  return {
    height: { step: rows.step },
    data: { values },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 2.5, strokeCap: "round", tooltip: { content: "data" } },
        encoding: { x: x("low"), x2: { field: "high" }, y, color },
      },
      {
        mark: {
          type: "point",
          filled: true,
          size: 90,
          opacity: 1,
          stroke: "var(--paper)",
          strokeWidth: 1,
          tooltip: { content: "data" },
        },
        encoding: {
          x: x("mean"),
          y,
          color,
          shape: { field: "name", type: "nominal", scale: scales.shape, legend: null },
        },
      },
    ],
  };
}

/// All other policies against one, which the reader chooses; the best of the metric at first.
function differences(sweep, name) {
  const all = sweep.differences.filter((pair) => pair.metric === name);
  if (!all.length) return el("p", { class: "note" }, "No two points differ in their policy only: nothing to pair.");
  const place = el("div");
  const show = (baseline) => place.replaceChildren(against(sweep, name, all, baseline));
  const best = bestPolicy(sweep, name);
  show(best);
  return el(
    "div",
    {},
    el("h3", {}, `Paired differences in ${sweep.metric(name).label}`),
    el(
      "div",
      { class: "controls" },
      choice(
        "Compared with",
        sweep.policies.map((label) => [label, label]),
        best,
        show,
      ),
    ),
    place,
    el("p", { class: "note" }, `95 % intervals; p is corrected for all ${all.length} pairs of policies.`),
  );
}

function bestPolicy(sweep, name) {
  const sign = sweep.objective(name)?.goal === "max" ? -1 : 1;
  const entries = sweep.policy_means.filter((entry) => entry.metric === name && entry.mean !== null);
  const best = entries.reduce((a, b) => (a && sign * a.mean <= sign * b.mean ? a : b), null);
  return sweep.policies[best?.policy ?? 0];
}

function against(sweep, name, all, baseline) {
  const unit = sweep.metric(name).unit;
  const rows = all.flatMap((pair) => {
    if (pair.second === baseline) return [{ ...pair, other: pair.first }];
    if (pair.first === baseline) return [{ ...pair, other: pair.second, mean: -pair.mean }];
    return [];
  });
  const columns = [
    { head: "Policy", cell: (pair) => pair.other },
    { head: "Difference", numeric: true, cell: (pair) => estimate(pair.mean, pair.half_width, unit) },
    { head: "p (Holm)", numeric: true, cell: (pair) => pValue(pair.adjusted_p) },
    { head: "Verdict", cell: (pair) => verdict(pair) },
  ];
  return table(columns, rows, { caption: `Paired differences in ${sweep.metric(name).label} from ${baseline}` });
}

function verdict({ adjusted_p: p, mean }) {
  if (p === null) return "too few replications";
  if (p >= significant) return "no difference shown";
  return mean < 0 ? "lower" : "higher";
}

function meansTable(sweep) {
  const rows = sweep.policies.map((label, policy) => ({ label, policy }));
  const columns = [
    { head: "Policy", cell: (row) => row.label },
    ...sweep.compared.map((name) => ({
      head: sweep.metric(name).label,
      numeric: true,
      cell: (row) => {
        const entry = sweep.policy_means.find((e) => e.metric === name && e.policy === row.policy);
        return entry ? estimate(entry.mean, entry.half_width, sweep.metric(name).unit) : "–";
      },
    })),
  ];
  return table(columns, rows, { caption: "Means by policy, 95 % intervals" });
}

function fronts(sweep) {
  if (!sweep.policy_fronts.length) return null;
  const share = (value) => `${plain(value * 100, 3)}\u00a0%`;
  const columns = [
    { head: "Policy", cell: (front) => front.policy },
    { head: "Points", numeric: true, cell: (front) => String(front.points) },
    { head: "Hypervolume", numeric: true, cell: (front) => quantity(front.hypervolume, "") },
    {
      head: "of all",
      numeric: true,
      title: "share of the hypervolume of the front of all",
      cell: (front) => (sweep.hypervolume > 0 ? share(front.hypervolume / sweep.hypervolume) : "–"),
    },
    {
      head: "IGD+",
      numeric: true,
      title: "mean distance from the front of all, objectives scaled to [0, 1]",
      cell: (front) => plain(front.igd_plus, 3),
    },
    {
      head: "Additive ε",
      numeric: true,
      title: "least shift that makes it weakly dominate the front of all",
      cell: (front) => plain(front.additive_epsilon, 3),
    },
    {
      head: "Coverage",
      numeric: true,
      title: "share of the front of all that it weakly dominates",
      cell: (front) => share(front.coverage),
    },
    {
      head: "Spread",
      numeric: true,
      title: "unevenness of its points; 0 is even",
      cell: (front) => (front.spread === null ? "–" : plain(front.spread, 3)),
    },
  ];
  return el(
    "div",
    {},
    el("h3", {}, "Each policy's own front"),
    table(columns, sweep.policy_fronts, { caption: "Fronts by policy" }),
  );
}
