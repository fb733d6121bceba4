//! A marker in every place for secrets, everything that the pages do, and then a search for it: in what is kept, linked,
//! titled, logged, exported, written into the document or its history, or sent.
//!
//! A tap in the page notes what passes by even for a moment; the test reads what it noted before every new document.

use std::cell::RefCell;

use poolwise::share::link;
use poolwise::words::{
    Language, MANY, POOL_CONNECT, POOL_PROFILE, POOL_SCRIPT, POOLS_PAGE, REQUEST_PAGE, SCRIPT, SHELL,
};
use serde_json::{Value, json};

use crate::harness::{Browser, Element, Page, Site};
use crate::site::{arrive, tag};
use poolwise::route::Route;

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
const MARKERS: [&str; 14] = [
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
  wrap(window.Notification?.prototype?.constructor, 'requestPermission', 'notification');
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

/// What stands everywhere that a page leaves traces, now.
const STANDING: &str = r"
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
  return all;
";

/// What the page was asked to give with secrets in it.
const ASKED: [&str; 2] = ["copied", "exported"];

struct Walk<'a> {
    page: &'a Page,
    /// Everything noted so far: where, and what.
    noted: RefCell<Vec<(String, String)>>,
}

impl Walk<'_> {
    /// Fetches what was noted since the last time, and what stands now.
    fn gather(&self) -> Vec<(String, String)> {
        let mut fresh = Vec::new();
        // Texts of blobs and bodies are noted a moment later.
        let settle = "const done = arguments[0]; setTimeout(() => done(window.tapped ? tapped() : []), 50)";
        let noted = self.page.command("POST", "/execute/async", &json!({ "script": settle, "args": [] }));
        for entries in [noted, self.page.script(STANDING, &json!([]))] {
            for entry in entries.as_array().into_iter().flatten() {
                let text = |at: usize| entry[at].as_str().unwrap_or_default().to_owned();
                fresh.push((text(0), text(1)));
            }
        }
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

fn fill_request(page: &Page, language: Language) {
    let words = REQUEST_PAGE.of(language);
    page.find("heading", words.heading);
    press(page, &page.button(words.clear));
    page.until("an empty form", || page.field(words.pool_id).value(), String::is_empty);
    put(page, &page.field(words.service_url), &format!("{SERVICE}/jobs?api-version=2.0&sig={ADDRESS_SIG}"));
    put(page, &page.field(words.api_key), &format!("{API_KEY}+/="));
    let input = first(page, words.input_number);
    let connection = format!(
        "DefaultEndpointsProtocol=https;AccountName=walkaccount;AccountKey={INPUT_KEY}+/=;EndpointSuffix=core.windows.net"
    );
    put(page, &input.find("textbox", words.connection), &connection);
    put(page, &input.find("textbox", words.path), &format!("in/rows.csv?sv=2015-04-05&sig={PATH_SIG}"));
    press(page, &first(page, words.output_number).find("radio", words.with_sas));
    let output = || first(page, words.output_number);
    let base = format!("https://walkaccount.blob.core.windows.net/?sv=2015-04-05&sig={BASE_SIG}%3D");
    put(page, &output().find("textbox", words.base), &base);
    put(page, &output().find("textbox", words.path), "out/done.csv");
    let token = format!("?sv=2015-04-05&sr=c&sp=rw&se=2030-01-01T00%3A00%3A00Z&sig={OUTPUT_SIG}%3D");
    put(page, &output().find("textbox", words.token), &token);
    press(page, &page.button(words.add_parameter));
    let parameter = || first(page, words.parameter_number);
    put(page, &parameter().find("textbox", words.name), "Database");
    parameter().find("combobox", words.parameter_state).choose(words.send_value);
    let value = format!("AccountName=walkaccount;AccountKey={PARAMETER_KEY}==");
    put(page, &parameter().find("combobox", words.parameter_value), &value);
    put(page, &page.field(words.pool_id), POOL);
    page.until("the address", || page.path(), |path| path.contains('#'));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
fn a_request_leaves_no_secret_anywhere() {
    let site = Site::dist();
    let language = Language::English;
    let (words, scripts, many) = (REQUEST_PAGE.of(language), SCRIPT.of(language), MANY.of(language));
    let page = open(&site, "request/", language, &[]);
    fill_request(&page, language);
    let walk = Walk { page: &page, noted: RefCell::default() };
    walk.spotless("typed");
    press(&page, &page.button(SHELL.of(language).share));
    page.see("status", SHELL.of(language).shared);
    walk.spotless("shared");

    // Copied and saved with secrets, because that is what the buttons say; shown on request, and hidden again.
    let results = || page.find("region", words.results);
    press(&page, &results().find("button", words.copy_secrets));
    walk.asked("copied", INPUT_KEY);
    press(&page, &results().find("button", words.download_secrets));
    walk.asked("saved", OUTPUT_SIG);
    let json_field = || page.field(words.json_label).value();
    assert_eq!(held(&json_field()), Vec::<&str>::new(), "the JSON tells before it is asked");
    press(&page, &page.find("checkbox", words.show_secrets));
    page.until("it is shown", json_field, |text| text.contains(INPUT_KEY));
    // On screen it stands as text, since it was asked for; nowhere else.
    walk.clean("shown", &|place, _| place == "text");
    press(&page, &page.find("checkbox", words.show_secrets));
    page.until("it is hidden", json_field, |text| !text.contains(INPUT_KEY));
    walk.clean("hidden again", &|place, _| place == "text");
    walk.spotless("hidden");

    // Every script, masked, inlined, masked again.
    press(&page, &page.find("tab", words.tab_scripts));
    let inline = || page.find("checkbox", scripts.inline_secrets);
    inline();
    let languages = || results().find("combobox", scripts.languages);
    let choices = languages().all("option");
    let names: Vec<String> = choices.iter().map(|one| one.spoken().name.clone()).collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in &names {
        languages().choose(name);
        page.find("region", name);
        press(&page, &results().find("button", SHELL.of(language).copy));
        walk.spotless(&format!("{name} as placeholders"));
    }
    press(&page, &inline());
    inline().wait_for_state("checked", "true");
    for name in &names {
        languages().choose(name);
        page.find("region", name);
        walk.spotless(&format!("{name} inlined, on screen"));
    }
    press(&page, &results().find("button", SHELL.of(language).copy));
    walk.asked("an inlined script, copied", API_KEY);
    press(&page, &results().find("button", SHELL.of(language).download));
    walk.asked("an inlined script, saved", API_KEY);
    press(&page, &inline());
    inline().wait_for_state("checked", "false");
    walk.spotless("masked again");

    // Many jobs, with placeholders and inlined.
    press(&page, &page.find("tab", many.tab));
    put(&page, &page.field(many.table), "data/a.csv\ndata/b.csv\n");
    page.until(
        "two bodies",
        || page.script("return document.querySelector('.many-count strong')?.textContent ?? ''", &json!([])),
        |text| text.as_str().is_some_and(|text| text.contains('2')),
    );
    let make = || {
        let ready = || page.button(many.make).attribute("aria-disabled");
        page.until("a file can be made", ready, String::is_empty);
        press(&page, &page.button(many.make));
    };
    make();
    page.button(many.save_again);
    walk.spotless("many bodies");
    press(&page, &page.find("checkbox", many.inline));
    page.see("paragraph", many.inline_warning);
    make();
    walk.asked("many bodies, inlined", INPUT_KEY);
    press(&page, &page.find("checkbox", many.inline));

    // The other tabs; a curl command, broken JSON and an unknown member; back and undone.
    for tab in [words.tab_classic, words.tab_urls, POOL_SCRIPT.of(language).tab, words.tab_json] {
        press(&page, &page.find("tab", tab));
        page.find("tab", tab).wait_for_state("selected", "true");
        walk.spotless(tab);
    }
    let curl = format!(
        "curl -X POST '{SERVICE}/jobs?api-version=2.0' -H 'Authorization: Bearer {PASTED_API_KEY}' -d \
         '{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={PASTED_KEY}==\",\"RelativeLocation\":\"a/b.csv\"}}}}'"
    );
    let broken = format!(
        "“Input”: {{ ConnectionString: 'AccountName=a;AccountKey={BROKEN_KEY}&quot;==', 'RelativeLocation': 'a/b.csv', }}"
    );
    for (name, text) in [("curl", &curl), ("broken JSON", &broken)] {
        put(&page, &page.field(words.paste_label), text);
        press(&page, &page.button(words.paste_fill));
        page.until("it is read", || page.field(words.paste_label).value(), String::is_empty);
        walk.spotless(name);
        press(&page, &page.button(words.bring_back));
        walk.spotless(&format!("{name}, undone"));
    }
    let editor = page.field(words.json_label);
    put(
        &page,
        &editor,
        &format!(
            "{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={MEMBER_KEY}==\",\"RelativeLocation\":\"a/b.csv\"}},\"Webhook\":\"https://x/?sig={MEMBER_KEY}\"}}"
        ),
    );
    // While it is being typed it stands as it is typed, and is coloured so; nowhere else.
    walk.clean("typed as JSON", &|place, marker| place == "text" && marker == MEMBER_KEY);
    page.field(words.service_url).focus();
    page.until("it is masked", json_field, |text| !text.contains(MEMBER_KEY));
    walk.clean("left", &|place, marker| place == "text" && marker == MEMBER_KEY);
    walk.spotless("masked after it was typed");

    // The other pages, another language, back, forward, and a new document.
    page.field(SHELL.of(language).language).choose(Language::Swedish.name());
    arrive(&page, Language::Swedish, Route::Request);
    walk.spotless("in Swedish");
    page.field(SHELL.of(Language::Swedish).language).choose(Language::English.name());
    for (name, route) in [("cost", Route::Cost), ("pools", Route::Pools), ("request", Route::Request)] {
        let shell = SHELL.of(language);
        let bar = page.find("navigation", shell.pages);
        press(&page, &bar.find("link", crate::site::link_name(shell, route)));
        arrive(&page, language, route);
        walk.spotless(name);
    }
    page.back();
    arrive(&page, language, Route::Pools);
    page.forward();
    arrive(&page, language, Route::Request);
    walk.spotless("back and forward");
    page.reload();
    page.until("the form", || page.field(words.service_url).value(), |url| url.contains("/services/"));
    let fields =
        "return [...document.querySelectorAll('input,textarea')].map(field => field.value).join('\\n')";
    let typed = page.script(fields, &json!([]));
    assert_eq!(held(typed.as_str().unwrap_or_default()), Vec::<&str>::new(), "a secret survives a reload");
    walk.spotless("reloaded");
    for served in site.served() {
        assert_eq!(held(&served.path), Vec::<&str>::new(), "sent to the host: {}", served.path);
    }
    for line in page.console() {
        assert_eq!(held(&line), Vec::<&str>::new(), "in the console: {line}");
    }
}

/// What a companion's page does with its keys; the service itself is practice's, over real HTTP.
#[cfg(feature = "companion")]
#[test]
#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
fn pools_leave_no_secret_anywhere() {
    use crate::process::{Companion, SERVICE as WEB_SERVICE};
    let site = Site::dist();
    let language = Language::English;
    let (desk, live, contract) =
        (POOLS_PAGE.of(language), POOL_CONNECT.of(language), POOL_PROFILE.of(language));
    let companion = Companion::with_keys(
        &["serve", "--dist", "/nowhere", "--provisioning-seconds", "0"],
        POOL_SERVICE_KEY,
        WEB_SERVICE_KEY,
    );
    let host = companion.origin().trim_start_matches("http://").to_owned();
    let page = open(&site, "pools/", language, &[host]);
    let walk = Walk { page: &page, noted: RefCell::default() };
    let own = format!("sent {}", companion.origin());
    // A key goes in a request's header to its own service, a body where it is sent; nowhere else.
    let sends = |place: &str, _: &str| place == own;
    page.find("heading", desk.create);
    // Practice first: a pool, made and deleted.
    press(&page, &page.button(desk.create_button));
    page.find("table", desk.pools);
    walk.spotless("practice");
    let unfold = "document.querySelectorAll('details').forEach(one => { one.open = true })";
    page.script(unfold, &json!([]));
    let connect = || {
        page.script(unfold, &json!([]));
        put(&page, &page.field(desk.service_url), &format!("{}/azure-batch", companion.origin()));
        put(&page, &page.field(desk.service_key), POOL_SERVICE_KEY);
        walk.spotless("typed");
        press(&page, &page.button(desk.connect));
        let kind = || page.script("return document.querySelector('.pools').dataset.service", &json!([]));
        page.until("it is the companion", kind, |kind| kind == "companion");
    };
    connect();
    walk.clean("connected", &sends);
    put(&page, &page.field(live.service_url), &format!("{}{WEB_SERVICE}", companion.origin()));
    put(&page, &page.field(live.service_key), WEB_SERVICE_KEY);
    press(&page, &page.button(live.add_service));
    let body = format!(
        "{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={SUBMITTED_KEY}==\",\"RelativeLocation\":\"a/b.csv\"}},\"GlobalParameters\":{{}}}}"
    );
    put(&page, &page.field(live.submit_body), &body);
    page.script(unfold, &json!([]));
    walk.clean("a request shown before it is sent", &sends);
    press(&page, &page.button(live.submit_do));
    page.find("table", desk.tracked);
    walk.clean("submitted", &sends);
    put(&page, &page.field(desk.vm_count), "2");
    put(&page, &page.field(desk.swagger), &format!("{}{WEB_SERVICE}/swagger.json", companion.origin()));
    press(&page, &page.button(desk.create_button));
    page.find("table", desk.pools);
    page.script(unfold, &json!([]));
    press(&page, &page.button(live.log_export));
    page.download("poolwise-log.ndjson");
    walk.clean("the log exported", &sends);
    page.field(contract.which).choose(contract.page);
    press(&page, &page.button(contract.duplicate));
    press(&page, &page.button(contract.export));
    walk.clean("a contract exported", &sends);
    press(&page, &page.button(SHELL.of(language).share));
    walk.clean("shared", &sends);
    for route in [Route::Cost, Route::Request, Route::Pools] {
        let shell = SHELL.of(language);
        let bar = page.find("navigation", shell.pages);
        press(&page, &bar.find("link", crate::site::link_name(shell, route)));
        page.until("the path", || page.path(), |path| path.starts_with(route.segment()));
        walk.clean("other pages", &sends);
    }
    page.reload();
    page.find("heading", desk.create);
    walk.spotless("reloaded: the keys are forgotten");

    // Kept for the tab where the user asks for it, and nowhere else; forgotten at once.
    page.script(unfold, &json!([]));
    press(&page, &page.find("checkbox", live.keep_in_tab));
    connect();
    let tab = |place: &str, marker: &str| {
        sends(place, marker) || (marker == POOL_SERVICE_KEY && ["sessionStorage", "storage"].contains(&place))
    };
    walk.clean("kept in the tab", &tab);
    let kept = "return JSON.stringify([{...sessionStorage}, {...localStorage}])";
    let [in_tab, on_device]: [String; 2] = {
        let both: Value = serde_json::from_str(page.script(kept, &json!([])).as_str().unwrap_or_default())
            .expect("two storages");
        [both[0].to_string(), both[1].to_string()]
    };
    assert_eq!((held(&in_tab), held(&on_device)), (vec![POOL_SERVICE_KEY], Vec::new()));
    page.script(unfold, &json!([]));
    press(&page, &page.button(live.forget_keys));
    page.see("paragraph", live.keys_forgotten);
    page.reload();
    page.find("heading", desk.create);
    walk.spotless("forgotten");
    // The tap saw what it was to see: each key on its way to its own service, and the body.
    for marker in [POOL_SERVICE_KEY, WEB_SERVICE_KEY, SUBMITTED_KEY] {
        let noted = walk.noted.borrow();
        let seen = noted.iter().any(|(place, text)| *place == own && held(text).contains(&marker));
        assert!(seen, "the tap did not see {marker} being sent");
    }
    for served in site.served() {
        assert_eq!(held(&served.path), Vec::<&str>::new(), "sent to the host: {}", served.path);
    }
    for line in page.console().into_iter().chain(companion.log()) {
        assert_eq!(held(&line), Vec::<&str>::new(), "in a log: {line}");
    }
}
