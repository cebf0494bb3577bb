// Tabs within a page: [role=tablist] of buttons naming their panel; arrows move between them.
function show(tab) {
  const list = tab.closest("[role=tablist]");
  for (const one of list.querySelectorAll("[role=tab]")) {
    const current = one === tab;
    one.setAttribute("aria-selected", String(current));
    one.tabIndex = current ? 0 : -1;
    const panel = document.getElementById(one.getAttribute("aria-controls"));
    if (panel) panel.hidden = !current;
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (tab) show(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !step) return;
  const all = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = all[(all.indexOf(tab) + step + all.length) % all.length];
  event.preventDefault();
  next.focus();
  show(next);
});

// Copy the value of a field: [data-copy] names it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  await navigator.clipboard?.writeText(field.value ?? field.textContent).catch(() => field.select?.());
  field.select?.();
  if (button.dataset.copied) (button.querySelector("span") ?? button).textContent = button.dataset.copied;
});
