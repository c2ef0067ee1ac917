// Questions that are asked only after certain answers, brought into sight and taken out of it while the form is filled
// in. The server says the condition with the question and decides again when the form is saved; an answer that is out of
// sight counts for nothing, here as there.
type Condition =
  | boolean
  | { field: string; in?: string[] }
  | { file: boolean }
  | { not: Condition }
  | { all: Condition[] }
  | { any: Condition[] };

const OUT_OF_SIGHT = "[hidden], .govuk-radios__conditional--hidden, .govuk-checkboxes__conditional--hidden";

export function startConditions(scope: Document | Element): void {
  for (const form of scope.querySelectorAll<HTMLFormElement>("form")) {
    const parts: { element: HTMLElement; condition: Condition }[] = [];
    for (const element of form.querySelectorAll<HTMLElement>("[data-when]")) {
      parts.push({ element, condition: JSON.parse(element.dataset.when ?? "true") as Condition });
    }
    if (parts.length === 0) continue;
    // In the order of the form: a question may wait for one that itself waits.
    const decide = () => {
      for (const { element, condition } of parts) element.hidden = !holds(form, condition);
    };
    decide();
    form.addEventListener("input", decide);
    // Radios open what is under them on the same event: asked again when that is done.
    form.addEventListener("change", () => window.setTimeout(decide));
  }
}

function holds(form: HTMLFormElement, condition: Condition): boolean {
  if (typeof condition === "boolean") return condition;
  if ("not" in condition) return !holds(form, condition.not);
  if ("all" in condition) return condition.all.every((part) => holds(form, part));
  if ("any" in condition) return condition.any.some((part) => holds(form, part));
  if ("file" in condition) return condition.file || chosenFiles(form);
  const given = answers(form, condition.field);
  const wanted = condition.in;
  return wanted ? given.some((answer) => wanted.includes(answer)) : given.length > 0;
}

/** What is answered to a field and in sight: `found_on` is also asked by `found_on-day`, `phones` by `phones.0.number`. */
function answers(form: HTMLFormElement, field: string): string[] {
  const given: string[] = [];
  for (const element of form.elements) {
    if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement)) continue;
    const { name } = element;
    if (name !== field && !name.startsWith(`${field}.`) && !name.startsWith(`${field}-`)) continue;
    if (element instanceof HTMLInputElement && ["radio", "checkbox"].includes(element.type) && !element.checked) continue;
    const answer = element.value.trim();
    if (answer !== "" && !element.closest(OUT_OF_SIGHT)) given.push(answer);
  }
  return given;
}

function chosenFiles(form: HTMLFormElement): boolean {
  return [...form.querySelectorAll<HTMLInputElement>("input[type=file]")].some((input) => (input.files?.length ?? 0) > 0);
}
