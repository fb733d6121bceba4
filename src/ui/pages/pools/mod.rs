//! The Pools page.
use leptos::prelude::*;

/// The Pools page.
#[component]
pub fn PoolsPage() -> impl IntoView {
    view! { <h1>"Pools"</h1> }
}
