// Typed text is never lost: forms with [data-draft] keep theirs in this tab until they are saved.
import { each } from "./page.js";

const PREFIX = "draft:";
const name = (form) => `${PREFIX}${location.pathname}:${form.dataset.draft || form.getAttribute("action")}`;
const fields = (form) => [...form.elements].filter(
  (one) => one.name && one.matches("textarea, input:is([type=text], [type=search], [type=email], [type=tel], [type=url], [type=number], :not([type]))"),
);

function keep(form, key) {
  const typed = fields(form).filter((one) => one.value !== one.defaultValue).map((one) => [one.name, one.value]);
  if (typed.length) sessionStorage.setItem(key, JSON.stringify(typed));
  else sessionStorage.removeItem(key);
}

function restore(form, key) {
  const kept = sessionStorage.getItem(key);
  if (!kept || form.querySelector(".wrong")) return;
  for (const [field, value] of JSON.parse(kept)) {
    const control = form.elements.namedItem(field);
    if (control && "value" in control && control.value === control.defaultValue) control.value = value;
  }
}

each("form[data-draft]", (form) => {
  const key = name(form); // once: when the answer is there, the address may be another page's already
  const forget = () => sessionStorage.removeItem(key);
  restore(form, key);
  form.addEventListener("input", () => keep(form, key));
  form.addEventListener("reset", forget);
  form.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.elt === form && event.detail.xhr.status < 400) forget();
  });
  // A plain form is saved when another page comes; one that is refused comes back with its text anyway.
  form.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && !form.hasAttribute("hx-post")) forget();
  });
});
