use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use poolwise::words::{Language, SHELL};
use serde_json::{Value, json};

use super::driver::{Driver, Refusal};
use super::element::{Element, Spoken};
use super::gate::Gate;
use super::{Site, wait_until};

/// Keys by their WebDriver code points; any other character types itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Tab,
    Enter,
    Escape,
    Space,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    Shift,
    Control,
    Alt,
    Letter(char),
}

impl Key {
    pub(super) fn code(self) -> char {
        match self {
            Self::Tab => '\u{e004}',
            Self::Enter => '\u{e007}',
            Self::Escape => '\u{e00c}',
            Self::Space => ' ',
            Self::Backspace => '\u{e003}',
            Self::Delete => '\u{e017}',
            Self::Left => '\u{e012}',
            Self::Right => '\u{e014}',
            Self::Up => '\u{e013}',
            Self::Down => '\u{e015}',
            Self::Home => '\u{e011}',
            Self::End => '\u{e010}',
            Self::PageUp => '\u{e00e}',
            Self::PageDown => '\u{e00f}',
            Self::Shift => '\u{e008}',
            Self::Control => '\u{e009}',
            Self::Alt => '\u{e00a}',
            Self::Letter(letter) => letter,
        }
    }
}

/// One tab of one browser. Going out of scope, it fails its test for every fault that the test did not expect.
pub(crate) struct Page {
    driver: &'static Driver,
    session: String,
    gate: Gate,
    home: PathBuf,
    root: String,
    origins: Vec<String>,
    /// What the user is said to prefer, by the names of media features.
    media: RefCell<BTreeMap<&'static str, &'static str>>,
    /// What the test expects to go wrong, and whether it did.
    expected: RefCell<Vec<(String, bool)>>,
    faults: RefCell<Vec<String>>,
    console: RefCell<Vec<String>>,
    closed: Cell<bool>,
}

impl Page {
    pub(super) fn new(
        driver: &'static Driver,
        session: String,
        gate: Gate,
        home: PathBuf,
        site: &Site,
        origins: Vec<String>,
    ) -> Self {
        Self {
            driver,
            session,
            gate,
            home,
            root: site.url(""),
            origins,
            media: RefCell::default(),
            expected: RefCell::default(),
            faults: RefCell::default(),
            console: RefCell::default(),
            closed: Cell::new(false),
        }
    }

    // The wire

    pub(super) fn try_command(&self, method: &str, path: &str, body: &Value) -> Result<Value, Refusal> {
        self.driver.command(method, &format!("{}{path}", self.session), body)
    }

    #[track_caller]
    pub(crate) fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        self.try_command(method, path, body)
            .unwrap_or_else(|refusal| panic!("{method} {path}: {}: {}", refusal.code, refusal.message))
    }

    pub(super) fn try_cdp(&self, command: &str, parameters: &Value) -> Result<Value, Refusal> {
        self.try_command("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    pub(crate) fn cdp(&self, command: &str, parameters: &Value) -> Value {
        self.try_cdp(command, parameters).unwrap_or_else(|refusal| panic!("{command}: {}", refusal.message))
    }

    /// Runs a function body in the page; `return` gives its value. For what no role and no name can say.
    #[track_caller]
    pub(crate) fn script(&self, body: &str, arguments: &Value) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": body, "args": arguments }))
    }

    // Where

    /// Opens a path of the site, and waits for its load event.
    #[track_caller]
    pub(crate) fn go(&self, path: &str) {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{}", self.root, path.trim_start_matches('/'))
        };
        self.command("POST", "/url", &json!({ "url": url }));
    }

    /// The address.
    #[track_caller]
    pub(crate) fn url(&self) -> String {
        self.command("GET", "/url", &Value::Null).as_str().unwrap_or_default().to_owned()
    }

    /// The address after the site's root: `request/`, with query and fragment.
    #[track_caller]
    pub(crate) fn path(&self) -> String {
        let url = self.url();
        url.strip_prefix(&self.root).map_or(url.clone(), ToOwned::to_owned)
    }

    /// The document's title.
    #[track_caller]
    pub(crate) fn title(&self) -> String {
        self.command("GET", "/title", &Value::Null).as_str().unwrap_or_default().to_owned()
    }

    /// The browser's Back.
    #[track_caller]
    pub(crate) fn back(&self) {
        self.command("POST", "/back", &json!({}));
    }

    /// The browser's Forward.
    #[track_caller]
    pub(crate) fn forward(&self) {
        self.command("POST", "/forward", &json!({}));
    }

    /// The browser's Reload.
    #[track_caller]
    pub(crate) fn reload(&self) {
        self.command("POST", "/refresh", &json!({}));
    }

    // Finding

    /// Everything of a role that a screen reader would reach, in document order; an empty role means any.
    pub(crate) fn try_all(&self, role: &str) -> Result<Vec<Element<'_>>, String> {
        let wrong = |refusal: Refusal| refusal.message;
        let document = self.try_cdp("DOM.getDocument", &json!({ "depth": 0 })).map_err(wrong)?;
        let top = document["root"]["backendNodeId"].clone();
        self.query(&top, role, None)
    }

    pub(super) fn query(
        &self,
        top: &Value,
        role: &str,
        name: Option<&str>,
    ) -> Result<Vec<Element<'_>>, String> {
        let mut parameters = json!({ "backendNodeId": top });
        if !role.is_empty() {
            parameters["role"] = json!(role);
        }
        if let Some(name) = name {
            parameters["accessibleName"] = json!(name);
        }
        let reply =
            self.try_cdp("Accessibility.queryAXTree", &parameters).map_err(|refusal| refusal.message)?;
        let nodes = reply["nodes"].as_array().cloned().unwrap_or_default();
        Ok(nodes.iter().filter_map(Spoken::of).map(|spoken| Element::new(self, spoken)).collect())
    }

    /// Waits for exactly one element of the role whose name is `name`.
    #[track_caller]
    pub(crate) fn find(&self, role: &str, name: &str) -> Element<'_> {
        self.the_one(&[role], &format!("{role} “{name}”"), |spoken| spoken.name == name)
    }

    /// Waits for exactly one element of the role whose name contains `part`.
    #[track_caller]
    pub(crate) fn find_like(&self, role: &str, part: &str) -> Element<'_> {
        self.the_one(&[role], &format!("{role} with “{part}” in its name"), |spoken| {
            spoken.name.contains(part)
        })
    }

    /// Waits for the one button of this name.
    #[track_caller]
    pub(crate) fn button(&self, name: &str) -> Element<'_> {
        self.find("button", name)
    }

    /// Waits for the one link of this name.
    #[track_caller]
    pub(crate) fn link(&self, name: &str) -> Element<'_> {
        self.find("link", name)
    }

    /// Waits for the one input of this name, whatever one types into or chooses from.
    #[track_caller]
    pub(crate) fn field(&self, name: &str) -> Element<'_> {
        let roles = ["textbox", "spinbutton", "searchbox", "combobox", "listbox", "slider"];
        self.the_one(&roles, &format!("field “{name}”"), |spoken| spoken.name == name)
    }

    #[track_caller]
    fn the_one(&self, roles: &[&str], wanted: &str, is_it: impl Fn(&Spoken) -> bool) -> Element<'_> {
        let found = wait_until(|| {
            let mut near = Vec::new();
            let mut matching = Vec::new();
            for role in roles {
                for element in self.try_all(role)? {
                    near.push(format!("{} “{}”", element.spoken().role, element.spoken().name));
                    if is_it(element.spoken()) {
                        matching.push(element);
                    }
                }
            }
            match (matching.pop(), matching.len()) {
                (Some(element), 0) => Ok(element),
                (Some(_), more) => Err(format!("{} of them", more + 1)),
                (None, _) => Err(format!("there are {}", near.join(", "))),
            }
        });
        found.unwrap_or_else(|seen| panic!("no one {wanted}: {seen}"))
    }

    /// Waits until some element of the role has text that contains `part`; returns its whole text.
    #[track_caller]
    pub(crate) fn see(&self, role: &str, part: &str) -> String {
        let found = wait_until(|| {
            let mut seen = Vec::new();
            for element in self.try_all(role)? {
                let name = &element.spoken().name;
                let text = match role {
                    // A text is its own name, and a page has hundreds: each would be asked for what cannot be asked of it.
                    "StaticText" => Some(name.clone()),
                    // What only a screen reader is told is cut off to the eye after its first line.
                    "status" => element.try_content(),
                    _ => element.try_text(),
                };
                let text = text.unwrap_or_default();
                if text.contains(part) || name.contains(part) {
                    return Ok(text);
                }
                seen.push(text);
            }
            Err(format!("{seen:?}"))
        });
        found.unwrap_or_else(|seen| panic!("no {role} says “{part}”: {seen}"))
    }

    /// Waits until no element has this role and name.
    #[track_caller]
    pub(crate) fn gone(&self, role: &str, name: &str) {
        let left = wait_until(|| {
            let there = self.try_all(role)?.iter().any(|element| element.spoken().name == name);
            if there { Err("still there".to_owned()) } else { Ok(()) }
        });
        left.unwrap_or_else(|seen| panic!("{role} “{name}”: {seen}"));
    }

    /// Waits until a value read from the page is as it should be.
    #[track_caller]
    pub(crate) fn until<T: std::fmt::Debug>(
        &self,
        what: &str,
        read: impl Fn() -> T,
        is_right: impl Fn(&T) -> bool,
    ) -> T {
        let found = wait_until(|| {
            let value = read();
            if is_right(&value) { Ok(value) } else { Err(value) }
        });
        found.unwrap_or_else(|last| {
            let last: String = format!("{last:?}").chars().take(4_000).collect();
            panic!("{what}: still {last}")
        })
    }

    /// What has the keyboard's focus.
    #[track_caller]
    pub(crate) fn focused(&self) -> Element<'_> {
        // What has the focus may be replaced between the two questions.
        let found = wait_until(|| {
            let reply = self
                .try_command("GET", "/element/active", &Value::Null)
                .map_err(|refusal| refusal.message)?;
            let id = reply.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
            let backend = id.and_then(|id| id.rsplit('.').next()).and_then(|id| id.parse::<i64>().ok());
            let parameters = json!({ "backendNodeId": backend, "fetchRelatives": false });
            let reply = self
                .try_cdp("Accessibility.getPartialAXTree", &parameters)
                .map_err(|refusal| refusal.message)?;
            reply["nodes"].get(0).and_then(Spoken::even_ignored).ok_or_else(|| reply.to_string())
        });
        Element::new(self, found.unwrap_or_else(|seen| panic!("nothing has the focus: {seen}")))
    }

    // Keys

    /// Presses and releases keys one after the other, where the focus is.
    #[track_caller]
    pub(crate) fn press(&self, keys: &[Key]) {
        let strokes = keys.iter().flat_map(|key| {
            let key = key.code().to_string();
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
        });
        self.strokes(strokes.collect());
    }

    /// Holds the first keys down while the last is pressed.
    #[track_caller]
    pub(crate) fn chord(&self, keys: &[Key]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key.code().to_string() }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key.code().to_string() }));
        self.strokes(down.chain(up).collect());
    }

    /// Types text where the focus is.
    #[track_caller]
    pub(crate) fn type_text(&self, text: &str) {
        self.press(&text.chars().map(Key::Letter).collect::<Vec<_>>());
    }

    #[track_caller]
    fn strokes(&self, strokes: Vec<Value>) {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.command("POST", "/actions", &json!({ "actions": [keyboard] }));
    }

    // The surroundings

    /// From now on the user prefers this, too, as `prefers-color-scheme` or another media feature asks.
    #[track_caller]
    pub(crate) fn prefer(&self, feature: &'static str, value: &'static str) {
        self.media.borrow_mut().insert(feature, value);
        // A feature that is not named again would be forgotten.
        let all: Vec<Value> =
            self.media.borrow().iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.cdp("Emulation.setEmulatedMedia", &json!({ "features": all }));
    }

    /// What the user is said to prefer; empty where nothing was said.
    pub(crate) fn preferred(&self, feature: &str) -> &'static str {
        self.media.borrow().get(feature).copied().unwrap_or_default()
    }

    /// Opens everything that unfolds, and what unfolds within that, until nothing more does and every part is there.
    #[track_caller]
    pub(crate) fn unfold(&self) {
        // What unfolds is drawn once it is told so, a task later; a part that is a file of its own says that it is on its way.
        let body = "const [loading, done] = arguments;
            const isOnItsWay = one => loading.includes(one.textContent.trim()) && one.checkVisibility();
            let idle = 0;
            const turn = () => {
              const folded = document.querySelectorAll('details:not([open])');
              folded.forEach(one => { one.open = true });
              const waits = [...document.querySelectorAll('main [role=status]')].some(isOnItsWay);
              idle = folded.length || waits ? 0 : idle + 1;
              if (idle > 3) done(null); else requestAnimationFrame(() => setTimeout(turn));
            };
            turn()";
        let loading = Language::ALL.map(|language| SHELL.of(language).loading);
        self.command("POST", "/execute/async", &json!({ "script": body, "args": [loading] }));
    }

    /// Lets the page read and write the clipboard.
    #[track_caller]
    pub(crate) fn allow_clipboard(&self) {
        let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        self.cdp("Browser.grantPermissions", &permissions);
    }

    /// What the clipboard holds.
    #[track_caller]
    pub(crate) fn clipboard(&self) -> String {
        self.allow_clipboard();
        let body = "const done = arguments[0]; navigator.clipboard.readText().then(done, problem => done('' + problem))";
        let text = self.command("POST", "/execute/async", &json!({ "script": body, "args": [] }));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits for a finished download of this name, and reads it.
    #[track_caller]
    pub(crate) fn download(&self, name: &str) -> Vec<u8> {
        let folder = self.home.join("downloads");
        // The browser holds the name with an empty file until the whole stands.
        let found = wait_until(|| match std::fs::read(folder.join(name)) {
            Ok(bytes) if bytes.is_empty() => Err("it is empty".to_owned()),
            read => read.map_err(|error| error.to_string()),
        });
        found.unwrap_or_else(|error| panic!("no download {name}: {error}"))
    }

    /// The network and the processor of a slow machine, for measuring.
    #[track_caller]
    pub(crate) fn slow(&self, bits_per_second: f64, round_trip_milliseconds: f64, processor: f64) {
        self.cdp("Network.enable", &json!({}));
        let bytes = bits_per_second / 8.0;
        self.cdp(
            "Network.emulateNetworkConditions",
            &json!({
                "offline": false,
                "latency": round_trip_milliseconds,
                "downloadThroughput": bytes,
                "uploadThroughput": bytes,
            }),
        );
        self.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": processor }));
    }

    /// By how many pixels the document is wider than its window.
    #[track_caller]
    pub(crate) fn sideways_scroll(&self) -> i64 {
        let body = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        self.script(body, &json!([])).as_i64().unwrap_or(-1)
    }

    /// Writes a PNG: of the window, or of the whole document.
    #[track_caller]
    pub(crate) fn screenshot(&self, file: &Path, whole: bool) {
        let picture = self.cdp(
            "Page.captureScreenshot",
            &json!({ "format": "png", "captureBeyondViewport": whole, "optimizeForSpeed": false }),
        );
        let bytes = base64(picture["data"].as_str().unwrap_or_default());
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).expect("a folder for pictures");
        }
        std::fs::write(file, bytes).expect("the picture can be written");
    }

    // Faults

    /// Says that a fault whose text contains `part` will happen; the test fails if it does not.
    pub(crate) fn expect_fault(&self, part: &str) {
        self.expected.borrow_mut().push((part.to_owned(), false));
    }

    /// Every fault so far that was not expected.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.collect();
        self.faults.borrow().clone()
    }

    /// What the page wrote to the console so far.
    pub(crate) fn console(&self) -> Vec<String> {
        self.collect();
        self.console.borrow().clone()
    }

    fn collect(&self) {
        let log = |kind: &str| {
            let reply = self.try_command("POST", "/se/log", &json!({ "type": kind }));
            reply.ok().and_then(|entries| entries.as_array().cloned()).unwrap_or_default()
        };
        for entry in log("browser") {
            let level = entry["level"].as_str().unwrap_or_default();
            let line = format!("{level} {}", entry["message"].as_str().unwrap_or_default());
            if ["SEVERE", "WARNING"].contains(&level) {
                self.fault(format!("console: {line}"));
            }
            self.console.borrow_mut().push(line);
        }
        for entry in log("performance") {
            let text = entry["message"].as_str().unwrap_or_default();
            let Ok(event) = serde_json::from_str::<Value>(text) else { continue };
            let message = &event["message"];
            if message["method"] == "Network.requestWillBeSent" {
                let url = message["params"]["request"]["url"].as_str().unwrap_or_default();
                if self.is_foreign(url) {
                    self.fault(format!("request to another host: {url}"));
                }
            }
        }
        for asked in self.gate.take() {
            self.fault(format!("request to another host, stopped: {asked}"));
        }
    }

    fn is_foreign(&self, url: &str) -> bool {
        let ours = self.origins.iter().any(|origin| {
            url.strip_prefix(origin.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let local = ["data:", "blob:", "about:", "chrome:", "devtools:"];
        !ours && !local.iter().any(|scheme| url.starts_with(scheme))
    }

    fn fault(&self, text: String) {
        let mut expected = self.expected.borrow_mut();
        match expected.iter_mut().find(|(part, _)| text.contains(part.as_str())) {
            Some((_, happened)) => *happened = true,
            None => self.faults.borrow_mut().push(text),
        }
    }

    fn close(&self) {
        if !self.closed.replace(true) {
            let _gone_already = self.try_command("DELETE", "", &Value::Null);
            let _left_to_the_system = std::fs::remove_dir_all(&self.home);
        }
    }

    /// For a reader of a failed test: a picture, and what the console said.
    fn leave_evidence(&self) {
        let name = std::thread::current().name().unwrap_or("page").replace("::", "-");
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots/failed").join(format!("{name}.png"));
        if let Ok(picture) = self.try_cdp("Page.captureScreenshot", &json!({ "format": "png" })) {
            let bytes = base64(picture["data"].as_str().unwrap_or_default());
            let _optional = file.parent().map(std::fs::create_dir_all);
            let _optional = std::fs::write(&file, bytes);
            eprintln!("the page as it was: {}", file.display());
        }
        self.collect();
        for line in self.console.borrow().iter().chain(self.faults.borrow().iter()) {
            eprintln!("  {line}");
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_evidence();
            return self.close();
        }
        self.collect();
        let mut faults = self.faults.borrow().clone();
        for (part, happened) in self.expected.borrow().iter() {
            if !happened {
                faults.push(format!("expected a fault with “{part}”, and none came"));
            }
        }
        if !faults.is_empty() {
            self.leave_evidence();
        }
        self.close();
        assert!(faults.is_empty(), "the page is at fault:\n  {}", faults.join("\n  "));
    }
}

/// Reads base64 as the browser writes it.
fn base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap_or_default());
        }
    }
    bytes
}
