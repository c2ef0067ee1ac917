// What an attacker would try through a browser: text that wants to become code, a session planted before sign-in, a
// form posted from elsewhere, a session used after it ended.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { deflateSync } from "node:zlib";
import { startDesk } from "./desk.mjs";
import { openWindow, pathOf, signIn, startBrowser, stateOf, windowOf } from "./browser.mjs";
import { begin, go } from "./hand-in.mjs";
import { lookInEmergency } from "./pages.mjs";

let browser;
let desk;
before(async () => {
  [browser, desk] = await Promise.all([startBrowser(), startDesk()]);
});
after(() => Promise.all([browser?.close(), desk?.stop()]));

/** Each would raise `opened` if it became more than text. `Zarifa` is what the search looks for. */
const PAYLOADS = [
  `Zarifa <script>window.opened=1</script>`,
  `"><img src=x onerror=window.opened=1>`,
  `'><svg onload=window.opened=1>`,
  `javascript:window.opened=1//`,
  `{{constructor.constructor("window.opened=1")()}}\${window.opened=1}<%= 7*7 %>`,
  `</textarea></title></script><script>window.opened=1</script>`,
  `\u202Egpj.exe\u202C\u0000<b onmouseover=window.opened=1>`,
  `' autofocus onfocus=window.opened=1 x='`,
];

/** For fields that take less: twenty characters. */
const SHORT = { "gb.number_of_children": "<b onclick=opened=1>" };

/** Nothing on the page is more than what the server meant. */
async function harmless(page, where) {
  const found = await page.evaluate(() => {
    const bad = [];
    if (globalThis.opened !== undefined) bad.push("it ran");
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on")) bad.push(`${element.tagName} has ${name}`);
        if (["href", "src", "action", "formaction"].includes(name) && /^\s*(javascript|data:text|vbscript)/i.test(value)) bad.push(`${element.tagName} leads to ${value}`);
      }
    }
    for (const element of document.querySelectorAll("main script, main iframe, main object, main embed, main style, main base, main img:not([src^='/'])")) bad.push(`a ${element.tagName} in the page`);
    if ([...document.scripts].some((script) => !script.src.startsWith(`${location.origin}/assets/`))) bad.push("a script that is not ours");
    return bad;
  });
  assert.deepEqual(found, [], where);
  assert.doesNotMatch(await page.title(), /Zarifa|window\.opened/, `the title of ${where}`);
  assert.doesNotMatch(decodeURIComponent(page.url()), /Zarifa|window\.opened/, `the address of ${where}`);
}

/** A picture of one grey dot. */
function dot() {
  const crcs = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    let crc = 0xffffffff;
    for (const byte of body) crc = crcs[(crc ^ byte) & 255] ^ (crc >>> 8);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.from([0, 128]))), chunk("IEND", Buffer.alloc(0))]);
}

/**
 * Fills every text field of the whole form, and answers yes to every question, so that what hangs on an answer is asked
 * too. Returns the names of the fields it filled.
 */
async function fillEverything(page, address) {
  const filled = new Set();
  for (let round = 0; round < 5; round += 1) {
    await page.goto(`${address}/all`);
    const fresh = await page.evaluate(
      ({ payloads, short, known }) => {
        const form = document.querySelector("form#hand-in");
        const groups = new Map();
        for (const box of form.querySelectorAll("input[type=radio]")) {
          if (!groups.has(box.name)) groups.set(box.name, []);
          groups.get(box.name).push(box);
        }
        for (const boxes of groups.values()) (boxes.find((box) => box.value === "yes") ?? boxes[0]).checked = true;
        for (const list of form.querySelectorAll("select")) if (list.value === "" && list.options.length > 1) list.selectedIndex = 1;
        const names = [];
        const texts = form.querySelectorAll("input[type=text], input[type=search], input[type=tel], input[type=email], input:not([type]), textarea");
        for (const field of texts) {
          if (/-(day|month|year)$/.test(field.name) || known.includes(field.name)) continue;
          field.value = short[field.name] ?? payloads[(known.length + names.length) % payloads.length];
          names.push(field.name);
        }
        return names;
      },
      { payloads: PAYLOADS, short: SHORT, known: [...filled] },
    );
    for (const name of fresh) filled.add(name);
    if (round === 0) {
      // One number that is known elsewhere, so that there is a hit, and a name to search by.
      await page.locator("[name='phones.0.number']").fill("07700 900123");
      await page.locator("[name='names.0.given']").fill(PAYLOADS[0]);
    }
    if (fresh.length === 0) break;
    await go(page, "check").click();
    await page.waitForURL(/\/check$/);
    await harmless(page, `check, round ${round}`);
  }
  return filled;
}

test("text stays text in every field, wherever it is shown", async () => {
  const amina = await windowOf(browser, desk, "SocialWorker");
  const { page } = amina;
  const address = await begin(page);
  const filled = await fillEverything(page, address);
  assert.ok(filled.size > 60, `only ${filled.size} fields were filled`);
  await harmless(page, "the form");

  await page.goto(`${address}/evidence`);
  await page.locator("main input[type=file]").setInputFiles({ name: `"><img src=x onerror=window.opened=1>.png`, mimeType: "image/png", buffer: dot() });
  await page.locator("main [name=upload_description]").fill(PAYLOADS[1]);
  await page.locator("main button[name=go][value=upload]").click();
  await page.getByText("The file is here").waitFor();
  await harmless(page, "evidence");

  await page.goto(`${address}/check`);
  await harmless(page, "check");
  await page.locator("main form[action$='/send'] button[type=submit]").click();
  await page.waitForURL(/\/receipt$/);
  await harmless(page, "receipt");
  const person = await page.locator("a.govuk-button[href^='/people/']").getAttribute("href");

  await page.goto(`${address}/print`);
  await harmless(page, "print");
  const printed = await page.locator("main").innerText();
  // It was all there to be shown: the test would mean nothing if it had been thrown away.
  for (const payload of PAYLOADS.slice(0, 6)) assert.ok(printed.includes(payload), `print shows ${payload}`);

  for (const at of [person, "/", "/hits", "/hand-ins", address.replace("/hand-in/", "/hand-ins/")]) {
    await page.goto(at);
    await harmless(page, at);
  }
  assert.ok((await page.goto(person)).ok());
  assert.ok((await page.locator("main").innerText()).includes(PAYLOADS[0]));

  await page.goto("/search");
  await page.locator("main input[name=q]").fill("Zarifa");
  await page.keyboard.press("Enter");
  await page.locator("main").getByText("Zarifa").first().waitFor();
  await harmless(page, "search results");
  await page.locator("main input[name=q]").fill(PAYLOADS[1]);
  await page.keyboard.press("Enter");
  await page.waitForFunction((asked) => document.querySelector("main input[name=q]")?.value === asked && document.readyState === "complete", PAYLOADS[1]);
  await harmless(page, "search for a payload");

  // The other agency sees it as text too, and what people say about it is text.
  const ravi = await windowOf(browser, desk, "PoliceOfficer");
  const police = ravi.page;
  await police.goto("/hits");
  await harmless(police, "the police's hits");
  await police.goto(person);
  await harmless(police, "the page, for the police");
  await police.locator("a[href^='/links/']").first().click();
  await police.waitForURL(/\/links\//);
  await harmless(police, "the comparison");
  await police.locator("input[name=answer][value=unsure]").check();
  await police.locator("textarea[name=reason]").fill(PAYLOADS[5]);
  await police.getByRole("button", { name: "Save the answer" }).click();
  await police.locator(".govuk-notification-banner--success").waitFor();
  await harmless(police, "the judgement");
  assert.ok((await police.locator("main").innerText()).includes(PAYLOADS[5]));
  await police.goto(person);
  await harmless(police, "the chronology with the judgement");

  // An answer to the report, and a reason for a look in an emergency.
  const tom = await windowOf(browser, desk, "DeskOfficer");
  const report = address.replace("/hand-in/", "/hand-ins/");
  await tom.page.goto(report);
  await tom.page.locator("form[action$='/feedback'] input[name=status]").first().check();
  await tom.page.locator("form[action$='/feedback'] textarea[name=note]").fill(PAYLOADS[2]);
  await tom.page.locator("form[action$='/feedback'] button[type=submit]").click();
  await tom.page.locator("main").getByText(PAYLOADS[2]).first().waitFor();
  await harmless(tom.page, "the answer to the report");
  for (const at of ["/", report]) {
    await page.goto(at);
    await harmless(page, `${at} with the answer`);
  }
  const sam = await windowOf(browser, desk, "Outsider");
  await sam.page.goto(person);
  await harmless(sam.page, "the page of somebody who may not see it");
  await lookInEmergency(sam.page, PAYLOADS[1]);
  await harmless(sam.page, "the page opened in an emergency");
  const grace = await windowOf(browser, desk, "Manager");
  for (const at of ["/", "/emergency-looks"]) {
    await grace.page.goto(at);
    await harmless(grace.page, `${at} with the emergency look`);
  }
  assert.ok((await grace.page.locator("main").innerText()).includes(PAYLOADS[1]));

  const owen = await windowOf(browser, desk, "Auditor");
  await owen.page.goto("/ledger");
  await harmless(owen.page, "the ledger");
  assert.doesNotMatch(await owen.page.locator("main").innerText(), /Zarifa|window\.opened/, "the ledger holds no free text");
  for (const window of [amina, ravi, tom, sam, grace, owen]) {
    window.settled();
    await window.close();
  }
});

const sessionOf = async (context) => (await context.cookies()).find(({ name }) => name === "haven");

test("a session planted before sign-in is worth nothing after it", async () => {
  const window = await openWindow(browser, desk);
  const { page, context } = window;
  await page.goto("/sign-in");
  const before = await sessionOf(context);
  assert.ok(before, "a visitor has a session, for the form's token");
  await signIn(page, desk, "SocialWorker");
  const after = await sessionOf(context);
  assert.notEqual(after.value, before.value);
  for (const cookie of await context.cookies()) {
    assert.equal(cookie.httpOnly, true, cookie.name);
    assert.match(cookie.sameSite, /Lax|Strict/, cookie.name);
    assert.equal(cookie.expires, -1, `${cookie.name} ends with the browser`);
  }
  assert.equal(await page.evaluate(() => document.cookie), "", "no script reads the session");

  // Whoever planted the first token, or one of their own making, is nobody.
  for (const value of [before.value, "planted-by-somebody-else"]) {
    const thief = await openWindow(browser, desk);
    await thief.context.addCookies([{ ...before, value }]);
    await thief.page.goto("/hits");
    assert.equal(pathOf(thief.page), "/sign-in");
    await thief.close();
  }
  const planted = await openWindow(browser, desk);
  await planted.context.addCookies([{ ...before, value: "planted-by-somebody-else" }]);
  await signIn(planted.page, desk, "Manager");
  assert.notEqual((await sessionOf(planted.context)).value, "planted-by-somebody-else");
  window.settled();
  await Promise.all([window.close(), planted.close()]);
});

test("a form posted from elsewhere changes nothing", async (t) => {
  const window = await windowOf(browser, desk, "PoliceOfficer");
  const { page, context } = window;
  const link = `/links/${desk.girl.link}`;
  const acts = [
    [link, { answer: "different", reason: "planted" }],
    [link, { answer: "different", reason: "planted", csrf: "guessed" }],
    ["/hand-in/new", { form: "gb_child_referral" }],
    ["/search", { q: "Nguyen" }],
    ["/sign-out", {}],
  ];
  const quoted = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  // Another port of the same machine: the browser sends the cookie along (the site is the same), so only the token
  // stands between.
  const elsewhere = createServer((request, response) => {
    const [path, fields] = acts[Number(new URL(request.url, "http://x").searchParams.get("act"))] ?? ["/", {}];
    const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${quoted(value)}">`).join("");
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!doctype html><title>Win a prize</title><form method="post" action="${desk.url}${path}">${inputs}<button>Go</button></form><iframe src="${desk.url}/"></iframe>`);
  });
  await new Promise((resolve) => elsewhere.listen(0, "localhost", resolve));
  t.after(() => elsewhere.close());
  const base = `http://localhost:${elsewhere.address().port}`;

  const attack = await context.newPage();
  for (const at of acts.keys()) {
    await attack.goto(`${base}/?act=${at}`, { waitUntil: "domcontentloaded" });
    const [answer] = await Promise.all([attack.waitForResponse((response) => response.request().method() === "POST"), attack.locator("button").click()]);
    assert.ok(answer.status() >= 400 && answer.status() < 500, `${acts[at][0]} answered ${answer.status()}`);
    const cookie = (await answer.request().allHeaders()).cookie ?? "";
    assert.match(cookie, /haven=/, "the attack came with the session, or it proves nothing");
  }
  // The way in by script is shut too: another origin may neither read nor send what a form cannot.
  await attack.goto(base);
  const scripted = await attack.evaluate(
    (url) => fetch(url, { method: "POST", credentials: "include", headers: { "x-csrf-token": "x", "content-type": "application/json" }, body: "{}" }).then(() => "answered", () => "refused"),
    `${desk.url}${link}`,
  );
  assert.equal(scripted, "refused");
  // No page of ours inside another's.
  assert.equal(await attack.frameLocator("iframe").locator("main").count(), 0);
  await attack.close();

  await page.goto(link);
  assert.equal(pathOf(page), link, "still signed in");
  assert.doesNotMatch(await page.locator("main").innerText(), /planted/);
  await page.goto("/hand-in");
  assert.equal(await page.locator("a[href^='/hand-in/']").count(), 0, "no draft was begun");
  await window.close();
});

test("signing out ends the session in every tab, and for whoever kept its cookie", async () => {
  const window = await windowOf(browser, desk, "SocialWorker");
  const { page, context } = window;
  const kept = await sessionOf(context);
  const other = await context.newPage();
  await other.goto(`/people/${desk.girl.council}`);
  assert.match(await other.locator("h1").innerText(), /Lan/);

  await page.locator(".haven-account > summary").click();
  await page.locator("form[action='/sign-out'] button").click();
  await page.waitForURL(/\/sign-in/);
  await other.reload();
  assert.equal(pathOf(other), "/sign-in");
  // Going back shows nothing that was there.
  await other.goBack().catch(() => undefined);
  assert.doesNotMatch(await other.locator("body").innerText(), /Nguy/);
  const thief = await openWindow(browser, desk);
  await thief.context.addCookies([kept]);
  await thief.page.goto("/");
  assert.equal(pathOf(thief.page), "/sign-in");
  window.settled();
  await Promise.all([window.close(), thief.close()]);
});

test("what was searched for stands in no address, no title and no history", async () => {
  const window = await openWindow(browser, desk, { storageState: await stateOf(browser, desk, "SocialWorker") });
  const { page } = window;
  const addresses = [];
  page.on("request", (request) => addresses.push(decodeURIComponent(request.url())));
  await page.goto("/search");
  await page.locator("main input[name=q]").fill("Yonas Tesfay");
  await page.locator("main form[action='/search'] button[type=submit]").click();
  await page.locator("main a[href^='/people/']").first().click();
  await page.waitForURL(/\/people\//);
  assert.match(await page.locator("h1").innerText(), /Tesfay/);
  addresses.push(await page.title(), page.url(), await page.evaluate(() => document.referrer));
  assert.deepEqual(addresses.filter((text) => /yonas|tesfay/i.test(text)), []);
  window.settled();
  await window.close();
});

/** The forms by which people who run the desk write text that others read, and the pages that show it. */
const ADMINISTRATION = [
  { who: "SystemAdmin", form: "/agencies/add", shown: ["/agencies"] },
  { who: "AgencyAdmin", form: "/accounts/invite", shown: ["/accounts"] },
  { who: "AgencyAdmin", form: "/agreements/make", shown: ["/agreements"] },
  { who: "AgencyAdmin", form: "/tokens/give", shown: ["/tokens"] },
  { who: "AgencyAdmin", form: "/openid", shown: ["/openid"] },
  { who: "SocialWorker", form: "/account/details", shown: ["/account", "/"] },
];

test("text stays text in the forms of those who run the desk, taken or refused", async () => {
  for (const { who, form, shown } of ADMINISTRATION) {
    const { page, context } = await windowOf(browser, desk, who);
    for (const [number, payload] of PAYLOADS.entries()) {
      // Once with every field a payload, which is mostly refused and shown again; once as it would be taken.
      for (const plausible of number % 3 === 0 ? [false, true] : [true]) {
        await page.goto(form);
        const filled = await page.evaluate(
          ({ payload, number, plausible }) => {
            const texts = [...document.querySelectorAll("main form input[type=text], main form input[type=email], main form input[type=tel], main form input[type=url], main form input:not([type]), main form textarea")];
            for (const list of document.querySelectorAll("main form select")) if (list.value === "" && list.options.length > 1) list.selectedIndex = 1;
            for (const name of new Set([...document.querySelectorAll("main form input[type=radio], main form input[type=checkbox]")].map((box) => box.name))) {
              const boxes = [...document.querySelectorAll(`main form [name="${name}"]`)];
              if (!boxes.some((box) => box.checked)) boxes[0].checked = true;
            }
            for (const field of texts) {
              const kind = `${field.name} ${field.type}`;
              if (/-(day|month|year)$/.test(field.name)) continue;
              if (plausible && /code|client|issuer|url/.test(kind)) continue;
              field.type = "text";
              field.value = plausible && /email/.test(kind) ? `payload${number}@example.org` : plausible && /phone|tel/.test(kind) ? "01632 960001" : payload;
            }
            const code = document.querySelector("main form [name=code]");
            if (plausible && code) code.value = `payload-${number}`;
            return texts.length;
          },
          { payload, number, plausible },
        );
        assert.ok(filled > 0 || form === "/agreements/make", `${form} has text fields`);
        await page.locator("main form button[type=submit], main form button:not([type])").first().click();
        await page.waitForLoadState();
        await harmless(page, `${form} after ${number}`);
      }
    }
    for (const address of shown) {
      await page.goto(address);
      await harmless(page, address);
    }
    await context.close();
  }
});
