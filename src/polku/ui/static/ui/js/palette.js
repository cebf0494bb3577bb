// Ctrl/Cmd+K: ask for anything; arrows choose, Enter goes, Esc leaves.

const palette = document.getElementById("palette");
const input = palette?.querySelector("[data-palette-input]");
const list = palette?.querySelector("[data-palette-list]");
const RECENT = "recent-pages";
const WAIT = 60;
let timer, asked;

const recent = () => JSON.parse(localStorage.getItem(RECENT) ?? "[]");

// Pages one was at are remembered in this browser only.
function remember() {
  const here = { url: location.pathname + location.search, title: document.title.replace(/ · Polku$/, "") };
  const others = recent().filter((page) => page.url !== here.url && page.title !== here.title);
  localStorage.setItem(RECENT, JSON.stringify([here, ...others].slice(0, 6)));
}

function recentSection() {
  const pages = recent().filter((page) => page.url !== location.pathname + location.search).slice(0, 5);
  if (!pages.length) return null;
  const section = document.createElement("section");
  section.setAttribute("role", "group");
  section.setAttribute("aria-label", palette.dataset.recent);
  const heading = section.appendChild(document.createElement("h3"));
  heading.textContent = palette.dataset.recent;
  heading.setAttribute("aria-hidden", "true");
  for (const page of pages) {
    const option = section.appendChild(document.createElement("a"));
    option.setAttribute("role", "option");
    option.href = page.url;
    option.tabIndex = -1;
    option.appendChild(document.createElement("span")).className = "said";
    option.firstChild.textContent = page.title;
  }
  return section;
}

async function find() {
  const words = input.value.trim();
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(`${palette.dataset.url}?q=${encodeURIComponent(words)}`, { signal: asked.signal, headers: { "HX-Request": "true" } })
    .catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const html = await answer.text();
  if (words !== input.value.trim()) return;
  list.innerHTML = html;
  const section = words ? null : recentSection();
  if (section) list.prepend(section);
  options().forEach((option, index) => { option.id = `palette-${index}`; });
  choose(0);
}

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

function choose(index) {
  const all = options();
  const wanted = all[(index + all.length) % all.length];
  all.forEach((option) => option.setAttribute("aria-selected", String(option === wanted)));
  input.setAttribute("aria-activedescendant", wanted?.id ?? "");
  wanted?.scrollIntoView({ block: "nearest" });
}

export function openPalette() {
  if (!palette || palette.open) return;
  palette.showModal();
  input.value = "";
  input.focus();
  find();
}

if (palette) {
  if (!location.pathname.startsWith("/account/")) remember();
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, WAIT); });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(options().indexOf(chosen()) + step); }
    if (event.key === "Enter") { event.preventDefault(); chosen()?.click(); }
  });
  list.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(options().indexOf(option));
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
    if (event.target.closest("[data-dialog]")) palette.close();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-palette]")) return;
    event.target.closest("[popover]")?.hidePopover();
    openPalette();
  });
}
