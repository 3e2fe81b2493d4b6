// The sweep of the page with short ways to ask for values, labels and styles.

import { estimate } from "./numbers.js";

export class Sweep {
  constructor(document) {
    Object.assign(this, document);
    this.metricIndex = new Map(this.metrics.map((metric, i) => [metric.name, i]));
    this.varied = this.policies.length > 1;
  }

  metric(name) {
    return this.metrics[this.metricIndex.get(name)];
  }
  mean(row, name) {
    return row.means[this.metricIndex.get(name)] ?? null;
  }
  half(row, name) {
    return row.half_widths[this.metricIndex.get(name)] ?? null;
  }
  text(row, name) {
    return estimate(this.mean(row, name), this.half(row, name), this.metric(name).unit);
  }
  objective(name) {
    return this.objectives.find((objective) => objective.metric === name);
  }
  /// [label, value] of every parameter that a point sets.
  settings(row) {
    return this.parameters.flatMap((parameter, i) =>
      row.settings[i] === null ? [] : [[parameter.label, parameter.values[row.settings[i]], parameter.path]],
    );
  }
  /// The index of a row's style: its policy, or one for all.
  series(row) {
    return this.varied ? row.policy : 0;
  }
  /// Metrics with a value somewhere, objectives first.
  choosable() {
    const first = this.objectives.map((objective) => objective.metric);
    const rest = this.metrics
      .map((metric) => metric.name)
      .filter((name) => !first.includes(name) && this.rows.some((row) => this.mean(row, name) !== null));
    return [...first, ...rest];
  }
  options(names = this.choosable()) {
    return names.map((name) => {
      const objective = this.objective(name);
      return [
        name,
        this.metric(name).label + (objective ? `, ${objective.goal === "max" ? "maximise" : "minimise"}` : ""),
      ];
    });
  }
  marks(row) {
    const best = (row.best_in ?? []).map((label) => `best ${label}`);
    return row.knee ? ["knee", ...best] : best;
  }
  /// What a group leaves out, in words; empty when nothing.
  cut({ rows, all }) {
    const what = this.varied ? "policies" : "points of the front";
    return rows.length < all
      ? `${rows.length} of ${all} ${what}${this.varied ? ", those on the front first" : ""}.`
      : "";
  }
  /// Everything a tooltip says of a point.
  describe(row, metrics) {
    const pairs = this.settings(row).map(([label, value]) => [label, value]);
    for (const name of metrics) pairs.push([this.metric(name).label, this.text(row, name)]);
    if (row.front && row.probability !== undefined)
      pairs.push(["on the front", `${Math.round(row.probability * 100)}\u00a0%`]);
    pairs.push(["runs", String(row.runs) + (row.failed ? `, ${row.failed} failed` : "")]);
    return pairs;
  }
}
