// A real browser that tells on every page: violations of the content security policy, errors of scripts, requests to
// anywhere but the desk, dialogs. `settled` fails when any was seen.
import { execFileSync } from "node:child_process";
import assert from "node:assert/strict";
import path from "node:path";
import { chromium } from "playwright-core";
import { PROJECT } from "./desk.mjs";

/** Patience for a busy machine of two cores. */
export const PATIENCE = 45_000;

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };

export function startBrowser() {
  const program = process.env.HAVEN_TEST_CHROMIUM || execFileSync(path.join(PROJECT, "scripts/find-chromium.sh"), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  return chromium.launch({
    executablePath: program,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    timeout: PATIENCE,
  });
}

/**
 * A window of its own, with cookies of its own. What must not happen in any flow is written down in `seen`, and
 * `settled()` asserts that nothing was.
 */
export async function openWindow(browser, desk, { viewport = DESKTOP, javaScriptEnabled = true, storageState, ...rest } = {}) {
  const context = await browser.newContext({ viewport, javaScriptEnabled, storageState, baseURL: desk.url, locale: "en-GB", ...rest });
  context.setDefaultTimeout(PATIENCE);
  context.setDefaultNavigationTimeout(PATIENCE);
  const seen = [];
  if (javaScriptEnabled) {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violated: ${event.effectiveDirective} by ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
      });
    });
  }
  const origin = new URL(desk.url).origin;
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (["data:", "about:", "blob:"].includes(url.protocol)) return;
    if (url.origin !== origin) seen.push(`a request left for ${url.origin}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500) seen.push(`${response.request().method()} ${response.url()} answered ${response.status()}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // The browser repeats every answer of 4xx as an error. Those are looked at by the tests that expect them.
    if (/^Failed to load resource: .*status of 4\d\d/.test(message.text()) && !message.location().url.includes("/assets/")) return;
    // A font asked for ahead and not yet drawn with when the page goes away: a busy machine, not a fault.
    if (/was preloaded using link preload but not used/.test(message.text())) return;
    seen.push(`${message.type()} on ${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => seen.push(`a script failed: ${error.error()}`));
  context.on("dialog", (dialog) => {
    seen.push(`a dialog opened: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  return {
    context,
    seen,
    page: await context.newPage(),
    settled: () => assert.deepEqual(seen, []),
    close: () => context.close(),
  };
}

/** One of the cast comes in by the front door, by mouse. */
export async function signIn(page, desk, cast) {
  await page.goto("/sign-in");
  await page.locator("main input[name=email]").fill(desk.emails[cast]);
  await page.locator("main input[name=password]").fill(desk.password);
  await page.locator("main form[action='/sign-in'] button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** A window in which one of the cast has signed in. */
export async function windowOf(browser, desk, cast, options) {
  const window = await openWindow(browser, desk, options);
  await signIn(window.page, desk, cast);
  return window;
}

/** The cookies of a signed-in person, to open further windows with. */
export async function stateOf(browser, desk, cast) {
  const window = await windowOf(browser, desk, cast);
  const state = await window.context.storageState();
  await window.close();
  return state;
}

export const pathOf = (page) => new URL(page.url()).pathname;
