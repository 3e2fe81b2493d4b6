// Parallel coordinates: one line per point through all its parameters and objectives. On narrow screens the axes lie
// one below the other.

import { quantity, spansDecades } from "./numbers.js";
import { chart, hideTip, seriesScales, tipLines } from "./chart.js";
import { section } from "./dom.js";

const mostLines = 300;
const narrow = 640; // pixels
const mostTicks = 6;

export function parallelSection(sweep) {
  const metrics = sweep.objectives.map((objective) => objective.metric);
  const axes = [
    ...sweep.parameters.map((parameter, i) => parameterAxis(sweep, parameter, i)),
    ...metrics.map((name) => metricAxis(sweep, name)),
  ].filter(Boolean);
  if (axes.length < 3) return null;
  const front = sweep.rows.filter((row) => row.front);
  const others = sweep.rows.filter((row) => !row.front && row.valued);
  const room = Math.max(0, mostLines - front.length);
  const stride = Math.max(1, Math.ceil(others.length / Math.max(1, room)));
  const shown = [...others.filter((_, i) => room > 0 && i % stride === 0), ...front.slice(0, mostLines)];
  const figure = chart({
    label: "Parallel coordinates of parameters and objectives; the tables above hold the same figures.",
    spec: (width) => lines(sweep, axes, shown, width),
    tooltip: ({ row }) =>
      row === undefined ? null : tipLines(`Point ${sweep.rows[row].point}`, sweep.describe(sweep.rows[row], metrics)),
    caption:
      "Strong lines are points of the front, faint ones are dominated. Hover a line to lift it out." +
      (sweep.varied ? " Colours are those of the policies above." : "") +
      (shown.length < sweep.rows.length ? ` ${shown.length} of the points are drawn.` : ""),
  });
  figure.addEventListener("pointerleave", hideTip);
  return section("parallel", ["Parameters and objectives", "Parameters"], figure);
}

function parameterAxis(sweep, parameter, index) {
  const used = [...new Set(sweep.rows.map((row) => row.settings[index]).filter((value) => value !== null))];
  if (used.length < 2) return null;
  const numbers = used.map((value) => parameter.numbers[value]);
  if (numbers.every((number) => number !== null)) {
    const at = scale(numbers);
    const ordered = used.map((value, i) => [numbers[i], parameter.values[value]]).sort((a, b) => a[0] - b[0]);
    const ticks = ordered.length <= mostTicks ? ordered : [ordered[0], ordered[ordered.length - 1]];
    return {
      title: parameter.label,
      place: (row) => (row.settings[index] === null ? null : at(parameter.numbers[row.settings[index]])),
      ticks: ticks.map(([number, text]) => ({ at: at(number), text })),
    };
  }
  const at = (value) => used.indexOf(value) / (used.length - 1);
  const every = Math.ceil(used.length / 12);
  return {
    title: parameter.label,
    place: (row) => (row.settings[index] === null ? null : at(row.settings[index])),
    ticks: used.filter((_, i) => i % every === 0).map((value) => ({ at: at(value), text: parameter.values[value] })),
  };
}

function metricAxis(sweep, name) {
  const values = sweep.rows.map((row) => sweep.mean(row, name)).filter((value) => value !== null);
  if (!values.length) return null;
  const at = scale(values);
  const { label, unit } = sweep.metric(name);
  const bounds = [Math.min(...values), Math.max(...values)];
  return {
    title: label,
    place: (row) => (sweep.mean(row, name) === null ? null : at(sweep.mean(row, name))),
    ticks: bounds.map((value) => ({ at: at(value), text: quantity(value, unit, 3) })),
  };
}

/// Values to [0, 1], logarithmically when they span decades.
function scale(values) {
  const change = spansDecades(values) ? Math.log : (value) => value;
  const low = change(values.reduce((a, b) => Math.min(a, b)));
  const high = change(values.reduce((a, b) => Math.max(a, b)));
  return (value) => (high > low ? (change(value) - low) / (high - low) : 0.5);
}

/// The ticks whose texts do not run into one another; the outer two always.
function fitting(ticks, lying, width) {
  const ordered = [...ticks].sort((a, b) => a.at - b.at);
  const room = (a, b) => Math.abs(a.at - b.at) * (lying ? width - 70 : 300);
  const needed = (a, b) => (lying ? 3.4 * (Math.min(a.text.length, 16) + Math.min(b.text.length, 16)) + 8 : 14);
  const last = ordered[ordered.length - 1];
  const kept = [];
  for (const tick of ordered) {
    const before = kept[kept.length - 1];
    const free = (other) => !other || other === tick || room(tick, other) >= needed(tick, other);
    if (free(before) && free(last)) kept.push(tick);
  }
  return kept;
}

function lines(sweep, axes, rows, width) {
  const lying = width < narrow; // axes one below the other
  const place = new Map(sweep.rows.map((row, i) => [row, i]));
  const values = rows.flatMap((row) =>
    axes.flatMap((axis, i) => {
      const at = axis.place(row);
      return at === null ? [] : [{ row: place.get(row), axis: i, at, series: sweep.series(row), front: row.front }];
    }),
  );
  const keys = [...new Set(values.map((value) => value.series))].sort((a, b) => a - b);
  const scales = seriesScales(keys, keys);
  const last = axes.length - 1;
  const across = {
    type: "quantitative",
    scale: { domain: [0, last], nice: false, padding: lying ? 0 : 46 },
    axis: null,
  };
  const along = { type: "quantitative", scale: { domain: [0, 1], nice: false, padding: lying ? 30 : 10 }, axis: null };
  const [axisChannel, valueChannel] = lying ? ["y", "x"] : ["x", "y"];
  const axisEncoding = lying ? { ...across, scale: { ...across.scale, reverse: true, padding: 26 } } : across;
  const position = (axisField, valueField) => ({
    [axisChannel]: { field: axisField, ...axisEncoding },
    [valueChannel]: { field: valueField, ...along },
  });
  const rules = axes.map((_, axis) => ({ axis, from: 0, to: 1 }));
  const ticks = axes.flatMap((axis, i) => fitting(axis.ticks, lying, width).map((tick) => ({ axis: i, ...tick })));
  const titles = axes.map((axis, i) => ({ axis: i, at: lying ? 0 : 1, text: axis.title }));
  const halo = { stroke: "var(--paper)", strokeWidth: 3, strokeJoin: "round" };
  const tickText = {
    type: "text",
    fontSize: 11,
    limit: lying ? 110 : Math.round(width / axes.length) - 8,
    aria: false,
    ...(lying ? { dy: 13, align: "center" } : { dx: 6, align: "left", baseline: "middle" }),
  };
  const titleText = {
    type: "text",
    fontSize: 12,
    fontWeight: 600,
    aria: false,
    limit: lying ? width - 20 : Math.round(width / axes.length) - 6,
    ...(lying ? { dy: -12, dx: -24, align: "left" } : { dy: -20, align: "center" }),
  };
  const text = (mark, data) => [
    {
      data: { values: data },
      mark: { ...mark, ...halo },
      encoding: { ...position("axis", "at"), text: { field: "text" } },
    },
    {
      data: { values: data },
      mark: { ...mark, color: "var(--ink)" },
      encoding: { ...position("axis", "at"), text: { field: "text" } },
    },
  ];
  return {
    height: lying ? axes.length * 74 : 340,
    padding: lying ? undefined : { top: 30, left: 4, right: 4, bottom: 8 },
    layer: [
      {
        data: { values: rules },
        mark: { type: "rule", color: "var(--axis)", strokeWidth: 1, aria: false },
        encoding: { ...position("axis", "from"), [`${valueChannel}2`]: { field: "to" } },
      },
      {
        data: { values },
        params: [
          { name: "lifted", select: { type: "point", on: "pointerover", clear: "pointerout", fields: ["row"] } },
        ],
        mark: { type: "line", strokeJoin: "round", tooltip: { content: "data" }, aria: false },
        encoding: {
          ...position("axis", "at"),
          detail: { field: "row" },
          order: { field: "axis" },
          color: { field: "series", type: "nominal", scale: scales.colour, legend: null },
          opacity: {
            condition: [
              { param: "lifted", empty: false, value: 1 },
              { test: "datum.front", value: 0.85 },
            ],
            value: 0.13,
          },
          strokeWidth: {
            condition: [
              { param: "lifted", empty: false, value: 4 },
              { test: "datum.front", value: 2 },
            ],
            value: 1.2,
          },
        },
      },
      ...text(tickText, ticks),
      ...text(titleText, titles),
    ],
  };
}
