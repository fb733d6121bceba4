use leptos::prelude::*;

use super::Button;
use crate::web::file;

/// A button that opens the browser's choice of a file. The input behind it, which nobody sees, has an id by which the file
/// is read.
#[component]
pub fn FilePicker(
    /// The id of the input.
    id: &'static str,
    /// What the button does.
    #[prop(into)]
    label: Signal<String>,
    /// Called when a file was chosen.
    chosen: impl Fn() + 'static,
    /// Which files are offered; all where it is left out.
    #[prop(optional)]
    accept: &'static str,
    /// The id of the button, where something points at it.
    #[prop(optional)]
    button_id: Option<&'static str>,
) -> impl IntoView {
    let chosen: Box<dyn Fn()> = Box::new(chosen);
    let button = match button_id {
        Some(button) => view! { <Button id=button label pressed=move || file::choose(id) /> }.into_any(),
        None => view! { <Button label pressed=move || file::choose(id) /> }.into_any(),
    };
    view! {
        {button}
        <input id=id type="file" accept=accept hidden=true aria-label=label on:change=move |_| chosen() />
    }
    .into_any()
}
