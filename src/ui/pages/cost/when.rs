use leptos::prelude::*;

use crate::billing::Way;
use crate::capacity::scenario_problem;
use crate::cost::{Answer, Outlook, Speaker};
use crate::units::{BilledTime, Decimal};
use crate::words::{COST, duration};

/// When a way's jobs are done, whether in time, and how its VM time is spent.
pub(super) fn when(way: Way, answer: &Answer, speaker: Speaker<'_>) -> AnyView {
    let words = COST.of(speaker.language);
    let outlook = if way == Way::PoolOnPlan { &answer.pool } else { &answer.classic };
    let rows = match outlook {
        Err(problems) => {
            let sentences: Vec<String> = problems
                .iter()
                .map(|problem| scenario_problem(*problem, speaker.language, speaker.figures))
                .collect();
            vec![(words.done, sentences.join(" "))]
        }
        Ok(None) => vec![(words.done, words.pending.to_owned())],
        Ok(Some(outlook)) => outlook_rows(way, outlook, speaker),
    };
    view! {
        <dl class="when">
            {rows
                .into_iter()
                .map(|(head, text)| {
                    view! {
                        <dt>{head}</dt>
                        <dd>{text}</dd>
                    }
                })
                .collect_view()}
        </dl>
    }
    .into_any()
}

fn outlook_rows(way: Way, outlook: &Outlook, speaker: Speaker<'_>) -> Vec<(&'static str, String)> {
    let words = COST.of(speaker.language);
    let written = |ms: u64| duration(ms, speaker.language, speaker.figures);
    let range = |p50: Option<u64>, p95: Option<u64>| match (p50, p95) {
        (Some(p50), Some(p95)) if p50 == p95 => written(p50),
        (Some(p50), Some(p95)) => words.p50_p95.with(&[("p50", &written(p50)), ("p95", &written(p95))]),
        (Some(p50), None) => words.p50_never.with(&[("p50", &written(p50))]),
        (None, _) => words.never.to_owned(),
    };
    let mut rows = vec![
        (words.waits, range(outlook.wait_ms_p50, outlook.wait_ms_p95)),
        (words.done, range(outlook.finish_ms_p50, outlook.finish_ms_p95)),
    ];
    if let Some(chance) = &outlook.chance {
        rows.push((words.in_time, speaker.ratio(chance.estimate)));
    }
    if way == Way::PoolOnPlan {
        let usage = &outlook.usage;
        let hours = |time: BilledTime| speaker.figures.number(time.hours(), 1);
        let spent = words.hours_spent.with(&[
            ("useful", &hours(usage.useful)),
            ("idle", &hours(usage.idle)),
            ("releasing", &hours(usage.releasing)),
            ("provisioning", &hours(usage.provisioning)),
        ]);
        rows.push((words.vm_hours, spent));
        rows.push((words.utilization, speaker.ratio(usage.utilization())));
    }
    if !outlook.is_certain {
        let count = speaker.figures.number(Decimal::from(outlook.replications), 0);
        rows.push((words.by_chance, words.simulated.with(&[("count", &count)])));
    }
    rows
}
