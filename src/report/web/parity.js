// Predicted against measured times of held-out kernels, by fit: a parity plot, the residuals and the errors.

import { chart, legend, seriesScales, tipLines } from "./chart.js";
import { choice, el, section, table } from "./dom.js";
import { commandLine } from "./facts.js";
import { axisTitle, axisUnit, plain, quantity } from "./numbers.js";

const most = 5000; // marks in a plot
const band = 0.1; // of the lines beside the diagonal

export function parityLead(parity) {
  const rows = parity.fits.reduce((sum, fit) => sum + (fit.held ?? 0), 0);
  return `Predicted against measured times: ${plain(rows)} kernels held out (${parity.holdout})`;
}

export function paritySections(parity) {
  const fits = parity.fits.map((fit, index) => ({ ...fit, index }));
  return [
    el("section", { id: "summary", "aria-label": "Summary" }, parity.command ? commandLine(parity.command) : null),
    ...plots(fits.filter((fit) => fit.measured_s.length)),
    errorSection(fits),
  ];
}

function pointsOf(fits) {
  const all = fits.flatMap((fit) =>
    fit.measured_s.map((measured, i) => ({ key: fit.index, label: fit.key, measured, predicted: fit.predicted_s[i] })),
  );
  const shown = Math.min(most, all.length);
  return Array.from({ length: shown }, (_, i) => all[Math.floor((i * all.length) / shown)]);
}

/// Both charts, and the choice of what they show, which they share.
function plots(fits) {
  if (!fits.length) return [];
  let chosen = fits;
  let points = pointsOf(chosen);
  const keys = el("div");
  const describe = () => {
    keys.replaceChildren(legend(chosen.map(({ key, index }) => ({ label: key, index }))));
    const total = chosen.reduce((sum, fit) => sum + fit.held, 0);
    const which = points.length < total ? `${plain(points.length)} of ${plain(total)} held-out kernels. ` : "";
    parity.caption(`${which}The line is where both are equal, those beside it ±${band * 100} %.`);
    residuals.caption(`${which}0.1 is about 10 % too long. Lines at 0 and ±${band * 100} %.`);
  };
  const tooltip = (datum) =>
    datum.text
      ? tipLines(datum.label, [
          ["measured", datum.text[0]],
          ["predicted", datum.text[1]],
          ["error", datum.text[2]],
        ])
      : null;
  const parity = chart({
    label: "Predicted against measured time of held-out kernels; the table of errors sums them up.",
    spec: (width) => paritySpec(points, fits, width),
    tooltip,
    above: [keys],
  });
  const residuals = chart({
    label: "Logarithm of predicted over measured time against measured time of held-out kernels.",
    spec: (width) => residualSpec(points, fits, width),
    tooltip,
  });
  const control = choice(
    "Fit",
    [["all", "all"], ...fits.map((fit) => [String(fit.index), fit.key])],
    "all",
    (value) => {
      chosen = value === "all" ? fits : fits.filter((fit) => String(fit.index) === value);
      points = pointsOf(chosen);
      describe();
      parity.redraw();
      residuals.redraw();
    },
  );
  describe();
  return [
    section(
      "parity",
      ["Predicted against measured", "Parity"],
      fits.length > 1 ? el("div", { class: "controls" }, control) : null,
      parity,
    ),
    section("residuals", ["Residuals"], residuals),
  ];
}

/// The points in the unit of their greatest time, and the range of what is on the axes.
function scaled(points) {
  let low = Infinity;
  let high = 0;
  for (const { measured, predicted } of points) {
    low = Math.min(low, measured, predicted);
    high = Math.max(high, measured, predicted);
  }
  const { unit, factor } = axisUnit("s", Math.sqrt(low * high));
  const values = points.map((point) => ({
    ...point,
    measured: point.measured * factor,
    predicted: point.predicted * factor,
    residual: Math.log(point.predicted / point.measured),
    text: [
      quantity(point.measured, "s"),
      quantity(point.predicted, "s"),
      `${plain((point.predicted / point.measured - 1) * 100, 3)}\u00a0%`,
    ],
  }));
  return { values, unit, range: [(low * factor) / 1.2, high * factor * 1.2] };
}

const logAxis = (field, title, domain, width) => ({
  field,
  type: "quantitative",
  title,
  scale: { type: "log", nice: false, domain },
  axis: { format: "~g", labelOverlap: true, tickCount: width < 480 ? 4 : 8 },
});

function marks(fits, encoding, opacity) {
  const indices = fits.map((fit) => fit.index);
  const scales = seriesScales(indices, indices);
  return {
    mark: { type: "point", filled: true, size: 22, opacity, clip: true, tooltip: { content: "data" }, aria: false },
    encoding: {
      ...encoding,
      color: { field: "key", type: "nominal", scale: scales.colour, legend: null },
      shape: { field: "key", type: "nominal", scale: scales.shape, legend: null },
    },
  };
}

const opacityOf = (points) => (points.length > 1000 ? 0.45 : 0.8);

function paritySpec(points, fits, width) {
  const { values, unit, range } = scaled(points);
  const x = logAxis("measured", axisTitle("measured time", unit), range, width);
  const y = logAxis("predicted", axisTitle("predicted time", unit), range, width);
  const line = (ratio, dash) => ({
    data: { values: range.map((measured) => ({ measured, predicted: measured * ratio })) },
    mark: { type: "line", clip: true, stroke: "var(--ink)", strokeWidth: 1, strokeDash: dash, aria: false },
    encoding: { x, y },
  });
  return {
    height: Math.round(Math.min(620, Math.max(260, width * 0.7))),
    layer: [
      { data: { values }, ...marks(fits, { x, y }, opacityOf(points)) },
      line(1, []),
      line(1 + band, [5, 4]),
      line(1 - band, [5, 4]),
    ],
  };
}

function residualSpec(points, fits, width) {
  const { values, unit, range } = scaled(points);
  const x = logAxis("measured", axisTitle("measured time", unit), range, width);
  const greatest = values.reduce((most, { residual }) => Math.max(most, Math.abs(residual)), 1.5 * band);
  const y = {
    field: "residual",
    type: "quantitative",
    title: "ln(predicted / measured)",
    scale: { domain: [-1.05 * greatest, 1.05 * greatest], nice: false },
  };
  const rule = (residual, dash) => ({
    data: { values: [{ residual }] },
    mark: { type: "rule", stroke: "var(--ink)", strokeWidth: 1, strokeDash: dash, aria: false },
    encoding: { y },
  });
  return {
    height: Math.round(Math.min(360, Math.max(220, width * 0.45))),
    layer: [
      { data: { values }, ...marks(fits, { x, y }, opacityOf(points)) },
      rule(0, []),
      rule(Math.log(1 + band), [5, 4]),
      rule(Math.log(1 - band), [5, 4]),
    ],
  };
}

function errorSection(fits) {
  const percent = (share) => (share === null || share === undefined ? "–" : `${(share * 100).toFixed(1)}\u00a0%`);
  const error = (head, key, title) => ({ head, title, numeric: true, cell: (fit) => percent(fit[key]) });
  const columns = [
    { head: "Fit", cell: (fit) => fit.key },
    { head: "Rows", numeric: true, cell: (fit) => plain(fit.rows) },
    { head: "Held out", numeric: true, cell: (fit) => plain(fit.held) },
    error("Datasheet", "datasheet_mape", "MAPE of the roofline of the datasheet"),
    error("Roofline", "roofline_mape", "MAPE of the fitted roofline"),
    { head: "Chosen", cell: (fit) => fit.model },
    error("MAPE", "mape"),
    error("Median", "median_ape"),
    error("p90", "p90_ape"),
    error("Coverage", "coverage90", "Share of the measurements within the 90 % interval"),
  ];
  return section("errors", ["Errors of held-out kernels", "Errors"], table(columns, fits, { caption: "Errors by fit" }));
}
