//! Many jobs: the form as template, a list or a number, the file of bodies and the loop that runs it.

mod file;
mod found;
mod hand_over;
mod keep;
mod lines;
mod run;
mod table;

use leptos::prelude::*;

use super::state::State;
use crate::ui::kit::Speech;
use crate::words::MANY;

pub(super) use run::Many;

/// The tab.
pub(super) fn many(state: State) -> AnyView {
    let speech = Speech::here();
    state.many.follow(state, speech);
    view! {
        <div class="many">
            <p class="field-help">{speech.word(&MANY, |words| words.intro)}</p>
            {table::table(state)}
            {found::found(state)}
            {hand_over::hand_over(state)}
            <h2>{speech.word(&MANY, |words| words.file)}</h2>
            {file::file(state)}
            <h2>{speech.word(&MANY, |words| words.loop_title)}</h2>
            {lines::lines(state)}
        </div>
    }
    .into_any()
}
