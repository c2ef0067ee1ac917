// Every page there is, once: which route it is, an address for it, and somebody who may see it. `pages.test.mjs` walks
// this list for layout, accessibility, weight and silence, and fails when a route of the program is missing here.
import { begin, fillWho, handIn, go } from "./hand-in.mjs";
import { windowOf } from "./browser.mjs";

/** Somebody of each role. */
export const CAST = ["SocialWorker", "DeskOfficer", "PoliceOfficer", "Analyst", "Manager", "Auditor", "AgencyAdmin", "SystemAdmin", "Trainer", "Outsider"];

/** Every page of the hand-in form is drawn by one route; these have the rarest pieces on them. */
const FORM_PAGES = ["who", "contact", "found", "identity", "papers", "people", "signs", "when", "evidence", "all"];

/**
 * `at` gives the address from what `furnish` made. `who` is one who may see it; null is a page for nobody signed in.
 * With `errors`, what is done to see the page complain.
 */
export const PAGES = [
  { route: "/sign-in", at: () => "/sign-in", who: null },
  { route: "/", at: () => "/", who: "SocialWorker" },
  { route: "/hand-in", at: () => "/hand-in", who: "SocialWorker" },
  ...FORM_PAGES.map((name) => ({ route: "/hand-in/{id}/{page}", at: (made) => `${made.draft}/${name}`, who: "SocialWorker" })),
  { route: "/hand-in/{id}/{page}", name: "with errors", at: (made) => `${made.wrong}/who?check=1`, who: "SocialWorker" },
  { route: "/hand-in/{id}/check", at: (made) => `${made.draft}/check`, who: "SocialWorker" },
  { route: "/hand-in/{id}/check", name: "with what is missing", at: (made) => `${made.wrong}/check`, who: "SocialWorker" },
  { route: "/hand-in/{id}/receipt", at: (made) => `${made.sent}/receipt`, who: "SocialWorker" },
  { route: "/hand-in/{id}/print", at: (made) => `${made.sent}/print`, who: "SocialWorker" },
  { route: "/hand-ins", at: () => "/hand-ins", who: "SocialWorker" },
  { route: "/hand-ins/{id}", at: (made) => made.sent.replace("/hand-in/", "/hand-ins/"), who: "DeskOfficer" },
  { route: "/imports", at: () => "/imports", who: "SocialWorker" },
  { route: "/imports/new", at: () => "/imports/new", who: "SocialWorker" },
  { route: "/imports/{id}", at: (made) => made.import, who: "SocialWorker" },
  { route: "/imports/{id}/columns", at: (made) => made.import && `${made.import}/columns`, who: "SocialWorker" },
  { route: "/imports/mappings", at: () => "/imports/mappings", who: "SocialWorker" },
  { route: "/imports/mappings/{id}", at: (made) => made.mapping, who: "SocialWorker" },
  { route: "/exports", at: () => "/exports", who: "Manager" },
  { route: "/search", at: () => "/search", who: "SocialWorker" },
  { route: "/people/{id}", at: (made) => made.boy, who: "SocialWorker" },
  { route: "/people/{id}", name: "as known on a day", at: (made) => `${made.boy}?on=2026-11-24`, who: "SocialWorker" },
  { route: "/people/{id}", name: "only whom to ring", at: (made) => made.boy, who: "Outsider" },
  { route: "/people/{id}", name: "opened in an emergency", at: (made) => made.girl, who: "Outsider" },
  { route: "/hits", at: () => "/hits", who: "PoliceOfficer" },
  { route: "/links/{id}", at: (made) => made.link, who: "SocialWorker" },
  { route: "/emergency-looks", at: () => "/emergency-looks", who: "Manager" },
  { route: "/ledger", at: () => "/ledger", who: "Auditor" },
  { route: "/account", at: () => "/account", who: "SocialWorker" },
  { route: "/account/details", at: () => "/account/details", who: "SocialWorker" },
  { route: "/account/purpose", at: () => "/account/purpose", who: "PoliceOfficer" },
  { route: "/account/confirm", at: () => "/account/confirm", who: "SocialWorker" },
  { route: "/account/password", at: () => "/account/password", who: "SocialWorker" },
  { route: "/account/second-factor", at: () => "/account/second-factor", who: "SocialWorker" },
  { route: "/account/recovery-codes", at: () => "/account/recovery-codes", who: "SocialWorker" },
  { route: "/account/passkeys", at: () => "/account/passkeys", who: "SocialWorker" },
  { route: "/accounts", at: () => "/accounts", who: "AgencyAdmin" },
  { route: "/accounts/invite", at: () => "/accounts/invite", who: "AgencyAdmin" },
  { route: "/accounts/{id}", at: (made) => made.account, who: "AgencyAdmin" },
  { route: "/agencies", at: () => "/agencies", who: "SystemAdmin" },
  { route: "/agencies/add", at: () => "/agencies/add", who: "SystemAdmin" },
  { route: "/agencies/{id}", at: (made) => made.agency, who: "SystemAdmin" },
  { route: "/agreements", at: () => "/agreements", who: "SystemAdmin" },
  { route: "/agreements/make", at: () => "/agreements/make", who: "AgencyAdmin" },
  { route: "/agreements/make", name: "asking", at: () => "/agreements/make?way=ask", who: "AgencyAdmin" },
  { route: "/agreements/{id}", at: (made) => made.agreement, who: "SystemAdmin" },
  { route: "/openid", at: () => "/openid", who: "AgencyAdmin" },
  { route: "/tokens", at: () => "/tokens", who: "AgencyAdmin" },
  { route: "/tokens/give", at: () => "/tokens/give", who: "AgencyAdmin" },
  { route: "nowhere", name: "what is not there", at: () => "/people/00000000-0000-7000-8000-000000000000", who: "SocialWorker", status: 404 },
];

/** Forms that complain when they are sent as they are: an address, and which form of it. */
export const COMPLAINING = [
  { at: () => "/sign-in", form: "form[action='/sign-in']", who: null },
  { at: (made) => `${made.wrong}/check`, form: "form[action$='/send']", who: "SocialWorker" },
  { at: () => "/imports/new", form: "form:has(input[type=file])", who: "SocialWorker" },
  { at: () => "/account/password", form: "form[action='/account/password']", who: "SocialWorker" },
  { at: () => "/account/details", form: "form[action='/account/details']", clear: "display_name", who: "SocialWorker" },
  { at: () => "/accounts/invite", form: "form[action='/accounts/invite']", who: "AgencyAdmin" },
  { at: () => "/agreements/make", form: "form[action='/agreements/make']", who: "AgencyAdmin" },
  { at: () => "/tokens/give", form: "form[action='/tokens/give']", who: "AgencyAdmin" },
  { at: () => "/openid", form: "form[action='/openid']", who: "AgencyAdmin" },
  { at: () => "/agencies/add", form: "form[action='/agencies/add']", who: "SystemAdmin" },
  { at: () => "/ledger?person=x&from=yesterday", who: "Auditor", asked: true },
];

/** Routes that are not pages to look at, each with its reason. */
export const NOT_PAGES = {
  "/hand-in/{id}": "leads on to a page of the form",
  "/attachments/{id}": "a file",
  "/imports/{id}/progress": "a piece of the import's page",
  "/imports/{id}/rejects.csv": "a file",
  "/ledger/head.json": "a file",
  "/assets/{*path}": "files",
  "/healthz": "for machines",
  "/readyz": "for machines",
  "/sign-in/code": "asks for a second factor, which this desk has switched off; looked at in the crate's own tests",
  "/invitation/{token}": "looked at in the crate's own tests",
  "/set-up": "only before there is any account",
  "/sign-in/with/{id}": "leads to the agency's own sign-in",
  "/sign-in/with/{id}/back": "comes back from there",
};

/** What the pages need to have something on them. Returns addresses. */
export async function furnish(browser, desk) {
  const amina = await windowOf(browser, desk, "SocialWorker");
  const sent = await handIn(amina.page);
  const wrong = await begin(amina.page);
  await amina.page.locator("[name='births.0.date-year']").fill("1850");
  await amina.page.locator("[name='births.0.date-month']").fill("14");
  await amina.page.locator("[name='births.0.date-day']").fill("31");
  await go(amina.page, "later").click();
  await amina.page.waitForURL(/\/hand-in$/);
  const draft = await begin(amina.page);
  await fillWho(amina.page);
  await go(amina.page, "later").click();
  await amina.page.waitForURL(/\/hand-in$/);
  await amina.page.goto(`${sent}/receipt`);
  const boy = await amina.page.locator("a.govuk-button[href^='/people/']").getAttribute("href");
  const mapping = await keepMapping(amina.page);
  const imported = await bringFile(amina.page);
  await amina.close();

  // Somebody far from the case looks closer in an emergency, so that there is a look to review.
  const sam = await windowOf(browser, desk, "Outsider");
  const girl = `/people/${desk.girl.council}`;
  await sam.page.goto(girl);
  await lookInEmergency(sam.page, "She is being moved tonight and the line is busy.");
  await sam.close();

  const ivy = await windowOf(browser, desk, "AgencyAdmin");
  const account = await firstLink(ivy.page, "/accounts", /^\/accounts\/[0-9a-f-]{36}$/);
  await ivy.close();
  const max = await windowOf(browser, desk, "SystemAdmin");
  const agency = await firstLink(max.page, "/agencies", /^\/agencies\/[0-9a-f-]{36}$/);
  const agreement = await firstLink(max.page, "/agreements", /^\/agreements\/[0-9a-f-]{36}$/);
  await max.close();
  return { sent, wrong, draft, boy, girl, link: `/links/${desk.girl.link}`, import: imported, mapping, account, agency, agreement };
}

/** Opens what is closed on a person's page, with a reason. */
export async function lookInEmergency(page, reason) {
  await page.locator("details:has(form[action$='/emergency']) > summary").click();
  await page.locator("form[action$='/emergency'] textarea").fill(reason);
  await page.locator("form[action$='/emergency'] button[type=submit]").click();
  await page.locator(".govuk-notification-banner--success").waitFor();
}

async function firstLink(page, from, wanted) {
  const answer = await page.goto(from);
  if (answer.status() !== 200) return null;
  const links = await page.locator("main a[href]").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return links.find((href) => wanted.test(href)) ?? null;
}

/** Imports a file and keeps how its columns were read. Returns the mapping's address. */
async function keepMapping(page) {
  await page.goto("/imports/new");
  const rows = "Ref,Forename,Surname\nB1,Ruta,Kidane\n";
  await page.locator("main input[type=file]").setInputFiles({ name: "short.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await page.locator("main form:has(input[type=file]) button[type=submit]").last().click();
  await page.waitForURL(/\/columns$/);
  await page.locator("[name=save_name]").fill("Short list");
  await page.locator("main button[name=do][value=start]").click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  return firstLink(page, "/imports/mappings", /^\/imports\/mappings\/[0-9a-f-]{36}$/);
}

/** A small spreadsheet of another agency's columns. Returns the import's address. */
async function bringFile(page) {
  const answer = await page.goto("/imports/new");
  if (answer.status() !== 200) return null;
  const rows = "Case ID,Forename,Surname,Date of birth,Sex,Mobile\nA1,Amanuel,Haile,03/02/2011,Male,07700 900777\nA2,Selam,Haile,31/02/2012,Female,not known\n";
  await page.locator("main input[type=file]").setInputFiles({ name: "children.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await page.locator("main form:has(input[type=file]) button[type=submit]").last().click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname.match(/^\/imports\/[0-9a-f-]{36}/)[0];
}
