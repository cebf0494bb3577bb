// The draft's map by keyboard: arrows walk from stop to stop, Alt with an arrow moves the stage, letters are its acts.
// Every key presses a control of the page, so that all of it goes without this as well.
import { overlay, typing } from "../../ui/js/page.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const ACTS = { a: "add", x: "remove", Delete: "remove" };
const PANEL_ACTS = { s: "split", m: "merge" };
const stops = (svg) => [...svg.querySelectorAll("a.stop")];
let then = "";

function row(key) {
  return document.querySelector(`[data-editor] [data-row="${CSS.escape(key)}"]`);
}

// Choose a stop: its panel comes with the page, and the focus stays where it was.
function choose(href, act = "") {
  const url = new URL(href, location.href);
  then = act;
  window.htmx.ajax("GET", url.pathname + url.search, { source: document.querySelector("[data-editor]"), target: "#line", select: "#line", swap: "outerHTML" })
    .then(() => history.replaceState(history.state, "", url.pathname + url.search));
}

function focusAfter(id) {
  document.addEventListener("htmx:afterSettle", () => {
    const panel = document.getElementById("panel");
    if (then === "rename") panel?.querySelector("[data-rename]")?.select();
    else if (then) panel?.querySelector(`[data-act="${then}"]`)?.click();
    else if (id) document.getElementById(id)?.focus({ preventScroll: true });
    if (panel && !then && matchMedia("(max-width: 1100px)").matches) panel.scrollIntoView({ block: "start" });
    then = "";
  }, { once: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-editor] a:is(.stop, [data-choose], .pinned[href^='?stage'])");
  if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  focusAfter(link.id);
  choose(link.getAttribute("href"));
});

document.addEventListener("keydown", (event) => {
  const stop = event.target.closest?.("[data-editor] a.stop");
  if (!stop || typing(event.target) || overlay() || event.ctrlKey || event.metaKey) return;
  const key = stop.dataset.stop;
  const step = STEPS[event.key];
  const all = stops(stop.closest("svg"));
  const at = all.indexOf(stop);
  if (step && event.altKey) {
    focusAfter(stop.id);
    row(key)?.querySelector(`[data-act="${step > 0 ? "down" : "up"}"]`)?.click();
  } else if (step) all[Math.max(0, Math.min(all.length - 1, at + step))].focus();
  else if (event.key === "Home" || event.key === "End") all.at(event.key === "Home" ? 0 : -1).focus();
  else if (event.key === "F2") {
    focusAfter(stop.id);
    choose(stop.getAttribute("href"), "rename");
  } else if (ACTS[event.key] && !event.altKey) {
    const next = all[at + 1] ?? all[at - 1];
    focusAfter(next?.id);
    row(key)?.querySelector(`[data-act="${ACTS[event.key]}"]`)?.click();
  } else if (PANEL_ACTS[event.key] && !event.altKey) {
    focusAfter(stop.id);
    choose(stop.getAttribute("href"), PANEL_ACTS[event.key]);
  } else return;
  event.preventDefault();
  event.stopPropagation();
});
