// Nothing but the keyboard: sign in, hand in, check, send. Focus is always seen, always moves on, and the skip link works.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startDesk } from "./desk.mjs";
import { openWindow, startBrowser } from "./browser.mjs";
import { BOY } from "./hand-in.mjs";

let browser;
let desk;
before(async () => {
  [browser, desk] = await Promise.all([startBrowser(), startDesk()]);
});
after(() => Promise.all([browser?.close(), desk?.stop()]));

/** What has the focus, and whether a person can see that it has. */
function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return { nothing: true };
    const look = getComputedStyle(at);
    // A radio, checkbox or file button draws its focus on the label's pseudo-element.
    const beside = at.labels?.[0] ? getComputedStyle(at.labels[0], "::before") : undefined;
    const drawn = (style) => Boolean(style) && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none" || style.backgroundColor === "rgb(255, 221, 0)");
    const box = at.getBoundingClientRect();
    return {
      tag: at.tagName.toLowerCase(),
      name: at.getAttribute("name"),
      value: at.getAttribute("value"),
      text: (at.textContent ?? "").trim().slice(0, 60),
      visible: drawn(look) || drawn(beside),
      inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      form: at.closest("form")?.getAttribute("action") ?? null,
      key: `${[...document.querySelectorAll("*")].indexOf(at)}.`,
    };
  });
}

/** Presses Tab until `wanted`. Each stop must be seen; a stop that does not move on is a trap. */
async function tabTo(page, what, wanted) {
  let last;
  for (let presses = 0; presses < 250; presses += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.nothing) continue;
    assert.ok(now.visible, `focus is not seen on ${JSON.stringify(now)} at ${page.url()}`);
    assert.ok(now.inSight, `focus is out of sight on ${JSON.stringify(now)} at ${page.url()}`);
    assert.notEqual(now.key + presses, last, "focus moves");
    last = now.key + (presses + 1);
    if (wanted(now)) return now;
  }
  throw new Error(`Tab never reached ${what} at ${page.url()}`);
}

const field = (page, name) => tabTo(page, name, (now) => now.name === name);

test("sign in, hand in, check and send without a mouse", async () => {
  const amina = await openWindow(browser, desk);
  const { page } = amina;
  await page.goto("/sign-in");

  // The first Tab finds the way past the menu.
  await page.keyboard.press("Tab");
  const skip = await focused(page);
  assert.equal(skip.text, "Skip to main content");
  assert.ok(skip.visible && skip.inSight);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "main");

  await field(page, "email");
  await page.keyboard.type(desk.emails.SocialWorker);
  await field(page, "password");
  await page.keyboard.type(desk.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");

  await tabTo(page, "the menu's way to hand in", (now) => now.tag === "a" && now.text === "Hand in");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/hand-in$/);
  await tabTo(page, "Begin", (now) => now.tag === "button" && now.text.startsWith("Begin") && now.text.includes("Child"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/who$/);

  await field(page, "danger_now");
  await page.keyboard.press("Space");
  // Arrows go through the answers of one question, and Tab leaves it.
  const first = await page.locator("input[name=danger_now]:checked").inputValue();
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await page.locator("input[name=danger_now]:checked").inputValue(), first);
  await field(page, "names.0.given");
  await page.keyboard.type(BOY.given);
  await field(page, "names.0.family");
  await page.keyboard.type(BOY.family);
  await field(page, "phones.0.number");
  await page.keyboard.type(BOY.phone);

  // A second number comes with the focus in it; taken out, the focus is not lost.
  await tabTo(page, "another number", (now) => now.name === "add" && now.value === "phones");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => document.activeElement?.getAttribute("name")?.startsWith("phones.1."));
  await tabTo(page, "Remove", (now) => now.name === "remove" && now.value === "phones:1");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector("[name='phones.1.number']"));
  assert.notEqual((await focused(page)).nothing, true, "the focus went with the entry");

  // A text area is left by Tab like any other.
  await field(page, "summary");
  await page.keyboard.type(BOY.summary);
  await page.locator("#known").getByText("Northmere Police").first().waitFor();
  await tabTo(page, "Save and continue", (now) => now.name === "go" && now.value === "continue");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/contact$/);
  await field(page, "contact_name");
  await page.keyboard.type("Amina Clarke");
  await field(page, "contact_phone");
  await page.keyboard.type("01632 960111");
  await tabTo(page, "Save and check answers", (now) => now.name === "go" && now.value === "check");
  await page.keyboard.press("Space");
  await page.waitForURL(/\/check$/);
  await tabTo(page, "Send", (now) => now.tag === "button" && Boolean(now.form?.endsWith("/send")));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/receipt$/);
  assert.match(await page.locator(".govuk-panel").innerText(), /HI-/);

  // From the first stop to the last and out again: no trap on the page with the most in it.
  await page.goto(`/people/${desk.girl.council}`);
  let stops = 0;
  let left = false;
  for (; stops < 400 && !left; stops += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now.nothing) left = true;
    else assert.ok(now.visible, `focus is not seen on ${JSON.stringify(now)} at ${page.url()}`);
  }
  assert.ok(left && stops > 10, `Tab left the page after ${stops} stops`);
  amina.settled();
  await amina.close();
});
