use leptos::prelude::*;

use super::autopilot::autopilot;
use super::shown::{Calls, requests_view};
use super::state::State;
use crate::pool_desk::Detail;
use crate::service::Call;
use crate::ui::kit::{Button, CopyButton, Markup, drawn, follow};
use crate::units::VmCount;
use crate::words::POOLS_PAGE;

/// The chosen pool.
pub(super) fn detail(state: State) -> AnyView {
    let shown = state.part(|picture| &picture.detail);
    let open = Memo::new(move |_| shown.with(Option::is_some));
    let panel = follow(move || if open.get() { panel(state, shown) } else { ().into_any() });
    view! { <div id="pool-detail">{panel}</div> }.into_any()
}

fn panel(state: State, shown: Memo<Option<Detail>>) -> AnyView {
    let speech = state.speech;
    let heading = Signal::derive(move || shown.with(|shown| shown.as_ref().map(|it| it.heading.clone())));
    let facts = drawn("detail-facts", move || {
        let mut markup = Markup::new();
        shown.with(|shown| {
            let Some(detail) = shown else { return };
            markup.open("dl", &[]);
            for fact in &detail.facts {
                markup.leaf("dt", &[], fact.label);
                markup.open("dd", &[]);
                markup.text(&fact.value);
                if !fact.note.is_empty() {
                    markup.leaf("small", &[], &fact.note);
                }
                markup.close("dd");
            }
            for (name, json) in &detail.other {
                markup.leaf("dt", &[], name);
                markup.leaf("dd", &[], json);
            }
            for (label, reason) in &detail.refusals {
                markup.leaf("dt", &[], label.trim_end_matches('…'));
                markup.leaf("dd", &[("class", "quiet")], reason);
            }
            markup.close("dl");
        });
        markup
    });
    let autopilot = autopilot(state, shown);
    let calls = Signal::derive(move || calls(state));
    view! {
        <section class="panel detail" aria-labelledby="detail-heading">
            <div class="section-head">
                <h2 id="detail-heading">{heading}</h2>
                <CopyButton
                    text=move || {
                        let id = state.selected.get_untracked();
                        id.map(|id| id.as_str().to_owned()).unwrap_or_default()
                    }
                    label=speech.label(&POOLS_PAGE, |words| words.copy_id)
                />
                <Button
                    label=speech.label(&POOLS_PAGE, |words| words.close)
                    pressed=move || super::panels::close(state)
                />
            </div>
            {facts}
            {autopilot}
            {requests_view(state, "pool-request", calls, None)}
        </section>
    }
    .into_any()
}

/// The requests that the page sends of this pool.
fn calls(state: State) -> Calls {
    let Some(id) = state.selected.get() else { return Vec::new() };
    vec![
        (|words| words.do_list, Call::ListPools { page: None }, None),
        (|words| words.do_read, Call::GetPool(id.clone()), None),
        (|words| words.do_zero, Call::ResizePool { id: id.clone(), target: VmCount(0) }, None),
        (|words| words.do_stop, Call::StopResize(id.clone()), None),
        (|words| words.do_delete, Call::DeletePool(id), None),
    ]
}
