// A dialog opened from a form that lists what is missing comes back to the list: [data-again] says where it stands anew.
import { openDialog } from "./dialog.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let again = "";
let typed = [];
let changed = false;

function put(form) {
  for (const [name, value] of typed) {
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((one) => one.type !== "hidden");
    for (const field of fields) {
      if (["checkbox", "radio"].includes(field.type)) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
}

// All that was asked is there now: what the list stood in the way of goes on.
function back() {
  const url = again;
  again = "";
  openDialog(url).then(() => {
    const form = body.querySelector("form[data-again]");
    if (!form) return;
    put(form);
    if ("ready" in form.dataset) form.requestSubmit(form.querySelector("button.main-act"));
  });
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const form = event.target.closest?.("a[data-dialog]")?.closest("form[data-again]");
    if (!form || !body.contains(form)) return;
    again = form.dataset.again;
    typed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  }, true);

  // What was done on the way leads back to the list, not away from the page.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (!again || !body.contains(elt) || !xhr.getResponseHeader("HX-Redirect")) return;
    event.preventDefault();
    changed = true;
    back();
  });

  document.addEventListener("dialog-close", () => { changed = false; });
  dialog.addEventListener("close", () => {
    if (again) back();
    else if (changed) location.reload();
  });
}
