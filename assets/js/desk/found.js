// Marks words in a text field: a layer with the same text lies behind it. `data-found` is a JSON
// list of the words.
export function startFound(field) {
  const words = JSON.parse(field.dataset.found).filter(Boolean);
  if (!words.length) return;
  const box = document.createElement("div");
  const layer = document.createElement("div");
  box.className = "found";
  layer.className = `found__layer ${field.className}`;
  layer.setAttribute("aria-hidden", "true");
  field.before(box);
  box.append(layer, field);
  const draw = () => layer.replaceChildren(...marked(field.value, words));
  field.addEventListener("input", draw);
  draw();
}

function marked(text, words) {
  const pattern = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`);
  return text.split(pattern).map((part, index) => {
    if (index % 2 === 0) return document.createTextNode(part);
    return Object.assign(document.createElement("mark"), { textContent: part });
  });
}
