// The story: at 02:00, on a phone, a social worker hands in a boy found at an airport, and is told while she types that
// a police force knows his number and whom to ring. The police find the hit and judge it with the keyboard only.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startDesk } from "./desk.mjs";
import { PHONE, startBrowser, windowOf, pathOf } from "./browser.mjs";
import { BOY, begin, fillContact, fillWho, go, send } from "./hand-in.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

/** What the panel must say: who knows, and whom to ring. */
async function policeKnow(page) {
  const panel = page.locator("#known");
  await panel.getByText("Northmere Police").first().waitFor();
  await panel.getByText("01632 960201").first().waitFor();
  return panel;
}

async function openChild(page) {
  await page.locator("a.govuk-button[href^='/people/']").click();
  await page.waitForURL(/\/people\/[0-9a-f-]{36}$/);
  assert.match(await page.locator("h1").innerText(), /Tesf/);
  const chronology = page.locator("#chronology");
  await chronology.getByText("Found", { exact: true }).first().waitFor();
  assert.match(await chronology.innerText(), /Northmere Police/);
  assert.match(await chronology.innerText(), /Estuary County Council/);
}

test("a child is handed in on a phone, known to the police, and judged by keyboard", async (t) => {
  const desk = await startDesk();
  t.after(() => desk.stop());
  const amina = await windowOf(browser, desk, "SocialWorker", { viewport: PHONE, isMobile: true, hasTouch: true });
  const { page } = amina;

  await begin(page);
  // Nothing is known while nothing is said.
  assert.doesNotMatch(await page.locator("#known").innerText(), /Northmere/);
  // As she types, before anything is sent.
  await fillWho(page);
  await policeKnow(page);
  assert.match(page.url(), /\/who$/, "the page was not left");
  await go(page, "continue").click();
  await page.waitForURL(/\/contact$/);
  await fillContact(page);
  await go(page, "check").click();
  await page.waitForURL(/\/check$/);
  await send(page);
  assert.match(await page.locator(".govuk-panel").innerText(), /HI-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  assert.match(await page.locator("main").innerText(), /Northmere Police/);
  await openChild(page);
  amina.settled();

  const ravi = await windowOf(browser, desk, "PoliceOfficer");
  const police = ravi.page;
  assert.equal(pathOf(police), "/");
  // The hit of the boy is among those that wait; the girl's was there before.
  const hit = police.locator("main table a[href^='/links/']", { hasText: "Tesfay" });
  await hit.focus();
  await police.keyboard.press("Enter");
  await police.waitForURL(/\/links\//);
  // The region for judging takes the focus, so that one key answers.
  await police.locator("[data-shortcuts]:focus").waitFor();
  await police.keyboard.press("s");
  assert.equal(await police.locator("input[name=answer][value=same]").isChecked(), true);
  await police.keyboard.press("Tab");
  assert.equal(await police.locator(":focus").getAttribute("name"), "reason");
  await police.keyboard.type("Rang Estuary: same scar, same number.");
  await police.keyboard.press("Tab");
  assert.equal(await police.locator("button:focus").innerText(), "Save the answer");
  await police.keyboard.press("Enter");
  await police.locator(".govuk-notification-banner--success").waitFor();
  const history = police.locator("main .haven-hit", { hasText: "Rang Estuary: same scar" });
  assert.match(await history.innerText(), /The same person/);

  // And takes it back, still without a mouse.
  await history.getByRole("button", { name: "Take back" }).focus();
  await police.keyboard.press("Enter");
  await police.getByText("What stood before stands again").waitFor();
  assert.match(await police.locator("main .haven-hit", { hasText: "Rang Estuary: same scar" }).innerText(), /Taken back/);
  assert.equal(await police.getByRole("button", { name: "Take back" }).count(), 0);
  ravi.settled();
  await ravi.close();
  await amina.close();
});

test("the same without JavaScript: the server draws the panel", async (t) => {
  const desk = await startDesk();
  t.after(() => desk.stop());
  const amina = await windowOf(browser, desk, "SocialWorker", { viewport: PHONE, javaScriptEnabled: false });
  const { page } = amina;
  const address = await begin(page);
  await fillWho(page);

  // A second number, by the button that posts the form and leaves what was typed.
  await page.locator("button[name=add][value=phones]").click();
  await page.waitForURL(/add=phones/);
  assert.equal(await page.locator("[name='names.0.given']").inputValue(), BOY.given);
  await page.locator("[name='phones.1.number']").fill("+84 912 345 678");
  await policeKnow(page);
  await go(page, "continue").click();
  await page.waitForURL(/\/contact$/);
  await policeKnow(page);
  await page.goto(`${address}/who`);
  assert.equal(await page.locator("[name='phones.1.number']").inputValue(), "+84 912 345 678");
  await page.locator("button[name=remove][value='phones:1']").click();
  await page.waitForURL(/\/who/);
  assert.equal(await page.locator("[name='phones.1.number']").count(), 0);
  await page.goto(`${address}/contact`);
  await fillContact(page);
  await go(page, "check").click();
  await page.waitForURL(/\/check$/);
  await policeKnow(page);
  await send(page);
  await openChild(page);

  const ravi = await windowOf(browser, desk, "PoliceOfficer", { javaScriptEnabled: false });
  const police = ravi.page;
  await police.locator("main table a[href^='/links/']", { hasText: "Tesfay" }).click();
  await police.waitForURL(/\/links\//);
  await police.locator("input[name=answer][value=same]").check();
  await police.locator("textarea[name=reason]").fill("The mother named both.");
  await police.getByRole("button", { name: "Save the answer" }).click();
  await police.locator(".govuk-notification-banner--success").waitFor();
  await police.getByRole("button", { name: "Take back" }).click();
  await police.getByText("What stood before stands again").waitFor();
  amina.settled();
  ravi.settled();
  await ravi.close();
  await amina.close();
});
