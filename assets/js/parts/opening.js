// Things that open in place. Each is a link or a submit that works without a script.
//   data-opens="id"               shows a <dialog>; data-closes inside it closes it
//   data-shows="id" data-hides="id"   one part takes the place of another
//   data-fill="id"                puts its text into a field
//   data-inserts="id" data-into="id"   puts the text of a part after what stands in a field
//   details[data-popup]           closes by Escape or a click elsewhere
export function watchOpening() {
  document.addEventListener("click", (event) => {
    closePopups(event.target);
    const part = event.target.closest("[data-opens], [data-shows], [data-fill], [data-inserts], [data-closes]");
    if (!part || event.ctrlKey || event.metaKey) return;
    const { opens, shows, hides, fill, inserts, into } = part.dataset;
    event.preventDefault();
    if (opens) document.getElementById(opens).showModal();
    else if (fill) fillField(document.getElementById(fill), part.textContent.trim());
    else if (inserts) insertInto(document.getElementById(into), document.getElementById(inserts));
    else if (shows) swap(document.getElementById(shows), document.getElementById(hides));
    else part.closest("dialog").close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePopups(null);
  });
}

function fillField(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function insertInto(field, piece) {
  const before = field.value.trim();
  fillField(field, `${before}${before ? "\n" : ""}${piece.textContent.trim()}`);
}

function swap(shown, hidden) {
  shown.hidden = false;
  if (hidden) hidden.hidden = true;
  const field = shown.querySelector("textarea, input:not([type=hidden]), select");
  if (field) field.focus();
}

function closePopups(target) {
  document.querySelectorAll("details[data-popup][open]").forEach((popup) => {
    if (target && popup.contains(target)) return;
    if (!target && popup.contains(document.activeElement)) popup.querySelector("summary").focus();
    popup.open = false;
  });
}
