// The board: arrows between stages, n for the next step, folded columns, the index of the phone.
import { openDialog } from "../../ui/js/dialog.js";
import { each, overlay, typing } from "../../ui/js/page.js";

const FOLDED = "polku.folded";
const folded = () => JSON.parse(localStorage.getItem(FOLDED) || "[]");
const link = (card) => card.querySelector("a");
const cards = (col) => [...col.querySelectorAll("[data-card]")];

function fold(col, on) {
  col.classList.toggle("folded", on);
  col.querySelector("[data-fold-stage]").setAttribute("aria-expanded", String(!on));
}

function toggle(button) {
  const col = button.closest("[data-stage]");
  const on = !col.classList.contains("folded");
  fold(col, on);
  const rest = folded().filter((key) => key !== col.dataset.stage);
  localStorage.setItem(FOLDED, JSON.stringify(on ? [...rest, col.dataset.stage] : rest));
}

function aside(card, by) {
  const all = [...document.querySelectorAll("[data-stage]:not(.folded)")].filter((col) => cards(col).length);
  const here = card.closest("[data-stage]");
  const next = all[all.indexOf(here) + by];
  if (!next) return;
  const found = cards(next);
  const goal = found[Math.min(cards(here).indexOf(card), found.length - 1)];
  link(goal).focus({ preventScroll: true });
  goal.classList.add("is-focus");
  goal.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const board = document.querySelector("[data-board]");
  if (!board || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || overlay()) return;
  const card = document.activeElement?.closest("[data-card]") ?? board.querySelector("[data-card].is-focus");
  if (event.key === "ArrowRight" && !card) board.querySelector("[data-card] a")?.focus();
  else if (card && (event.key === "ArrowLeft" || event.key === "ArrowRight")) aside(card, event.key === "ArrowLeft" ? -1 : 1);
  else if (card && event.key === "n") openDialog(`${card.dataset.next}?next=${encodeURIComponent(location.pathname + location.search)}`);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fold-stage]");
  if (button) toggle(button);
  const link = event.target.closest?.("[data-index] a");
  if (!link) return;
  event.preventDefault();
  document.querySelector(link.getAttribute("href"))?.scrollIntoView({ inline: "start", block: "nearest" });
});

each("[data-board]", (board) => {
  const closed = folded();
  for (const col of board.querySelectorAll("[data-stage]")) if (closed.includes(col.dataset.stage)) fold(col, true);
  const index = document.querySelector("[data-index]");
  let waiting = false;
  const mark = () => {
    waiting = false;
    const { left: start, right: end } = board.getBoundingClientRect();
    const cols = [...board.querySelectorAll("[data-stage]")];
    const here = cols.find((col) => col.getBoundingClientRect().right - start > 40) ?? cols[0];
    for (const link of index?.children ?? []) {
      if (link.getAttribute("href") === `#${here.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      const at = document.querySelector(link.getAttribute("href")).getBoundingClientRect();
      link.classList.toggle("seen", at.left > start - 8 && Math.min(at.right, at.left + 120) < end + 8);
    }
    index?.classList.toggle("needed", board.scrollWidth > board.clientWidth + 4);
  };
  board.addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(mark); } }, { passive: true });
  addEventListener("resize", mark);
  mark();
});
