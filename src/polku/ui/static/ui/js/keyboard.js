// Single keys: `g` and a letter go to a place, [data-key] runs its act ([data-anywhere] on any page), `/` searches, `?` lists keys, Esc backs out.
import { overlay, typing, visible } from "./page.js";
import { openPalette } from "./palette.js";

const TOGETHER = 1200;
let gone = 0;

const within = () => document.querySelector("dialog[open]") ?? document;

function act(letter) {
  const row = document.activeElement?.closest("[data-item]");
  const quoted = `[data-key="${CSS.escape(letter)}"]`;
  const found = [...(row?.querySelectorAll(quoted) ?? []), ...within().querySelectorAll(quoted)];
  const anywhere = within() === document ? document.querySelector(`[data-anywhere="${CSS.escape(letter)}"]`) : null;
  const first = found.find((one) => visible(one) && !one.disabled) ?? anywhere;
  first?.click();
  return Boolean(first);
}

function back() {
  if (overlay()) return false;
  const chosen = [...document.querySelectorAll("[data-bulk] [data-select-none]")].find(visible);
  if (chosen) {
    chosen.click();
    return true;
  }
  const up = document.querySelector("[data-back]");
  up?.click();
  return Boolean(up);
}

function search() {
  const field = [...document.querySelectorAll("[data-search]")].find(visible);
  if (field) field.focus();
  else openPalette();
  return true;
}

function showKeys() {
  document.getElementById("me-menu")?.hidePopover?.();
  document.getElementById("keys")?.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return void openPalette();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && !overlay()) event.target.blur();
    return;
  }
  const letter = event.key.toLowerCase();
  const going = Date.now() - gone < TOGETHER;
  gone = 0;
  let done = false;
  if (letter === "escape") done = back();
  else if (overlay() && !document.querySelector("#dialog[open]")) return;
  else if (going) done = go(letter);
  else if (letter === "g") gone = Date.now();
  else if (letter === "/") done = search();
  else if (event.key === "?") done = showKeys();
  else if (letter.length === 1) done = act(letter);
  if (done) event.preventDefault();
});

function go(letter) {
  const place = document.querySelector(`[data-go="${CSS.escape(letter)}"]`);
  place?.click();
  return Boolean(place);
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-show-keys]")) showKeys();
});
