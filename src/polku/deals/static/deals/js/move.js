// Bringing a card to another column: at once on the page, then on the server; what is refused goes back.
import { openDialog } from "../../ui/js/dialog.js";
import { csrf } from "../../ui/js/page.js";
import { toast } from "../../ui/js/toast.js";

export const board = () => document.querySelector("[data-board]");
export const column = (card) => card.closest("[data-stage]");
export const columns = () => [...board().querySelectorAll("[data-stage]")];

export function say(name, values) {
  const text = board().dataset[name].replace(/%\((\w+)\)s/g, (_, key) => values[key] ?? "");
  document.querySelector("[data-board-says]").textContent = text;
}

function count(col, by) {
  const place = col.querySelector("[data-count]");
  const index = document.getElementById(`index-${col.dataset.stage}`);
  const number = Number(place.textContent);
  if (!/^\d+$/.test(place.textContent)) return;
  for (const one of [place, index]) if (one) one.textContent = String(number + by);
}

export function place(card, col, before = null) {
  const from = column(card);
  if (from !== col) {
    count(from, -1);
    count(col, 1);
  }
  col.querySelector("[data-cards]").insertBefore(card, before ?? col.querySelector("[data-cards]").firstElementChild);
}

function announce(answer) {
  const events = JSON.parse(answer.headers.get("HX-Trigger") || "{}");
  for (const [name, detail] of Object.entries(events)) {
    document.body.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}

async function refresh(id) {
  const card = document.querySelector(`[data-card="${id}"]`);
  const answer = await fetch(`/deals/${id}/card/`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!card || !answer?.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector("[data-card]");
  const col = document.querySelector(`[data-stage="${CSS.escape(fresh.dataset.at)}"]`);
  const focused = card.contains(document.activeElement);
  if (col && column(card) !== col) place(card, col);
  card.replaceWith(fresh);
  window.htmx.process(fresh);
  if (focused) fresh.querySelector("a").focus();
}

// The card stands in its new column already; `home` is where it goes back to.
export async function send(card, home) {
  const to = column(card);
  const names = { deal: card.dataset.title, stage: to.dataset.name };
  const body = new URLSearchParams({ stage: to.dataset.stage, from: "board" });
  card.classList.add("sending");
  const answer = await fetch(card.dataset.move, {
    method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" },
  }).catch(() => null);
  card.classList.remove("sending");
  if (answer?.status === 204) {
    say("dropped", names);
    return announce(answer);
  }
  place(card, home.col, home.next);
  if (answer?.status === 422) {
    say("asked", names);
    return openDialog(`${card.dataset.move}?${body}`);
  }
  const words = document.getElementById("toasts").dataset;
  toast({ text: !answer ? words.offline : answer.status === 403 ? words.denied : words.failed, tone: "bad" });
  say("back", { ...names, stage: home.col.dataset.name });
}

document.addEventListener("deal-moved", (event) => {
  if (board()) refresh(event.detail.id);
});
