use leptos::prelude::*;

use super::field::help_under;
use super::follow;

/// One entry of a [`Select`] or [`Choice`]: the value kept, and what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Option_ {
    /// What is kept in the signal.
    pub value: &'static str,
    /// What is shown.
    pub label: String,
}

/// An entry of a drop-down. Whether it is chosen is the element's property: the attribute says only how it began, and
/// counts for nothing once the user has chosen, or once another entry has taken this one's place.
pub fn entry(value: String, label: String, is_chosen: bool) -> AnyView {
    view! { <option value=value prop:selected=is_chosen>{label}</option> }.into_any()
}

/// A native drop-down.
#[component]
pub fn Select(
    /// The id of the control.
    id: &'static str,
    /// The label.
    #[prop(into)]
    label: Signal<String>,
    /// The entries, in order.
    #[prop(into)]
    options: Signal<Vec<Option_>>,
    /// The value of the chosen entry.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the value of the entry chosen.
    chosen: impl Fn(String) + 'static,
    /// The label is for screen readers alone.
    #[prop(optional)]
    quiet: bool,
    /// A sentence of help under the control.
    #[prop(into, optional)]
    help: MaybeProp<String>,
) -> impl IntoView {
    select_view(id, label, options, value, Box::new(chosen), quiet, help)
}

/// The drop-down itself, once for whatever its owner does with the choice.
fn select_view(
    id: &'static str,
    label: Signal<String>,
    options: Signal<Vec<Option_>>,
    value: Signal<String>,
    chosen: Box<dyn Fn(String)>,
    quiet: bool,
    help: MaybeProp<String>,
) -> AnyView {
    let described = Signal::derive(move || help.get().is_some().then(|| format!("{id}-help")));
    let entries = follow(move || {
        let current = value.get();
        let entries: Vec<AnyView> = options
            .get()
            .into_iter()
            .map(|option| entry(option.value.to_owned(), option.label, option.value == current))
            .collect();
        entries.into_any()
    });
    let helped = help_under(id, help);
    view! {
        <div class="field" class:quiet=quiet>
            <label for=id class:hidden-label=quiet>
                {label}
            </label>
            <select
                id=id
                on:change:target=move |event| chosen(event.target().value())
                aria-describedby=described
            >
                {entries}
            </select>
            {helped}
        </div>
    }
    .into_any()
}

/// A few entries side by side, one of them chosen: native radio buttons in a group with a name.
#[component]
pub fn Choice(
    /// The name of the group; each button's id begins with it.
    id: &'static str,
    /// The label of the group.
    #[prop(into)]
    label: Signal<String>,
    /// The entries, in order.
    #[prop(into)]
    options: Signal<Vec<Option_>>,
    /// The value of the chosen entry.
    value: RwSignal<String>,
) -> impl IntoView {
    view! {
        <fieldset class="choice">
            <legend>{label}</legend>
            <div class="choice-row">
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|option| {
                            let this = option.value;
                            let radio = format!("{id}-{this}");
                            view! {
                                <span class="choice-item">
                                    <input
                                        id=radio.clone()
                                        type="radio"
                                        name=id
                                        value=this
                                        prop:checked=move || value.with(|value| value == this)
                                        on:change=move |_| value.set(this.to_owned())
                                    />
                                    <label for=radio>{option.label}</label>
                                </span>
                            }
                        })
                        .collect_view()
                }}
            </div>
        </fieldset>
    }
    .into_any()
}
