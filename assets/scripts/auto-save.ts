// A draft saves itself: every 20 seconds while it changes, when a field is left, and when the page goes out of sight.
// The server may answer with a header x-draft-version, which goes into the form's hidden field "version", and with
// 409 when the draft was changed elsewhere: then saving stops and the person is told.
import { csrfToken, formFields, ownPath, post } from "./server";
import { word } from "./words";

const EVERY_MS = 20_000;
const AFTER_LEAVING_MS = 1_500;

export function startAutoSave(scope: Document | Element): void {
  for (const form of scope.querySelectorAll<HTMLFormElement>("form[data-autosave-url]")) {
    const url = ownPath(form.dataset.autosaveUrl);
    if (url) keep(form, url);
  }
}

function keep(form: HTMLFormElement, url: string): void {
  const status = form.querySelector<HTMLElement>("[data-autosave-status]");
  const version = form.querySelector<HTMLInputElement>('input[type="hidden"][name="version"]');
  let saved = formFields(form).toString();
  let saving = false;
  let stopped = false;
  let leaving: number | undefined;

  const say = (text: string, failed = false) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("haven-saved--failed", failed);
  };
  const save = async () => {
    if (saving || stopped) return;
    const fields = formFields(form);
    if (fields.toString() === saved) return;
    saving = true;
    say(word("draft-saving"));
    try {
      const answer = await post(url, fields);
      if (answer.status === 409) {
        stopped = true;
        say(word("draft-changed-elsewhere"), true);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const newer = answer.headers.get("x-draft-version");
      if (version && newer) version.value = newer;
      saved = sameButVersion(fields, form);
      const time = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
      say(word("draft-saved", { time }));
    } catch {
      say(word("draft-not-saved"), true);
    } finally {
      saving = false;
    }
  };

  window.setInterval(() => void save(), EVERY_MS);
  form.addEventListener("focusout", () => {
    window.clearTimeout(leaving);
    leaving = window.setTimeout(() => void save(), AFTER_LEAVING_MS);
  });
  form.addEventListener("submit", () => {
    stopped = true;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || stopped || saving) return;
    const fields = formFields(form);
    if (fields.toString() === saved) return;
    // The page may be gone before an answer comes; keepalive lets the request outlive it. The version is unknown
    // afterwards, so `saved` is left as it was and the next save asks again.
    void fetch(url, {
      method: "POST",
      keepalive: true,
      credentials: "same-origin",
      body: fields,
      headers: { "x-csrf-token": csrfToken(), "x-requested-with": "fetch" },
    })
      .then((answer) => {
        const newer = answer.headers.get("x-draft-version");
        if (answer.ok && newer && version) version.value = newer;
        if (answer.ok) saved = sameButVersion(fields, form);
      })
      .catch(() => undefined);
  });
}

/** The text of what was sent, under the version the form now carries. */
function sameButVersion(sent: URLSearchParams, form: HTMLFormElement): string {
  const version = form.querySelector<HTMLInputElement>('input[type="hidden"][name="version"]')?.value;
  const text = new URLSearchParams(sent);
  if (version && text.has("version")) text.set("version", version);
  return text.toString();
}
