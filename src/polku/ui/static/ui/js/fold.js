// The navigation folds to a rail; the server draws it so on the next page (cookie), without a flash.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fold]");
  if (!button) return;
  const app = document.getElementById(button.getAttribute("aria-controls"));
  const narrow = app.classList.toggle("rail");
  button.setAttribute("aria-pressed", String(narrow));
  document.cookie = `polku_rail=${narrow ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
});
