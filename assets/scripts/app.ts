// The one script of every page. Each enhancement looks for its own mark in the page and does nothing without it;
// every page works with none of them. Nothing here writes names, free text or codes to an address or to storage.
import { startComponents } from "./components";
import { startAddAnother } from "./add-another";
import { startAutoSave } from "./auto-save";
import { startConditions } from "./conditions";
import { startCopy, startPrint } from "./copy-and-print";
import { startFolds } from "./folds";
import { startKnown } from "./known-as-you-type";
import { startPasskeys } from "./passkeys";
import { startPolling } from "./poll";
import { startShortcuts } from "./shortcuts";
import { startTables } from "./tables";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
startComponents(document);
for (const start of [
  startAddAnother, startAutoSave, startConditions, startCopy, startPrint, startFolds, startKnown, startPasskeys, startPolling, startShortcuts, startTables,
]) {
  // One enhancement that fails must not take the others with it.
  try {
    start(document);
  } catch (error) {
    console.error(start.name, error);
  }
}
