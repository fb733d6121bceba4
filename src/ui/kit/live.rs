use leptos::prelude::*;

use crate::web::page;

const REGION: &str = "live";

/// The one place where a screen reader is told what happened; in the frame, once.
#[component]
pub fn LiveRegion() -> impl IntoView {
    view! { <div id=REGION class="hidden-label" role="status" aria-live="polite"></div> }.into_any()
}

/// Says a sentence to a screen reader, once.
pub fn announce(sentence: &str) {
    page::set_text(REGION, sentence);
}
