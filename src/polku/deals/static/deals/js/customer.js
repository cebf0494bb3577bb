// A known customer is chosen from those of like names; what was typed for a new one steps aside, and comes back.
const holderOf = (part) => part.closest("[data-customer]");
const found = () => document.getElementById("customers-found");

function put(holder, id, name) {
  const form = holder.closest("form");
  form.elements.customer_id.value = id;
  form.elements.company.readOnly = id !== "";
  form.elements.company.setAttribute("aria-expanded", "false");
  holder.querySelectorAll("[data-new-customer]").forEach((part) => { part.hidden = id !== ""; });
  found().replaceChildren();
  if (!id) return void form.elements.company.focus();
  form.elements.company.value = name;
  const said = holder.querySelector("[data-linked-template]").content.cloneNode(true);
  said.querySelector("[data-linked-name]").textContent = name;
  found().append(said);
  form.elements.title.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-choose-customer]");
  if (button) put(holderOf(button), button.dataset.chooseCustomer, button.dataset.name);
  const back = event.target.closest?.("[data-unlink]");
  if (back) put(holderOf(back), "", "");
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
