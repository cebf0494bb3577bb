// The lines of an offer ([data-quote-form]): products found as one types and chosen with the arrows, Enter goes down
// a column, lines are added and taken out, ready terms fill their fields. The server counts.
const rowOf = (part) => part.closest("[data-quote-row]");
const say = (part) => part.dispatchEvent(new CustomEvent("lines-changed", { bubbles: true }));
const options = (row) => [...row.querySelectorAll("[data-choose-product]")];
const waits = new WeakMap();

function close(row) {
  row.querySelector("[data-found]").replaceChildren();
  row.querySelector("[role=combobox]")?.setAttribute("aria-expanded", "false");
}

function costed(row) { // a product's cost stands on its card; of anything else it is typed
  const [cost, ofCard] = [row.querySelector("[name=cost]"), row.querySelector("[name=product]").value !== ""];
  if (cost) Object.assign(cost, { readOnly: ofCard, placeholder: ofCard ? cost.dataset.card : "", value: ofCard ? "" : cost.value });
}

async function find(input) {
  const row = rowOf(input);
  const words = input.value.trim();
  if (words.length < 2) return void close(row);
  const answer = await fetch(`${input.dataset.findProduct}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || input.value.trim() !== words || document.activeElement !== input) return;
  row.querySelector("[data-found]").innerHTML = await answer.text();
  input.setAttribute("aria-expanded", String(options(row).length > 0));
}

function choose(button) {
  const row = rowOf(button);
  const put = (name, value) => { row.querySelector(`[name=${name}]`).value = value; };
  put("product", button.dataset.chooseProduct);
  put("sku", button.dataset.sku);
  put("unit", button.dataset.unit);
  put("description", button.dataset.name);
  for (const name of ["unit_price", "tax", "tax_category", "kind"]) put(name, "");
  close(row);
  costed(row);
  row.querySelector("[name=quantity]").select();
  say(row);
}

function add(body) {
  const fresh = body.lastElementChild.cloneNode(true);
  fresh.querySelectorAll("input, select, textarea").forEach((one) => { one.value = one.name === "quantity" ? "1" : ""; one.checked = false; one.placeholder &&= one.dataset.usual ?? one.placeholder; one.classList.remove("is-wrong"); });
  fresh.querySelectorAll("[data-line-sum], [data-line-why]").forEach((one) => one.replaceChildren());
  close(fresh);
  costed(fresh);
  body.append(fresh);
  fresh.querySelector("[data-cell]").focus();
}

document.addEventListener("input", (event) => {
  const input = event.target.closest?.("[data-find-product]");
  if (!input) return;
  rowOf(input).querySelector("[name=product]").value = "";
  costed(rowOf(input));
  clearTimeout(waits.get(input));
  waits.set(input, setTimeout(() => find(input), 200));
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-choose-product]")) choose(event.target.closest("[data-choose-product]"));
  const drop = event.target.closest?.("[data-drop-line]");
  if (drop) {
    const body = rowOf(drop).parentElement;
    if (body.children.length > 1) rowOf(drop).remove();
    say(body);
  }
  const more = event.target.closest?.("[data-add-line]");
  if (more) add(more.form.querySelector("[data-quote-rows]"));
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-quote-row]");
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea")) return;
  const found = options(row);
  const at = found.indexOf(document.activeElement);
  const cell = event.target.dataset.cell;
  if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    (found[at + (event.key === "ArrowDown" ? 1 : -1)] ?? row.querySelector("[role=combobox]")).focus();
  } else if (event.key === "Escape" && found.length) {
    close(row);
    row.querySelector("[role=combobox]").focus();
  } else if (event.key === "Enter" && cell) {
    if (cell === "description" && found.length) choose(found[0]);
    else if (row.nextElementSibling) row.nextElementSibling.querySelector(`[data-cell=${cell}]`).focus();
    else if (row.querySelector("[name=description]").value.trim()) add(row.parentElement);
  } else return;
  event.preventDefault();
  event.stopPropagation();
});

document.addEventListener("change", (event) => {
  const chosen = event.target.matches?.("[data-terms]") && event.target.selectedOptions[0];
  if (!chosen || !chosen.value) return;
  const form = event.target.form;
  for (const name of ["payment", "delivery", "guarantee"]) form.elements[name].value = chosen.dataset[name];
  form.elements.payment_terms.value = chosen.dataset.paymentTerms;
  form.elements.due_days.value = chosen.dataset.dueDays;
});
