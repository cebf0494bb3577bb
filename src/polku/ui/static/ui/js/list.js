// Walk through a [data-list] of [data-item]s: j/k or arrows move, Enter opens, x selects. One has the focus.
import { overlay, typing, visible } from "./page.js";

const items = (list) => [...list.querySelectorAll("[data-item]")].filter(visible);
const target = (item) => (item.matches("a[href], button") ? item : item.querySelector("a[href], button"));

function focus(item) {
  document.querySelectorAll("[data-item].is-focus").forEach((one) => one !== item && one.classList.remove("is-focus"));
  if (!item) return;
  item.classList.add("is-focus");
  target(item)?.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function list() {
  const here = document.activeElement?.closest("[data-list]");
  const inDialog = document.querySelector("dialog[open] [data-list]");
  return here ?? inDialog ?? [...document.querySelectorAll("[data-list]")].find(visible);
}

function step(by) {
  const all = list() ? items(list()) : [];
  if (!all.length) return false;
  const now = all.findIndex((item) => item.contains(document.activeElement) || item.classList.contains("is-focus"));
  focus(all[now < 0 ? 0 : Math.max(0, Math.min(all.length - 1, now + by))]);
  return true;
}

const current = () => document.querySelector("[data-item].is-focus");

function select() {
  const box = current()?.querySelector("[data-select]");
  box?.click();
  return Boolean(box);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  if (overlay() && !document.querySelector("dialog[open] [data-list]")) return;
  const moves = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
  const arrow = event.key.startsWith("Arrow");
  // Arrows scroll the page as ever, until one is in a list.
  if (arrow && !document.activeElement?.closest("[data-list]")) return;
  let done = false;
  if (event.key in moves) done = step(moves[event.key]);
  else if (event.key === "x") done = select();
  if (done) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest?.("[data-item]");
  document.querySelectorAll("[data-item].is-focus").forEach((one) => one !== item && one.classList.remove("is-focus"));
  if (item && event.target.matches(":focus-visible")) item.classList.add("is-focus");
  if (item) item.dispatchEvent(new CustomEvent("item-focus", { bubbles: true }));
});
