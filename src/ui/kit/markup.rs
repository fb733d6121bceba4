use leptos::html::Div;
use leptos::prelude::*;

use super::effect;
use crate::web::pieces::redraw;
use crate::words::Markup;

/// An element whose inside is read-only markup that follows its signals.
pub fn drawn(class: &'static str, draw: impl Fn() -> Markup + Send + Sync + 'static) -> AnyView {
    drawn_by(class, Box::new(draw))
}

fn drawn_by(class: &'static str, draw: Box<dyn Fn() -> Markup>) -> AnyView {
    let holder = NodeRef::<Div>::new();
    let mut before = Markup::new();
    effect(move || {
        let now = draw();
        if let Some(holder) = holder.get() {
            redraw(&holder, &before, &now);
            before = now;
        }
    });
    view! { <div class=class node_ref=holder></div> }.into_any()
}
