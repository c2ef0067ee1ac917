// A passkey in a browser: added with an authenticator that the browser pretends to have, then used to sign in without a
// password, then removed.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { startDesk } from "./desk.mjs";
import { pathOf, startBrowser, windowOf } from "./browser.mjs";

let browser;
let desk;
before(async () => {
  [browser, desk] = await Promise.all([startBrowser(), startDesk()]);
});
after(() => Promise.all([browser?.close(), desk?.stop()]));

test("a passkey is added, signs in, and is worth nothing once removed", async () => {
  const grace = await windowOf(browser, desk, "Manager");
  const { page, context } = grace;
  const wire = await context.newCDPSession(page);
  await wire.send("WebAuthn.enable");
  const { authenticatorId } = await wire.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await page.goto("/account/passkeys");
  await page.locator("main input[name=label]").fill("My phone");
  await page.locator("button[data-passkey=create]").click();
  await page.waitForURL(/\/account$/);
  await page.goto("/account/passkeys");
  await page.locator("main section", { hasText: "My phone" }).waitFor();
  const { credentials } = await wire.send("WebAuthn.getCredentials", { authenticatorId });
  assert.equal(credentials.length, 1);

  const signOut = async () => {
    await page.locator(".haven-account > summary").click();
    await page.locator("form[action='/sign-out'] button").click();
    await page.waitForURL(/\/sign-in/);
  };
  await signOut();
  await page.locator("button[data-passkey=get]").click();
  await page.waitForURL((url) => url.pathname === "/");
  assert.match(await page.locator(".haven-account").innerText(), /Grace Bell/);

  await page.goto("/account/passkeys");
  await page.locator("form[action$='/remove'] button").click();
  await page.waitForFunction(() => !document.querySelector("form[action$='/remove']"));
  await signOut();
  await page.locator("button[data-passkey=get]").click();
  const status = page.locator("p[role=status]:not(:empty)");
  await status.first().waitFor();
  await page.waitForFunction(() => !document.querySelector("button[data-passkey=get]").disabled);
  assert.equal(pathOf(page), "/sign-in");
  grace.settled();
  await grace.close();
});
