// Draws Vega-Lite specifications: sized by their place, redrawn when it changes, in the colours of the page.

import { parse, View, Warn } from "vega";
import { compile } from "vega-lite";
import { expressionInterpreter } from "vega-interpreter";

import { el } from "./dom.js";

// Okabe–Ito, told apart by shape as well: 8 colours and 7 shapes have 56 combinations before one comes again.
const colours = Array.from({ length: 8 }, (_, i) => `var(--series-${i})`);
const shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left"];
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 3]];
export const style = (index) => ({
  colour: colours[index % colours.length],
  shape: shapes[index % shapes.length],
  dash: dashes[index % dashes.length],
});
/// Scales of a nominal field whose values are the given ones, in the style of their indices.
export function seriesScales(values, indices = values.map((_, i) => i)) {
  const range = (what) => ({ domain: values, range: indices.map((i) => style(i)[what]) });
  return { colour: range("colour"), shape: range("shape"), dash: range("dash") };
}

const font = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const config = {
  background: null,
  font,
  lineBreak: "\n",
  padding: 4,
  view: { stroke: null },
  axis: {
    labelColor: "var(--muted)",
    titleColor: "var(--ink)",
    gridColor: "var(--grid)",
    domain: false,
    ticks: false,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 500,
    labelPadding: 6,
    titlePadding: 10,
  },
  axisQuantitative: { tickCount: 6 },
  text: { color: "var(--ink)", fontSize: 12 },
};

const tip = () => document.getElementById("tooltip");
let pointer = null; // where the pointer was when it met the mark that the tooltip is about

function showTip(event, content) {
  pointer = { clientX: event.clientX, clientY: event.clientY };
  const box = tip();
  box.replaceChildren(...[content].flat());
  box.hidden = false;
  const space = 14;
  const { width, height } = box.getBoundingClientRect();
  const left = event.clientX + space + width > innerWidth ? event.clientX - space - width : event.clientX + space;
  const top = event.clientY + space + height > innerHeight ? event.clientY - space - height : event.clientY + space;
  box.style.left = `${Math.max(4, left)}px`;
  box.style.top = `${Math.max(4, top)}px`;
}
export function hideTip() {
  pointer = null;
  tip().hidden = true;
}

/// Looks again at what lies under the pointer. Scrolling and drawing anew move marks without moving the pointer, and
/// no event tells a chart of that.
export function refreshTip() {
  if (!pointer) return;
  const place = pointer;
  hideTip();
  const mark = document.elementFromPoint(place.clientX, place.clientY);
  if (mark?.closest(".plot")) mark.dispatchEvent(new PointerEvent("pointermove", { ...place, bubbles: true }));
}

/// Lines of "name: value" for a tooltip, under a heading.
export function tipLines(heading, pairs) {
  return [
    el("strong", {}, heading),
    el(
      "dl",
      {},
      pairs.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
    ),
  ];
}

/// A figure with its plot. `spec(width)` gives the specification for a width in pixels, `tooltip(datum)` the content
/// of a tooltip or null, `click(datum)` is told of clicks on marks; `above` and `below` are further elements.
export function chart({ label, spec, tooltip, click, caption, above = [], below = [] }) {
  const plot = el("div", { class: "plot", role: "img", "aria-label": label });
  const words = el("figcaption", {}, caption ?? "");
  const figure = el("figure", {}, above, plot, words, below);
  let view = null;
  let drawn = 0;

  const draw = () => {
    const width = Math.floor(plot.clientWidth);
    if (width < 50) return;
    drawn = width;
    view?.finalize();
    const wanted = spec(width);
    // A layer without data would only make its scales complain.
    if (wanted.layer) wanted.layer = wanted.layer.filter((layer) => layer.data?.values.length !== 0);
    const vega = compile({ width, ...wanted, config }).spec;
    vega.autosize = { type: "fit-x", contains: "padding" };
    const runtime = parse(vega, null, { ast: true });
    view = new View(runtime, { renderer: "svg", container: plot, expr: expressionInterpreter, logLevel: Warn });
    view.tooltip((_, event, item) => {
      const content = tooltip && item?.datum ? tooltip(item.datum) : null;
      if (content) showTip(event, content);
      else hideTip();
    });
    if (click) view.addEventListener("click", (_, item) => item?.datum && click(item.datum));
    view.run();
    refreshTip();
  };
  new ResizeObserver(() => {
    if (Math.abs(Math.floor(plot.clientWidth) - drawn) > 4) requestAnimationFrame(draw);
  }).observe(plot);
  figure.redraw = draw;
  figure.caption = (text) => words.replaceChildren(text);
  return figure;
}

/// Names of series with their colour and shape. `kind` is "shape" for points, "line" or "box".
export function legend(entries, kind = "shape") {
  return el(
    "ul",
    { class: "legend" },
    entries.map(({ label, index, colour, shape }) => {
      const look = index === undefined ? { colour, shape: shape ?? "circle", dash: [] } : style(index);
      return el("li", {}, symbol(look, kind), el("span", {}, label));
    }),
  );
}

const outlines = {
  circle: "M8 3.5a4.5 4.5 0 1 0 .01 0Z",
  square: "M4 4h8v8H4Z",
  "triangle-up": "M8 3l5.2 9H2.8Z",
  diamond: "M8 2l4.6 6L8 14 3.4 8Z",
  cross: "M6.2 3h3.6v3.2H13v3.6H9.8V13H6.2V9.8H3V6.2h3.2Z",
  "triangle-down": "M8 13l5.2-9H2.8Z",
  "triangle-left": "M3 8l9-5.2v10.4Z",
  ring: "M8 2a6 6 0 1 0 .01 0Zm0 2a4 4 0 1 1-.01 0Z",
};

function symbol({ colour, shape, dash }, kind) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const wide = kind === "line";
  svg.setAttribute("viewBox", wide ? "0 0 28 16" : "0 0 16 16");
  svg.setAttribute("width", wide ? 28 : 16);
  svg.setAttribute("height", 16);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  if (wide) {
    path.setAttribute("d", "M1 8h26");
    path.setAttribute("stroke", colour);
    path.setAttribute("stroke-width", 2.5);
    if (dash.length) path.setAttribute("stroke-dasharray", dash.join(" "));
  } else {
    path.setAttribute("d", kind === "box" ? "M3 3h10v10H3Z" : outlines[shape]);
    path.setAttribute("fill", colour);
  }
  svg.append(path);
  return svg;
}

/// Pixels for the labels of a chart's rows.
export const labelLimit = (width) => Math.max(70, Math.min(260, Math.round(width * 0.36)));

/// How the rows of a chart show their names: beside them, on two lines where one is too short; above them on a narrow
/// screen. Gives the names as they are to be drawn, the axis, and the height of a row in pixels.
export function rowsOf(names, width, height) {
  const most = labelLimit(width) / 6.6; // pixels of a character
  const long = names.some((name) => name.length > most);
  const axis = { labelColor: "var(--ink)", labelLimit: labelLimit(width) };
  if (!long) return { names, axis, step: height };
  if (width < 480)
    return { names, axis: { ...axis, labelAlign: "left", labelPadding: -2, labelOffset: -18, labelLimit: width, labelFontSize: 11 }, step: 42 };
  // The first of two lines stands where one would.
  const labelOffset = { condition: { test: "indexof(datum.label, '\\n') >= 0", value: -6 }, value: 0 };
  return {
    names: names.map((name) => (name.length > most ? halved(name) : name)),
    axis: { ...axis, labelLineHeight: 13, labelOffset },
    step: Math.max(height, 32),
  };
}

/// Two lines, broken at the space that makes the longer one shortest.
function halved(text) {
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index);
  if (!spaces.length) return text;
  const longer = (at) => Math.max(at, text.length - at - 1);
  const at = spaces.reduce((best, other) => (longer(other) < longer(best) ? other : best));
  return `${text.slice(0, at)}\n${text.slice(at + 1)}`;
}
