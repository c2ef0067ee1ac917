// The components of GOV.UK that need a script, with the page's own words.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { ExitThisPage } from "govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs";
import { FileUpload } from "govuk-frontend/dist/govuk/components/file-upload/file-upload.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { Tabs } from "govuk-frontend/dist/govuk/components/tabs/tabs.mjs";
import { word } from "./words";

/** GOV.UK marks the number with %{count}; our messages, which are Fluent, with %count%. */
const counted = (key: string) => word(key).replaceAll("%count%", "%{count}");

/** Starts every borrowed component within `scope`: the page, or a piece put in later. */
export function startComponents(scope: Document | Element): void {
  const counts = {
    i18n: {
      charactersUnderLimit: { one: counted("count-under-one"), other: counted("count-under-other") },
      charactersAtLimit: word("count-at"),
      charactersOverLimit: { one: counted("count-over-one"), other: counted("count-over-other") },
    },
  };
  const exits = {
    i18n: {
      activated: word("exit-activated"), timedOut: word("exit-timed-out"),
      pressTwoMoreTimes: word("exit-press-two"), pressOneMoreTime: word("exit-press-one"),
    },
  };
  const files = {
    i18n: {
      chooseFilesButton: word("file-choose"), dropInstruction: word("file-drop"), noFileChosen: word("file-none"),
      multipleFilesChosen: { one: counted("file-many"), other: counted("file-many") },
      enteredDropZone: word("file-entered"), leftDropZone: word("file-left"),
    },
  };
  const passwords = {
    i18n: {
      showPassword: word("password-show"), hidePassword: word("password-hide"),
      showPasswordAriaLabel: word("password-show-label"), hidePasswordAriaLabel: word("password-hide-label"),
      passwordShownAnnouncement: word("password-shown"), passwordHiddenAnnouncement: word("password-hidden"),
    },
  };
  start(scope, Button, {});
  start(scope, CharacterCount, counts);
  start(scope, Checkboxes);
  start(scope, ErrorSummary, {});
  start(scope, ExitThisPage, exits);
  start(scope, FileUpload, files);
  start(scope, NotificationBanner, {});
  start(scope, PasswordInput, passwords);
  start(scope, Radios);
  start(scope, ServiceNavigation);
  start(scope, SkipLink);
  start(scope, Tabs);
  settle(scope);
}

/** Two corrections of what GOV.UK leaves for screen readers, both found by an automatic audit. */
function settle(scope: Document | Element): void {
  closeRadios();
  // The file button's name ends in a hidden comma between its words; a plain space matches the words that are seen.
  for (const comma of scope.querySelectorAll(".govuk-file-upload-button > [id$='-comma']")) {
    if (comma.textContent === "") continue;
    comma.textContent = "";
    comma.after(" ");
  }
}

/** A radio may not say that it is expanded; what it reveals follows it at once. */
function closeRadios(): void {
  for (const input of document.querySelectorAll('input[type="radio"][aria-expanded]')) input.removeAttribute("aria-expanded");
}

// GOV.UK says it again at every click and return to the page, in listeners that run before these timers.
document.addEventListener("click", () => window.setTimeout(closeRadios));
window.addEventListener("pageshow", () => window.setTimeout(closeRadios));

type Component = { new (root: Element, config?: object): unknown; moduleName: string };

function start(scope: Document | Element, component: unknown, config?: object): void {
  const wanted = component as Component;
  for (const root of scope.querySelectorAll(`[data-module="${wanted.moduleName}"]`)) {
    // A component that starts twice on one element throws; a piece put in later may hold some already started.
    if (root.hasAttribute(`data-${wanted.moduleName}-init`)) continue;
    try {
      if (config) new wanted(root, config);
      else new wanted(root);
    } catch (error) {
      console.error(wanted.moduleName, error);
    }
  }
}
