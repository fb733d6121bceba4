use std::sync::Arc;

use leptos::html::Span;
use leptos::prelude::*;

use super::{Markup, effect};
use crate::web::pieces::draw_pieces;

/// Lines of code in one piece.
const PIECE: usize = 16;

/// Code as markup, in pieces of some lines each: a key changes one line, and one piece is written and drawn again. `S` is
/// what the lines before a piece leave behind for it, such as a string that is still open.
#[derive(Clone, Debug, PartialEq)]
pub struct Pieces<S>(Vec<Piece<S>>);

#[derive(Clone, Debug, PartialEq)]
struct Piece<S> {
    lines: String,
    begins: S,
    html: Arc<str>,
    ends: S,
}

impl<S: Clone + PartialEq> Pieces<S> {
    /// The pieces of a text that begins with `begins`. `write` makes markup of some whole lines, and says what they leave
    /// behind; it must depend on nothing else, since what stands in `before` is taken from there.
    pub fn of(
        text: &str,
        begins: S,
        before: Option<&Self>,
        write: impl Fn(&str, &S, &mut Markup) -> S,
    ) -> Self {
        let known = before.map_or(&[][..], |before| &before.0);
        let mut pieces = Vec::new();
        let (mut rest, mut begins) = (text, begins);
        while !rest.is_empty() {
            let ends = rest.match_indices('\n').nth(PIECE - 1).map_or(rest.len(), |(at, _)| at + 1);
            let (lines, after) = rest.split_at_checked(ends).unwrap_or((rest, ""));
            let is_same = |known: &&Piece<S>| known.lines == lines && known.begins == begins;
            let piece = known.get(pieces.len()).filter(is_same).cloned().unwrap_or_else(|| {
                let mut markup = Markup::new();
                let ends = write(lines, &begins, &mut markup);
                Piece {
                    lines: lines.to_owned(),
                    begins: begins.clone(),
                    html: markup.into_html().into(),
                    ends,
                }
            });
            begins = piece.ends.clone();
            pieces.push(piece);
            rest = after;
        }
        Self(pieces)
    }

    /// Each piece's markup.
    #[must_use]
    pub fn html(&self) -> Vec<Arc<str>> {
        self.0.iter().map(|piece| Arc::clone(&piece.html)).collect()
    }
}

/// Draws pieces, and of what changes only the pieces that do.
pub fn pieces(html: Memo<Vec<Arc<str>>>) -> AnyView {
    let holder = NodeRef::<Span>::new();
    let mut before = Vec::new();
    effect(move || {
        let now = html.get();
        if let Some(holder) = holder.get() {
            draw_pieces(&holder, &before, &now);
            before = now;
        }
    });
    view! { <span node_ref=holder></span> }.into_any()
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
