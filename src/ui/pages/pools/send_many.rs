use leptos::prelude::*;

use super::state::State;
use crate::service::Input;
use crate::ui::kit::{Button, follow};
use crate::words::POOL_WATCH;

/// How far the sending of many jobs has come, with pause and calling off; nothing while nothing is left to send.
pub(super) fn progress(state: State) -> AnyView {
    let speech = state.speech;
    let sending = state.part(|picture| &picture.sending);
    let shown = Memo::new(move |_| sending.with(|sending| !sending.sentence.is_empty()));
    let label = Signal::derive(move || {
        let words = speech.of(&POOL_WATCH);
        let paused = sending.with(|sending| sending.paused);
        (if paused { words.resume } else { words.pause }).to_owned()
    });
    let turn = move || {
        let paused = sending.with_untracked(|sending| sending.paused);
        state.press(if paused { Input::PressedResumeSending } else { Input::PressedPauseSending });
    };
    follow(move || {
        if !shown.get() {
            return ().into_any();
        }
        view! {
            <section class="panel sending" aria-labelledby="sending-heading">
                <h2 id="sending-heading">{speech.label(&POOL_WATCH, |words| words.sending)}</h2>
                <div class="panel-body">
                    <p class="row">
                        <progress
                            aria-labelledby="sending-heading"
                            max=Signal::derive(move || sending.with(|it| it.total.to_string()))
                            value=Signal::derive(move || sending.with(|it| it.sent.to_string()))
                        ></progress>
                        <span>{Signal::derive(move || sending.with(|it| it.sentence.clone()))}</span>
                    </p>
                    <p class="row">
                        <Button id="sending-pause" label=label pressed=turn />
                        <Button
                            id="sending-cancel"
                            label=Signal::derive(move || sending.with(|it| it.call_off.clone()))
                            pressed=move || state.press(Input::PressedCancelUnsent)
                        />
                    </p>
                </div>
            </section>
        }
        .into_any()
    })
}
