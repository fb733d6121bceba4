use leptos::prelude::*;

/// A native check box with its label behind it.
#[component]
pub fn CheckBox(
    /// The id of the control.
    #[prop(into)]
    id: String,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is checked.
    #[prop(into)]
    checked: Signal<bool>,
    /// Called with what it becomes.
    changed: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <span class="choice-item">
            <input
                id=id.clone()
                type="checkbox"
                prop:checked=move || checked.get()
                on:change:target=move |event| {
                    let field = event.target();
                    changed(field.checked());
                    // What was refused is not shown as done.
                    field.set_checked(checked.get_untracked());
                }
            />
            <label for=id>{move || label.get()}</label>
        </span>
    }
    .into_any()
}
