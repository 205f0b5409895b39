// Runs `start` once for each element that matches: now, when htmx brings new content, and when a
// script of ours adds some and announces it.
const ADDED = "content-added";

export function onContent(selector, start) {
  const known = new WeakSet();
  const run = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches && root.matches(selector)) found.push(root);
    found.filter((element) => !known.has(element)).forEach((element) => {
      known.add(element);
      start(element);
    });
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
  document.addEventListener(ADDED, (event) => run(event.target));
}

export function announce(element) {
  element.dispatchEvent(new Event(ADDED, { bubbles: true }));
}
