// Filters fold away on a phone and stand open on a desk. Styles do the same where the browser can; this tells screen
// readers, and serves the browsers that cannot.

export function startFolds(scope: Document | Element): void {
  const desk = window.matchMedia("(min-width: 48.0625em)");
  const set = () => {
    if (desk.matches) for (const fold of scope.querySelectorAll<HTMLDetailsElement>("details[data-open-wide]")) fold.open = true;
  };
  desk.addEventListener("change", set);
  set();
  // The account's menu closes when the person goes on elsewhere or presses Escape.
  for (const menu of scope.querySelectorAll<HTMLDetailsElement>("details.haven-account")) {
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
  }
}
