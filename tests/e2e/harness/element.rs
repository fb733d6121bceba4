use serde_json::{Value, json};

use super::driver::Refusal;
use super::page::Key;
use super::{Page, wait_until};

/// What a screen reader says of an element.
#[derive(Clone, Debug)]
pub(crate) struct Spoken {
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) value: String,
    backend: i64,
    states: Vec<(String, String)>,
}

impl Spoken {
    /// Reads one node of the accessibility tree; `None` when it is hidden from it.
    pub(super) fn of(node: &Value) -> Option<Self> {
        if node["ignored"] == true { None } else { Self::even_ignored(node) }
    }

    pub(super) fn even_ignored(node: &Value) -> Option<Self> {
        let plain = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let states = node["properties"].as_array().cloned().unwrap_or_default();
        Some(Self {
            role: plain(&node["role"]["value"]),
            name: plain(&node["name"]["value"]),
            description: plain(&node["description"]["value"]),
            value: plain(&node["value"]["value"]),
            backend: node["backendDOMNodeId"].as_i64()?,
            states: states
                .iter()
                .map(|state| (plain(&state["name"]), plain(&state["value"]["value"])))
                .collect(),
        })
    }
}

/// An element of a page, found by what is spoken of it.
pub(crate) struct Element<'a> {
    page: &'a Page,
    spoken: Spoken,
}

impl<'a> Element<'a> {
    pub(super) fn new(page: &'a Page, spoken: Spoken) -> Self {
        Self { page, spoken }
    }

    /// As it was spoken of when it was found.
    pub(crate) fn spoken(&self) -> &Spoken {
        &self.spoken
    }

    /// As it is spoken of now.
    #[track_caller]
    pub(crate) fn now(&self) -> Spoken {
        let parameters = json!({ "backendNodeId": self.spoken.backend, "fetchRelatives": false });
        let reply = self.page.cdp("Accessibility.getPartialAXTree", &parameters);
        let spoken = reply["nodes"].get(0).and_then(Spoken::even_ignored);
        spoken.unwrap_or_else(|| panic!("{} “{}” is gone", self.spoken.role, self.spoken.name))
    }

    /// A state that is spoken: `disabled`, `expanded`, `checked`, `selected`, `invalid`, `pressed`, `focused`; empty where
    /// the element has it not, or is replaced by now.
    pub(crate) fn state(&self, name: &str) -> String {
        let parameters = json!({ "backendNodeId": self.spoken.backend, "fetchRelatives": false });
        let reply = self.page.try_cdp("Accessibility.getPartialAXTree", &parameters).unwrap_or_default();
        let states = reply["nodes"].get(0).and_then(Spoken::even_ignored).map(|spoken| spoken.states);
        let found = states.unwrap_or_default().into_iter().find(|(state, _)| state == name);
        found.map(|(_, value)| value).unwrap_or_default()
    }

    /// Waits until a spoken state is this.
    #[track_caller]
    pub(crate) fn wait_for_state(&self, name: &str, wanted: &str) {
        let what = format!("`{name}` of {} “{}”", self.spoken.role, self.spoken.name);
        self.page.until(&what, || self.state(name), |state| state == wanted);
    }

    /// The id that WebDriver knows: the document's, with this node's number at its end.
    fn id(&self) -> Result<String, Refusal> {
        let wanted = json!({ "using": "css selector", "value": ":root" });
        let found = self.page.try_command("POST", "/element", &wanted)?;
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        let document =
            id.and_then(|id| id.rsplit_once('.')).map(|(document, _)| document).unwrap_or_default();
        Ok(format!("{document}.{}", self.spoken.backend))
    }

    fn try_command(&self, method: &str, what: &str, body: &Value) -> Result<Value, Refusal> {
        let id = self.id()?;
        self.page.try_command(method, &format!("/element/{id}/{what}"), body)
    }

    /// Tries until the element can be used: it may be covered, or on its way, for a moment.
    #[track_caller]
    fn act(&self, what: &str, body: &Value) {
        let result = wait_until(|| match self.try_command("POST", what, body) {
            Ok(_) => Ok(Ok(())),
            Err(refusal)
                if refusal.code.contains("not interactable") || refusal.code.contains("intercepted") =>
            {
                self.bring_to_the_middle();
                Err(refusal)
            }
            Err(refusal) => Ok(Err(refusal)),
        });
        if let Ok(Err(refusal)) | Err(refusal) = result {
            panic!("{what} on {} “{}”: {}", self.spoken.role, self.spoken.name, refusal.message);
        }
    }

    /// Out from under what sticks to an edge of the window, as a user scrolls.
    fn bring_to_the_middle(&self) {
        if let Ok(id) = self.id() {
            let element = json!({ "element-6066-11e4-a52e-4f735466cecf": id });
            let body = "arguments[0].scrollIntoView({ block: 'center' })";
            let _gone =
                self.page.try_command("POST", "/execute/sync", &json!({ "script": body, "args": [element] }));
        }
    }

    #[track_caller]
    fn read(&self, what: &str) -> Value {
        self.try_command("GET", what, &Value::Null).unwrap_or_else(|refusal| {
            panic!("{what} of {} “{}”: {}", self.spoken.role, self.spoken.name, refusal.message)
        })
    }

    /// Clicks it as a mouse does: it must be in sight and uncovered.
    #[track_caller]
    pub(crate) fn click(&self) {
        self.act("click", &json!({}));
    }

    /// Types after what stands in it.
    #[track_caller]
    pub(crate) fn type_text(&self, text: &str) {
        self.act("value", &json!({ "text": text }));
    }

    /// Replaces what stands in it, with the keyboard: select all, type.
    #[track_caller]
    pub(crate) fn fill(&self, text: &str) {
        self.focus();
        self.page.chord(&[Key::Control, Key::Letter('a')]);
        if text.is_empty() {
            self.page.press(&[Key::Delete]);
        } else {
            self.page.type_text(text);
        }
    }

    /// Chooses the option of a select by its text.
    #[track_caller]
    pub(crate) fn choose(&self, option: &str) {
        let body = "const [list, wanted] = arguments; \
            const found = [...list.options].find(option => option.text.trim() === wanted); \
            if (!found) return [...list.options].map(option => option.text).join(', '); \
            list.focus(); list.value = found.value; \
            list.dispatchEvent(new Event('input', { bubbles: true })); \
            list.dispatchEvent(new Event('change', { bubbles: true })); return null";
        let there = self.page.script(body, &json!([self.reference(), option]));
        assert!(there.is_null(), "“{}” has no option “{option}”: it has {there}", self.spoken.name);
    }

    /// Moves the keyboard's focus to it.
    #[track_caller]
    pub(crate) fn focus(&self) {
        self.page.cdp("DOM.focus", &json!({ "backendNodeId": self.spoken.backend }));
    }

    /// Gives files to a file input.
    #[track_caller]
    pub(crate) fn give_files(&self, files: &[&str]) {
        let parameters = json!({ "files": files, "backendNodeId": self.spoken.backend });
        self.page.cdp("DOM.setFileInputFiles", &parameters);
    }

    /// Its text as it is seen; `None` once it is gone.
    pub(crate) fn try_text(&self) -> Option<String> {
        self.try_command("GET", "text", &Value::Null).ok()?.as_str().map(ToOwned::to_owned)
    }

    /// All of its text, also what is out of sight; `None` where it is there no more.
    pub(crate) fn try_content(&self) -> Option<String> {
        let text = self.try_command("GET", "property/textContent", &Value::Null).ok()?;
        // As the driver does with text that is seen.
        text.as_str().map(|text| text.replace('\u{a0}', " "))
    }

    /// Its text as it is seen.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.read("text").as_str().unwrap_or_default().to_owned()
    }

    /// What stands in a field.
    #[track_caller]
    pub(crate) fn value(&self) -> String {
        self.read("property/value").as_str().unwrap_or_default().to_owned()
    }

    /// An attribute's text; empty when absent.
    #[track_caller]
    pub(crate) fn attribute(&self, name: &str) -> String {
        self.read(&format!("attribute/{name}")).as_str().unwrap_or_default().to_owned()
    }

    /// A property of its computed style.
    #[track_caller]
    pub(crate) fn css(&self, property: &str) -> String {
        self.read(&format!("css/{property}")).as_str().unwrap_or_default().to_owned()
    }

    /// Left, top, width, height in CSS pixels of the document.
    #[track_caller]
    pub(crate) fn place(&self) -> [f64; 4] {
        let place = self.read("rect");
        ["x", "y", "width", "height"].map(|part| place[part].as_f64().unwrap_or_default())
    }

    /// The role and the name as WebDriver's own commands compute them.
    #[track_caller]
    pub(crate) fn computed(&self) -> (String, String) {
        let text = |what: &str| self.read(what).as_str().unwrap_or_default().to_owned();
        (text("computedrole"), text("computedlabel"))
    }

    /// Everything of a role inside it.
    #[track_caller]
    pub(crate) fn all(&self, role: &str) -> Vec<Element<'a>> {
        self.try_all(role).unwrap_or_else(|problem| panic!("{role}: {problem}"))
    }

    /// Everything of a role inside it, where it may be drawn anew at any time.
    pub(crate) fn try_all(&self, role: &str) -> Result<Vec<Element<'a>>, String> {
        self.page.query(&json!(self.spoken.backend), role, None)
    }

    /// Waits for the one element of the role and name inside it.
    #[track_caller]
    pub(crate) fn find(&self, role: &str, name: &str) -> Element<'a> {
        let found = wait_until(|| {
            let mut inside = self.page.query(&json!(self.spoken.backend), role, Some(name))?;
            match (inside.pop(), inside.len()) {
                (Some(element), 0) => Ok(element),
                (Some(_), more) => Err(format!("{} of them", more + 1)),
                (None, _) => Err("none".to_owned()),
            }
        });
        found.unwrap_or_else(|seen| panic!("{role} “{name}” in “{}”: {seen}", self.spoken.name))
    }

    /// As an argument of [`Page::script`].
    #[track_caller]
    pub(crate) fn reference(&self) -> Value {
        let id = self.id().unwrap_or_else(|refusal| panic!("{}", refusal.message));
        json!({ "element-6066-11e4-a52e-4f735466cecf": id })
    }
}
