// One press, one sending: a second one within a few seconds is dropped. Buttons stay enabled.
// Ctrl Enter presses the main act of the form, of the open dialogue, or of the page.
const QUIET_MS = 4000;

export function watchSubmits() {
  let sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    const now = Date.now();
    if (now - (sent.get(form) || 0) < QUIET_MS) event.preventDefault();
    else sent.set(form, now);
  });
  window.addEventListener("pageshow", () => { sent = new WeakMap(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const button = mainAct(document.activeElement);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function mainAct(focused) {
  const scopes = [document.querySelector("dialog[open]"), focused && focused.closest("form"), document];
  return scopes.filter(Boolean).map((scope) => scope.querySelector("[data-main-act]")).find(Boolean);
}
