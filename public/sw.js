// Keeps a copy of the page on the device, so that it works without a network.
//
// The build writes the three lines below: every file that a release needs with its digest, the routes that the page
// answers to, and a name made from all of it. What can change carries a hash in its name, so a page finds either its own
// files or none. The page itself comes from the network while there is one, and with it everything new; the copy
// answers when there is none, or none that answers soon.

const version = "";
const routes = [];
const files = {};

const scope = new URL("./", self.location).pathname;
const prefix = `poolwise ${scope} `;
const name = prefix + version;
// A network that takes longer is none.
const patience = 3000;
const hashed = /-[0-9a-f]{10,}(_bg)?\.[a-z]+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forget().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(scope)) return;
  const path = url.pathname.slice(scope.length);
  if (request.mode === "navigate") {
    if (routes.includes(path.replace(/\/$/, ""))) event.respondWith(page(request));
  } else if (path in files || hashed.test(path)) {
    event.respondWith(file(request));
  }
});

async function keep() {
  const kept = await Promise.all(
    Object.entries(files).map(async ([path, integrity]) => {
      // A release that is replaced just now must not leave half of each: the digest decides.
      const cache = hashed.test(path) ? "default" : "no-cache";
      const response = await fetch(scope + path, { credentials: "same-origin", cache, integrity });
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      // What was redirected may not answer a navigation: the same bytes without their history.
      const headers = { "content-type": response.headers.get("content-type") || "" };
      return [scope + path, new Response(await response.blob(), { headers })];
    }),
  );
  try {
    const cache = await caches.open(name);
    // The page is listed last: a copy that holds it is whole.
    for (const [path, response] of kept) await cache.put(path, response);
  } catch (problem) {
    await caches.delete(name);
    throw problem;
  }
}

// The copy before this one stays: a tab that is still open may yet ask for one of its files.
async function forget() {
  const others = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name);
  const whole = await Promise.all(others.map((key) => caches.match(scope, { cacheName: key })));
  const before = others.findLast((key, at) => whole[at]);
  for (const key of others) if (key !== before) await caches.delete(key);
}

// What has no hash in its name stands in both copies: this one's is meant.
async function file(request) {
  const found = (how) => caches.match(request.url, { ignoreSearch: true, ignoreVary: true, ...how });
  return (await found({ cacheName: name })) || (await found()) || fetch(request);
}

async function page(request) {
  const copy = () => caches.match(scope, { cacheName: name });
  const fresh = fetch(request);
  const late = new Promise((done) => setTimeout(done, patience)).then(copy);
  try {
    const first = (await Promise.race([fresh, late])) || (await fresh);
    return first.status < 500 ? first : (await copy()) || first;
  } catch {
    return (await copy()) || Response.error();
  }
}
