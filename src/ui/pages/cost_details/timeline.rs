use std::sync::Arc;

use leptos::prelude::*;

use super::Details;
use super::run::Run;
use crate::capacity::scenario_problem;
use crate::chart::Chart;
use crate::cost::plan::Found;
use crate::cost::{Speaker, distribution_chart, queue_chart, vms_chart};
use crate::ui::chart::{Paper, figure};
use crate::ui::kit::Speech;
use crate::words::{PLANNER, duration};

/// What the pool does over one charge period, and when the jobs are done.
#[component]
pub(super) fn Timelines(details: Details, run: Run) -> impl IntoView {
    let speech = Speech::here();
    let drawn = move |draw: fn(&Found, Speaker) -> Option<Chart>| {
        Signal::derive(move || {
            let found = run.found.get()?;
            let speaker = Speaker::new(speech.language());
            draw(&found, speaker).map(Arc::new)
        })
    };
    let vms = drawn(|found, speaker| {
        let timeline = found.timeline.as_ref().filter(|timeline| !timeline.spans.is_empty())?;
        Some(vms_chart(timeline, speaker))
    });
    let queue =
        drawn(|found, speaker| found.timeline.as_ref().map(|timeline| queue_chart(timeline, speaker)));
    let finishes = drawn(|found, speaker| {
        let distribution = found.finishes.as_ref().filter(|distribution| distribution.counts.len() > 1)?;
        Some(distribution_chart(distribution, speaker))
    });
    let crosshair = RwSignal::new(None);
    view! {
        <section aria-labelledby="timeline-heading">
            <h2 id="timeline-heading">{speech.word(&PLANNER, |words| words.timeline)}</h2>
            {move || notes(details, run, speech)}
            <div class="two">
                {figure("vms-over-time", vms, crosshair, Paper::Half)}
                {figure("queue-over-time", queue, crosshair, Paper::Half)}
                {figure("finish-times", finishes, RwSignal::new(None), Paper::Half)}
            </div>
        </section>
    }
    .into_any()
}

/// What is not drawn, and why.
fn notes(details: Details, run: Run, speech: Speech) -> Option<AnyView> {
    let found = run.found.get()?;
    let words = speech.of(&PLANNER);
    let problems =
        details.inputs.with(|inputs| inputs.as_ref().and_then(|inputs| inputs.pool_scenario().err()));
    let none = match (problems, &found.timeline) {
        (Some(problems), _) => problems
            .iter()
            .map(|problem| scenario_problem(*problem, speech.language()))
            .collect::<Vec<_>>()
            .join(" "),
        (None, Some(timeline)) if !timeline.spans.is_empty() => String::new(),
        // Not before it is simulated.
        (None, None) if found.outlooks.pool.is_none() => String::new(),
        (None, _) => words.timeline_none.to_owned(),
    };
    let certain =
        found.finishes.as_ref().filter(|distribution| distribution.counts.len() == 1).map(|distribution| {
            let finish = duration(distribution.from_ms, speech.language());
            words.distribution_one.with(&[("finish", &finish)])
        });
    Some(
        view! {
            {(!none.is_empty()).then(|| view! { <p class="quiet">{none}</p> })}
            {certain.map(|sentence| view! { <p>{sentence}</p> })}
        }
        .into_any(),
    )
}
