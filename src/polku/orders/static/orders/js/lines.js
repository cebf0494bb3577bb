// Lines typed in a form (.typed-lines): Enter goes on to the next line, a new one is added after the last; the form is
// sent by its button or by Ctrl+Enter. Where things are scanned (data-scan), each number and Enter is a line of its own,
// and serial numbers are gathered until there is one for each piece.
const isOfLine = (part) => part?.closest?.(".typed-line");
let wantsNew = false;

function goOn(row) {
  const next = row.nextElementSibling;
  if (next) return void next.querySelector("[name=what]").focus();
  wantsNew = true;
  row.closest("fieldset").querySelector("button[hx-get]").click();
}

function gather(field, row) {
  const named = field.value.split(/[\s,]+/).filter(Boolean).length;
  if (!named || named >= Number(row.querySelector("[name=quantity]").value.replace(",", "."))) return goOn(row);
  field.value = `${field.value.trim().replace(/,$/, "")}, `;
}

document.addEventListener("keydown", (event) => {
  const row = isOfLine(event.target);
  if (!row || event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  const what = row.querySelector("[name=what]");
  const scans = row.closest("[data-scan]") !== null;
  if (event.target.name === "codes") gather(event.target, row);
  else if (event.target === what && what.value.trim() && !scans) row.querySelector("[name=quantity]").select();
  else if (what.value.trim()) goOn(row);
  else event.target.form.querySelector(".acts .btn")?.focus();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!wantsNew || event.detail?.target?.id !== "typed-lines") return;
  wantsNew = false;
  event.detail.target.lastElementChild?.querySelector("[name=what]")?.focus();
});
