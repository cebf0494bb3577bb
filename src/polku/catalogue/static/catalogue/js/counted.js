// What the server counted of typed lines ([data-counted]) is put beside them ([data-counts]): each line's sum, its
// price, discount and VAT in the empty cells, and why. An open reason stays open.
const value = (row, name) => row.querySelector(`[name=${name}]`)?.value.trim() ?? "";

function isFilled(row) {
  if (row.querySelector("[name=what]")) return value(row, "what") !== "";
  return ["product", "description", "unit_price"].some((name) => value(row, name));
}

function put(row, told) {
  const shown = told?.dataset ?? {};
  for (const [name, text] of [["unit_price", shown.unitPrice], ["discount", shown.discount], ["tax", shown.tax]]) {
    const input = row.querySelector(`[name=${name}]`);
    input.dataset.usual ??= input.placeholder;
    input.placeholder = text || input.dataset.usual;
  }
  row.querySelector("[data-line-sum]").textContent = shown.sum ?? "";
  const why = row.querySelector("[data-line-why]");
  const wasOpen = why.querySelector("details")?.open ?? false;
  why.replaceChildren(...(told ? told.cloneNode(true).childNodes : []));
  if (row.contains(document.activeElement)) { // still being typed: said, not held against anybody
    why.querySelectorAll(".error").forEach((one) => { one.className = "aside"; });
  }
  const fold = why.querySelector("details");
  if (fold) fold.open = wasOpen;
}

document.addEventListener("htmx:afterSettle", () => {
  const told = document.querySelector("[data-live]");
  if (!told) return;
  const lines = [...(told.querySelector("[data-counted]")?.content.children ?? [])];
  let place = 0;
  for (const row of document.querySelectorAll("[data-counts]")) put(row, isFilled(row) ? lines[place++] : null);
});
