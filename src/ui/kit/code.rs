use leptos::prelude::*;

use super::Markup;

/// Lines of code in one piece.
const PIECE: usize = 16;

/// Code as markup, in pieces of some lines each: a key changes one line, and one piece is drawn again.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    done: Vec<String>,
    open: Markup,
    lines: usize,
}

impl Pieces {
    /// Text in an element of its class, or bare where there is none. It may go over several lines.
    pub fn text(&mut self, class: Option<&'static str>, text: &str) {
        for line in text.split_inclusive('\n') {
            match class {
                Some(class) => self.open.leaf("span", &[("class", class)], line),
                None => self.open.text(line),
            }
            if line.ends_with('\n') {
                self.line_ends();
            }
        }
    }

    /// One whole line as markup.
    pub fn line(&mut self, write: impl FnOnce(&mut Markup)) {
        write(&mut self.open);
        self.line_ends();
    }

    fn line_ends(&mut self) {
        self.lines = self.lines.saturating_add(1);
        if self.lines >= PIECE {
            self.lines = 0;
            self.done.push(core::mem::take(&mut self.open).into_html());
        }
    }

    /// Each piece's markup.
    #[must_use]
    pub fn into_html(mut self) -> Vec<String> {
        self.done.push(self.open.into_html());
        self.done
    }
}

/// Draws pieces, and of what changes only the pieces that do.
pub fn pieces(html: Memo<Vec<String>>) -> AnyView {
    let count = Memo::new(move |_| html.with(Vec::len));
    let piece = move |at: usize| {
        let html = Memo::new(move |_| html.with(|all| all.get(at).cloned().unwrap_or_default()));
        view! { <span inner_html=move || html.get()></span> }.into_any()
    };
    view! { <For each=move || 0..count.get() key=|at| *at children=piece /> }.into_any()
}

/// A block of code or JSON: scrolls by itself, reachable by keyboard, named for a screen reader.
#[component]
pub fn CodeBlock(
    /// What it is, in words.
    #[prop(into)]
    label: Signal<String>,
    /// The text.
    #[prop(into)]
    text: Signal<String>,
    /// The id, where something points at it.
    #[prop(optional)]
    id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <pre id=id class="code-block" tabindex="0" role="group" aria-label=move || label.get()>
            <code>{move || text.get()}</code>
        </pre>
    }
    .into_any()
}
