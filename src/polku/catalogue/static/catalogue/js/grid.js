// A table of inputs ([data-grid] with [data-cell]): Enter and the arrows go up and down a column, Escape puts a value
// back, a column copied from a spreadsheet is pasted downwards, what differs from the server is marked.
const cell = (target) => target.closest?.("[data-grid] [data-cell]");
const column = (input) => [...input.form.querySelectorAll(`[data-cell="${input.dataset.cell}"]`)];

function mark(input) {
  input.classList.toggle("is-changed", input.value.trim() !== input.defaultValue);
}

function go(input, by) {
  const all = column(input);
  const next = all[all.indexOf(input) + by];
  next?.focus();
  next?.select();
  return Boolean(next);
}

document.addEventListener("keydown", (event) => {
  const input = cell(event.target);
  if (!input || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" || event.key === "ArrowDown") {
    go(input, event.shiftKey ? -1 : 1);
    event.preventDefault();
  } else if (event.key === "ArrowUp") {
    go(input, -1);
    event.preventDefault();
  } else if (event.key === "Escape" && input.value !== input.defaultValue) {
    input.value = input.defaultValue;
    mark(input);
    input.select();
    event.preventDefault();
    event.stopPropagation();
  }
});

document.addEventListener("input", (event) => {
  const input = cell(event.target);
  if (input) mark(input);
});

document.addEventListener("paste", (event) => {
  const input = cell(event.target);
  const lines = event.clipboardData?.getData("text").replace(/\r?\n$/, "").split(/\r?\n/) ?? [];
  if (!input || lines.length < 2) return;
  event.preventDefault();
  const all = column(input).slice(column(input).indexOf(input));
  lines.slice(0, all.length).forEach((line, place) => {
    all[place].value = line.split("\t")[0].trim();
    mark(all[place]);
  });
  all[Math.min(lines.length, all.length) - 1].focus();
});
