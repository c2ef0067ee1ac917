// Questions that wait for an answer: with a script they come into sight and leave it as the form is filled in, whatever
// the condition and wherever its answer stands; what is answered then is kept by the save.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startDesk } from "./desk.mjs";
import { startBrowser, windowOf } from "./browser.mjs";
import { begin, go } from "./hand-in.mjs";

let browser;
let desk;
before(async () => {
  browser = await startBrowser();
  desk = await startDesk();
});
after(async () => {
  await desk?.stop();
  await browser?.close();
});

test("questions come and go with answers of the same page and of another, without a save", async () => {
  const amina = await windowOf(browser, desk, "SocialWorker");
  const { page } = amina;
  const draft = await begin(page);
  await page.goto(`${draft}/all`);
  const part = (name) => page.locator(`[name='${name}']`).first();

  // Another page of the form, asked of everybody who may be a child.
  assert.ok(await part("gb.local_authority").isVisible());
  await page.locator("[name='under_18'][value='no']").check();
  await part("gb.local_authority").waitFor({ state: "hidden" });
  await page.locator("[name='under_18'][value='yes']").check();
  await part("gb.local_authority").waitFor();

  // One of several answers; and one that must not be given.
  assert.ok(!(await part("gb.other_exploitation").isVisible()));
  await page.locator("[name='exploitation_types'][value='OTHER']").check();
  await part("gb.other_exploitation").fill("Sold phones on the street.");
  assert.ok(await part("gb.exploitation_dates").isVisible());
  await page.locator("[name='gb.more_than_one_situation'][value='yes']").check();
  await part("gb.exploitation_dates").waitFor({ state: "hidden" });

  await go(page, "later").click();
  await page.waitForURL(/\/hand-in$/);
  await page.goto(`${draft}/all`);
  assert.equal(await part("gb.other_exploitation").inputValue(), "Sold phones on the street.");
  assert.ok(!(await part("gb.exploitation_dates").isVisible()));
  await amina.close();
});

test("without a script nothing on a page is out of reach", async () => {
  const amina = await windowOf(browser, desk, "SocialWorker", { javaScriptEnabled: false });
  const { page } = amina;
  const draft = await begin(page);
  await page.goto(`${draft}/all`);
  assert.ok(await page.locator("[name='gb.other_exploitation']").isVisible(), "it could not come into sight any more");
  await page.locator("[name='under_18'][value='no']").check();
  await go(page, "later").click();
  await page.goto(`${draft}/all`);
  assert.ok(!(await page.locator("[name='gb.local_authority']").isVisible()), "decided by the save");
  await amina.close();
});
