// “3 hours ago” stays true while the page is open.
const UNITS = [["day", 86_400], ["hour", 3600], ["minute", 60]];
const WEEK = 7 * 86_400;
const say = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });

function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    if (Math.abs(seconds) >= WEEK) continue;
    const [unit, size] = UNITS.find(([, one]) => Math.abs(seconds) >= one * 0.95) ?? ["second", 1];
    time.textContent = say.format(Math.round(seconds / size), unit);
  }
}

setInterval(() => { if (!document.hidden) refresh(); }, 60_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
