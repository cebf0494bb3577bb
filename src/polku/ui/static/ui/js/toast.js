// What was just done, with the way back: ten seconds, longer under the pointer or the focus.
import { csrf } from "./page.js";

const region = document.getElementById("toasts");
const LASTS = 10_000;

function live(toast) {
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), LASTS); };
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

// What lies outside a modal dialog is inert: while one is open, toasts live in it.
function raise() {
  const home = document.querySelector("dialog:modal") ?? document.body;
  if (region.parentElement !== home) home.append(region);
}

export function toast({ text, undo = "", tone = "" }) {
  const made = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  made.querySelector("p").textContent = text;
  made.classList.toggle("bad", tone === "bad");
  if (undo) {
    const button = made.querySelector("[data-toast-undo]");
    button.hidden = false;
    button.dataset.url = undo;
  }
  raise();
  region.append(made);
  live(made);
  return made;
}

async function takeBack(button) {
  button.disabled = true;
  const answer = await fetch(button.dataset.url, { method: "POST", headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } })
    .catch(() => null);
  if (!answer?.ok) {
    button.disabled = false;
    return void toast({ text: answer ? region.dataset.failed : region.dataset.offline, tone: "bad" });
  }
  const next = answer.headers.get("HX-Redirect");
  if (next) location.assign(next);
  else location.reload();
}

if (region) {
  region.querySelectorAll("[data-toast]").forEach(live);
  region.addEventListener("click", (event) => {
    const undo = event.target.closest("[data-toast-undo]");
    if (undo) takeBack(undo);
    if (event.target.closest("[data-toast-close], [data-toast-then]")) event.target.closest("[data-toast]").remove();
  });
  document.addEventListener("toast", (event) => toast(event.detail));
  document.addEventListener("close", raise, true);
}
