// Every page, for everybody who may see it: no serious fault of accessibility, nothing wider than a small phone, no
// name in title or address, no more than 150 kB with everything, and silence in the browser's log.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { PROJECT, startDesk } from "./desk.mjs";
import { openWindow, startBrowser, stateOf } from "./browser.mjs";
import { CAST, COMPLAINING, NOT_PAGES, PAGES, furnish } from "./pages.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MOST_BYTES = 150 * 1024;
const RESULTS = path.join(PROJECT, "test-results");

let browser;
let desk;
let made;
const states = {};

before(async () => {
  mkdirSync(RESULTS, { recursive: true });
  [browser, desk] = await Promise.all([startBrowser(), startDesk()]);
  made = await furnish(browser, desk);
  for (const cast of CAST) states[cast] = await stateOf(browser, desk, cast);
});
after(() => Promise.all([browser?.close(), desk?.stop()]));

const called = (page) => `${page.at(made)}${page.name ? ` (${page.name})` : ""}`;

/** Pages that somebody is shown, without those for nobody signed in. */
async function shownTo(cast, look, { mineOnly = false, ...options } = {}) {
  const window = await openWindow(browser, desk, { storageState: cast ? states[cast] : undefined, ...options });
  for (const one of PAGES) {
    if ((one.who === null) !== (cast === null) || (mineOnly && one.who !== cast)) continue;
    const address = one.at(made);
    if (!address) continue;
    const answer = await window.page.goto(address, { waitUntil: "load" });
    await look(one, answer, window.page);
  }
  return window;
}

async function faults(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

/** No page scrolls sideways; what is wider scrolls in a region of its own that the keyboard reaches. */
function tooWide(page) {
  return page.evaluate(() => {
    const found = [];
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > innerWidth) {
      for (const element of document.querySelectorAll("main *, header *, footer *")) {
        const box = element.getBoundingClientRect();
        if (box.right > room + 1 && box.width > 0) found.push(`${element.tagName.toLowerCase()}.${element.className} to ${Math.round(box.right)}`);
      }
      found.unshift(`the page is ${document.documentElement.scrollWidth} wide`);
    }
    for (const table of document.querySelectorAll("main table")) {
      if (table.scrollWidth <= room) continue;
      let region = table.parentElement;
      while (region && !["auto", "scroll"].includes(getComputedStyle(region).overflowX)) region = region.parentElement;
      if (!region || region.tabIndex < 0) found.push("a table scrolls in no region that the keyboard reaches");
    }
    return found.slice(0, 8);
  });
}

/** Names that were handed in; none may stand in a title or an address. */
const NAMES = /Yonas|Jonas|Tesf|Nguy|\bLan\b|900.?123|900.?456/i;

test("every route with a page is in the list", () => {
  const files = (folder) => readdirSync(folder).flatMap((name) => {
    const at = path.join(folder, name);
    if (statSync(at).isDirectory()) return files(at);
    return at.endsWith(".rs") ? [at] : [];
  });
  const known = new Set([...PAGES.map(({ route }) => route), ...Object.keys(NOT_PAGES)]);
  const missing = [];
  for (const file of files(path.join(PROJECT, "crates/haven/src"))) {
    // Routes of the interface for machines lie in files of that name.
    if (/(^|[/\\])api([/\\]|\.rs)/.test(path.relative(PROJECT, file))) continue;
    for (const [, route] of readFileSync(file, "utf8").matchAll(/\.route\(\s*"([^"]+)",\s*get\(/g)) {
      if (!known.has(route)) missing.push(`${route} (${path.relative(PROJECT, file)})`);
    }
  }
  assert.deepEqual(missing, []);
});

for (const cast of [null, ...CAST]) {
  test(`pages of ${cast ?? "a visitor"}`, async () => {
    const wrong = [];
    let seen = 0;
    const window = await shownTo(cast, async (one, answer, page) => {
      const status = answer.status();
      const expected = one.status ?? 200;
      if (one.who === cast && status !== expected && !(status === 422 && one.name)) wrong.push(`${called(one)} answered ${status}`);
      // For others a page may be refused, and looks like one that is not there. One page of that kind is in the list.
      if (status !== 200 && one.who !== cast) return;
      seen += 1;
      for (const fault of await faults(page)) wrong.push(`${called(one)}: ${fault}`);
      if (one.who === cast) {
        await page.setViewportSize({ width: 320, height: 640 });
        for (const fault of await tooWide(page)) wrong.push(`${called(one)} at 320 px: ${fault}`);
        for (const fault of await faults(page)) wrong.push(`${called(one)} at 320 px: ${fault}`);
        await page.emulateMedia({ media: "print" });
        for (const fault of await faults(page)) wrong.push(`${called(one)} on paper: ${fault}`);
        await page.emulateMedia({ media: null });
        await page.setViewportSize({ width: 1280, height: 900 });
      }
      if (NAMES.test(await page.title())) wrong.push(`${called(one)}: a name in the title`);
      if (NAMES.test(decodeURIComponent(page.url()))) wrong.push(`${called(one)}: a name in the address`);
      if ((await page.locator("h1").count()) !== 1) wrong.push(`${called(one)}: not exactly one main heading`);
    });
    assert.ok(seen > 0, "somebody sees something");
    assert.deepEqual(wrong, []);
    window.settled();
    await window.close();
  });
}

test("forms that complain say so first, lead to the field, and are no harder to use", async () => {
  const wrong = [];
  for (const one of COMPLAINING) {
    const window = await openWindow(browser, desk, { storageState: one.who ? states[one.who] : undefined });
    const { page } = window;
    const address = one.at(made);
    const answer = await page.goto(address);
    if (!one.asked) {
      if (answer.status() !== 200) {
        wrong.push(`${address} answered ${answer.status()}`);
        continue;
      }
      if (one.clear) await page.locator(`main ${one.form} [name=${one.clear}]`).fill("");
      const form = page.locator(`main ${one.form}`);
      // The server complains, not the browser.
      await form.evaluate((element) => {
        element.noValidate = true;
      });
      const [reply] = await Promise.all([page.waitForResponse((response) => response.request().isNavigationRequest()), form.locator("button[type=submit]:visible, button:not([type]):visible").last().click()]);
      await page.waitForLoadState();
      if (reply.status() !== 422) {
        wrong.push(`${address} sent as it is answered ${reply.status()}`);
        continue;
      }
    }
    const summary = page.locator(".govuk-error-summary");
    if ((await summary.count()) !== 1) wrong.push(`${address}: no list of what is wrong`);
    if (!(await page.title()).startsWith("Error")) wrong.push(`${address}: the title does not say that there is an error`);
    for (const href of await summary.locator("a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      if (href.startsWith("#") && (await page.locator(`[id="${href.slice(1)}"]`).count()) !== 1) wrong.push(`${address}: ${href} leads nowhere`);
    }
    for (const fault of await faults(page)) wrong.push(`${address}: ${fault}`);
    await page.setViewportSize({ width: 320, height: 640 });
    for (const fault of await tooWide(page)) wrong.push(`${address} at 320 px: ${fault}`);
    window.settled();
    await window.close();
  }
  assert.deepEqual(wrong, []);
});

test("no page weighs more than 150 kB with everything", async () => {
  const weights = [];
  for (const cast of new Set(PAGES.map(({ who }) => who))) {
    const window = await openWindow(browser, desk, { storageState: cast ? states[cast] : undefined });
    const wire = await window.context.newCDPSession(window.page);
    await wire.send("Network.enable");
    // Everything is brought each time, as to somebody who comes for the first time.
    await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
    let bytes = 0;
    wire.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    for (const one of PAGES.filter(({ who }) => who === cast)) {
      if (!one.at(made)) continue;
      bytes = 0;
      await window.page.goto(one.at(made), { waitUntil: "networkidle" });
      weights.push({ page: called(one).replace(/[0-9a-f-]{36}/g, "…"), bytes });
    }
    await window.close();
  }
  weights.sort((a, b) => b.bytes - a.bytes);
  writeFileSync(path.join(RESULTS, "weights.json"), JSON.stringify(weights, null, 1));
  assert.ok(weights.every(({ bytes }) => bytes > 40_000), "styles, script and font were counted each time");
  assert.deepEqual(weights.filter(({ bytes }) => bytes > MOST_BYTES), []);
});

test("the first page on a slow phone", async (t) => {
  const times = [];
  let bytes = 0;
  for (let round = 0; round < 3; round += 1) {
    const window = await openWindow(browser, desk, { viewport: { width: 360, height: 740 }, isMobile: true });
    const wire = await window.context.newCDPSession(window.page);
    await wire.send("Network.enable");
    // 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back; a processor four times slower than this one.
    await wire.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 });
    await wire.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    bytes = 0;
    wire.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
    });
    await window.page.goto("/sign-in", { waitUntil: "networkidle" });
    times.push(
      await window.page.evaluate(() => ({
        painted: Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0),
        loaded: Math.round(performance.getEntriesByType("navigation")[0].loadEventEnd),
      })),
    );
    await window.close();
  }
  times.sort((a, b) => a.painted - b.painted);
  const middle = { ...times[1], bytes };
  writeFileSync(path.join(RESULTS, "first-page.json"), JSON.stringify(middle));
  t.diagnostic(`first page on a slow phone: painted after ${middle.painted} ms, loaded after ${middle.loaded} ms, ${bytes} bytes`);
  // Time depends on the machine and is reported; weight does not, and is held.
  assert.ok(bytes > 1000 && bytes <= MOST_BYTES, `${bytes} bytes`);
});

test("pictures of the pages, for people to look at", async () => {
  const pictured = new Set();
  for (const cast of new Set(PAGES.map(({ who }) => who))) {
    for (const [width, height] of [[1280, 900], [360, 740]]) {
      const window = await shownTo(
        cast,
        async (one, _answer, page) => {
          await page.evaluate(() => document.fonts.ready.then(() => undefined));
          const words = one.at(made).replace(/[0-9a-f-]{36}/g, "x").replace(/[^a-z0-9]+/gi, "-").replace(/^-|-$/g, "") || "home";
          const name = `${words}${one.name ? `-${one.name.replaceAll(" ", "-")}` : ""}-${width}.png`;
          const picture = await page.screenshot({ path: path.join(RESULTS, name), fullPage: true });
          assert.ok(picture.length > 2_000, name);
          pictured.add(name);
        },
        { viewport: { width, height }, mineOnly: true },
      );
      await window.close();
    }
  }
  assert.ok(pictured.size > 60);
});
