// A request that failed says so and leaves the page, and what was typed, as it was.
import { toast } from "./toast.js";

const words = document.getElementById("toasts")?.dataset ?? {};

const said = (status) => {
  if (status === 401 || status === 403) return words.denied;
  if (status === 404 || status === 410) return words.gone;
  return words.failed;
};

document.addEventListener("htmx:sendError", () => toast({ text: words.offline, tone: "bad" }));
document.addEventListener("htmx:timeout", () => toast({ text: words.offline, tone: "bad" }));
document.addEventListener("htmx:responseError", (event) => toast({ text: said(event.detail.xhr.status), tone: "bad" }));

// A session that ended answers with the sign-in page: never swap that into a part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL?.includes("/account/login/")) {
    event.detail.shouldSwap = false;
    toast({ text: words.signedOut, tone: "bad" });
  }
});

// After a refusal the first thing that is wrong has the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  if (![400, 409, 422].includes(event.detail.xhr?.status)) return;
  const wrong = event.detail.target.querySelector("[aria-invalid], [data-focus]");
  wrong?.focus();
});
