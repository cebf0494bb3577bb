// A known customer is chosen from those of like names; what was typed for a new one steps aside.
function choose(button) {
  const holder = button.closest("[data-customer]");
  const form = holder.closest("form");
  form.elements.customer_id.value = button.dataset.chooseCustomer;
  const name = form.elements.company;
  name.value = button.dataset.name;
  name.readOnly = true;
  name.setAttribute("aria-expanded", "false");
  holder.querySelectorAll("[data-new-customer]").forEach((part) => { part.hidden = true; });
  holder.querySelector("#customers-found").replaceChildren();
  form.elements.title.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-choose-customer]");
  if (button) choose(button);
  const field = event.target.closest?.("[data-customer] input[readonly]");
  if (!field) return;
  field.readOnly = false;
  field.form.elements.customer_id.value = "";
  field.closest("[data-customer]").querySelectorAll("[data-new-customer]").forEach((part) => { part.hidden = false; });
});

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("[data-customer] [role=combobox]");
  const listed = event.target.closest?.("#customers-found");
  if (!(input || listed) || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const options = [...document.querySelectorAll("[data-choose-customer]")];
  const next = options[options.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  event.preventDefault();
  (next ?? document.getElementById("id_company")).focus();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "customers-found") return;
  const some = event.detail.target.querySelector("[data-choose-customer]") !== null;
  document.getElementById("id_company")?.setAttribute("aria-expanded", String(some));
});
