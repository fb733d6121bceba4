use leptos::prelude::*;

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
        <pre id=id class="code-block" tabindex="0" role="region" aria-label=move || label.get()>
            <code>{move || text.get()}</code>
        </pre>
    }
    .into_any()
}
