// Who else knows this child, asked while the form is being filled in. The form's fields go by POST, so that no name is
// ever in an address; the answer is a piece of page drawn by the server, put into a polite live region.
import { formFields, ownPath, post } from "./server";
import { startComponents } from "./components";
import { word } from "./words";

const QUIET_MS = 700;

export function startKnown(scope: Document | Element): void {
  for (const form of scope.querySelectorAll<HTMLFormElement>("form[data-known-url]")) {
    const url = ownPath(form.dataset.knownUrl);
    const panel = document.getElementById(form.dataset.knownTarget ?? "");
    if (url && panel) watch(form, url, panel);
  }
}

function watch(form: HTMLFormElement, url: string, panel: HTMLElement): void {
  const checking = document.getElementById(`${panel.id}-checking`);
  let waiting: number | undefined;
  let asking: AbortController | undefined;
  let asked = formFields(form).toString();
  let shown = panel.innerHTML;

  const ask = async () => {
    const fields = formFields(form);
    const now = fields.toString();
    if (now === asked) return;
    asked = now;
    asking?.abort();
    const mine = (asking = new AbortController());
    if (checking) checking.textContent = word("known-checking");
    try {
      const answer = await post(url, fields, { signal: mine.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = answer.status === 204 ? "" : await answer.text();
      if (mine.signal.aborted) return;
      // An unchanged answer is not put in again: screen readers would read it out again.
      if (html !== shown) {
        shown = html;
        panel.innerHTML = html;
        startComponents(panel);
      }
      if (checking) checking.textContent = "";
    } catch {
      if (mine.signal.aborted) return;
      asked = "";
      if (checking) checking.textContent = word("known-failed");
    }
  };
  const soon = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), QUIET_MS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
}
