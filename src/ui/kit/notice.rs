use leptos::prelude::*;

use super::Speech;
use crate::words::SHELL;

/// What did not arrive, in words, with the button that tries again.
pub fn retry_notice(speech: Speech, sentence: &'static str, retry: impl Fn() + 'static) -> AnyView {
    let retry: Box<dyn Fn()> = Box::new(retry);
    view! {
        <div class="notice bad" role="alert">
            <p>{sentence}</p>
            <button type="button" class="button" on:click=move |_| retry()>
                {speech.of(&SHELL).try_again}
            </button>
        </div>
    }
    .into_any()
}
