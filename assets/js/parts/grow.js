// A text field as high as its text, where the browser cannot do it by itself.
export function startGrow(field) {
  const isLine = field.dataset.grow === "line";
  if (isLine) field.addEventListener("keydown", keepOneLine);
  if (getComputedStyle(field).fieldSizing === "content") return;
  let ours = "";
  const fit = () => {
    if (!field.offsetParent) return;
    const border = field.offsetHeight - field.clientHeight;
    if (isLine) field.style.height = "auto";
    else if (field.style.height === ours) field.style.height = ""; // one that was dragged stays
    if (isLine || field.scrollHeight > field.clientHeight) {
      field.style.height = `${field.scrollHeight + border}px`;
      ours = field.style.height;
    }
  };
  field.addEventListener("input", fit);
  window.addEventListener("resize", fit);
  window.addEventListener("load", fit);
  fit();
}

// A sentence has no line ends; Enter while composing belongs to the input method.
function keepOneLine(event) {
  if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
  }
}
