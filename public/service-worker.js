// Keeps the files of the application, never a page: pages are for one reader and hold health data.
// Only names that carry a digest of their content are kept for good; a new release has new names.

const KEPT = "amparo-files-2";
const HASHED = /^\/pkg\/[\w.-]+\.(js|wasm|css)$/;
const STATIC = ["/offline.html", "/offline.css", "/fonts/inter-latin.woff2", "/icons/icon.svg"];
// Two releases: the one in use and the one before it.
const FILES_MAX = 160;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(STATIC)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

// The page says which files belong to this release: they are fetched before they are wanted.
self.addEventListener("message", (event) => {
  if (!Array.isArray(event.data)) return;
  const paths = event.data.filter((path) => typeof path === "string" && HASHED.test(path));
  event.waitUntil(fetchAhead(paths));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => kept("/offline.html")));
  } else if (HASHED.test(url.pathname) || STATIC.includes(url.pathname)) {
    event.respondWith(keptOrFetched(request, url.pathname));
  }
});

async function kept(path) {
  const cache = await caches.open(KEPT);
  return (await cache.match(path)) ?? Response.error();
}

async function keptOrFetched(request, path) {
  const cache = await caches.open(KEPT);
  const found = await cache.match(path);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await cache.put(path, answer.clone());
  return answer;
}

async function fetchAhead(paths) {
  const cache = await caches.open(KEPT);
  for (const path of paths) {
    if (await cache.match(path)) continue;
    try {
      const answer = await fetch(path, { credentials: "same-origin" });
      if (answer.ok) await cache.put(path, answer);
    } catch {
      // Fetched when it is wanted, then.
      return;
    }
  }
  await forgetOldest(cache);
}

async function forgetOldest(cache) {
  const files = (await cache.keys()).filter((request) => HASHED.test(new URL(request.url).pathname));
  for (const request of files.slice(0, Math.max(0, files.length - FILES_MAX))) await cache.delete(request);
}
