// How many characters are left. Counts as the server does: whole characters of composed text.
import { said } from "./words.js";

const PAUSE_MS = 1000;

export function startCount(message) {
  const field = document.getElementById(message.dataset.countFor);
  const limit = Number(message.dataset.limit);
  const spoken = document.createElement("span");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  message.after(spoken);
  let pause;
  const update = () => {
    const left = limit - [...field.value.normalize("NFC")].length;
    const amount = Math.abs(left).toLocaleString("vi-VN");
    message.textContent = left < 0 ? said("Thừa {0} ký tự", amount) : said("Còn {0} ký tự", amount);
    message.classList.toggle("count--over", left < 0);
    clearTimeout(pause);
    return () => { spoken.textContent = message.textContent; };
  };
  field.addEventListener("input", () => {
    const speak = update();
    pause = setTimeout(speak, PAUSE_MS);
  });
  window.addEventListener("pageshow", update);
  update();
}
