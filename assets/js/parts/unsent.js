// What was typed last before a page was left. A page that is loaded again is asked for before the
// draft has reached the server, and would show the text from before: it is brought back, if the
// draft is still as it was when that was typed.
const version = (form) => form.elements.namedItem("version")?.value ?? "";

export function remember(form, typed) {
  keep((store) => store.setItem(form.dataset.autosave, JSON.stringify([version(form), typed])));
}

export function forget(form) {
  keep((store) => store.removeItem(form.dataset.autosave));
}

// Returns whether something was brought back.
export function bringBack(form) {
  const kept = keep((store) => store.getItem(form.dataset.autosave));
  forget(form);
  if (!kept) return false;
  const [seen, typed] = JSON.parse(kept);
  const pairs = [...new URLSearchParams(typed)].filter(([name]) => name !== "csrf_token");
  const isSame = seen === version(form) && pairs.every(([name]) => form.elements.namedItem(name));
  if (!isSame) return false;
  form.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = false; });
  pairs.forEach(([name, value]) => fill(form.elements.namedItem(name), value));
  return true;
}

function fill(control, value) {
  if (control.type === "checkbox") control.checked = true;
  else control.value = value;
  if (control instanceof Element) control.dispatchEvent(new Event("input", { bubbles: true }));
}

// A browser may forbid its store; then nothing is kept.
function keep(act) {
  try {
    return act(window.sessionStorage);
  } catch {
    return null;
  }
}
