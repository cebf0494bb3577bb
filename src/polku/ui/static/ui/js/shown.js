// Fields that belong to a choice: [data-shown-when="method=cash"] is shown while its form's field says so. Without
// this script all are shown; one with an error always is.
import { each } from "./page.js";

function show(control) {
  const [name, value] = control.dataset.shownWhen.split("=");
  const field = control.closest(".field");
  const chosen = control.form?.elements.namedItem(name)?.value;
  field.hidden = chosen !== undefined && chosen !== value && !field.classList.contains("wrong");
}

each("[data-shown-when]", (control) => {
  show(control);
  control.form?.addEventListener("change", () => show(control));
});
