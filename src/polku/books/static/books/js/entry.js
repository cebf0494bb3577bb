// The lines of an entry: the balance while typing, “=” fills in what is missing, a next line by itself.
const PLACES = (form) => Number(form.dataset.places);

// Whole minor units of what was typed: the last point or comma parts the decimals if at most `places` follow it.
function minor(text, places) {
  const plain = text.replace(/[\s\u00a0\u202f'’]/g, "");
  if (!/^\d[\d.,]*$/.test(plain)) return 0n;
  const at = Math.max(plain.lastIndexOf("."), plain.lastIndexOf(","));
  const isDecimal = at >= 0 && places > 0 && plain.length - at - 1 <= places;
  const whole = (isDecimal ? plain.slice(0, at) : plain).replace(/[.,]/g, "");
  const fraction = isDecimal ? plain.slice(at + 1) : "";
  return BigInt(whole + fraction.padEnd(places, "0"));
}

function said(amount, places) {
  const digits = String(amount).padStart(places + 1, "0");
  return places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
}

const sum = (form, side) => [...form.querySelectorAll(`[data-${side}]`)]
  .reduce((total, input) => total + minor(input.value, PLACES(form)), 0n);

function show(form) {
  const difference = sum(form, "debit") - sum(form, "credit");
  const places = PLACES(form);
  form.querySelector("[data-missing-debit]").textContent = difference < 0n ? said(-difference, places) : "";
  form.querySelector("[data-missing-credit]").textContent = difference > 0n ? said(difference, places) : "";
}

function grow(form) {
  const rows = [...form.querySelectorAll("[data-line]")];
  const last = rows.at(-1);
  if (![...last.querySelectorAll("input, select")].some((control) => control.value)) return;
  const next = last.cloneNode(true);
  next.querySelectorAll(".error").forEach((error) => error.remove());
  next.querySelectorAll(".wrong").forEach((field) => field.classList.remove("wrong"));
  next.querySelectorAll("input, select").forEach((control) => { control.value = ""; });
  last.after(next);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-entry]");
  if (!form) return;
  show(form);
  grow(form);
});

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("[data-entry] :is([data-debit], [data-credit])");
  if (!input || event.key !== "=" || input.value) return;
  event.preventDefault();
  const form = input.closest("[data-entry]");
  const difference = sum(form, "debit") - sum(form, "credit");
  const missing = input.matches("[data-debit]") ? -difference : difference;
  if (missing > 0n) input.value = said(missing, PLACES(form));
  input.dispatchEvent(new Event("input", { bubbles: true }));
});

document.querySelectorAll("[data-entry]").forEach(show);
