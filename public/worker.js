// Runs one of the app's wasm files in a Web Worker; its own address says which, by the names in the app's folder.
const asked = new URL(import.meta.url).searchParams;
const file = (name) => {
  const found = asked.get(name) || "";
  if (!/^[\w.-]+$/.test(found)) throw new Error(`no file name: ${found}`);
  return new URL(found, import.meta.url);
};
const glue = await import(file("js"));
await glue.default({ module_or_path: file("wasm") });
