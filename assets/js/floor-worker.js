// Keeps the capture page, the projector and their files, so that they open without network.
// What is said goes past it: entries wait in the browser's own store until the line is back.
const KEPT = "hoi-nghi-1";
const PAGES = /^\/hoi-nghi\/[^/]+\/(ghi|bang)$/;

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
      .then(() => self.clients.matchAll({ type: "window" }))
      .then((windows) => Promise.all(windows.map((one) => keepPage(one.url)))),
  );
});

addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(KEPT));
});

// A page that was open before this worker came is kept with its files.
async function keepPage(url) {
  if (!PAGES.test(new URL(url).pathname)) return;
  const cache = await caches.open(KEPT);
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return;
  const text = await answer.clone().text();
  await cache.put(new URL(url).pathname, answer);
  const files = [...text.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1]);
  await Promise.all([...new Set(files)].map((file) => cache.add(file).catch(() => {})));
}

async function fromNetworkFirst(request) {
  const cache = await caches.open(KEPT);
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) cache.put(path, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(path);
    if (kept) return kept;
    throw error;
  }
}

async function fromStoreFirst(request) {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) cache.put(request, answer.clone());
  return answer;
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && PAGES.test(url.pathname)) event.respondWith(fromNetworkFirst(event.request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fromStoreFirst(event.request));
});
