// Copying a reference or a number with one press, and printing.
import { word } from "./words";

export function startCopy(scope: Document | Element): void {
  for (const button of scope.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent ?? "";
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy ?? "");
      const text = source instanceof HTMLInputElement ? source.value : (source?.textContent ?? "").trim();
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = word("copied");
      } catch {
        button.textContent = word("copy-failed");
      }
      window.setTimeout(() => (button.textContent = label), 3_000);
    });
  }
}

export function startPrint(scope: Document | Element): void {
  for (const button of scope.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
