// Small things that several behaviours share.
export const typing = (target) =>
  target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;

export const overlay = () => document.querySelector("dialog[open], [popover]:popover-open");

export const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

// Run for what is on the page now and for what comes later by htmx.
export function each(selector, bind) {
  const all = (root) => {
    if (root instanceof Element && root.matches(selector)) bind(root);
    root.querySelectorAll(selector).forEach(bind);
  };
  all(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) all(event.detail.elt);
  });
}

export const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
