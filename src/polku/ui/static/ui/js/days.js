// A date field is written as the browser writes dates: beside its name it also says its day as the reader writes it.
import { each } from "./page.js";

const written = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$|^$/, "en-GB"), {
  weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC",
});

function say(input) {
  const label = input.labels?.[0];
  if (!label) return;
  let said = label.querySelector("[data-day]");
  if (!said) {
    said = document.createElement("span");
    said.className = "q";
    said.dataset.day = "";
    said.setAttribute("aria-hidden", "true"); // who hears the page hears the field itself
    label.append(" ", said);
  }
  said.textContent = input.valueAsDate ? written.format(input.valueAsDate) : "";
}

each("input[type=date]", say);

for (const event of ["input", "change"]) {
  document.addEventListener(event, ({ target }) => {
    if (target.matches?.("input[type=date]")) say(target);
  });
}
