// The page: reads its data blocks and puts the sections that have something to show one below the other.

import { hideTip, refreshTip } from "./chart.js";
import { button, data, el } from "./dom.js";
import { latencySection } from "./distributions.js";
import {
  commandLine,
  failureSection,
  glossarySection,
  methodSection,
  provenanceSection,
  runCards,
  runMetrics,
  sweepCards,
  thresholdSection,
} from "./facts.js";
import { frontSection } from "./front.js";
import { ganttSection } from "./gantt.js";
import { Sweep } from "./model.js";
import { parallelSection } from "./parallel.js";
import { parityLead, paritySections } from "./parity.js";
import { policySection } from "./policies.js";
import { seriesSection } from "./series.js";
import { energySection } from "./stacks.js";
import { topologySection } from "./topology.js";

const sweepData = data("sweep");
const sweep = sweepData ? new Sweep(sweepData) : null;
const summary = data("run-summary");
const series = data("run-series");
const metrics = data("run-metrics");
const run = data("run");
const parity = data("parity");

function toggle() {
  const dark = () =>
    (document.documentElement.dataset.theme ??
      (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => (dark() ? "Light" : "Dark");
  const pressed = button(
    name(),
    () => {
      document.documentElement.dataset.theme = dark() ? "light" : "dark";
      pressed.textContent = name();
    },
    { class: "toggle", "aria-label": "Switch between dark and light" },
  );
  return pressed;
}

function header() {
  const title = sweep ? sweep.name : (summary?.name ?? parity?.title ?? "Report");
  const objectives = sweep?.objectives.map(
    (o) => `${o.goal === "max" ? "greatest" : "least"} ${sweep.metric(o.metric)?.label ?? o.metric}`,
  );
  const line = sweep
    ? `Sweep of ${sweep.scenario_shown}` + (objectives.length ? ` for ${new Intl.ListFormat("en").format(objectives)}` : "")
    : parity
      ? parityLead(parity)
      : `Run with seed ${summary.seed}` +
        (summary.status === "complete" ? "" : `, ${summary.status.replace("_", " ")}: figures until then`);
  return el(
    "header",
    {},
    el("div", {}, el("p", { class: "brand" }, "tradewind"), el("h1", {}, title), el("p", { class: "lead" }, line)),
    toggle(),
  );
}

/// Which run the sections after it are about.
function runHeading() {
  if (!sweep || !summary) return null;
  return el("p", { class: "divider" }, `The run below: ${run.label} (seed ${summary.seed}).`);
}

const ofRun = [
  seriesSection(series),
  topologySection(data("run-topology"), summary),
  ganttSection(data("run-bars")),
].filter(Boolean);
const ofResults = () => [
  el(
    "section",
    { id: "summary", "aria-label": "Summary" },
    sweep ? sweepCards(sweep) : runCards(summary, metrics),
    sweep?.command ? commandLine(sweep.command) : null,
  ),
  thresholdSection(sweep, summary),
  sweep && frontSection(sweep),
  sweep && policySection(sweep),
  sweep && parallelSection(sweep),
  latencySection(sweep, series),
  energySection(sweep, summary),
  ofRun.length ? runHeading() : null,
  ...ofRun,
  !sweep && summary ? runMetrics(summary, metrics) : null,
  failureSection(sweep),
  methodSection(sweep),
  glossarySection(data("glossary")),
];
const sections = [
  ...(parity ? paritySections(parity) : ofResults()),
  provenanceSection(data("provenance"), sweep, summary),
].filter(Boolean);

const contents = el(
  "nav",
  { "aria-label": "Contents" },
  sections
    .filter((section) => section.querySelector("h2"))
    .map((section) => el("a", { href: `#${section.id}` }, section.dataset.short)),
);
document.getElementById("page").replaceChildren(header(), contents, el("main", {}, sections));
addEventListener("scroll", refreshTip, { passive: true });
addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
