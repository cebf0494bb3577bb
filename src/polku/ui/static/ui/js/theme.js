// Light, dark or like the system, at once; the form tells the server, so that the next page begins right.
import { csrf } from "./page.js";

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-theme-form]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  document.documentElement.dataset.theme = theme || "system";
  form.querySelectorAll("[aria-pressed]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  });
  fetch(form.action, { method: "POST", body: new URLSearchParams({ theme, next: "/" }), headers: { "X-CSRFToken": csrf() }, redirect: "manual" });
}, true);
