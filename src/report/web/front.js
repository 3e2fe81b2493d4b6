// Points in the plane of two metrics: the front with its intervals, the dominated points, knee and extremes; and what
// is known of the point that was clicked.

import { axisTitle, axisUnit, plain, spansDecades } from "./numbers.js";
import { chart, hideTip, legend, seriesScales, tipLines } from "./chart.js";
import { button, choice, copy, el, folded, section, table, tick } from "./dom.js";

export function frontSection(sweep) {
  const names = sweep.choosable();
  if (names.length === 0 || sweep.rows.length === 0) return null;
  const state = { x: names[0], y: names[1] ?? names[0] };
  const panel = el("div", { class: "point", "aria-live": "polite", hidden: true });
  const choose = (row) => {
    hideTip();
    describePoint(panel, sweep, row);
  };
  const automatic = () => {
    for (const axis of ["x", "y"]) state[`${axis}Log`] = spansDecades(valuesOf(sweep, state[axis]));
  };
  automatic();

  const figure = chart({
    label: "Scatter plot of the points of the sweep; the table below holds the same figures.",
    spec: (width) => scatter(sweep, state, width),
    tooltip: ({ row }) =>
      row === undefined
        ? null
        : tipLines(heading(sweep.rows[row], sweep), sweep.describe(sweep.rows[row], shownMetrics(sweep, state))),
    click: ({ row }) => row !== undefined && choose(sweep.rows[row]),
    above: [legends(sweep)],
    below: [panel],
    caption: captionOf(sweep),
  });
  const controls = el("div", { class: "controls" });
  const fill = () =>
    controls.replaceChildren(
      choice("Horizontal", sweep.options(names), state.x, (value) => update({ x: value })),
      choice("Vertical", sweep.options(names), state.y, (value) => update({ y: value })),
      tick("log horizontal", state.xLog, (value) => ((state.xLog = value), figure.redraw())),
      tick("log vertical", state.yLog, (value) => ((state.yLog = value), figure.redraw())),
    );
  const update = (change) => {
    Object.assign(state, change);
    automatic();
    fill();
    figure.redraw();
  };
  fill();
  return section(
    "front",
    [sweep.objectives.length ? "Pareto front" : "Points"],
    controls,
    figure,
    pointsTable(sweep, choose),
  );
}

const valuesOf = (sweep, name) => sweep.rows.map((row) => sweep.mean(row, name)).filter((value) => value !== null);
const shownMetrics = (sweep, { x, y }) => [
  ...new Set([...sweep.objectives.map((objective) => objective.metric), x, y]),
];

function heading(row, sweep) {
  const marks = sweep.marks(row);
  return [`Point ${row.point}`, sweep.varied ? sweep.policies[row.policy] : "", ...marks].filter(Boolean).join(" · ");
}

function captionOf(sweep) {
  const parts = [];
  if (sweep.replications[1] > 1) {
    parts.push("Bars are 95 % confidence intervals of the mean.");
    if (sweep.objectives.length) parts.push("The more faded a point of the front, the less sure it is of its place.");
  }
  if (sweep.objectives.length === 2)
    parts.push(
      "The line bounds what the front attains" +
        (sweep.median_attainment.length > 1 ? "; the dashed one what half of the replications attain." : "."),
    );
  if (sweep.dominated_shown < sweep.dominated_points)
    parts.push(
      `${plain(sweep.dominated_shown)} of ${plain(sweep.dominated_points)} dominated points are drawn, chosen at random.`,
    );
  if (sweep.front_shown < sweep.front_points)
    parts.push(`${plain(sweep.front_shown)} of ${plain(sweep.front_points)} points of the front are drawn.`);
  parts.push("Click a point for the command that repeats it.");
  return parts.join(" ");
}

function legends(sweep) {
  const entries = sweep.varied
    ? sweep.policies.map((label, index) => ({ label, index }))
    : [{ label: sweep.objectives.length ? "on the front" : "points", index: 0 }];
  if (sweep.dominated_points && sweep.objectives.length)
    entries.push({ label: "faded: dominated", colour: "var(--faded)" });
  if (sweep.rows.some((row) => row.knee)) entries.push({ label: "knee", colour: "var(--ink)", shape: "ring" });
  return legend(entries);
}

function scatter(sweep, state, width) {
  const axes = { x: axisOf(sweep, state.x), y: axisOf(sweep, state.y) };
  const points = sweep.rows.flatMap((row, i) => place(sweep, row, i, axes));
  const fronted = points.filter((point) => point.front);
  const keys = [...new Set(points.map((point) => point.series))].sort((a, b) => a - b);
  const scales = seriesScales(keys, keys);
  const scale = (axis) =>
    state[`${axis}Log`] ? { type: "log", nice: false, padding: 12 } : { zero: false, padding: 12, nice: true };
  const channel = (axis) => ({
    field: axis,
    type: "quantitative",
    scale: scale(axis),
    title: axisTitle(axes[axis].label, axes[axis].unit),
    axis: {
      format: state[`${axis}Log`] ? "~g" : undefined,
      labelOverlap: true,
      tickCount: width < 480 && axis === "x" ? 4 : 6,
    },
  });
  const shared = {
    x: channel("x"),
    y: channel("y"),
  };
  const look = {
    color: { field: "series", type: "nominal", scale: scales.colour, legend: null },
    shape: { field: "series", type: "nominal", scale: scales.shape, legend: null },
  };
  const own = { content: "data" };
  const layers = [
    {
      data: { values: points.filter((point) => !point.front) },
      mark: { type: "point", filled: true, size: 34, opacity: 0.4, tooltip: own, cursor: "pointer", aria: false },
      encoding: { ...shared, ...look },
    },
    ...lines(sweep, state, axes, shared),
    ...["x", "y"].map((axis) => ({
      data: { values: fronted.filter((point) => point[`${axis}Low`] !== undefined) },
      mark: { type: "rule", strokeWidth: 1.5, opacity: 0.75, aria: false },
      encoding: {
        ...shared,
        [axis]: { ...shared[axis], field: `${axis}Low` },
        [`${axis}2`]: { field: `${axis}High` },
        color: look.color,
      },
    })),
    // Below the points, so that a pointer meets these first.
    {
      data: { values: fronted.filter((point) => point.knee) },
      mark: { type: "point", filled: false, size: 330, stroke: "var(--ink)", strokeWidth: 2, aria: false },
      encoding: shared,
    },
    {
      data: { values: fronted },
      mark: {
        type: "point",
        filled: true,
        size: 95,
        stroke: "var(--paper)",
        strokeWidth: 1,
        tooltip: own,
        cursor: "pointer",
      },
      encoding: {
        ...shared,
        ...look,
        opacity: { field: "p", type: "quantitative", scale: { domain: [0, 1], range: [0.3, 1] }, legend: null },
      },
    },
    ...labels(fronted, points, shared, width),
  ];
  return { height: Math.round(Math.min(460, Math.max(280, width * 0.62))), layer: layers };
}

function axisOf(sweep, name) {
  const metric = sweep.metric(name);
  const greatest = valuesOf(sweep, name).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { name, label: metric.label, ...axisUnit(metric.unit, greatest) };
}

function place(sweep, row, index, axes) {
  const datum = { row: index, series: sweep.series(row), front: row.front || !sweep.objectives.length, knee: row.knee };
  for (const axis of ["x", "y"]) {
    const mean = sweep.mean(row, axes[axis].name);
    if (mean === null) return [];
    const half = sweep.half(row, axes[axis].name);
    datum[axis] = mean * axes[axis].factor;
    if (half !== null) {
      datum[`${axis}Low`] = (mean - half) * axes[axis].factor;
      datum[`${axis}High`] = (mean + half) * axes[axis].factor;
      if (datum[`${axis}Low`] <= 0 && mean > 0)
        datum[`${axis}Low`] = datum[axis] * 1e-3 > 0 ? Math.max(datum[`${axis}Low`], 0) : 0;
    }
  }
  datum.p = row.probability ?? 1;
  datum.marks = sweep.marks(row).join(", ");
  return [datum];
}

/// The boundary of what is attained: with a budget along x, the best y is that of the last point within it.
function lines(sweep, state, axes, shared) {
  const names = sweep.objectives.map((objective) => objective.metric);
  if (names.length !== 2 || !names.includes(state.x) || !names.includes(state.y) || state.x === state.y) return [];
  const step = sweep.objective(state.x).goal === "min" ? "step-after" : "step-before";
  const order = names[0] === state.x ? [0, 1] : [1, 0];
  const corners = (values) =>
    values
      .map((pair) => ({ x: pair[order[0]] * axes.x.factor, y: pair[order[1]] * axes.y.factor }))
      .sort((a, b) => a.x - b.x || a.y - b.y);
  const front = sweep.rows.filter((row) => row.front).map((row) => names.map((name) => sweep.mean(row, name)));
  const line = (values, dash) => ({
    data: { values: corners(values) },
    mark: {
      type: "line",
      interpolate: step,
      stroke: "var(--ink)",
      strokeWidth: 1.2,
      strokeDash: dash,
      opacity: 0.6,
      aria: false,
    },
    encoding: { ...shared, order: { field: "x", type: "quantitative" } },
  });
  const layers = [line(front, [1, 0])];
  if (sweep.median_attainment.length > 1) layers.push(line(sweep.median_attainment, [4, 4]));
  return layers;
}

/// The marks of the front's points in words, each on the side where there is more room among all points.
function labels(fronted, points, shared, width) {
  const marked = fronted.filter((point) => point.marks);
  if (!marked.length) return [];
  const share = (axis) => {
    const change = shared[axis].scale.type === "log" ? Math.log : (value) => value;
    const all = points.map((point) => change(point[axis]));
    const low = all.reduce((a, b) => Math.min(a, b));
    const high = all.reduce((a, b) => Math.max(a, b));
    return (point) => (high > low ? (change(point[axis]) - low) / (high - low) : 0.5);
  };
  const [across, along] = [share("x"), share("y")];
  const line = 15; // pixels
  const taken = [];
  return [...marked]
    .sort((a, b) => a.x - b.x)
    .flatMap((point) => {
      const left = across(point) <= 0.5;
      const free = (left ? 1 - across(point) : across(point)) * (width - 80); // pixels beside the point, about
      const text = point.marks.length * 6.5 > free ? point.marks.replaceAll(", ", ",\n") : point.marks;
      const lines = text.split("\n").length;
      const at = { x: across(point) * width * 0.85, y: -along(point) * 300 - 13 - (lines - 1) * line };
      // Above the labels that are there already.
      while (
        taken.some(
          (other) =>
            Math.abs(other.x - at.x) < 6.5 * Math.max(point.marks.length, 12) &&
            Math.abs(other.y - at.y) < line * Math.max(lines, other.lines),
        )
      )
        at.y -= line;
      taken.push({ ...at, lines });
      const mark = {
        type: "text",
        align: left ? "left" : "right",
        dx: left ? 10 : -10,
        dy: at.y + along(point) * 300,
        fontWeight: 500,
        fontSize: width < 480 ? 11 : 12,
        lineHeight: line,
        aria: false,
      };
      const halo = { stroke: "var(--paper)", strokeWidth: 4, strokeJoin: "round" };
      return [{ ...mark, ...halo }, mark].map((drawn) => ({
        data: { values: [{ ...point, text }] },
        mark: drawn,
        encoding: { ...shared, text: { field: "text" } },
      }));
    });
}

function describePoint(panel, sweep, row) {
  const code = el("code", {}, row.command);
  const pairs = sweep.describe(
    row,
    sweep.metrics.map((metric) => metric.name).filter((name) => sweep.mean(row, name) !== null),
  );
  const copied = button("Copy", () => copy(row.command, copied), { "aria-label": "Copy the command" });
  panel.replaceChildren(
    el("h3", {}, heading(row, sweep)),
    el("p", {}, "Repeats replication 0 of this point:"),
    el("div", { class: "command" }, code, copied),
    folded(
      "All its figures",
      el(
        "dl",
        { class: "facts" },
        pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
      ),
    ),
  );
  panel.hidden = false;
  panel.dataset.point = row.point;
  copy(row.command, copied);
}

function pointsTable(sweep, choose) {
  const front = sweep.rows.filter((row) => row.front);
  const rows = front.length ? front : sweep.rows;
  const columns = [
    { head: "Point", numeric: true, cell: (row) => String(row.point) },
    ...sweep.parameters.map((parameter, i) => ({
      head: parameter.label,
      title: parameter.path,
      cell: (row) => (row.settings[i] === null ? "–" : parameter.values[row.settings[i]]),
    })),
    ...(sweep.objectives.length ? sweep.objectives.map((o) => o.metric) : sweep.choosable().slice(0, 4)).map(
      (name) => ({
        head: sweep.metric(name).label,
        numeric: true,
        cell: (row) => sweep.text(row, name),
      }),
    ),
  ];
  if (front.length) {
    columns.push({ head: "on the front", numeric: true, cell: (row) => `${Math.round(row.probability * 100)}\u00a0%` });
    columns.push({ head: "", cell: (row) => sweep.marks(row).join(", ") });
  }
  columns.push({
    head: "",
    cell: (row) => button("Command", () => choose(row), { "aria-label": `Command of point ${row.point}` }),
  });
  return folded(
    front.length ? `Table of the front (${plain(front.length)} points)` : "Table of the points",
    table(columns, rows, { caption: "Points" }),
  );
}
