// "Danh mục" on a telephone: the link to the list in the footer becomes a button that opens it here.
export function startMenu(link) {
  const list = document.getElementById(link.dataset.menu);
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.textContent = link.textContent;
  button.setAttribute("aria-controls", list.id);
  const show = (isOpen) => {
    list.classList.toggle("is-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
  };
  show(false);
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
  link.replaceWith(button);
}
