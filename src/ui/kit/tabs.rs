use leptos::prelude::*;

use super::focus_soon;

/// One tab of [`Tabs`]: the value kept, and what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What is kept in the signal; the panel is drawn by it.
    pub value: &'static str,
    /// What is shown.
    pub label: String,
}

/// Tabs over one panel: one stop in the tab order, arrow keys, Home and End move between them. Where the value chosen
/// is no longer listed, the first tab stands in.
#[component]
pub fn Tabs(
    /// The id that the tabs' and the panel's ids begin with.
    id: &'static str,
    /// What the tabs choose between, in words.
    #[prop(into)]
    label: Signal<String>,
    /// The tabs, in order.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// The value of the chosen tab.
    chosen: RwSignal<&'static str>,
    /// Draws the panel of a value.
    panel: impl Fn(&'static str) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let current = Memo::new(move |_| {
        let (tabs, chosen) = (tabs.get(), chosen.get());
        let listed = tabs.iter().any(|tab| tab.value == chosen);
        if listed { chosen } else { tabs.first().map_or("", |tab| tab.value) }
    });
    let moved = move |key: &str| {
        let tabs = tabs.get_untracked();
        let at = tabs.iter().position(|tab| tab.value == current.get_untracked()).unwrap_or_default();
        let last = tabs.len().saturating_sub(1);
        let next = match key {
            "ArrowRight" if at == last => 0,
            "ArrowRight" => at + 1,
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return false,
        };
        if let Some(tab) = tabs.get(next) {
            chosen.set(tab.value);
            let button = format!("{id}-{}", tab.value);
            focus_soon(button);
        }
        true
    };
    view! {
        <div
            class="tabs"
            role="tablist"
            aria-label=move || label.get()
            on:keydown=move |event| {
                if moved(&event.key()) {
                    event.prevent_default();
                }
            }
        >
            {move || {
                let current = current.get();
                tabs.get()
                    .into_iter()
                    .map(|tab| {
                        let is_current = tab.value == current;
                        view! {
                            <button
                                id=format!("{id}-{}", tab.value)
                                type="button"
                                role="tab"
                                aria-selected=if is_current { "true" } else { "false" }
                                aria-controls=format!("{id}-panel")
                                tabindex=if is_current { "0" } else { "-1" }
                                on:click=move |_| chosen.set(tab.value)
                            >
                                {tab.label}
                            </button>
                        }
                    })
                    .collect_view()
            }}
        </div>
        <div
            id=format!("{id}-panel")
            class="tab-panel"
            role="tabpanel"
            aria-labelledby=move || format!("{id}-{}", current.get())
        >
            {move || panel(current.get())}
        </div>
    }
    .into_any()
}
