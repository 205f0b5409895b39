// What resembles the text that somebody writes, asked for anew when the typing rests.
import { announce } from "./content.js";

const REST_MS = 500;

export function startNear(place) {
  const form = place.closest("form");
  let timer = 0;
  let asking = new AbortController();

  async function ask() {
    asking.abort();
    asking = new AbortController();
    const pairs = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    try {
      const answer = await fetch(place.dataset.near, {
        method: "POST",
        body: new URLSearchParams(pairs),
        credentials: "same-origin",
        signal: asking.signal,
      });
      if (!answer.ok) return;
      place.innerHTML = await answer.text();
      announce(place);
    } catch {
      // Asked again meanwhile, or no network: what stands there stays.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST_MS);
  });
}
