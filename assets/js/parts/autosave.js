// Keeps a draft: sends the form every ten seconds when something changed, and when the page is left.
// The server answers {"version": "5"}; the next sending carries it.
import { bringBack, forget, remember } from "./unsent.js";
import { said } from "./words.js";

const EVERY_MS = 10000;

export function startAutosave(form) {
  const status = document.querySelector("[data-autosave-status]");
  const say = (text) => { if (status) status.textContent = text; };
  let kept = snapshot(form);
  let isBusy = false;
  let isSent = false;

  async function save(keepalive) {
    const now = snapshot(form);
    if (now === kept || isBusy) return;
    isBusy = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: written(form),
        headers: { "X-Autosave": "1", Accept: "application/json" },
        credentials: "same-origin",
        keepalive,
      });
      if (answer.status === 409) {
        clearInterval(timer);
        say(said("Vừa có bản khác được lưu. Bấm lưu hoặc tiếp tục để xem cả hai."));
      } else if (answer.ok) {
        kept = now;
        forget(form);
        await adopt(form, answer);
        say(said("Lưu {0}", new Date().toTimeString().slice(0, 5)));
      } else {
        say(said("Chưa lưu được, sẽ thử lại."));
      }
    } catch {
      say(said("Mất mạng, chưa lưu được. Sẽ thử lại."));
    }
    isBusy = false;
  }

  function leave() {
    if (isSent || snapshot(form) === kept) return;
    remember(form, snapshot(form));
    save(true);
  }

  const timer = setInterval(() => save(false), EVERY_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") leave();
  });
  form.addEventListener("submit", () => { isSent = true; forget(form); clearInterval(timer); });
  if (bringBack(form)) save(false);
}

// What is typed, without files.
function written(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

// The same without the version, which changes by saving.
function snapshot(form) {
  const typed = written(form);
  typed.delete("version");
  return typed.toString();
}

async function adopt(form, answer) {
  if (!(answer.headers.get("Content-Type") || "").includes("json")) return;
  const { version } = await answer.json();
  const field = form.elements.namedItem("version");
  if (version && field) field.value = version;
}
