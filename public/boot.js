// Starts the page's wasm files, and says so when one cannot start or has stopped.
// The one global is `poolwise`: `base`, the path of the app, `load(name)`, which starts a further wasm file, `worker(name)`,
// the address of a worker that runs one, `turn(fragment)`, which packs or unpacks a link, and `write(element, texts)`.

const tag = document.querySelector("script[data-js]");
const base = new URL(".", import.meta.url).pathname;
// In a release, further files carry a hash, so that an old one never meets a new page.
const modules = tag.dataset.modules ? JSON.parse(tag.dataset.modules) : {};
const fileOf = (name) => modules[name] || { js: `${name}.js`, wasm: `${name}_bg.wasm` };
// In a release, the page's import map holds the digests of what is imported.
const bring = (name) => import(base + fileOf(name).js);
const started = new Map();
const fetched = new Map();

const get = (wasm, integrity) => fetch(wasm, { credentials: "same-origin", ...(integrity ? { integrity } : {}) });

// Nothing of a page stands before its style sheet does: it would be drawn bare, and then move.
async function start(js, wasm, integrity, dressed) {
  const early = fetched.get(wasm);
  fetched.delete(wasm);
  const [glue, response] = await Promise.all([import(js), early || get(wasm, integrity), dressed]);
  if (!response.ok) throw new Error(`${wasm}: ${response.status}`);
  // No byte of a file with a digest comes before all have: nothing is won by compiling as it streams, on this thread.
  const compiled = await WebAssembly.compile(await response.arrayBuffer());
  // What it draws is a task of its own: compiling and drawing in one would hold up what the user does.
  await new Promise((turn) => setTimeout(turn));
  await glue.default({ module_or_path: compiled });
}

function load(name) {
  if (!started.has(name)) {
    const file = fileOf(name);
    const attempt = start(base + file.js, base + file.wasm, file.integrity, dress(file));
    started.set(name, attempt);
    attempt.catch(() => started.delete(name));
  }
  return started.get(name);
}

const sheets = new Map();

// The style sheet that only this file needs, asked for once, and anew if it did not arrive.
function dress(file) {
  if (!file.css) return undefined;
  if (!sheets.has(file.css)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.integrity = file.cssIntegrity;
    link.href = base + file.css;
    sheets.set(file.css, new Promise((done, failed) => {
      link.addEventListener("load", done);
      link.addEventListener("error", () => {
        sheets.delete(file.css);
        link.remove();
        failed(new Error(file.css));
      });
      document.head.append(link);
    }));
  }
  return sheets.get(file.css);
}

// A page in a file of its own is fetched beside the first file, not after it.
const own = modules[`${location.pathname.slice(base.length).split("/")[0]}_page`];
if (own) {
  import(base + own.js).catch(() => {});
  dress(own)?.catch(() => {});
  const early = get(base + own.wasm, own.integrity);
  early.catch(() => {});
  fetched.set(base + own.wasm, early);
}

const turn = async (fragment) => (await bring("packing")).default(fragment);
const worker = (name) => `${base}${fileOf("worker").js}?${new URLSearchParams(fileOf(name))}`;

// Writes the texts of an element, in their order, and says whether it has as many; a text may bring its element's class.
function write(element, texts) {
  const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walk.nextNode()) nodes.push(walk.currentNode);
  const said = texts.split("\u001e");
  if (said.length !== nodes.length) return false;
  nodes.forEach((node, at) => {
    const [text, name] = said[at].split("\u001f").reverse();
    if (node.data !== text) node.data = text;
    if (name !== undefined && node.parentNode.className !== name) node.parentNode.className = name;
  });
  return true;
}

window.poolwise = { base, load, worker, turn, write };

// A wasm module that panicked cannot be trusted with its own epitaph: this is plain script.
window.addEventListener("poolwise:panic", (event) => {
  if (document.getElementById("panic")) return;
  const [heading, sentence, reloadLabel, copyLabel, copiedLabel, reportText] = event.detail.split("\u001f");
  const overlay = document.createElement("div");
  overlay.id = "panic";
  overlay.setAttribute("role", "alertdialog");
  overlay.setAttribute("aria-modal", "true");
  overlay.setAttribute("aria-labelledby", "panic-title");
  const box = document.createElement("div");
  box.className = "panic-box";
  const title = document.createElement("h1");
  title.id = "panic-title";
  title.textContent = heading;
  const text = document.createElement("p");
  text.textContent = sentence;
  const report = document.createElement("pre");
  report.textContent = reportText;
  report.tabIndex = 0;
  const reload = document.createElement("button");
  reload.type = "button";
  reload.className = "button primary";
  reload.textContent = reloadLabel;
  reload.addEventListener("click", () => location.reload());
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "button";
  copy.textContent = copyLabel;
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(reportText).then(
      () => { copy.textContent = copiedLabel; },
      () => { getSelection().selectAllChildren(report); },
    );
  });
  const actions = document.createElement("p");
  actions.className = "row";
  actions.append(reload, copy);
  box.append(title, text, report, actions);
  overlay.append(box);
  for (const child of document.body.children) child.inert = true;
  document.body.append(overlay);
  reload.focus();
});

// Only a release has a copy to keep; it is fetched when the page has nothing more pressing to do.
function keepCopy() {
  if (tag.dataset.modules) navigator.serviceWorker?.register(`${base}sw.js`).catch(() => {});
}

start(tag.dataset.js, tag.dataset.wasm, tag.dataset.integrity).then(() => {
  const soon = window.requestIdleCallback || setTimeout;
  soon(keepCopy);
  soon(() => bring("keys").catch(() => {}));
  // What is only for paper is no part of the first load.
  if (modules.print) dress(modules.print).catch(() => {});
}, (reason) => {
  // Before any wasm there are no word tables: the page's own markup holds these two sentences.
  document.documentElement.dataset.failed = "yes";
  console.error(reason);
});
