// Runs public/sw.js, whose path is the first argument, against a cache in memory and a network that answers with the
// name of its release.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import vm from "node:vm";

const source = readFileSync(process.argv[2], "utf8");
const stores = new Map();
let refused = "";
const whole = (address) => new URL(address, "https://host/").href;
const caches = {
  keys: async () => [...stores.keys()],
  delete: async (name) => stores.delete(name),
  async open(name) {
    if (!stores.has(name)) stores.set(name, new Map());
    return {
      async put(address, response) {
        if (refused && address.includes(refused)) throw new Error("no room");
        stores.get(name).set(whole(address), response);
      },
    };
  },
  async match(address, { cacheName, ignoreSearch } = {}) {
    const wanted = ignoreSearch ? whole(address).split("?")[0] : whole(address);
    for (const [name, store] of stores) {
      if ((cacheName ?? name) === name && store.has(wanted)) return store.get(wanted);
    }
  },
};

// A release with an icon, whose name never changes, and a worker, whose name does: what its keeper does with an event.
function release(version) {
  const files = { "icon.svg": "", [`worker-0123456789${version}.js`]: "", "": "" };
  const listeners = {};
  const self = {
    location: new URL("https://host/sw.js"),
    addEventListener: (kind, listener) => (listeners[kind] = listener),
    skipWaiting: async () => {},
    clients: { claim: async () => {} },
  };
  const built = source
    .replace('const version = "";', `const version = "${version}";`)
    .replace("const routes = [];", 'const routes = [""];')
    .replace("const files = {};", `const files = ${JSON.stringify(files)};`);
  const fetch = async (path) => new Response(`${path} of ${version}`);
  vm.runInNewContext(built, { self, caches, fetch, Response, URL, setTimeout });
  return (kind, more = {}) =>
    new Promise((done, failed) => {
      const settle = (promise) => promise.then(done, failed);
      listeners[kind]({ ...more, waitUntil: settle, respondWith: settle });
    });
}

const take = async (keeper) => (await keeper("install"), keeper("activate"));
const ask = async (keeper, path) =>
  (await keeper("fetch", { request: { method: "GET", mode: "no-cors", url: whole(path) } })).clone().text();
const kept = () => [...stores.keys()].map((name) => name.split(" ").pop());

await take(release("aa"));
const second = release("bb");
await take(second);
// Its own release first; the one before for a tab that is still open.
assert.equal(await ask(second, "icon.svg"), "/icon.svg of bb");
assert.equal(await ask(second, "worker-0123456789bb.js?js=x"), "/worker-0123456789bb.js of bb");
assert.equal(await ask(second, "worker-0123456789aa.js?js=x"), "/worker-0123456789aa.js of aa");

// A device without room keeps what it had.
refused = "icon";
await assert.rejects(release("cc")("install"), /no room/);
assert.deepEqual(kept(), ["aa", "bb"]);
refused = "";

// A browser that was closed in the middle left a part: it is no release before this one.
stores.set("poolwise / dd", new Map([[whole("icon.svg"), new Response("a part")]]));
await take(release("ee"));
assert.deepEqual(kept(), ["bb", "ee"]);
