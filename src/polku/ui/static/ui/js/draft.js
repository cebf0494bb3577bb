// Typed text is never lost: forms with [data-draft] keep theirs in this tab until they are saved.
import { each } from "./page.js";

const PREFIX = "draft:";
const name = (form) => `${PREFIX}${location.pathname}:${form.dataset.draft || form.getAttribute("action")}`;
const fields = (form) => [...form.elements].filter(
  (one) => one.name && one.matches("textarea, input:is([type=text], [type=search], [type=email], [type=tel], [type=url], [type=number], :not([type]))"),
);

function keep(form) {
  const typed = fields(form).filter((one) => one.value !== one.defaultValue).map((one) => [one.name, one.value]);
  if (typed.length) sessionStorage.setItem(name(form), JSON.stringify(typed));
  else sessionStorage.removeItem(name(form));
}

function restore(form) {
  const kept = sessionStorage.getItem(name(form));
  if (!kept || form.querySelector(".wrong")) return;
  for (const [field, value] of JSON.parse(kept)) {
    const control = form.elements.namedItem(field);
    if (control && "value" in control && control.value === control.defaultValue) control.value = value;
  }
}

each("form[data-draft]", (form) => {
  restore(form);
  form.addEventListener("input", () => keep(form));
  form.addEventListener("reset", () => sessionStorage.removeItem(name(form)));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && event.detail.successful) sessionStorage.removeItem(name(form));
  });
  // A plain form is saved when another page comes; one that is refused comes back with its text anyway.
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && !form.hasAttribute("hx-post")) sessionStorage.removeItem(name(form));
  });
});
