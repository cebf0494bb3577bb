// Cards by keyboard: m or Space picks the focused card up, arrows choose a stage, Enter drops it, Escape cancels.
import { overlay, typing } from "../../ui/js/page.js";
import { board, column, columns, place, say, send } from "./move.js";

let carried = null;

const focusedCard = () => document.activeElement?.closest("[data-card]");

function pick(card) {
  carried = { card, home: { col: column(card), next: card.nextElementSibling } };
  card.classList.add("carried");
  document.querySelector("[data-board-says]").className = "keys";
  say("picked", { deal: card.dataset.title });
}

function over(by) {
  const all = columns();
  const at = Math.max(0, Math.min(all.length - 1, all.indexOf(column(carried.card)) + by));
  place(carried.card, all[at], all[at] === carried.home.col ? carried.home.next : null);
  carried.card.querySelector("a").focus({ preventScroll: true });
  all[at].scrollIntoView({ inline: "nearest", block: "nearest" });
  say("over", { stage: all[at].dataset.name, place: at + 1, count: all.length });
}

function down(drop) {
  const { card, home } = carried;
  carried = null;
  card.classList.remove("carried");
  document.querySelector("[data-board-says]").className = "vh";
  if (drop && column(card) !== home.col) return void send(card, home);
  place(card, home.col, home.next);
  card.querySelector("a").focus();
  say("back", { deal: card.dataset.title, stage: home.col.dataset.name });
}

const CARRYING = {
  ArrowLeft: () => over(-1), ArrowRight: () => over(1), ArrowUp: () => {}, ArrowDown: () => {},
  Enter: () => down(true), " ": () => down(true), m: () => down(true), Escape: () => down(false), Tab: () => down(false),
};

document.addEventListener("keydown", (event) => {
  if (!board() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (carried) {
    if (!(event.key in CARRYING)) return;
    event.preventDefault();
    event.stopPropagation();
    return void CARRYING[event.key]();
  }
  if (typing(event.target) || overlay() || !["m", " "].includes(event.key) || event.target.matches("[data-select]") || board().dataset.mayMove !== "1") return;
  const card = focusedCard();
  if (!card) return;
  event.preventDefault();
  event.stopPropagation();
  pick(card);
}, true);

document.addEventListener("focusout", (event) => {
  if (carried && carried.card.contains(event.target) && event.relatedTarget && !carried.card.contains(event.relatedTarget)) down(false);
});
