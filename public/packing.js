// Links that are packed: deflated, in base64url, after `2&`. What `poolwise::share::link` does where there is no browser.

const longest = 200000;

async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(parts).arrayBuffer());
    length += value.length;
    if (length > longest) {
      await reader.cancel();
      throw new Error("too long");
    }
    parts.push(value);
  }
}

async function pack(fragment) {
  const deflated = await through(new CompressionStream("deflate-raw"), fragment);
  let letters = "";
  for (const byte of deflated) letters += String.fromCharCode(byte);
  return `2&${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

async function unpack(fragment) {
  if (fragment.length > longest || !/^2&[\w-]+$/.test(fragment)) throw new Error("damaged");
  const letters = atob(fragment.slice(2).replaceAll("-", "+").replaceAll("_", "/"));
  const deflated = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const plain = await through(new DecompressionStream("deflate-raw"), deflated);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(plain);
  if (!text.startsWith("1&")) throw new Error("damaged");
  return text;
}

// Packs what is plain and unpacks what is packed; rejects what is damaged.
export default (fragment) => (fragment.startsWith("2&") ? unpack : pack)(fragment);
