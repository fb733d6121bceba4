//! The Cost page.
use leptos::prelude::*;

/// The Cost page.
#[component]
pub fn CostPage() -> impl IntoView {
    view! { <h1>"Cost"</h1> }
}

/// The footer's word on prices.
pub fn prices_as_of(speech: crate::ui::kit::Speech) -> String {
    speech.of(&crate::words::SHELL).footer_prices.with(&[])
}
