// Keyboard shortcuts, and the sheet that lists them. Fetched when the page stands: no part of the first load.
//
// Keys rest while a field, a dialog or the overlay of a panic has the focus, and with Ctrl, Alt or Meta; they can be
// switched off in the sheet, which a button in the footer opens, too (WCAG 2.1.4). The words come from the frame's wasm.

const kept = "poolwise.keys";
const patience = 1500;
const fields = "input, select, textarea, [contenteditable]";
let words = [];
let waits = 0;
let sheet;
let opener;

const isOn = () => {
  try {
    return localStorage.getItem(kept) !== "off";
  } catch {
    return true;
  }
};
const isSeen = (one) => one.checkVisibility() && !one.closest("[inert]");
const first = (found) => [...document.querySelectorAll(found)].find(isSeen);
// By the moment that the button carries: what was done last is undone first.
const youngest = (found) => [...found].filter(isSeen).sort((one, other) => one.dataset.undo - other.dataset.undo).pop();
const arrive = (one) => {
  one?.focus();
  one?.scrollIntoView({ block: "center" });
};
const page = (at) => document.querySelectorAll(".bar-pages a")[at]?.click();

// In the order of the sheet; `g` begins a pair.
const actions = {
  "?": () => open(),
  gc: () => page(0),
  gr: () => page(1),
  gp: () => page(2),
  "/": () => arrive(first(`main :is(${fields}):not([type=hidden], [disabled])`)),
  e: () => arrive(first("main [aria-invalid=true]")),
  u: () => youngest(document.querySelectorAll("main button[data-undo]"))?.click(),
  s: () => document.querySelector(".bar-tools button")?.click(),
};

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat || !isOn()) return;
  if (event.target.closest?.(`${fields}, dialog, #panic`) || document.querySelector("dialog[open], #panic")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const pair = performance.now() < waits ? `g${key}` : key;
  waits = 0;
  if (pair === "g") {
    waits = performance.now() + patience;
    return;
  }
  const act = Object.hasOwn(actions, pair) && actions[pair];
  if (!act) return;
  event.preventDefault();
  act();
});

function open() {
  if (!words.length) return;
  draw();
  sheet.showModal();
}

function make(name, text, attributes = {}) {
  const one = document.createElement(name);
  one.textContent = text;
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
}

function draw() {
  const [heading, then, list, cost, request, pools, field, fault, undo, share, use, help, close] = words;
  sheet ??= document.body.appendChild(make("dialog", "", { id: "keys", "aria-labelledby": "keys-heading" }));
  const rows = make("dl", "", { class: "keys" });
  const said = [list, cost, request, pools, field, fault, undo, share];
  Object.keys(actions).forEach((keys, at) => {
    const head = make("dt", "");
    [...keys].forEach((key, place) => head.append(place ? ` ${then} ` : "", make("kbd", key)));
    rows.append(head, make("dd", said[at]));
  });
  const box = make("input", "", { type: "checkbox", id: "keys-on" });
  box.checked = isOn();
  box.addEventListener("change", () => {
    try {
      if (box.checked) localStorage.removeItem(kept);
      else localStorage.setItem(kept, "off");
    } catch {
      // Storage is switched off: so it holds for this visit only.
    }
  });
  const choice = make("p", "", { class: "choice-item" });
  choice.append(box, make("label", use, { for: "keys-on" }));
  const away = make("button", close, { type: "button", class: "button primary" });
  away.addEventListener("click", () => sheet.close());
  sheet.replaceChildren(make("h2", heading, { id: "keys-heading" }), rows, choice, make("p", help, { class: "field-help" }), away);
}

// Words in the language of the moment: now, and after every change of it.
addEventListener("poolwise:keys", (event) => {
  words = event.detail.split("\u001f");
  const footer = document.querySelector(".footer");
  if (!opener && footer) {
    opener = make("button", "", { type: "button", class: "button small" });
    opener.addEventListener("click", open);
    footer.append(make("p", ""));
    footer.lastChild.append(opener);
  }
  if (opener) opener.textContent = words[0];
});
const ask = () => dispatchEvent(new CustomEvent("poolwise:keys-asked", { detail: "" }));
addEventListener("poolwise:language", () => queueMicrotask(ask));
ask();
