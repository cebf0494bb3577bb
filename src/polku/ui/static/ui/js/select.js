// Choose rows by [data-select]; shift chooses a span, [data-select-all] all of them; [data-bulk] appears with the count.
let last = null;

const scope = (element) => element.closest("[data-selecting]") ?? document;
const boxes = (root) => [...root.querySelectorAll("[data-select]")];

function show(root) {
  const all = boxes(root);
  const count = all.filter((box) => box.checked).length;
  root.querySelectorAll("[data-bulk]").forEach((bar) => { bar.hidden = count === 0; });
  root.querySelectorAll("[data-bulk-count]").forEach((place) => {
    place.textContent = new Intl.NumberFormat(document.documentElement.lang).format(count);
  });
  root.querySelectorAll("[data-select-all]").forEach((box) => {
    box.checked = count > 0 && count === all.length;
    box.indeterminate = count > 0 && count < all.length;
  });
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || !box.matches("[data-select], [data-select-all]")) return;
  const root = scope(box);
  const all = boxes(root);
  if (box.matches("[data-select-all]")) {
    all.forEach((one) => { one.checked = box.checked; });
  } else {
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
    }
    last = box;
  }
  show(root);
});

// A finger meets the cell sooner than its box.
document.addEventListener("click", (event) => {
  if (event.target.matches?.("td.pick, th.pick")) event.target.querySelector("input")?.click();
});

document.addEventListener("click", (event) => {
  const none = event.target.closest?.("[data-select-none]");
  if (!none) return;
  boxes(scope(none)).forEach((box) => { box.checked = false; });
  show(scope(none));
});

document.addEventListener("htmx:afterSettle", (event) => show(scope(event.target)));
