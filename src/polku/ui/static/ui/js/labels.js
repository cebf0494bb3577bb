// On a phone the rows of a wide list (table.stacked) stand as pairs: each value beside the heading of its column.
function label(root) {
  for (const table of root.querySelectorAll("table.stacked")) {
    const names = [...table.querySelectorAll("thead th")].map((heading) => heading.innerText.trim());
    for (const row of table.tBodies[0].rows) {
      for (const cell of row.cells) {
        if (cell.tagName === "TD" && cell.textContent.trim()) cell.dataset.label = names[cell.cellIndex] ?? "";
      }
    }
  }
}

// A row of places that is wider than the screen begins where the present one is.
function reveal(root) {
  for (const here of root.querySelectorAll(":is(.seg, .questions, .filters) > [aria-current]")) {
    const row = here.parentElement;
    const beyond = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
    if (row.scrollWidth > row.clientWidth && beyond > 0) row.scrollLeft += beyond + 24;
  }
}

function settle(root) {
  label(root);
  reveal(root);
}

settle(document);
document.addEventListener("htmx:afterSettle", (event) => settle(event.target.parentElement ?? document));
