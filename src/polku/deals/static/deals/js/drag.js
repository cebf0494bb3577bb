// Cards by mouse and finger: a mouse lifts a card when it moves, a finger when it rests on it.
import { board, column, columns, place, send } from "./move.js";

const LIFT = 6;
const REST = 280;
const EDGE = 56;
let held = null;

function lift(event) {
  const { card } = held;
  const at = card.getBoundingClientRect();
  held.home = { col: column(card), next: card.nextElementSibling };
  held.ghost = card.cloneNode(true);
  held.ghost.classList.add("ghost");
  held.ghost.removeAttribute("data-card");
  held.ghost.style.inlineSize = `${at.width}px`;
  held.dx = held.x - at.left;
  held.dy = held.y - at.top;
  document.body.append(held.ghost);
  card.classList.add("lifted");
  board().classList.add("is-dragging");
  move(event);
}

function move(event) {
  held.ghost.style.transform = `translate(${event.clientX - held.dx}px, ${event.clientY - held.dy}px)`;
  const edges = board().getBoundingClientRect();
  held.speed = event.clientX > edges.right - EDGE ? 12 : event.clientX < edges.left + EDGE ? -12 : 0;
  if (held.speed && !held.rolling) roll();
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-stage]");
  for (const col of columns()) col.classList.toggle("is-over", col === under && col !== held.home.col);
  held.over = under ?? held.over;
}

function roll() {
  held.rolling = true;
  const step = () => {
    if (!held?.speed) return void (held && (held.rolling = false));
    board().scrollLeft += held.speed;
    requestAnimationFrame(step);
  };
  step();
}

function finish(drop) {
  const { card, ghost, home, over } = held;
  clearTimeout(held.timer);
  held = null;
  if (!ghost) return;
  ghost.remove();
  card.classList.remove("lifted");
  board().classList.remove("is-dragging");
  for (const col of columns()) col.classList.remove("is-over");
  const still = (event) => { event.preventDefault(); event.stopPropagation(); };
  card.addEventListener("click", still, { capture: true, once: true });
  setTimeout(() => card.removeEventListener("click", still, { capture: true }), 50);
  if (!drop || !over || over === home.col) return;
  place(card, over);
  send(card, home);
}

document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest?.("[data-card]");
  if (!card || event.target.closest(".pick") || event.button !== 0 || board()?.dataset.mayMove !== "1") return;
  held = { card, x: event.clientX, y: event.clientY, touch: event.pointerType !== "mouse" };
  if (held.touch) held.timer = setTimeout(() => { navigator.vibrate?.(10); lift(event); }, REST);
});
document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > LIFT;
  if (held.ghost) move(event);
  else if (far && held.touch) finish(false);
  else if (far) lift(event);
});
document.addEventListener("pointerup", () => held && finish(true));
document.addEventListener("pointercancel", () => held && finish(false));
document.addEventListener("touchmove", (event) => held?.ghost && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
document.addEventListener("dragstart", (event) => event.target.closest?.("[data-card]") && event.preventDefault());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held?.ghost) {
    event.stopPropagation();
    finish(false);
  }
}, true);
