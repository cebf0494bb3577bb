// What is selected in the list goes into a dialog that says what will change, before it does.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-bulk-act]");
  if (!button) return;
  const form = button.closest("[data-bulk-form]");
  const values = { act: button.dataset.bulkAct, next: form.elements.next.value, ids: [] };
  if (form.querySelector("[data-bulk-all]")?.checked) values.all = "1";
  else values.ids = [...form.querySelectorAll("[data-select]:checked")].map((box) => box.value);
  const body = document.getElementById("dialog-body");
  await window.htmx.ajax("POST", form.querySelector("[data-preview]").dataset.preview, { target: body, swap: "innerHTML", values });
  const dialog = document.getElementById("dialog");
  if (!body.childElementCount) return;
  if (!dialog.open) dialog.showModal();
  body.querySelector("[autofocus], button")?.focus();
});
