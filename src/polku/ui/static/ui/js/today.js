// The brief beside the queue is that of the row in focus.
const brief = document.getElementById("brief");
let shown = "";

if (brief) {
  document.addEventListener("item-focus", (event) => {
    const url = event.target.dataset.brief;
    if (!url || url === shown) return;
    shown = url;
    window.htmx?.ajax("GET", url, { target: brief, swap: "innerHTML" });
  });
}
