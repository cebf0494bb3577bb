// [data-confirm] asks in a dialog of ours before a button's form is sent, a link followed or an htmx request made.
const dialog = document.getElementById("confirm");

function ask(question) {
  if (!dialog) return Promise.resolve(window.confirm(question));
  dialog.querySelector("h2").textContent = question;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("click", (event) => {
  const asker = event.target.closest?.("[data-confirm]:not([hx-post], [hx-delete])");
  if (!asker || asker.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asker.dataset.confirm).then((yes) => {
    if (!yes) return void asker.focus();
    asker.dataset.confirmed = "1";
    asker.click();
    delete asker.dataset.confirmed;
  });
}, true);

document.addEventListener("htmx:confirm", (event) => {
  const question = event.detail.elt.dataset?.confirm;
  if (!question) return;
  event.preventDefault();
  ask(question).then((yes) => yes && event.detail.issueRequest(true));
});
