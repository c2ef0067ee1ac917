// Sorting by a column and filtering rows by words, for tables that are whole on the page. Tables that come in pages
// are sorted and filtered by the server.
import { word } from "./words";

export function startTables(scope: Document | Element): void {
  for (const table of scope.querySelectorAll<HTMLTableElement>("table[data-sortable]")) sortable(table);
  for (const box of scope.querySelectorAll<HTMLInputElement>("input[data-filter-table]")) {
    const table = document.getElementById(box.dataset.filterTable ?? "");
    if (table instanceof HTMLTableElement) filtered(box, table);
  }
}

function status(near: Element): HTMLElement {
  const line = document.createElement("p");
  line.className = "govuk-visually-hidden";
  line.setAttribute("role", "status");
  near.after(line);
  return line;
}

function sortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (!body) return;
  const said = status(table);
  const order = new Intl.Collator(document.documentElement.lang || undefined, { numeric: true, sensitivity: "base" });
  const headers = [...table.querySelectorAll<HTMLTableCellElement>("thead th")];
  headers.forEach((header, column) => {
    if (!header.hasAttribute("aria-sort")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const upwards = header.getAttribute("aria-sort") !== "ascending";
      for (const other of headers) if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
      header.setAttribute("aria-sort", upwards ? "ascending" : "descending");
      const value = (row: HTMLTableRowElement) => row.cells[column]?.dataset.sortValue ?? row.cells[column]?.textContent?.trim() ?? "";
      body.append(...[...body.rows].sort((a, b) => (upwards ? 1 : -1) * order.compare(value(a), value(b))));
      said.textContent = word(upwards ? "table-sorted-up" : "table-sorted-down", { column: button.textContent?.trim() ?? "" });
    });
  });
}

function filtered(box: HTMLInputElement, table: HTMLTableElement): void {
  const said = status(box);
  // Accents and case do not matter when looking for a row.
  const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  box.addEventListener("input", () => {
    const wanted = plain(box.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    let total = 0;
    for (const body of table.tBodies) {
      for (const row of body.rows) {
        const text = plain(row.textContent ?? "");
        row.hidden = !wanted.every((piece) => text.includes(piece));
        total += 1;
        if (!row.hidden) shown += 1;
      }
    }
    said.textContent = word("table-shown", { shown, total });
  });
}
