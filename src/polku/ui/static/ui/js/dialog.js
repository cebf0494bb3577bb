// [data-dialog] opens its address over the page; a form in it that is refused stays with its errors.
const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");

export function openDialog(url) {
  if (!dialog || !window.htmx) return Promise.resolve(location.assign(url));
  return window.htmx.ajax("GET", url, { target: body, swap: "innerHTML" }).then(() => {
    if (!body.childElementCount) return;
    if (!dialog.open) dialog.showModal();
    name();
    (body.querySelector("[autofocus], .wrong :is(input, select, textarea), :has(> [aria-current=step]) + li > button")
      ?? body.querySelector("input:not([type=hidden]), select, textarea, button"))?.focus();
  });
}

function name() {
  const heading = body.querySelector("h1, h2");
  if (heading) heading.id = "dialog-title";
  for (const form of body.querySelectorAll("form[method=post]:not([hx-post])")) {
    form.setAttribute("hx-post", form.getAttribute("action") || body.dataset.url || location.href);
    form.setAttribute("hx-target", "#dialog-body");
    form.setAttribute("hx-swap", "innerHTML");
    window.htmx.process(form);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && !link.hasAttribute("aria-disabled")) {
    event.preventDefault();
    body.dataset.url = link.href;
    openDialog(link.href);
    return;
  }
  const closer = event.target.closest?.("[data-close]");
  if (closer) closer.closest("dialog, [popover]")?.[closer.closest("dialog") ? "close" : "hidePopover"]();
  if (event.target === dialog) closeUnlessTyped();
});

// A press beside the dialog closes it, but never throws typed text away.
function closeUnlessTyped() {
  const typed = [...body.querySelectorAll("input:not([type=hidden]), textarea")].some((one) => one.value !== one.defaultValue);
  if (!typed) dialog.close();
}

if (dialog) {
  dialog.addEventListener("close", () => body.replaceChildren());
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === body) name();
  });
  document.addEventListener("dialog-close", () => dialog.close());
}
