// A stop of a drawn map opens over the page what is known of its stage; without this it is a plain link.
import { openDialog } from "../../ui/js/dialog.js";

document.addEventListener("click", (event) => {
  const stop = event.target.closest?.("svg.map a.stop");
  if (!stop || event.ctrlKey || event.metaKey || event.shiftKey || stop.closest("[data-plain-links]")) return;
  event.preventDefault();
  openDialog(stop.getAttribute("href"));
});
