// One-key answers where a person judges many pairs. They work only while the focus is inside the marked region, so that
// a key pressed elsewhere, or by speech software, does nothing.

export function startShortcuts(scope: Document | Element): void {
  for (const region of scope.querySelectorAll<HTMLElement>("[data-shortcuts]")) {
    region.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      for (const target of region.querySelectorAll<HTMLElement>("[data-shortcut]")) {
        if (target.dataset.shortcut?.toLowerCase() !== key || target.matches(":disabled")) continue;
        event.preventDefault();
        target.focus();
        target.click();
        return;
      }
    });
    if (region.hasAttribute("data-shortcuts-focus") && !document.querySelector(".govuk-error-summary")) region.focus();
  }
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || (target instanceof HTMLElement && target.isContentEditable);
}
