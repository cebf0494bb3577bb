// Tiles of a dashboard: dragged by their handle, or moved by the arrow keys while the handle has the focus.
import { csrf, each } from "../../ui/js/page.js";
import { toast } from "../../ui/js/toast.js";

let held = null;
const tiles = (list) => [...list.querySelectorAll("[data-tile]")];
const grid = (handle) => handle.closest("[data-tiles]");

async function keep(handle, tile) {
  const place = tiles(tile.parentElement).indexOf(tile);
  const answer = await fetch(handle.dataset.url, {
    method: "POST",
    headers: { "X-CSRFToken": csrf(), "HX-Request": "true" },
    body: new URLSearchParams({ place }),
  }).catch(() => null);
  if (answer?.ok) return;
  const region = document.getElementById("toasts");
  toast({ text: answer ? region.dataset.failed : region.dataset.offline, tone: "bad" });
}

function step(handle, by) {
  const tile = handle.closest("[data-tile]");
  const all = tiles(tile.parentElement);
  const to = all[all.indexOf(tile) + by];
  if (!to) return;
  if (by < 0) to.before(tile);
  else to.after(tile);
  handle.focus();
  tile.scrollIntoView({ block: "nearest" });
  clearTimeout(handle.waiting);
  handle.waiting = setTimeout(() => keep(handle, tile), 400);
}

function over(event) {
  const { tile } = held;
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-tile]");
  if (!under || under === tile || under.parentElement !== tile.parentElement) return;
  const all = tiles(tile.parentElement);
  if (all.indexOf(under) < all.indexOf(tile)) under.before(tile);
  else under.after(tile);
}

function drop(event) {
  if (!held) return;
  const { handle, tile, start } = held;
  tile.classList.remove("lifted");
  held = null;
  const moved = tiles(tile.parentElement).indexOf(tile) !== start;
  if (moved && event.type === "pointerup") keep(handle, tile);
}

each("[data-handle]", (handle) => {
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !grid(handle)) return;
    event.preventDefault();
    handle.focus();
    const tile = handle.closest("[data-tile]");
    held = { handle, tile, start: tiles(tile.parentElement).indexOf(tile) };
    tile.classList.add("lifted");
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("pointermove", (event) => held && over(event));
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", drop);
  handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    step(handle, by);
  });
});
