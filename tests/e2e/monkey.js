// A user who knows nothing and presses everything: monkey(seed, steps, done). What holds at every moment, whatever was
// done, is looked at after every few steps; what did not is given to `done`, each with what was done before it.

const [seed, steps] = arguments;
const done = arguments[arguments.length - 1];

let state = seed >>> 0;
const chance = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const one = (of) => of[Math.floor(chance() * of.length)];
const turn = () => new Promise((heard) => { setTimeout(heard); });

const TEXTS = [
  "", "0", "1", "7", "12", "100", "400", "-1", "-0", "0.5", "1,5", "1e3", "1 000", "12.", ".5", "100 %", "999999999999",
  "99999999999999999999999999", "0,0001", "abc", "½", " 5 ", "\u202etxet", "💥", "<b>x</b>", "\"'\\", "\u0000",
  "a".repeat(3000), "USD", "SEK", "name", "input1", "output1", "true", "null", "Data Set 1", "2016-07-15",
  "minutes\n3\n4\n5", "started,ended\n2016-07-01 10:00,2016-07-01 10:06", "container/folder/file.csv", "?sv=2015&sig=abc",
  "DefaultEndpointsProtocol=https;AccountName=sampleaccount;AccountKey=a2V5", "8dfc151b0d3e446497b845f3b29ef53b",
  "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/jobs?api-version=2.0",
  "{\"Input\":{\"ConnectionString\":\"x\",\"RelativeLocation\":\"a/b.csv\"},\"GlobalParameters\":{\"a\":1},\"AzureBatchPoolId\":\"8dfc151b0d3e446497b845f3b29ef53b\"}",
  "{\"Inputs\":{\"a\":{\"BaseLocation\":\"https://a.blob.core.windows.net/\",\"RelativeLocation\":\"c/d.csv\",\"SasBlobToken\":\"?sig=1\"}},\"Outputs\":{}}",
];
const KEYS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End", "PageDown", "Escape", "Enter", " ", "?"];

// What needs a hand or another host, or leads away.
window.print = () => {};
const press = HTMLInputElement.prototype.click;
HTMLInputElement.prototype.click = function () { if (this.type !== "file") press.call(this); };
const ask = window.fetch;
window.fetch = (what, how) => {
  const url = new URL(what.url ?? what, location.href);
  return url.origin === location.origin ? ask(what, how) : Promise.reject(new TypeError("Failed to fetch"));
};

const history = [];
const found = new Map();
const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
const nameOf = (element) => `${element.localName}#${element.id} “${(element.ariaLabel || element.innerText || "").slice(0, 30)}”`;
const broken = (what, at = what) => {
  if (!found.has(what)) found.set(what, `${at}; last: ${history.slice(-6).join(" | ").replaceAll("\n", " ")}`);
};

const CONTROLS = "button, input, select, textarea, summary, a[href], [role=tab], [role=slider], [role=grid]";

// Kinds of controls count, not how many there are of a kind: a log has a hundred buttons.
function choose() {
  const all = [...document.querySelectorAll(CONTROLS)].filter((element) =>
    isShown(element) && !element.disabled && element.type !== "file" && !(element.origin && element.origin !== location.origin));
  const inDialog = all.filter((element) => element.closest("dialog"));
  const inPage = all.filter((element) => element.closest("main"));
  const among = inDialog.length && chance() < 0.7 ? inDialog : chance() < 0.93 && inPage.length ? inPage : all;
  const kinds = Map.groupBy(among, (element) => (element.id || element.innerText || element.className).replace(/\d+/g, "#"));
  return kinds.size ? one(one([...kinds.values()])) : undefined;
}

function act(element) {
  const tell = (type, more) => element.dispatchEvent(new Event(type, { bubbles: true, ...more }));
  const key = (name) => element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  element.focus();
  if (element.localName === "select") {
    if (!element.options.length) return "";
    element.value = one([...element.options]).value;
    tell("input");
    tell("change");
    return `= ${element.value}`;
  }
  if (element.localName === "textarea" || (element.localName === "input" && !["checkbox", "radio", "range"].includes(element.type))) {
    if (element.readOnly) return "";
    const text = one(TEXTS);
    const board = new DataTransfer();
    board.setData("text/plain", text);
    const pasted = new ClipboardEvent("paste", { clipboardData: board, bubbles: true, cancelable: true });
    if (chance() > 0.15 || element.dispatchEvent(pasted)) {
      element.value = text;
      tell("input");
      if (chance() < 0.6) tell("change");
    }
    if (chance() < 0.2) key(one(KEYS));
    return `= ${text.slice(0, 30)}`;
  }
  if (chance() < 0.15) {
    const name = one(KEYS);
    key(name);
    return `key ${name}`;
  }
  element.click();
  return "pressed";
}

function look() {
  const panic = document.querySelector("#panic pre");
  if (panic) broken("a panic", panic.innerText.slice(0, 300));
  const ids = new Map();
  for (const { id } of document.querySelectorAll("[id]")) ids.set(id, (ids.get(id) || 0) + 1);
  for (const [id, times] of ids) if (times > 1) broken(`the id ${id} stands ${times} times`);
  for (const name of ["aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage", "for"])
    for (const element of document.querySelectorAll(`[${name}]`))
      for (const id of element.getAttribute(name).split(/\s+/))
        if (id && isShown(element) && !ids.has(id)) broken(`${name} of ${element.localName}#${element.id} leads to no ${id}`);
  if (document.documentElement.scrollWidth > innerWidth + 1) {
    const wide = [...document.querySelectorAll("main *")].filter((element) =>
      isShown(element) && element.getBoundingClientRect().right > innerWidth + 1).slice(-1).map(nameOf);
    broken(`${location.pathname} is wider than ${innerWidth}`, `${location.pathname} is wider than ${innerWidth}: ${wide}`);
  }
  for (const element of document.querySelectorAll("main *")) {
    if (element.children.length || !isShown(element) || element.closest("pre, code, textarea")) continue;
    const text = element.textContent;
    if (text.includes("{number}") || TEXTS.some((typed) => typed.length > 1 && text.includes(typed))) continue;
    const odd = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object|\{(?!number\b)[a-z_]+\}/.exec(text) || /(?<![\d\w])[-−]\D?0([.,]0+)?(?![\d.,])/.exec(text);
    if (odd) broken(`it says ${odd[0]}`, `it says “${text.slice(0, 100)}” in ${element.localName}.${element.className}`);
  }
}

(async () => {
  for (let step = 0; step < steps && !document.getElementById("panic"); step += 1) {
    const element = choose();
    if (element) history.push(`${nameOf(element)} ${act(element)}`);
    await turn();
    if (step % 5 === 0) look();
  }
  look();
  done([...found.values()]);
})();
