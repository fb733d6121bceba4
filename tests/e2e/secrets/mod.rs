//! A marker in every place for secrets, everything that the pages do, and then a search for it: in what is kept, linked,
//! titled, logged, exported, written into the document or its history, or sent.
//!
//! A tap in the page notes what passes by even for a moment; the test reads what it noted before every new document.

mod handed;
#[cfg(feature = "companion")]
mod pools;
mod request;

use std::cell::RefCell;

use poolwise::share::link;
use poolwise::words::Language;
use serde_json::{Value, json};

use crate::harness::{Browser, Element, Page, Site};
use crate::site::tag;

/// What is looked for: letters and digits alone, so that no escaping hides it.
const API_KEY: &str = "mk1ApiKey7Qz41";
const INPUT_KEY: &str = "mk2InputAccountKey7Qz42";
const OUTPUT_SIG: &str = "mk3OutputSignature7Qz43";
const BASE_SIG: &str = "mk4BaseSignature7Qz44";
const PATH_SIG: &str = "mk5PathSignature7Qz45";
const ADDRESS_SIG: &str = "mk6AddressSignature7Qz46";
const PARAMETER_KEY: &str = "mk7ParameterKey7Qz47";
const PASTED_API_KEY: &str = "mk8PastedApiKey7Qz48";
const PASTED_KEY: &str = "mk9PastedAccountKey7Qz49";
const MEMBER_KEY: &str = "mk10UnknownMember7Qz50";
const BROKEN_KEY: &str = "mk11BrokenPaste7Qz51";
const POOL_SERVICE_KEY: &str = "mk12PoolService7Qz52";
const WEB_SERVICE_KEY: &str = "mk13WebService7Qz53";
const SUBMITTED_KEY: &str = "mk14SubmittedBody7Qz54";
const INPUT_SIG: &str = "mk15InputSignature7Qz55";
const INPUT_BASE_SIG: &str = "mk16InputBase7Qz56";
const ROW_SIG: &str = "mk17RowOfTheTable7Qz57";
const POOL_URL_CODE: &str = "mk18PoolUrl7Qz58";
const WEB_URL_CODE: &str = "mk19WebUrl7Qz59";
const SWAGGER_SIG: &str = "mk20SwaggerUrl7Qz60";
const CONTRACT_CODE: &str = "mk21ContractPath7Qz61";
const CONTRACT_KEY: &str = "mk22ContractBody7Qz62";
const LINK_SIG: &str = "mk23PermanentLink7Qz63";
const FILE_KEY: &str = "mk24DroppedFile7Qz64";
const NAMED_KEY: &str = "mk25NamedParameter7Qz65";
const MARKERS: [&str; 25] = [
    API_KEY,
    INPUT_KEY,
    OUTPUT_SIG,
    BASE_SIG,
    PATH_SIG,
    ADDRESS_SIG,
    PARAMETER_KEY,
    PASTED_API_KEY,
    PASTED_KEY,
    MEMBER_KEY,
    BROKEN_KEY,
    POOL_SERVICE_KEY,
    WEB_SERVICE_KEY,
    SUBMITTED_KEY,
    INPUT_SIG,
    INPUT_BASE_SIG,
    ROW_SIG,
    POOL_URL_CODE,
    WEB_URL_CODE,
    SWAGGER_SIG,
    CONTRACT_CODE,
    CONTRACT_KEY,
    LINK_SIG,
    FILE_KEY,
    NAMED_KEY,
];

const POOL: &str = "8dfc151b0d3e446497b845f3b29ef53b";
const SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/80c77c7674ba4c8c82294c3b2957990c/\
                       services/9fe659022c9747e3b9b7b923c3830623";

/// Notes every way out of the page's memory, from before its first script on.
const TAP: &str = r"
(() => {
  const noted = [];
  const note = (where, what) => {
    const text = typeof what === 'string' ? what : (() => { try { return JSON.stringify(what) } catch { return String(what) } })();
    if (text) noted.push([where, text]);
  };
  window.tapped = () => noted.splice(0);
  const wrap = (object, name, where) => {
    const before = object?.[name];
    if (typeof before !== 'function') return;
    object[name] = function (...all) {
      note(where, all.map(one => one instanceof Request ? one.url : typeof one === 'object' && one ? JSON.stringify(one) : String(one)).join('\n'));
      return before.apply(this, all);
    };
  };
  wrap(Storage.prototype, 'setItem', 'storage');
  for (const name of ['pushState', 'replaceState']) wrap(History.prototype, name, 'history');
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'table', 'trace']) wrap(console, name, 'console');
  wrap(window, 'open', 'window');
  wrap(Navigator.prototype, 'sendBeacon', 'beacon');
  wrap(BroadcastChannel.prototype, 'postMessage', 'broadcast');
  wrap(XMLHttpRequest.prototype, 'open', 'request');
  wrap(XMLHttpRequest.prototype, 'send', 'request');
  wrap(WebSocket.prototype, 'send', 'socket');
  wrap(window.Cache?.prototype, 'put', 'cache');
  wrap(window.IDBObjectStore?.prototype, 'put', 'database');
  wrap(window.IDBObjectStore?.prototype, 'add', 'database');
  if (window.Notification) window.Notification = new Proxy(window.Notification, {
    construct: (target, all) => { note('notification', all.map(one => JSON.stringify(one)).join('\n')); return new target(...all) },
  });
  const ask = window.fetch;
  window.fetch = function (what, how) {
    const url = what instanceof Request ? what.url : String(what);
    const sent = what instanceof Request ? what : new Request(url, how);
    const headers = JSON.stringify([...sent.headers]);
    const body = how?.body;
    note('sent ' + new URL(url, location.href).origin, [url, headers, typeof body === 'string' ? body : ''].join('\n'));
    sent.clone().text().then(text => note('sent ' + new URL(url, location.href).origin, url + '\n' + text), () => {});
    return ask.call(this, what, how);
  };
  const copy = navigator.clipboard?.writeText;
  if (copy) navigator.clipboard.writeText = function (text) { note('copied', text); return copy.call(navigator.clipboard, text) };
  const make = URL.createObjectURL;
  URL.createObjectURL = blob => { blob.text?.().then(text => note('exported', text)); return make.call(URL, blob) };
  // Every value that an attribute has, and every text: a field's own value is neither.
  const look = node => {
    if (node.nodeType === 3) return note('text', node.data);
    if (node.nodeType !== 1) return;
    for (const { name, value } of node.attributes) note('attribute ' + name + ' of ' + node.localName, value);
    for (const child of node.childNodes) look(child);
  };
  new MutationObserver(all => {
    for (const change of all) {
      if (change.type === 'attributes') note('attribute ' + change.attributeName + ' of ' + change.target.localName, change.target.getAttribute(change.attributeName) ?? '');
      else if (change.type === 'characterData') note('text', change.target.data);
      else change.addedNodes.forEach(look);
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();
";

/// What stands everywhere that a page leaves traces, now; what workers have kept, too.
const STANDING: &str = r"
  const done = arguments[0];
  const all = [['address', location.href], ['title', document.title], ['cookie', document.cookie],
    ['history', JSON.stringify(history.state)], ['name', window.name]];
  for (const [name, storage] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]])
    for (const key of Object.keys(storage)) all.push([name, key + '=' + storage.getItem(key)]);
  const look = node => {
    for (const { name, value } of node.attributes) all.push(['attribute ' + name + ' of ' + node.localName, value]);
    for (const child of node.children) look(child);
  };
  look(document.documentElement);
  for (const entry of performance.getEntries()) all.push(['timing', entry.name]);
  const heard = request => new Promise((told, failed) => { request.onsuccess = () => told(request.result); request.onerror = failed });
  (async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) all.push(['cache', request.url + '\n' + await (await cache.match(request)).text()]);
    }
    for (const { name } of await indexedDB.databases()) {
      const database = await heard(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        all.push(['database', JSON.stringify(await heard(database.transaction(store).objectStore(store).getAll()))]);
      database.close();
    }
    for await (const [name, file] of await navigator.storage.getDirectory())
      all.push(['files', name + '\n' + (file.kind === 'file' ? await (await file.getFile()).text() : '')]);
    // Texts of blobs and bodies are noted a moment later.
    setTimeout(() => done([...(window.tapped ? tapped() : []), ...all]), 50);
  })().catch(problem => done([['broken', String(problem)]]));
";

/// What the page was asked to give with secrets in it.
const ASKED: [&str; 2] = ["copied", "exported"];

struct Walk<'a> {
    page: &'a Page,
    /// Everything noted so far: where, and what.
    noted: RefCell<Vec<(String, String)>>,
}

impl<'a> Walk<'a> {
    fn new(page: &'a Page) -> Self {
        Self { page, noted: RefCell::default() }
    }

    /// Fetches what was noted since the last time, and what stands now.
    fn gather(&self) -> Vec<(String, String)> {
        let text = |entry: &Value, at: usize| entry[at].as_str().unwrap_or_default().to_owned();
        let all = self.page.command("POST", "/execute/async", &json!({ "script": STANDING, "args": [] }));
        let fresh: Vec<(String, String)> =
            all.as_array().into_iter().flatten().map(|entry| (text(entry, 0), text(entry, 1))).collect();
        assert!(fresh.iter().all(|(place, _)| place != "broken"), "{fresh:?}");
        self.noted.borrow_mut().extend(fresh.clone());
        fresh
    }

    /// Nothing but what `may` allows holds a marker.
    #[track_caller]
    fn clean(&self, step: &str, may: &dyn Fn(&str, &str) -> bool) {
        for (place, text) in self.gather() {
            for marker in held(&text) {
                assert!(may(&place, marker), "{step}: {marker} in {place}: {}", around(&text, marker));
            }
        }
    }

    /// Nothing holds one.
    #[track_caller]
    fn spotless(&self, step: &str) {
        self.clean(step, &|_, _| false);
    }

    /// What was asked for holds one, and nothing else does.
    #[track_caller]
    fn asked(&self, step: &str, marker: &str) {
        let since = self.noted.borrow().len();
        let seen = || {
            let _ = self.gather();
            self.noted.borrow()[since..]
                .iter()
                .any(|(place, text)| ASKED.contains(&place.as_str()) && held(text).contains(&marker))
        };
        self.page.until(&format!("{step}: {marker} was to be given"), seen, |seen| *seen);
        for (place, text) in &self.noted.borrow()[since..] {
            let found = held(text);
            assert!(
                found.is_empty() || ASKED.contains(&place.as_str()),
                "{step}: {found:?} in {place}: {}",
                around(text, found[0])
            );
        }
    }
}

/// The markers that a text holds: as they are, in a packed link, or in base64.
fn held(text: &str) -> Vec<&'static str> {
    let unpacked: Vec<String> = text
        .split(['#', '\n', '"', '\\'])
        .filter(|part| part.starts_with(link::PACKED))
        .filter_map(|part| link::unpacked(part).ok().map(|plain| plain.into_owned()))
        .collect();
    let holds = |marker: &str| {
        text.contains(marker)
            || unpacked.iter().any(|plain| plain.contains(marker))
            || (0..3).any(|shift| text.contains(&base64_inside(marker, shift)))
    };
    MARKERS.into_iter().filter(|marker| holds(marker)).collect()
}

/// What of a text is the same in base64 wherever it begins.
fn base64_inside(text: &str, shift: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = text.as_bytes().get(shift..).unwrap_or_default();
    let sixes = |three: &[u8]| {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        [18, 12, 6, 0].map(|by| char::from(LETTERS[bits >> by & 63]))
    };
    bytes.chunks_exact(3).flat_map(sixes).collect()
}

fn around(text: &str, marker: &str) -> String {
    let at = text.find(marker).unwrap_or(0);
    text.chars().skip(text[..at].chars().count().saturating_sub(120)).take(300).collect()
}

#[test]
fn the_search_finds_what_is_hidden() {
    use poolwise::share::link::packed;
    let fragment = format!("1&service={}", format!("{API_KEY}-").repeat(60));
    let hidden = packed(&fragment).into_owned();
    assert!(hidden.starts_with(link::PACKED) && !hidden.contains(API_KEY));
    assert_eq!(held(&format!("https://x/#{hidden}")), [API_KEY]);
    assert_eq!(held("…bWsxQXBpS2V5N1F6NDE…"), [API_KEY]);
    assert_eq!(held("mk1 ApiKey"), Vec::<&str>::new());
}

fn first<'a>(page: &'a Page, phrase: poolwise::words::Phrase) -> Element<'a> {
    page.find("region", &phrase.with(&[("number", "1")]))
}

/// Sets a field's text at once, as a paste does.
fn put(page: &Page, field: &Element<'_>, text: &str) {
    page.script(
        "const [field, text] = arguments; field.focus(); field.value = text; \
         field.dispatchEvent(new Event('input', { bubbles: true }))",
        &json!([field.reference(), text]),
    );
}

/// Presses it where no bar covers it.
fn press(page: &Page, element: &Element<'_>) {
    page.script("arguments[0].scrollIntoView({ block: 'center' })", &json!([element.reference()]));
    element.click();
}

fn open(site: &Site, path: &str, language: Language, also: &[String]) -> Page {
    let browser =
        also.iter().fold(Browser::new().language(tag(language)), |browser, host| browser.also(host));
    let page = browser.blank(site);
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": TAP }));
    page.go(path);
    page.allow_clipboard();
    page
}

/// Unfolds everything that folds.
fn unfold(page: &Page) {
    page.script("document.querySelectorAll('details').forEach(one => { one.open = true })", &json!([]));
}

/// At the end of a walk: nothing was sent to the page's own host, nothing said in the console.
#[track_caller]
fn nothing_sent_or_said(page: &Page, site: &Site) {
    for served in site.served() {
        assert_eq!(held(&served.path), Vec::<&str>::new(), "sent to the host: {}", served.path);
    }
    for line in page.console() {
        assert_eq!(held(&line), Vec::<&str>::new(), "in the console: {line}");
    }
}
