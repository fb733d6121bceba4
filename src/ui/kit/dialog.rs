use leptos::prelude::*;

use super::effect;

use crate::web::dialog;

/// A native modal dialog: focus moves into it and back to where it was; Escape closes it.
#[component]
pub fn Dialog(
    /// The id of the dialog; its heading's begins with it.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    heading: Signal<String>,
    /// Whether it is open.
    #[prop(into)]
    open: Signal<bool>,
    /// Called when it is closed, by whatever means.
    closed: impl Fn() + 'static,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    effect(move || if open.get() { dialog::show(id) } else { dialog::close(id) });
    let heading_id = [id, "-heading"].concat();
    let labelled_by = heading_id.clone();
    let closed: Box<dyn Fn()> = Box::new(closed);
    view! {
        <dialog id=id aria-labelledby=labelled_by on:close=move |_| closed()>
            <h2 id=heading_id>{heading}</h2>
            {children()}
        </dialog>
    }
    .into_any()
}
