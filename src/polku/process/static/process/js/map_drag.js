// A stop of the draft's map dragged along the line: dropped between others, its stage stands there.
import { csrf } from "../../ui/js/page.js";

let held;

const middle = (stop) => Number(stop.querySelector("circle.st").getAttribute("cx"));

document.addEventListener("pointerdown", (event) => {
  const stop = event.target.closest?.("[data-editor] svg.only-l a.stop");
  const svg = stop?.closest("svg");
  if (!stop || event.button || !document.querySelector("[data-editor] [data-act=up]")) return;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  held = { stop, svg, scale, x: event.clientX, by: 0, moving: false };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  held.by = (event.clientX - held.x) * held.scale;
  if (!held.moving && Math.abs(held.by) < 8) return;
  held.moving = true;
  held.svg.classList.add("dragging");
  held.stop.classList.add("held");
  held.stop.setAttribute("transform", `translate(${held.by} 0)`);
});

// Where among the other stops the dragged one came to be.
function place({ stop, svg, by }) {
  const x = middle(stop) + by;
  return [...svg.querySelectorAll("a.stop")].filter((one) => one !== stop && middle(one) < x).length;
}

function drop(event) {
  if (!held) return;
  const done = held;
  held = undefined;
  done.svg.classList.remove("dragging");
  done.stop.classList.remove("held");
  done.stop.removeAttribute("transform");
  if (!done.moving) return;
  document.addEventListener("click", (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
  setTimeout(() => document.dispatchEvent(new MouseEvent("click")), 0);
  const key = done.stop.dataset.stop;
  const to = place(done);
  if (event.type === "pointercancel" || to === [...done.svg.querySelectorAll("a.stop")].indexOf(done.stop)) return;
  const editor = document.querySelector("[data-editor]");
  const form = editor.querySelector(`[data-row="${CSS.escape(key)}"] form[action$="/place/"]`);
  window.htmx.ajax("POST", form.getAttribute("action"), {
    source: editor, target: "#line", select: "#line", swap: "outerHTML",
    values: { to: String(to), stage: editor.dataset.chosen, csrfmiddlewaretoken: csrf() },
  });
}

document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", drop);
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-editor] svg")) event.preventDefault();
});
