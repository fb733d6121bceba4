use leptos::prelude::*;

use crate::web::page;

const REGION: &str = "live";
/// Sentences that stay in the region: what is said in the same turn is heard to its end, and nothing piles up.
const STAY: u32 = 4;

/// The one place where a screen reader is told what happened; in the frame, once.
#[component]
pub fn LiveRegion() -> impl IntoView {
    view! { <div id=REGION class="hidden-label" role="status" aria-live="polite" aria-atomic="false"></div> }
        .into_any()
}

/// Says a sentence to a screen reader, once: as an element of its own, so that the same sentence is heard again when it
/// happens again, and two in one turn are both heard.
pub fn announce(sentence: &str) {
    if !sentence.is_empty() {
        page::append_line(REGION, sentence, STAY);
    }
}
