use std::sync::Arc;

use leptos::prelude::*;

use super::Details;
use super::range::RangeRun;
use crate::billing::wording::{self, place, variable_name};
use crate::billing::{Ratio, Variable};
use crate::cost::{
    Basis, BreakEven, Inputs, NoAxis, Reach, Speaker, break_even, break_even_chart, simulated_break_even,
};
use crate::ui::chart::{Paper, figure};
use crate::ui::kit::{Option_, Select, Speech};
use crate::words::PLANNER;

const KEYS: [&str; 5] = ["jobs", "minutes", "vms", "hours", "utilization"];

type Found = Option<(Arc<Inputs>, Result<Arc<BreakEven>, NoAxis>)>;

/// Where each way is cheaper while one input varies: in words and on a chart.
#[component]
pub(super) fn BreakEvens(details: Details) -> impl IntoView {
    let speech = Speech::here();
    let chosen = RwSignal::new("jobs".to_owned());
    let exact = Memo::new(move |_| {
        let inputs = details.inputs.get()?;
        let chosen = chosen.get();
        let variable = KEYS.into_iter().zip(Variable::ALL).find(|(key, _)| *key == chosen)?.1;
        let found = break_even(&inputs.book, &inputs, variable).map(Arc::new);
        Some((inputs, variable, found))
    });
    let range = RangeRun::new(Memo::new(move |_| {
        exact.with(|exact| match exact {
            Some((_, variable, Err(NoAxis::OnlySimulation))) => Some((details.link.get(), *variable)),
            _ => None,
        })
    }));
    let found: Memo<Found> = Memo::new(move |_| {
        let (inputs, variable, exact) = exact.get()?;
        let simulated = match exact {
            Err(NoAxis::OnlySimulation) => range.found(&details.link.get(), variable),
            _ => None,
        };
        let found = match simulated {
            Some(range) => Ok(Arc::new(simulated_break_even(&inputs.book, &inputs, &range))),
            None => exact,
        };
        Some((inputs, found))
    });
    let options = Signal::derive(move || {
        KEYS.into_iter()
            .zip(Variable::ALL)
            .map(|(value, variable)| Option_ {
                value,
                label: variable_name(variable, speech.language()).to_owned(),
            })
            .collect::<Vec<_>>()
    });
    let chart = Signal::derive(move || {
        let (inputs, found) = found.get()?;
        let speaker = Speaker::new(speech.language());
        found.ok().map(|found| Arc::new(break_even_chart(&found, &inputs, speaker)))
    });
    view! {
        <section aria-labelledby="break-even-heading">
            <h2 id="break-even-heading">{speech.word(&PLANNER, |words| words.break_even)}</h2>
            <div class="controls">
                <Select
                    id="break-even-varies"
                    label=Signal::derive(move || speech.of(&PLANNER).varies.to_owned())
                    options
                    value=chosen
                    chosen=move |value| chosen.set(value)
                />
            </div>
            {move || sentences(&found.get(), speech)}
            {move || range.progress(speech)}
            {figure("break-even", chart, RwSignal::new(None), Paper::Row)}
        </section>
    }
    .into_any()
}

/// Each pair of ways with a sentence a span, and how exact all of it is.
fn sentences(found: &Found, speech: Speech) -> AnyView {
    let words = speech.of(&PLANNER);
    let Some((inputs, found)) = found else { return ().into_any() };
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            let why = match why {
                NoAxis::HoursFollowJobs => words.hours_follow,
                NoAxis::AlwaysKept => words.always_kept,
                NoAxis::WeekGrid => words.week_grid,
                NoAxis::OnlySimulation => words.only_simulation,
            };
            return view! { <p>{why}</p> }.into_any();
        }
    };
    let language = speech.language();
    let speaker = Speaker::new(language);
    let pairs = found
        .pairings
        .iter()
        .map(|pairing| {
            let heading = words.pair.with(&[
                ("first", &speaker.way(pairing.ways.0, inputs.plan)),
                ("second", &speaker.inside_sentence(&speaker.way(pairing.ways.1, inputs.plan))),
            ]);
            let sentences = match &pairing.spans {
                Ok(spans) => wording::break_even(spans, pairing.ways, found.variable, language),
                Err(why) => vec![wording::no_break_even(why, language)],
            };
            let items: Vec<AnyView> =
                sentences.into_iter().map(|sentence| view! { <li>{sentence}</li> }.into_any()).collect();
            view! {
                <div>
                    <h3>{heading}</h3>
                    <ul>{items}</ul>
                </div>
            }
            .into_any()
        })
        .collect::<Vec<AnyView>>();
    let basis = match found.basis {
        Basis::Exact => words.exact.to_owned(),
        Basis::AverageLength => words.average_length.to_owned(),
        Basis::RoundedLength => words.rounded_length.to_owned(),
        Basis::Simulated { periods } => words.simulated_range.with(&[
            ("periods", &speech.number(periods.into(), 0)),
            ("places", &speech.number(found.samples.len().into(), 0)),
        ]),
    };
    let end = |at| place(at, found.variable, language);
    let looked_at =
        words.looked_at.with(&[("from", &end(found.looked_at.0)), ("to", &end(found.looked_at.1))]);
    let reach = found.reach.map(|reach| {
        let sentence = match reach {
            Reach::UpTo(limit) if limit == Ratio::whole(0) => words.reach_none.to_owned(),
            Reach::UpTo(limit) => words.reach_up_to.with(&[("limit", &end(limit))]),
            Reach::From(limit) => words.reach_from.with(&[("limit", &end(limit))]),
        };
        view! { <p>{sentence}</p> }
    });
    view! {
        <div class="pairs">{pairs}</div>
        {reach}
        <p class="quiet">{format!("{basis} {looked_at}")}</p>
    }
    .into_any()
}
