// Paper shows what is folded on the screen; "In trang này" prints.
export function watchPrinting() {
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details[data-print]").forEach((part) => { part.open = true; });
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-prints]")) return;
    event.preventDefault();
    window.print();
  });
}
