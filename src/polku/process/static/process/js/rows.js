// Lists in a form: [data-row-add] puts a blank row in, each row can go up or out. Without scripts the form has one blank
// row, in a <noscript>, which is text here: that text is what new rows are made of.
import { each } from "../../ui/js/page.js";

let count = 0;

function changed(element) {
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

function add(list, blank) {
  count += 1;
  const holder = document.createElement("template");
  const text = blank.content || blank.firstElementChild ? blank.innerHTML : blank.textContent;
  holder.innerHTML = text.replaceAll(blank.dataset.rowBlank || "_new_", `_n${count}_`);
  const row = holder.content.querySelector("[data-row]");
  list.append(row);
  show(row);
  window.htmx?.process(row);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

function show(row) {
  row.querySelectorAll("[data-row-acts]").forEach((one) => { one.hidden = false; });
  row.querySelectorAll("[data-rows]").forEach(bind);
  row.querySelectorAll("[data-condition]").forEach(fit);
  if (row.matches("[data-condition]")) fit(row);
}

// Only what can be asked of a fact is offered, and a value only where one is compared with.
function fit(condition) {
  const fact = condition.querySelector("select[name$=__fact]");
  const operator = condition.querySelector("select[name$=__operator]");
  const value = condition.querySelector("input[name$=__value]");
  const [kind, detail] = (fact.selectedOptions[0]?.dataset.kinds ?? "").split(" ");
  const fits = (option) => !kind || (option.dataset.kinds ?? "").split(" ").includes(kind);
  for (const option of operator.options) option.hidden = option.disabled = !fits(option);
  if (!fits(operator.selectedOptions[0])) operator.value = [...operator.options].find(fits).value;
  value.type = kind === "date" ? "date" : "text";
  value.inputMode = kind === "number" ? "decimal" : "";
  if (detail === "choice") value.setAttribute("list", `values-${fact.value}`);
  else value.removeAttribute("list");
  value.closest(".field").hidden = kind === "bool" || operator.value === "known";
}

function bind(list) {
  const button = list.parentElement.querySelector(":scope > [data-row-add]");
  const blank = list.parentElement.querySelector(":scope > [data-row-blank]");
  if (!button.hidden) return;
  button.hidden = false;
  button.addEventListener("click", () => add(list, blank));
  list.querySelectorAll(":scope > [data-row]").forEach(show);
}

each("[data-rows]", bind);
each("[data-condition]", (condition) => {
  if (!condition.closest("[data-row]")) fit(condition);
});

document.addEventListener("change", (event) => {
  const condition = event.target.closest?.("[data-condition]");
  if (condition && event.target.matches("select")) fit(condition);
});

document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-row-up], [data-row-remove]")?.closest("[data-row]");
  if (!row) return;
  const list = row.parentElement;
  if (event.target.closest("[data-row-up]") && row.previousElementSibling) {
    row.previousElementSibling.before(row);
    event.target.closest("[data-row-up]").focus();
    changed(list);
  }
  if (event.target.closest("[data-row-remove]")) {
    const next = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-row-remove]") ?? list.parentElement.querySelector("[data-row-add]")).focus();
    changed(list);
  }
});
