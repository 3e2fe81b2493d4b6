// The parts of the page that are words: summary cards, thresholds, failures, glossary, provenance, methods.

import { plain, quantity } from "./numbers.js";
import { button, copy, el, folded, section, table } from "./dom.js";

const card = (label, value, note) =>
  el(
    "div",
    { class: "card" },
    el("div", { class: "card-label" }, label),
    el("div", { class: "card-value" }, value),
    note ? el("div", { class: "card-note" }, note) : null,
  );

export function sweepCards(sweep) {
  const [least, most] = sweep.replications;
  const knee = sweep.rows.find((row) => row.knee);
  const cards = [
    card(
      "Points",
      plain(sweep.points),
      least === most
        ? `${most} ${most === 1 ? "replication" : "replications"} each`
        : `${least} to ${most} replications each`,
    ),
    card(
      "Runs",
      plain(sweep.finished),
      sweep.finished < sweep.runs ? `of ${plain(sweep.runs)}; the sweep is not finished` : "all finished",
    ),
    card("Failed", plain(sweep.failed), sweep.failed ? "see the reasons below" : "none"),
  ];
  if (sweep.objectives.length) {
    const reference = sweep.objectives.map(
      (o, i) =>
        `${sweep.metric(o.metric)?.label ?? o.metric} ${quantity(sweep.reference[i], sweep.metric(o.metric)?.unit ?? "")}`,
    );
    cards.push(card("On the front", plain(sweep.front_points), `${plain(sweep.dominated_points)} dominated`));
    if (sweep.reference.length)
      cards.push(
        card(
          "Hypervolume",
          plain(sweep.hypervolume),
          `reference: ${reference.join(", ")} (${sweep.reference_declared ? "declared" : "nadir + 10 %"})`,
        ),
      );
    if (knee)
      cards.push(
        card(
          "Knee",
          `Point ${knee.point}`,
          sweep.objectives
            .map(
              (o) =>
                `${sweep.metric(o.metric).label} ${quantity(sweep.mean(knee, o.metric), sweep.metric(o.metric).unit)}`,
            )
            .join(", "),
        ),
      );
  }
  return el("div", { class: "cards" }, cards);
}

export function runCards(summary, metrics) {
  const unitOf = new Map(metrics.map((metric) => [metric.name, metric.unit]));
  const values = summary.metrics;
  const given = (name) => values[name] !== null && values[name] !== undefined;
  const text = (name) => quantity(values[name], unitOf.get(name) ?? "");
  const percent = (name) => `${plain(values[name] * 100, 3)}\u00a0%`;
  const cards = [
    card("Requests", plain(values.requests_completed), `completed of ${plain(values.requests_issued)} issued`),
  ];
  if (given("latency_mean_s"))
    cards.push(
      card("Mean latency", text("latency_mean_s"), `p95 ${text("latency_p95_s")}, p99 ${text("latency_p99_s")}`),
    );
  if (given("deadline_miss_ratio")) cards.push(card("Deadlines missed", percent("deadline_miss_ratio")));
  if (given("throughput_per_s")) cards.push(card("Throughput", text("throughput_per_s")));
  if (given("offload_ratio")) cards.push(card("Offloaded", percent("offload_ratio"), "of the tasks"));
  if (given("energy_total_j"))
    cards.push(
      card(
        "Energy",
        text("energy_total_j"),
        given("energy_per_request_j") ? `${text("energy_per_request_j")} per request` : null,
      ),
    );
  if (given("cost_usd")) cards.push(card("Cost", text("cost_usd")));
  if (given("carbon_g")) cards.push(card("Carbon", text("carbon_g")));
  return el("div", { class: "cards" }, cards);
}

export function runMetrics(summary, metrics) {
  const about = new Map(metrics.map((metric) => [metric.name, metric]));
  const applications = Object.entries(summary.by_application ?? {});
  const columns = [
    { head: "Metric", cell: ([name]) => about.get(name)?.label ?? name },
    { head: "Run", numeric: true, cell: ([name, value]) => quantity(value, about.get(name)?.unit ?? "") },
    ...(applications.length > 1
      ? applications.map(([label, figures]) => ({
          head: label,
          numeric: true,
          cell: ([name]) => quantity(figures[name], about.get(name)?.unit ?? ""),
        }))
      : []),
  ];
  return section(
    "metrics",
    ["All metrics", "Metrics"],
    folded("Table of all metrics", table(columns, Object.entries(summary.metrics), { caption: "Metrics of the run" })),
  );
}

export function commandLine(text) {
  const copied = button("Copy", () => copy(text, copied), { "aria-label": "Copy the command" });
  return el("div", { class: "command" }, el("code", {}, text), copied);
}

const mark = (met) => el("span", { class: met ? "met" : "missed" }, met ? "✓ met" : "✗ missed");

export function thresholdSection(sweep, summary) {
  if (sweep?.thresholds?.length) {
    const unit = (name) => sweep.metric(name)?.unit ?? "";
    const columns = [
      { head: "", cell: (threshold) => mark(threshold.met) },
      { head: "Threshold", cell: (threshold) => `${threshold.metric} ${threshold.bound}` },
      { head: "Value", numeric: true, cell: (threshold) => quantity(threshold.value, unit(threshold.metric)) },
      {
        head: "Points that meet it",
        numeric: true,
        cell: (threshold) => (threshold.points === null ? "–" : plain(threshold.points)),
      },
    ];
    const note = `${plain(sweep.points_meeting_all)} ${sweep.points_meeting_all === 1 ? "point meets" : "points meet"} every threshold on a metric. Together: `;
    return section(
      "thresholds",
      ["Thresholds"],
      table(columns, sweep.thresholds, { caption: "Thresholds" }),
      el("p", {}, note, mark(sweep.thresholds_met)),
    );
  }
  const own = summary?.thresholds ?? [];
  if (!own.length) return null;
  const columns = [
    { head: "", cell: (threshold) => mark(threshold.met) },
    { head: "Threshold", cell: (threshold) => `${threshold.metric} ${threshold.bound}` },
    { head: "Value", numeric: true, cell: (threshold) => plain(threshold.value) },
  ];
  return section("thresholds", ["Thresholds"], table(columns, own, { caption: "Thresholds" }));
}

export function failureSection(sweep) {
  if (!sweep?.failures.length) return null;
  const columns = [
    { head: "Runs", numeric: true, cell: (failure) => plain(failure.runs) },
    { head: "First", numeric: true, cell: (failure) => String(failure.first_run) },
    { head: "Reason", cell: (failure) => failure.reason },
  ];
  return section(
    "failures",
    ["Failed runs", "Failures"],
    table(columns, sweep.failures, { caption: "Failed runs by reason" }),
  );
}

export function glossarySection(metrics) {
  const entries = metrics.map((metric) => [
    el(
      "dt",
      {},
      metric.label,
      metric.unit === "1" ? null : el("span", { class: "unit" }, ` ${metric.unit}`),
      " ",
      el("code", {}, metric.name),
    ),
    el("dd", {}, el("span", { class: "formula" }, metric.formula), el("br"), metric.help),
  ]);
  return section(
    "glossary",
    ["Metrics and their formulas", "Glossary"],
    folded(`Glossary of ${metrics.length} metrics`, el("dl", { class: "glossary" }, entries)),
  );
}

export function provenanceSection(pairs, sweep, summary) {
  const rows = pairs.map(([name, value]) => [name.replaceAll("_", " "), value]);
  if (sweep)
    rows.push(
      ["sweep", sweep.name],
      ["sweep id", sweep.id],
      ["method", sweep.method],
      ["scenario file", sweep.scenario],
      ["seed of replication 0", String(sweep.seed)],
    );
  const flat = (name, value) =>
    value && typeof value === "object"
      ? Object.entries(value).flatMap(([key, inner]) => flat(`${name} ${key}`, inner))
      : [[name, String(value)]];
  if (summary) {
    rows.push(
      ["run", summary.name],
      ["run id", summary.run_id],
      ["seed", String(summary.seed)],
      ["status", summary.status],
    );
    for (const [name, value] of Object.entries(summary.provenance ?? {})) rows.push(...flat(name, value));
  }
  const known = new Set();
  const unique = rows.filter(([name, value]) => !known.has(`${name}\n${value}`) && known.add(`${name}\n${value}`));
  const columns = [
    { head: "What", cell: ([name]) => name },
    { head: "Value", cell: ([, value]) => el("span", { class: "breakable" }, value) },
  ];
  return section(
    "provenance",
    ["Provenance"],
    table(columns, unique, { caption: "Where these results come from" }),
    folded("Licences of what draws this page", el("pre", {}, document.getElementById("licences").textContent)),
  );
}

export function methodSection(sweep) {
  const items = ["Quantiles of latency are nearest-rank, exact up to 1,024 values and within 0.1 % beyond."];
  if (sweep) {
    if (sweep.replications[1] > 1)
      items.unshift(
        "Replication r of every point has the same seed: common random numbers, so that points meet the same workload.",
        "Intervals are Student-t, 95 %, over replications.",
      );
    if (sweep.varied)
      items.push(
        "Paired differences: replications of points that differ in the policy only are subtracted, averaged within each replication, and tested with a paired t test; p-values are Holm-corrected over the pairs of policies (Holm 1979).",
      );
    if (sweep.objectives.length)
      items.push(
        "A point is on the front when no other is at least as good in every objective and better in one, by the means over replications.",
        "The probability of being on the front is by bootstrap over replications, drawn jointly for all points (Efron 1979); of one replication it is 1.",
        "The knee is the point farthest below the hyperplane through the extremes, objectives scaled between ideal and nadir (Das 1999; Branke et al. 2004).",
        `The hypervolume is that between the front and the reference, which is ${sweep.reference_declared ? "declared in the sweep" : "the nadir + 10 %"} (Zitzler & Thiele 1999).`,
      );
    if (sweep.median_attainment.length)
      items.push(
        "The 50 % attainment surface bounds what at least half of the replications attain (Fonseca & Fleming 1996).",
      );
    if (sweep.policy_fronts.length)
      items.push(
        "IGD+ (Ishibuchi et al. 2015) and additive ε (Zitzler et al. 2003) are distances from the front of all points.",
      );
  }
  return section(
    "methods",
    ["How the statistics were made", "Methods"],
    el(
      "ul",
      { class: "prose" },
      items.map((item) => el("li", {}, item)),
    ),
  );
}
