// The journey's table by keyboard: arrows go from cell to cell, N adds to one, Enter opens its first entry.
import { overlay, typing } from "../../ui/js/page.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function cells(table) {
  return [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("[data-cell]")]);
}

function place(grid, cell) {
  const row = grid.findIndex((one) => one.includes(cell));
  return row < 0 ? null : [row, grid[row].indexOf(cell)];
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || overlay()) return;
  const table = document.querySelector("[data-matrix]");
  if (!table) return;
  const grid = cells(table);
  if (!grid.flat().length) return;
  const cell = document.activeElement?.closest("[data-cell]");
  const by = STEPS[event.key];
  if (by) {
    const at = cell ? place(grid, cell) : null;
    const row = at ? Math.min(grid.length - 1, Math.max(0, at[0] + by[0])) : 0;
    const column = at ? Math.min(grid[row].length - 1, Math.max(0, at[1] + by[1])) : 0;
    grid[row][column].focus();
    grid[row][column].scrollIntoView({ block: "nearest", inline: "nearest" });
    event.preventDefault();
  } else if (cell && event.key.toLowerCase() === "n") {
    cell.querySelector("[data-add]")?.click();
    event.preventDefault();
  } else if (event.key === "Enter" && cell && document.activeElement === cell) {
    (cell.querySelector("li a") ?? cell.querySelector("[data-add]"))?.click();
    event.preventDefault();
  }
});
