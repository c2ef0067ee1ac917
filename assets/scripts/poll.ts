// A piece of page that renews itself while work goes on behind it (an import, a run), until the server marks it done.
import { ownPath } from "./server";
import { startComponents } from "./components";

const EVERY_MS = 2_000;
const AT_MOST_MS = 30_000;

export function startPolling(scope: Document | Element): void {
  for (const piece of scope.querySelectorAll<HTMLElement>("[data-poll-url]")) renew(piece, EVERY_MS);
}

function renew(piece: HTMLElement, wait: number): void {
  const url = ownPath(piece.dataset.pollUrl);
  if (!url || piece.hasAttribute("data-done")) return;
  window.setTimeout(async () => {
    if (!piece.isConnected) return;
    // A page nobody looks at asks nothing.
    if (document.hidden) return renew(piece, EVERY_MS);
    try {
      const answer = await fetch(url, { credentials: "same-origin", headers: { "x-requested-with": "fetch" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      const newer = holder.content.querySelector<HTMLElement>("[data-poll-url], [data-done]");
      if (!newer) throw new Error("no piece in the answer");
      piece.replaceWith(newer);
      startComponents(newer);
      renew(newer, EVERY_MS);
    } catch {
      renew(piece, Math.min(wait * 2, AT_MOST_MS));
    }
  }, wait);
}
