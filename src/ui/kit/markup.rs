use leptos::prelude::*;

use crate::words::push_escaped;

/// Read-only markup, written as text: tables and lists without controls.
///
/// The browser reads a whole statement faster than it is put together node by node, and in the page it weighs a tenth
/// of the same rows as views. Tags and attribute names are the program's own; every text and every attribute value is
/// escaped, so that nothing that was typed becomes markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// Opens an element.
    pub fn open(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.text(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        push_escaped(&mut self.0, text);
    }

    /// Closes an element.
    pub fn close(&mut self, tag: &'static str) {
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// An element with text alone in it.
    pub fn leaf(&mut self, tag: &'static str, attributes: &[(&'static str, &str)], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    /// The markup, for `inner_html`.
    #[must_use]
    pub fn into_html(self) -> String {
        self.0
    }
}

/// An element whose inside is read-only markup that follows its signals.
pub fn drawn(class: &'static str, draw: impl Fn() -> Markup + Send + Sync + 'static) -> AnyView {
    let html = Signal::derive(move || draw().into_html());
    view! { <div class=class inner_html=html></div> }.into_any()
}
