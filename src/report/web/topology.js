// The map of a platform: by latitude and longitude where every node has them, in layers from devices to clouds
// otherwise.

import { plain } from "./numbers.js";
import { chart, legend, tipLines } from "./chart.js";
import { folded, section, table } from "./dom.js";

const tiers = ["cloud", "edge", "device"]; // from top to bottom
const look = {
  device: ["circle", "var(--device)"],
  edge: ["square", "var(--edge)"],
  cloud: ["diamond", "var(--cloud)"],
};
const layerHeight = 92; // pixels
const mostLabels = 14;

export function topologySection(topology, summary) {
  if (!topology?.nodes.length) return null;
  const placed = topology.nodes.every((node) => node.latitude !== undefined && node.longitude !== undefined);
  const places = placed ? onMap(topology.nodes) : inLayers(topology);
  const figure = chart({
    label: "Map of the platform; the tables below hold its nodes and links.",
    spec: (width) => map(topology, places, placed, width),
    tooltip: (datum) =>
      datum.node !== undefined
        ? describeNode(topology.nodes[datum.node], summary)
        : datum.link !== undefined
          ? describeLink(topology.links[datum.link], summary)
          : null,
    above: [
      legend(
        tiers
          .filter((tier) => topology.nodes.some((node) => node.tier === tier))
          .map((tier) => ({ label: tier, shape: look[tier][0], colour: look[tier][1] })),
      ),
    ],
    caption:
      "Hollow nodes only forward. Hover a node or link for its figures." +
      (placed ? " Nodes are at their latitude and longitude, drawn apart where they would overlap." : ""),
  });
  const nodeColumns = [
    { head: "Node", cell: (node) => node.name },
    { head: "Tier", cell: (node) => node.tier },
    { head: "Members", numeric: true, cell: (node) => plain(node.count) },
    { head: "Processors", cell: (node) => node.processors.join("; ") || "forwards only" },
    { head: "Utilisation", numeric: true, cell: (node) => share(summary?.by_node?.[node.name]?.utilisation) },
  ];
  const linkColumns = [
    { head: "Link", cell: (link) => link.name },
    { head: "Between", cell: (link) => `${link.from} – ${link.to}` },
    { head: "Bandwidth", cell: (link) => link.bandwidth },
    { head: "Latency", cell: (link) => link.latency },
    { head: "Utilisation", numeric: true, cell: (link) => share(summary?.by_link?.[link.name]?.utilisation) },
  ];
  return section(
    "topology",
    ["Topology"],
    figure,
    folded(
      "Tables of nodes and links",
      table(nodeColumns, topology.nodes, { caption: "Nodes" }),
      table(linkColumns, topology.links, { caption: "Links" }),
    ),
  );
}

const share = (value) => (value === null || value === undefined ? "–" : `${plain(value * 100, 3)}\u00a0%`);

function describeNode(node, summary) {
  const figures = summary?.by_node?.[node.name] ?? {};
  const pairs = [["tier", node.tier]];
  if (node.count > 1) pairs.push(["members", plain(node.count)]);
  for (const processor of node.processors) pairs.push(["processor", processor]);
  for (const key of ["power", "battery", "price", "carbon"]) if (node[key]) pairs.push([key, node[key]]);
  if (figures.utilisation !== undefined && figures.utilisation !== null)
    pairs.push(["utilisation", share(figures.utilisation)]);
  return tipLines(node.name, pairs);
}

function describeLink(link, summary) {
  const pairs = [
    ["between", `${link.from} – ${link.to}`],
    ["bandwidth", link.bandwidth],
    ["latency", link.latency],
  ];
  if (link.shared) pairs.push(["medium", "shared"]);
  const used = summary?.by_link?.[link.name]?.utilisation;
  if (used !== undefined && used !== null) pairs.push(["utilisation", share(used)]);
  return tipLines(link.name, pairs);
}

/// Places in [0, 1]² by name: a tier is a band of rows, a row holds nodes that are equally many hops from a device.
function inLayers({ nodes, links }) {
  const hops = hopsFromDevices(nodes, links);
  const rows = tiers.flatMap((tier) => {
    const members = nodes.filter((node) => node.tier === tier);
    const depths = [...new Set(members.map((node) => hops.get(node.name)))].sort((a, b) => b - a);
    return depths.map((depth) => members.filter((node) => hops.get(node.name) === depth));
  });
  const places = new Map();
  // From the bottom, each row in order of the mean place of its neighbours below: fewer lines cross.
  for (let r = rows.length - 1; r >= 0; --r) {
    const mean = (node) => {
      const below = neighbours(node.name, links)
        .filter((name) => places.has(name))
        .map((name) => places.get(name).x);
      return below.length ? below.reduce((sum, x) => sum + x, 0) / below.length : 0.5;
    };
    const order = rows[r].map((node, i) => [mean(node), i, node]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    order.forEach(([, , node], i) => places.set(node.name, { x: (i + 0.5) / order.length, y: rows.length - 1 - r }));
  }
  return { at: places, rows: rows.length };
}

const neighbours = (name, links) =>
  links.flatMap((link) => (link.from === name ? [link.to] : link.to === name ? [link.from] : []));

function hopsFromDevices(nodes, links) {
  const hops = new Map(nodes.filter((node) => node.tier === "device").map((node) => [node.name, 0]));
  let reached = [...hops.keys()];
  for (let distance = 1; reached.length; ++distance) {
    const next = [...new Set(reached.flatMap((name) => neighbours(name, links)))].filter((name) => !hops.has(name));
    for (const name of next) hops.set(name, distance);
    reached = next;
  }
  for (const node of nodes) if (!hops.has(node.name)) hops.set(node.name, 0);
  return hops;
}

/// Equirectangular about the mean latitude: degrees of longitude are as long as they are there.
function onMap(nodes) {
  const latitude = nodes.reduce((sum, node) => sum + node.latitude, 0) / nodes.length;
  const shrink = Math.cos((latitude * Math.PI) / 180);
  const all = nodes.map((node) => node.longitude);
  const across = Math.max(...all) - Math.min(...all) > 180; // the shorter way is over the date line
  const east = (longitude) => (across && longitude < 0 ? longitude + 360 : longitude);
  const at = new Map(nodes.map((node) => [node.name, { x: east(node.longitude) * shrink, y: node.latitude }]));
  return { at, rows: 4 };
}

/// The places moved, along a spiral, until none lies on one before it. `perPixel` is in the units of the places.
function apart(places, perPixel) {
  const least = 34 * perPixel;
  const taken = [];
  const free = ({ x, y }) => taken.every((other) => Math.hypot(other.x - x, other.y - y) >= least * 0.99);
  return new Map(
    [...places].map(([name, place]) => {
      let moved = place;
      for (let step = 1; step < 100 && !free(moved); ++step) {
        const turn = step * 2.4; // the golden angle, so that directions differ
        const radius = least * Math.sqrt(step);
        moved = { x: place.x + radius * Math.cos(turn), y: place.y + radius * Math.sin(turn) };
      }
      taken.push(moved);
      return [name, moved];
    }),
  );
}

function map(topology, places, placed, width) {
  const height = Math.max(160, places.rows * layerHeight);
  const domains = placed
    ? equalScales([...places.at.values()], width, height)
    : { x: [0, 1], y: [-0.5, places.rows - 0.75] };
  const at = placed ? apart(places.at, domains.perPixel) : places.at;
  const nodes = topology.nodes.map((node, i) => ({
    ...at.get(node.name),
    node: i,
    tier: node.tier,
    hollow: node.processors.length === 0,
    text: node.count > 1 ? `${node.name} × ${plain(node.count)}` : node.name,
  }));
  const links = topology.links.flatMap((link, i) => {
    const from = at.get(link.from);
    const to = at.get(link.to);
    if (!from || !to) return [];
    return [
      {
        link: i,
        x: from.x,
        y: from.y,
        toX: to.x,
        toY: to.y,
        middleX: (from.x + to.x) / 2,
        middleY: (from.y + to.y) / 2,
        text: `${link.name}: ${link.bandwidth}`,
      },
    ];
  });
  const x = (field) => ({
    field,
    type: "quantitative",
    scale: { domain: domains.x, nice: false, zero: false },
    axis: null,
  });
  const y = (field) => ({
    field,
    type: "quantitative",
    scale: { domain: domains.y, nice: false, zero: false },
    axis: null,
  });
  const names = Object.keys(look);
  const color = {
    field: "tier",
    type: "nominal",
    scale: { domain: names, range: names.map((tier) => look[tier][1]) },
    legend: null,
  };
  const shape = {
    field: "tier",
    type: "nominal",
    scale: { domain: names, range: names.map((tier) => look[tier][0]) },
    legend: null,
  };
  const dots = (hollow) => ({
    data: { values: nodes.filter((node) => node.hollow === hollow) },
    mark: {
      type: "point",
      filled: !hollow,
      fill: hollow ? "var(--paper)" : undefined,
      size: hollow ? 150 : 330,
      strokeWidth: 2,
      opacity: 1,
      tooltip: { content: "data" },
    },
    encoding: { x: x("x"), y: y("y"), ...(hollow ? { stroke: color } : { color }), shape },
  });
  const halo = { stroke: "var(--paper)", strokeWidth: 4, strokeJoin: "round" };
  const text = (values, field, mark) =>
    [halo, {}].map((under) => ({
      data: { values },
      mark: { type: "text", aria: false, limit: Math.max(80, width / 3), ...mark, ...under },
      encoding: {
        x: x(field === "node" ? "x" : "middleX"),
        y: y(field === "node" ? "y" : "middleY"),
        text: { field: "text" },
      },
    }));
  return {
    height,
    layer: [
      {
        data: { values: links },
        mark: { type: "rule", color: "var(--axis)", strokeWidth: 2, tooltip: { content: "data" }, aria: false },
        encoding: { x: x("x"), y: y("y"), x2: { field: "toX" }, y2: { field: "toY" } },
      },
      ...(links.length <= mostLabels ? text(links, "link", { fontSize: 11, color: "var(--muted)" }) : []),
      dots(true),
      dots(false),
      ...(nodes.length <= 3 * mostLabels ? text(nodes, "node", { dy: 20, fontSize: 12, fontWeight: 500 }) : []),
    ],
  };
}

/// Domains around all nodes with as many units per pixel along both axes.
function equalScales(nodes, width, height) {
  const bounds = (key) => [Math.min(...nodes.map((node) => node[key])), Math.max(...nodes.map((node) => node[key]))];
  const [left, right] = bounds("x");
  const [bottom, top] = bounds("y");
  const perPixel = 1.3 * Math.max((right - left) / width, (top - bottom) / height, 1e-6);
  const around = (low, high, pixels) => [(low + high - perPixel * pixels) / 2, (low + high + perPixel * pixels) / 2];
  return { x: around(left, right, width), y: around(bottom, top, height), perPixel };
}
