// Lines typed in a form (.typed-lines): Enter goes on to the next line, a new one is added after the last; the form is
// sent by its button or by Ctrl+Enter.
const isOfLine = (part) => part?.closest?.(".typed-line");
let wantsNew = false;

function goOn(row) {
  const next = row.nextElementSibling;
  if (next) return void next.querySelector("[name=what]").focus();
  wantsNew = true;
  row.closest("fieldset").querySelector("button[hx-get]").click();
}

document.addEventListener("keydown", (event) => {
  const row = isOfLine(event.target);
  if (!row || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  const what = row.querySelector("[name=what]");
  if (event.target === what && what.value.trim()) row.querySelector("[name=quantity]").select();
  else if (what.value.trim()) goOn(row);
  else event.target.form.querySelector(".acts .btn")?.focus();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!wantsNew || event.detail?.target?.id !== "typed-lines") return;
  wantsNew = false;
  event.detail.target.lastElementChild?.querySelector("[name=what]")?.focus();
});
