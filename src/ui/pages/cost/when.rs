use crate::billing::Way;
use crate::capacity::scenario_problem;
use crate::cost::{Answer, Outlook, Speaker};
use crate::ui::kit::Markup;
use crate::units::BilledTime;
use crate::words::{COST, CostWords, duration};

/// When a way's jobs are done, whether in time, and how its VM time is spent.
pub(super) fn when(way: Way, answer: &Answer, speaker: Speaker, into: &mut Markup) {
    let words = COST.of(speaker.language);
    let outlook = if way == Way::PoolOnPlan { &answer.pool } else { &answer.classic };
    into.open("dl", &[("class", "when")]);
    match outlook {
        Err(problems) => {
            let sentences: Vec<String> =
                problems.iter().map(|problem| scenario_problem(*problem, speaker.language)).collect();
            row(words.done, &sentences.join(" "), into);
        }
        Ok(None) => pending_rows(way, answer, words, into),
        Ok(Some(outlook)) => outlook_rows(way, outlook, speaker, into),
    }
    into.close("dl");
}

/// The rows that the simulation will fill, as tall as they will most likely be: then nothing below moves.
fn pending_rows(way: Way, answer: &Answer, words: &CostWords, into: &mut Markup) {
    let mut room = |head: &str, text: &str, lines: &str| {
        into.leaf("dt", &[], head);
        into.leaf("dd", &[("data-lines", lines)], text);
    };
    room(words.waits, "", "2");
    room(words.done, words.pending, "1");
    if answer.inputs.deadline.is_some() {
        room(words.in_time, "", "1");
    }
    if way == Way::PoolOnPlan {
        room(words.vm_hours, "", "3");
        room(words.utilization, "", "1");
    }
    if !answer.inputs.is_certain() {
        room(words.by_chance, "", "1");
    }
}

fn row(head: &str, text: &str, into: &mut Markup) {
    into.leaf("dt", &[], head);
    into.leaf("dd", &[], text);
}

fn outlook_rows(way: Way, outlook: &Outlook, speaker: Speaker, into: &mut Markup) {
    let words = COST.of(speaker.language);
    let written = |ms: u64| duration(ms, speaker.language);
    let range = |p50: Option<u64>, p95: Option<u64>| match (p50, p95) {
        (Some(p50), Some(p95)) if p50 == p95 => written(p50),
        (Some(p50), Some(p95)) => words.p50_p95.with(&[("p50", &written(p50)), ("p95", &written(p95))]),
        (Some(p50), None) => words.p50_never.with(&[("p50", &written(p50))]),
        (None, _) => words.never.to_owned(),
    };
    row(words.waits, &range(outlook.wait_ms_p50, outlook.wait_ms_p95), into);
    row(words.done, &range(outlook.finish_ms_p50, outlook.finish_ms_p95), into);
    if let Some(chance) = &outlook.chance {
        row(words.in_time, &speaker.ratio(chance.estimate), into);
    }
    if way == Way::PoolOnPlan {
        let usage = &outlook.usage;
        let hours = |time: BilledTime| speaker.figures().number(time.hours(), 1);
        let spent = words.hours_spent.with(&[
            ("useful", &hours(usage.useful)),
            ("idle", &hours(usage.idle)),
            ("releasing", &hours(usage.releasing)),
            ("provisioning", &hours(usage.provisioning)),
        ]);
        row(words.vm_hours, &spent, into);
        row(words.utilization, &speaker.ratio(usage.utilization()), into);
    }
    if !outlook.is_certain {
        let count = speaker.figures().number(outlook.replications.into(), 0);
        row(words.by_chance, &words.simulated.with(&[("count", &count)]), into);
    }
}
