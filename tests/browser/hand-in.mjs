// The steps of a hand-in that several tests take.
import { pathOf } from "./browser.mjs";

export const BOY = { given: "Jonas", family: "Tesfai", phone: "+44 (0)7700 900 123", summary: "A boy alone at the airport. He showed a number on a piece of paper." };

/** Begins a child referral and returns its address, `/hand-in/ID`. */
export async function begin(page) {
  await page.goto("/hand-in");
  await page.locator("form[action='/hand-in/new']:has(input[value=gb_child_referral]) button[type=submit]").click();
  await page.waitForURL(/\/hand-in\/[0-9a-f-]{36}\/who$/);
  return pathOf(page).replace(/\/who$/, "");
}

/** The first page: in danger, a name, a number, what happened. */
export async function fillWho(page, child = BOY) {
  await page.locator("input[name='danger_now'][value='no']").check();
  await page.locator("[name='names.0.given']").fill(child.given);
  await page.locator("[name='names.0.family']").fill(child.family);
  await page.locator("[name='summary']").fill(child.summary);
  await page.locator("[name='phones.0.number']").fill(child.phone);
}

export async function fillContact(page) {
  await page.locator("[name='contact_name']").fill("Amina Clarke");
  await page.locator("[name='contact_phone']").fill("01632 960111");
}

/** The button of the form that says `go=VALUE`. The first "continue" is only for the Enter key. */
export const go = (page, value) => page.locator(`main form#hand-in .govuk-button-group button[name=go][value=${value}]`);

/** A whole hand-in, sent. Returns its address, `/hand-in/ID`. */
export async function handIn(page, child = BOY) {
  const address = await begin(page);
  await fillWho(page, child);
  await go(page, "continue").click();
  await page.waitForURL(/\/contact$/);
  await fillContact(page);
  await go(page, "check").click();
  await page.waitForURL(/\/check$/);
  await send(page);
  return address;
}

export async function send(page) {
  await page.locator("main form[action$='/send'] button[type=submit]").click();
  await page.waitForURL(/\/receipt$/);
}
