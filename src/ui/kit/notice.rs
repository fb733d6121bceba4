use leptos::prelude::*;

use super::Speech;
use crate::web::page;
use crate::words::SHELL;

/// What did not arrive, in words, with the button that tries again, and the one that helps where the server has a newer
/// page's files only.
pub fn retry_notice(speech: Speech, sentence: &'static str, retry: impl Fn() + 'static) -> AnyView {
    let retry: Box<dyn Fn()> = Box::new(retry);
    view! {
        <div class="notice bad" role="alert">
            <p>{sentence}</p>
            <p class="row">
                <button type="button" class="button" on:click=move |_| retry()>
                    {speech.of(&SHELL).try_again}
                </button>
                <button type="button" class="button" on:click=move |_| page::reload()>
                    {speech.of(&SHELL).reload}
                </button>
            </p>
        </div>
    }
    .into_any()
}
