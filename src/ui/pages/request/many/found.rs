//! What the worker found: how many bodies, what is in the way, and the first of them.

use leptos::prelude::*;

use super::super::state::State;
use super::run::Stage;
use crate::job_form::cost_fragment;
use crate::script::many::wire::Found;
use crate::ui::kit::{Speech, follow};
use crate::units::{Decimal, Unit};
use crate::web::page;
use crate::web::storage::{self, Kept};
use crate::words::{MANY, counted};

pub(super) fn found(state: State) -> AnyView {
    let speech = Speech::here();
    let many = state.many;
    let is_looking = Memo::new(move |_| many.found.with(Option::is_none));
    let last = Memo::new(move |_| many.last.get());
    let drawn = follow(move || match last.get() {
        None if many.stage.get() == Stage::Failed => ().into_any(),
        None => view! { <p class="quiet">{speech.of(&MANY).looking}</p> }.into_any(),
        Some(found) if found.jobs == 0 => in_the_way(&found, is_looking, speech),
        Some(found) => bodies(&found, is_looking, speech),
    });
    let busy = move || if is_looking.get() { "true" } else { "false" };
    view! {
        <div id="many-found" class="many-found" aria-busy=busy>
            {drawn}
        </div>
    }
    .into_any()
}

/// A line that gives way, while the list is looked at again, to one that says so.
fn unless_looking(
    is_looking: Memo<bool>,
    speech: Speech,
    line: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    follow(move || {
        if is_looking.get() {
            view! { <span class="quiet">{speech.of(&MANY).looking}</span> }.into_any()
        } else {
            line()
        }
    })
}

fn in_the_way(found: &Found, is_looking: Memo<bool>, speech: Speech) -> AnyView {
    let not_ready = move || view! { <strong>{speech.of(&MANY).not_ready}</strong> }.into_any();
    view! {
        <div class="notice warning">
            <p>{unless_looking(is_looking, speech, not_ready)}</p>
            {sentences(&found.problems)}
        </div>
    }
    .into_any()
}

fn sentences(said: &[String]) -> AnyView {
    let items = said.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }).collect_view();
    view! { <ul class="many-problems">{items}</ul> }.into_any()
}

fn bodies(found: &Found, is_looking: Memo<bool>, speech: Speech) -> AnyView {
    let words = speech.of(&MANY);
    let count = count(found.jobs, speech);
    let how_many = bodies_of(found.jobs, speech);
    let fills = found
        .columns
        .iter()
        .filter(|(column, target)| column != target)
        .map(|(column, target)| {
            let said = words.fills.with(&[("column", column), ("target", target)]);
            view! { <li>{said}</li> }
        })
        .collect_view();
    let doubts = (!found.doubts.is_empty()).then(|| {
        view! {
            <div class="notice warning">
                <p>{words.doubts}</p>
                {sentences(&found.doubts)}
            </div>
        }
    });
    let shown = Decimal::from(found.shown.len());
    let title = if found.jobs == 1 {
        words.first_body.to_owned()
    } else {
        words.first_bodies.with(&[("shown", &speech.figures().number(shown, 0)), ("count", &count)])
    };
    let jobs = counted(Decimal::from(found.jobs), Unit::Jobs, speech.language());
    let to_cost = words.to_cost.with(&[("jobs", &jobs)]);
    let jobs = found.jobs;
    // The Cost page's other inputs are those kept at the moment of the press.
    let address = move || {
        let fragment = cost_fragment(storage::load(Kept::CostDraft).as_deref(), jobs);
        [page::base().as_str(), "#", &fragment].concat()
    };
    let counted = move || {
        view! {
            <strong>{how_many.clone()}</strong>
            " "
            <a href=address>{to_cost.clone()}</a>
        }
        .into_any()
    };
    view! {
        <p class="many-count">{unless_looking(is_looking, speech, counted)}</p>
        <ul class="many-fills">{fills}</ul>
        {doubts}
        <details open=true>
            <summary>{title.clone()}</summary>
            <pre class="code-block" tabindex="0" role="region" aria-label=title>
                <code>{found.shown.concat()}</code>
            </pre>
        </details>
    }
    .into_any()
}

/// A number of bodies, with their name.
pub(super) fn bodies_of(jobs: usize, speech: Speech) -> String {
    speech.of(&MANY).ready.counted(Decimal::from(jobs), speech.figures())
}

/// A number of jobs as the language writes it.
pub(super) fn count(jobs: usize, speech: Speech) -> String {
    speech.figures().number(Decimal::from(jobs), 0)
}
