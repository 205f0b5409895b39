// The projector: follows the server by events, and the capturing window of the same browser directly.
const root = document.querySelector("[data-board]");
const part = (name) => root.querySelector(`[data-${name}]`);
const two = (number) => String(number).padStart(2, "0");

function item(one) {
  const made = document.createElement("li");
  for (const [name, words] of [["number", one.number], ["line", one.subject], [`fate board__fate--${one.outcome}`, one.short]]) {
    const cell = document.createElement("span");
    cell.className = `board__${name}`;
    cell.textContent = words;
    made.append(cell);
  }
  return made;
}

function draw(state) {
  if (!state) return;
  const one = state.shown;
  part("some").hidden = !one;
  part("none").hidden = Boolean(one);
  if (one) {
    part("number").textContent = `Ý kiến số ${one.number}`;
    part("fate").textContent = one.fate;
    part("fate").className = `board__fate board__fate--${one.outcome}`;
    part("subject").textContent = one.subject;
    part("subject").classList.toggle("board__subject--long", one.subject.length > 70);
    part("asker").textContent = one.asker;
    part("speaker").textContent = one.speaker;
  }
  for (const name of ["raised", "oral", "owed"]) part(name).textContent = state.counts[name];
  part("last").replaceChildren(...state.last.map(item));
}

function tick() {
  const now = new Date();
  part("clock").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
}

if (root) {
  const heard = new EventSource(root.dataset.stream);
  heard.addEventListener("board", (event) => draw(JSON.parse(event.data)));
  if ("BroadcastChannel" in window) {
    new BroadcastChannel(`hoi-nghi-${root.dataset.code}`).onmessage = (event) => draw(event.data);
  }
  tick();
  setInterval(tick, 1000);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(root.dataset.worker);
}
