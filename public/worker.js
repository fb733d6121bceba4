// Runs one of the app's wasm files in a Web Worker; its own address says which, by the names in the app's folder and, in a
// release, by their digests.
const asked = new URL(import.meta.url).searchParams;
const file = (name) => {
  const found = asked.get(name) || "";
  if (!/^[\w.-]+$/.test(found)) throw new Error(`no file name: ${found}`);
  return new URL(found, import.meta.url);
};
const get = async (name, digest) => {
  const response = await fetch(file(name), { credentials: "same-origin", integrity: asked.get(digest) || "" });
  if (!response.ok) throw new Error(`${file(name)}: ${response.status}`);
  return response;
};
// A worker has no import map: what it imports is read once before, and only then run.
const [wasm] = await Promise.all([get("wasm", "integrity"), get("js", "jsIntegrity")]);
const glue = await import(file("js"));
await glue.default({ module_or_path: wasm });
