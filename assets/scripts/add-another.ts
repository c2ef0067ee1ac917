// Several entries of one kind (phones, names, addresses) without a page load. The server draws an empty entry in a
// template with __index__ where its number belongs; without a script the same buttons post the form.
import { startComponents } from "./components";
import { word } from "./words";

const PLACE = "__index__";

export function startAddAnother(scope: Document | Element): void {
  for (const group of scope.querySelectorAll<HTMLElement>("[data-add-another]")) {
    const blank = group.querySelector<HTMLTemplateElement>(":scope > template");
    const list = group.querySelector<HTMLElement>(":scope > [data-entries]");
    if (blank && list) enhance(group, blank, list);
  }
}

function enhance(group: HTMLElement, blank: HTMLTemplateElement, list: HTMLElement): void {
  const most = Number(group.dataset.most ?? "100");
  const status = group.querySelector<HTMLElement>(":scope > [data-entry-status]");
  const add = group.querySelector<HTMLButtonElement>(":scope > [data-add], :scope > * > [data-add]");
  const entries = () => [...list.querySelectorAll<HTMLElement>(":scope > [data-entry]")];
  let next = Math.max(-1, ...entries().map((entry) => Number(entry.dataset.entry))) + 1;

  const renumber = () => {
    entries().forEach((entry, position) => {
      for (const number of entry.querySelectorAll("[data-number]")) number.textContent = String(position + 1);
    });
    if (add) add.hidden = entries().length >= most;
  };
  const say = (text: string) => {
    if (status) status.textContent = text;
  };
  const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));

  group.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element ? event.target.closest("button") : null;
    if (!pressed) return;
    if (pressed === add) {
      event.preventDefault();
      const holder = document.createElement("template");
      holder.innerHTML = blank.innerHTML.replaceAll(PLACE, String(next));
      next += 1;
      list.append(holder.content);
      const entry = entries().at(-1);
      renumber();
      if (!entry) return;
      startComponents(entry);
      startAddAnother(entry);
      say(word("entry-added", { number: entries().length }));
      entry.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
      changed();
    } else if (pressed.hasAttribute("data-remove")) {
      const entry = pressed.closest<HTMLElement>("[data-entry]");
      if (!entry || entry.parentElement !== list) return;
      event.preventDefault();
      const position = entries().indexOf(entry);
      entry.remove();
      renumber();
      say(word("entry-removed", { number: position + 1 }));
      // Focus goes to what now stands in its place, or to the button that brings another.
      const neighbour = entries()[Math.min(position, entries().length - 1)];
      (neighbour?.querySelector<HTMLElement>("[data-remove]") ?? add)?.focus();
      changed();
    }
  });
}
