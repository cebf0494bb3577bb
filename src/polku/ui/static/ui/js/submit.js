// A form is sent once: its buttons rest until the answer is there. [data-submit] sends the form when it changes.
const resting = new WeakMap();

function rest(form) {
  const buttons = [...form.querySelectorAll("button:not([type=button]):not(:disabled), input[type=submit]:not(:disabled)")];
  resting.set(form, buttons);
  // After the browser has read which button sent the form.
  setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
}

function wake(form) {
  (resting.get(form) ?? []).forEach((button) => { button.disabled = false; });
  resting.delete(form);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (resting.has(form)) return void event.preventDefault();
  if (form.target !== "_blank") rest(form);
});

// Coming back by the browser's own button finds the page as it was left: awake.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(wake);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!(form instanceof HTMLFormElement)) return;
  if (resting.has(form)) event.preventDefault();
  else rest(form);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt instanceof HTMLFormElement) wake(event.detail.elt);
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-submit]")) event.target.form?.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form") ?? document.querySelector("dialog[open] form");
    if (form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.main-act:not(:disabled)") ?? undefined);
    }
  }
});
