// Popovers of class `menu` stand beside the button that opened them; arrows walk through them.
const GAP = 6;

function place(menu, opener) {
  const at = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight || at.top < height + GAP;
  const start = menu.dataset.align === "end" ? at.right - width : at.left;
  menu.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
  menu.style.left = `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`;
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]") || event.newState !== "open") return;
  const opener = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]:focus`)
    ?? [...document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`)].find((one) => one.offsetParent);
  if (opener) place(menu, opener);
  menu.querySelector("[autofocus]")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element && event.target.closest(".menu:popover-open");
  const open = document.querySelector(".menu:popover-open");
  if (!open || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  if (menu && event.target.matches("input, textarea, select")) return;
  const items = [...open.querySelectorAll("a, button, summary, input")].filter((one) => one.offsetParent);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = items[(items.indexOf(document.activeElement) + step + items.length) % items.length];
  event.preventDefault();
  next?.focus();
});
