// Fields that are edited where they stand, quick days, and what opens by itself.
import { openDialog } from "../../ui/js/dialog.js";
import { each } from "../../ui/js/page.js";

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-inline]");
  if (!form || event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  form.querySelector("[data-cancel]")?.click();
}, true);

each("[data-inline]", (form) => {
  const control = form.querySelector("[autofocus]");
  control?.focus();
  control?.select?.();
});

// After saving or leaving, the focus is on the field again, as it was before.
document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.detail.elt?.matches?.("[data-field]:not(.editing)") ? event.detail.elt : null;
  field?.querySelector("button.inline")?.focus();
});

document.addEventListener("click", (event) => {
  const chip = event.target.closest?.("[data-in-days]");
  if (!chip) return;
  const day = new Date();
  day.setDate(day.getDate() + Number(chip.dataset.inDays));
  const pad = (number) => String(number).padStart(2, "0");
  const field = chip.closest("form").elements.day;
  field.value = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

each("a[data-open]", (link) => {
  link.removeAttribute("data-open");
  history.replaceState(null, "", location.pathname);
  openDialog(link.href);
});
