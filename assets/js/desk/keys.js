// Single keys, silent while something is typed, and off in the profile (WCAG 2.1.4).
//   j k Enter x g        move, open, select, give: in the list (desk/list.js) or the queue
//   / ?                  search, all keys
//   data-key="r"         any link or button can have its own key
//   Alt 1 .. Alt 9       to the answer with this number
import { listKey } from "./list.js";

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.altKey && /^Digit[1-9]$/.test(event.code)) return toAnswer(event);
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return undefined;
    const isDone = pageKey(event.key) || listKey(event) || ownKey(event.key) || queueKey(event.key);
    if (isDone) event.preventDefault();
    return undefined;
  });
}

function isTyping(target) {
  return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

function toAnswer(event) {
  const field = document.querySelectorAll("[data-answer]")[Number(event.code.slice(5)) - 1];
  if (!field) return;
  event.preventDefault();
  field.focus();
}

function pageKey(key) {
  if (key === "/") return focusOn(document.querySelector("[data-search]"));
  const dialog = document.querySelector("[data-keys-dialog]");
  if (key !== "?" || !dialog) return false;
  dialog.showModal();
  return true;
}

function focusOn(field) {
  if (field) field.focus();
  return Boolean(field);
}

function ownKey(key) {
  const part = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (part) part.click();
  return Boolean(part);
}

// The signing queue: j and k load the neighbour of the chosen letter.
function queueKey(key) {
  if (key !== "j" && key !== "k") return false;
  const links = [...document.querySelectorAll("[data-queue] a")];
  const chosen = links.findIndex((link) => link.hasAttribute("aria-current"));
  const next = links[chosen + (key === "j" ? 1 : -1)];
  if (next) next.click();
  return Boolean(next);
}
