// Opens report pages in a headless Chromium and looks at them as a reader would: check.mjs FOLDER NODE_MODULES
// [SCREENSHOTS]. Exit code 77 without Chromium or playwright-core.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, modules, screenshots] = process.argv.slice(2);
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const playwright = join(resolve(modules), "playwright-core");
if (!chromium || !existsSync(playwright)) {
  console.error(`skipped: ${chromium ? "playwright-core" : "chromium"} is missing`);
  process.exit(77);
}
const { chromium: launcher } = createRequire(import.meta.url)(playwright);

const profile = mkdtempSync(join(tmpdir(), "tradewind-browser-"));
const context = await launcher.launchPersistentContext(profile, {
  executablePath: chromium,
  offline: true,
  viewport: { width: 1100, height: 900 },
  permissions: ["clipboard-read", "clipboard-write"],
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

context.setDefaultTimeout(30_000); // a busy machine is no failure

const problems = [];
const requests = [];
context.on("request", (request) => requests.push(request.url()));

/// Opens a page and waits until its charts stand.
async function open(name, { width = 1100, height = 900, ...media } = {}) {
  const page = await context.newPage();
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && problems.push(`${name}: ${message.text()}`),
  );
  page.on("pageerror", (error) => problems.push(`${name}: ${error.message}`));
  await page.setViewportSize({ width, height });
  if (Object.keys(media).length) await page.emulateMedia(media);
  await page.goto(pathToFileURL(join(resolve(folder), name)).href);
  await page.waitForFunction(
    () =>
      document.querySelector("main") &&
      [...document.querySelectorAll(".plot")].every((plot) => plot.querySelector("svg")),
  );
  await settled(page);
  return page;
}

/// Waits until no chart was drawn anew for three frames: a change of size is seen in one and drawn in the next.
const settled = (page) =>
  page.evaluate(async () => {
    const charts = () => [...document.querySelectorAll(".plot svg")];
    let before = charts();
    for (let still = 0; still < 3;) {
      await new Promise(requestAnimationFrame);
      const now = charts();
      still = now.length === before.length && now.every((svg, i) => svg === before[i]) ? still + 1 : 0;
      before = now;
    }
  });

const marks = (page, section, kind) => page.locator(`#${section} svg .role-mark.mark-${kind} path`).count();
const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
/// The front's points have names for screen readers; the dominated ones are too many for that.
const frontPoint = (page) => page.locator("#front svg path[aria-roledescription='point']").first();

const checks = {
  async "a sweep's charts hold their marks"() {
    const page = await open("sweep.html");
    assert.equal(await marks(page, "front", "symbol"), 6, "one point dominates five");
    assert.equal(await marks(page, "policies", "symbol"), 2);
    assert.equal(await page.locator("#policies svg .role-mark.mark-rule line").count(), 2);
    assert.equal(await page.locator("#parallel svg .role-mark.mark-line path").count(), 6);
    assert.equal(await page.locator("#latency svg .role-mark.mark-line path").count(), 2);
    assert.ok((await marks(page, "energy", "rect")) >= 4, "device and edge of two policies");
    assert.ok((await page.locator("#series svg .role-mark.mark-line path").count()) >= 4);
    assert.equal(await marks(page, "topology", "symbol"), 3);
    assert.equal(await page.locator("#topology svg .role-mark.mark-rule line").count(), 2);
    assert.equal(await marks(page, "gantt", "rect"), 3);
  },

  async "cards and tables say what the sweep found"() {
    const page = await open("sweep.html");
    const cards = await page.locator(".card").allInnerTexts();
    assert.ok(cards.some((card) => /Points\s+6/.test(card)));
    assert.ok(cards.some((card) => /Failed\s+1/.test(card)));
    assert.ok(
      cards.some((card) => /Hypervolume\s+12\.04[\s\S]*declared/.test(card)),
      cards.join("\n"),
    );
    const thresholds = await page.locator("#thresholds").innerText();
    assert.match(thresholds, /✓ met\s+deadline_miss_ratio < 0\.01/);
    assert.match(thresholds, /✗ missed\s+hypervolume > 1000/);
    assert.match(
      await page.locator("#policies").innerText(),
      /Compared with[\s\S]*fixed \(node: server\)\s+100 ± 0\s*ms\s+< 0\.001\s+higher/,
    );
    assert.match(await page.locator("#failures").innerText(), /no path from phone to server/);
  },

  async "hovering a point shows its parameters"() {
    const page = await open("sweep.html");
    await frontPoint(page).hover();
    const tip = page.locator("#tooltip");
    await tip.waitFor();
    const text = await tip.innerText();
    for (const part of ["Point 5", "fixed (node: server)", "80 Mbps", "latency p95", "495", "energy device"])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await page.keyboard.press("Escape");
    await tip.waitFor({ state: "hidden" });
  },

  async "a tooltip follows what lies under the pointer"() {
    const page = await open("sweep.html");
    const tip = page.locator("#tooltip");
    await frontPoint(page).hover();
    await tip.waitFor();
    // Drawn anew under a pointer that rests.
    await page.locator("#front input[type=checkbox]").first().focus();
    const drawn = await page.locator("#front .plot svg").elementHandle();
    await page.keyboard.press("Space");
    await page.waitForFunction((old) => !old.isConnected, drawn);
    await page.keyboard.press("Space");
    await settled(page);
    assert.match(await tip.innerText(), /Point 5/);
    await page.evaluate(() => scrollBy({ top: 400, behavior: "instant" }));
    await tip.waitFor({ state: "hidden" });
  },

  async "clicking a point shows and copies the command that repeats it"() {
    const page = await open("sweep.html");
    await frontPoint(page).click();
    const expected =
      "tradewind run scenarios/campus.yaml -s 'policy.offload={kind: fixed, node: server}' -s 'platform.links.lan.bandwidth=80 Mbps' --seed 1";
    assert.equal(await page.locator("#front .point code").innerText(), expected);
    await page.locator("#front .point button", { hasText: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), expected);
  },

  async "the keyboard reaches a point's command"() {
    const page = await open("sweep.html");
    await page.locator("#front details summary").first().focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.match(await page.locator("#front .point code").innerText(), /--seed 1$/);
  },

  async "the axes can be chosen"() {
    const page = await open("sweep.html");
    await page.locator("#front select").nth(1).selectOption("cost_usd");
    await page.locator("#front svg text", { hasText: "cost (USD)" }).waitFor();
    assert.equal(await marks(page, "front", "symbol"), 6);
    await page.locator("#policies select").first().selectOption("cost_usd");
    await page.locator("#policies svg text", { hasText: "cost (USD)" }).waitFor();
    await page.locator("#latency select").first().selectOption({ index: 1 });
    assert.equal(await page.locator("#latency svg .role-mark.mark-line path").count(), 2);
  },

  async "a run alone has its own page"() {
    const page = await open("run.html");
    assert.equal(await page.locator("h1").innerText(), "phone");
    assert.equal(await page.locator("#front").count(), 0);
    assert.equal(await page.locator("#latency svg .role-mark.mark-line path").count(), 1);
    assert.ok((await marks(page, "energy", "rect")) >= 6);
    assert.equal(await marks(page, "gantt", "rect"), 3);
    assert.match(await page.locator("#thresholds").innerText(), /✓ met\s+latency_p95_s < 2/);
    assert.match(await page.locator("#provenance").innerText(), /inputs_sha256 trace\.csv\s+abcd/);
  },

  async "nodes with coordinates stand where they are"() {
    const page = await open("map.html");
    const middle = async (colour) => {
      const box = await page.locator(`#topology svg .mark-symbol path[fill="${colour}"]`).first().boundingBox();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const phone = await middle("var(--device)");
    const server = await middle("var(--edge)");
    const point = await middle("var(--paper)");
    assert.ok(Math.abs(phone.y - point.y) < 2 && point.x > phone.x, "east is right");
    assert.ok(Math.abs(phone.x - server.x) < 2 && server.y < phone.y, "north is up");
    // Mean latitude 59 5/6: 2 cos = 1.005 degrees of latitude.
    assert.ok(Math.abs((point.x - phone.x) / (phone.y - server.y) - 1.005) < 0.02, "both are as long");
    await page.locator('#topology svg .mark-symbol path[fill="var(--device)"]').hover();
    await page.locator("#tooltip", { hasText: "members" }).waitFor();
  },

  async "two thousand points are all drawn"() {
    const page = await open("many.html");
    assert.equal(
      await marks(page, "front", "symbol"),
      2000 + (await page.locator(".card", { hasText: "Knee" }).count()),
    );
  },

  async "hostile names stay names"() {
    const page = await open("hostile.html");
    assert.equal(await page.evaluate(() => window.hostile), undefined);
    assert.match(await page.locator("h1").innerText(), /^<\/script><script>window\.hostile=1/);
    assert.equal(await page.locator("img").count(), 0);
    await frontPoint(page).hover();
    await frontPoint(page).click();
    assert.equal(await page.evaluate(() => window.hostile), undefined);
  },

  async "a sweep without results still has a page"() {
    const page = await open("empty.html");
    assert.match(await page.locator("#summary").innerText(), /Points\s+0/);
  },

  async "the page of a fit shows its rows, residuals and errors"() {
    const page = await open("parity.html");
    for (const section of ["parity", "residuals"]) assert.equal(await marks(page, section, "symbol"), 60, section);
    assert.equal(await page.locator("#parity svg .role-mark.mark-line path").count(), 3, "the diagonal and ±10 %");
    assert.equal(await page.locator("#residuals svg .role-mark.mark-rule line").count(), 3);
    await page.locator("#parity select").selectOption("1");
    await settled(page);
    for (const section of ["parity", "residuals"]) assert.equal(await marks(page, section, "symbol"), 30, section);
    assert.match(await page.locator("#parity").innerText(), /a100 attention bf16/);
    await page.locator("#residuals svg .role-mark.mark-symbol path").nth(15).hover();
    const tip = page.locator("#tooltip");
    await tip.waitFor();
    assert.match(await tip.innerText(), /a100 attention bf16[\s\S]*error\s+-10\s%/);
    assert.match(await page.locator("#errors").innerText(), /a100 gemm bf16\s+150\s+30\s+25\.0\s%\s+–\s+residual\s+5\.0\s%/);
    assert.match(await page.locator("#summary").innerText(), /tradewind calibrate fit --data a100\.csv/);
    assert.equal(await page.evaluate(() => window.hostile), undefined);
  },

  async "a phone needs no sideways scrolling"() {
    for (const name of ["sweep.html", "run.html", "many.html", "hostile.html", "empty.html", "parity.html"]) {
      const page = await open(name, { width: 360, height: 740 });
      assert.equal(await scrollsSideways(page), false, name);
      for (const [plot, box] of await page
        .locator(".plot svg")
        .evaluateAll((all) => all.map((svg) => [svg.getBoundingClientRect().right, innerWidth])))
        assert.ok(plot <= box);
      await page.close();
    }
  },

  async "charts follow the size of the window"() {
    const page = await open("sweep.html");
    const width = () =>
      page
        .locator("#front svg")
        .last()
        .evaluate((svg) => svg.getBoundingClientRect().width);
    const before = await width();
    await page.setViewportSize({ width: 500, height: 800 });
    await page.waitForFunction(
      (old) => [...document.querySelectorAll("#front .plot svg")].at(-1).getBoundingClientRect().width < old - 100,
      before,
    );
    assert.ok((await width()) <= 500);
  },

  async "dark follows the system and the button"() {
    const page = await open("sweep.html", { colorScheme: "dark" });
    const luminance = () =>
      page.evaluate(() =>
        getComputedStyle(document.body)
          .backgroundColor.match(/\d+/g)
          .slice(0, 3)
          .reduce((sum, v) => sum + Number(v), 0),
      );
    assert.ok((await luminance()) < 150);
    const ink = () =>
      page
        .locator("#front svg text")
        .first()
        .evaluate((text) => getComputedStyle(text).fill);
    const darkInk = await ink();
    await page.locator("button.toggle").click();
    assert.ok((await luminance()) > 600);
    assert.notEqual(await ink(), darkInk);
  },

  async "print is light, without controls"() {
    const page = await open("sweep.html", { media: "print", colorScheme: "dark" });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    for (const part of ["nav", ".toggle", ".controls"])
      assert.equal(await page.locator(part).first().isVisible(), false, part);
    assert.ok(await page.locator("#front svg").last().isVisible());
  },

  async "every chart has a name and a table"() {
    const page = await open("sweep.html");
    for (const label of await page
      .locator(".plot")
      .evaluateAll((plots) => plots.map((plot) => plot.getAttribute("aria-label"))))
      assert.ok(label?.length > 10);
    for (const section of ["front", "policies", "latency", "energy", "series", "topology", "gantt"])
      assert.ok((await page.locator(`#${section} table`).count()) > 0, section);
    assert.equal(
      await page.evaluate(
        () =>
          [...document.querySelectorAll("select, input, button")].filter(
            (e) => !e.labels?.length && !e.textContent.trim() && !e.ariaLabel,
          ).length,
      ),
      0,
    );
  },
};

async function photograph() {
  for (const [name, width, media] of [
    ["sweep", 1100, {}],
    ["sweep", 360, { colorScheme: "dark" }],
    ["run", 1100, {}],
    ["run", 360, {}],
    ["map", 780, {}],
    ["parity", 1100, {}],
    ["many", 1100, {}],
    ["hostile", 360, {}],
    ["sweep", 780, { media: "print" }],
  ]) {
    const page = await open(`${name}.html`, { width, ...media });
    await page.screenshot({
      path: join(screenshots, `${name}-${width}${media.media ?? media.colorScheme ?? ""}.png`),
      fullPage: true,
    });
    await page.close();
  }
}

let failures = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    assert.deepEqual(problems.splice(0), [], "the console is silent");
    console.log(`ok      ${name}`);
  } catch (error) {
    ++failures;
    problems.length = 0;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
  for (const page of context.pages().slice(1)) await page.close();
}
const foreign = requests.filter((url) => !/^(file|data|blob|about|chrome):/.test(url));
if (foreign.length) {
  ++failures;
  console.log(`FAILED  no page asks the network\n${foreign.join("\n")}`);
}
if (screenshots) await photograph();
await context.close();
rmSync(profile, { recursive: true, force: true });
process.exit(failures ? 1 : 0);
