//! The Request page.
use leptos::prelude::*;

/// The Request page.
#[component]
pub fn RequestPage() -> impl IntoView {
    view! { <h1>"Request"</h1> }
}
