use std::sync::Arc;

use leptos::prelude::*;

use super::state::State;
use super::when::{AWAITED, NO_TEXT, TWO_LINES, When};
use crate::billing::wording::{access, line_arithmetic, line_name, not_billed, plan_name};
use crate::billing::{Access, Bill, Comparison, NotBilled, Offer, Way};
use crate::cost::{Answer, Speaker};
use crate::ui::kit::{Markup, Speech, drawn, follow};
use crate::units::Money;
use crate::words::{BILLING, COST, duration};

/// The answer in one sentence, on top; marked when it is older than the last key.
#[component]
pub(super) fn Verdict(state: State) -> impl IntoView {
    let speech = Speech::here();
    let known = StoredValue::new(Some(NO_TEXT.to_owned()));
    view! {
        <p id="verdict" class="verdict" aria-live="polite">
            {Signal::derive(move || verdict(state, speech))}
        </p>
        {follow(move || {
            let (class, sentence) = if state.outcome.with(|outcome| !outcome.faults.is_empty()) {
                ("stale", last_answer(state).map(|_| speech.of(&COST).stale.to_owned()))
            } else {
                certainty(state, known, speech)
            };
            match sentence {
                Some(sentence) => view! { <p class=class>{sentence}</p> }.into_any(),
                None => ().into_any(),
            }
        })}
    }
    .into_any()
}

/// On a narrow screen, the answer along the bottom edge, leading to the results.
#[component]
pub(super) fn AnswerBar(state: State) -> impl IntoView {
    let speech = Speech::here();
    view! {
        <a
            class="answer-bar"
            class:is-stale=move || state.is_stale()
            href="#results"
            on:click=|event| {
                event.prevent_default();
                crate::web::page::focus("results");
            }
        >
            {Signal::derive(move || answer_in_short(state, speech))}
        </a>
    }
    .into_any()
}

/// The three bills, side by side.
#[component]
pub(super) fn Bills(state: State) -> impl IntoView {
    let speech = Speech::here();
    // What the figures are held against, and what they were drawn from last.
    let last = StoredValue::new(Last::default());
    let bills = drawn("bills", move || {
        let mut bills = Markup::new();
        let Some(answer) = last_answer(state) else { return bills };
        let speaker = Speaker::new(speech.language());
        match &answer.comparison {
            Some(comparison) => {
                let is_of_last_key = state.outcome.with(|outcome| outcome.faults.is_empty());
                let before = before_change(last, &answer).filter(|_| is_of_last_key);
                let known = simulated_before(last, &answer);
                for (at, offer) in comparison.offers.iter().enumerate() {
                    let before =
                        before.as_ref().and_then(|(before, mark)| Some((bill_of(before, at)?, *mark)));
                    let known = known.as_ref().and_then(|known| known.outlook(offer.way).ok()?);
                    let when = When { way: offer.way, answer: &answer, known, speaker };
                    statement(offer, &when, comparison, before, &mut bills);
                }
            }
            None => bills.leaf("p", &[("class", "quiet")], speech.of(&COST).pending),
        }
        bills
    });
    view! {
        <h2 hidden=state.has_no_answer()>{speech.word(&COST, |words| words.bills)}</h2>
        <div class:is-stale=Signal::derive(move || state.is_stale())>{bills}</div>
    }
    .into_any()
}

/// One way's bill as a statement: lines with their arithmetic, total, what is added, when it is done, what it takes.
fn statement(
    offer: &Offer,
    when: &When<'_>,
    comparison: &Comparison,
    before: Option<Before<'_>>,
    into: &mut Markup,
) {
    let (answer, speaker) = (when.answer, when.speaker);
    let words = COST.of(speaker.language);
    let name = speaker.way(offer.way, answer.inputs.plan);
    into.open("section", &[("class", "bill"), ("data-way", way_key(offer.way)), ("aria-label", &name)]);
    into.open("header", &[("class", "bill-head")]);
    into.leaf("h3", &[], &name);
    if matches!(offer.access, Access::Closed(_)) {
        into.leaf("span", &[("class", "badge closed")], words.closed);
    } else if answer.jobs.0 > 0 && comparison.cheapest.contains(&offer.way) {
        into.leaf("span", &[("class", "badge")], words.cheapest);
    }
    into.close("header");
    match &offer.bill {
        Ok(bill) => lines(bill, before, offer, speaker, into),
        Err(why) => {
            into.open("p", &[("class", "stopped")]);
            let is_stopped = matches!(why, NotBilled::Stopped { .. });
            into.leaf("strong", &[], if is_stopped { words.stopped } else { words.no_bill });
            into.text(" ");
            into.text(&not_billed(why, speaker.language));
            into.close("p");
        }
    }
    when.write(into);
    into.open("ul", &[("class", "bill-notes")]);
    for reason in access(&offer.access, answer.inputs.plan, speaker.language) {
        into.leaf("li", &[], &reason);
    }
    if let Some(sentence) = better_plan(offer, answer, speaker) {
        into.leaf("li", &[], &sentence);
    }
    into.close("ul");
    into.close("section");
}

fn lines(bill: &Bill, before: Option<Before<'_>>, offer: &Offer, speaker: Speaker, into: &mut Markup) {
    let (words, billing) = (COST.of(speaker.language), BILLING.of(speaker.language));
    let was = |amount: &dyn Fn(&Bill) -> Money| before.map(|(before, mark)| (amount(before), mark));
    into.open("table", &[("class", "statement")]);
    into.open("tbody", &[]);
    for line in &bill.lines {
        let head = line_name(line.kind, speaker.language);
        let was = was(&|before| {
            let same = before.lines.iter().find(|one| one.kind == line.kind);
            same.map_or(Money::ZERO, |line| line.amount)
        });
        amount_row("line", &head, line.amount, was, bill, speaker, into);
        into.open("tr", &[("class", "arithmetic")]);
        let arithmetic = line_arithmetic(line, bill, speaker.language);
        into.leaf("td", &[("colspan", "2")], &arithmetic);
        into.close("tr");
    }
    into.close("tbody");
    into.open("tfoot", &[]);
    amount_row("total", billing.total, bill.total, was(&|before| before.total), bill, speaker, into);
    if bill.paid_anyway != Money::ZERO {
        let paid = was(&|before| before.paid_anyway);
        amount_row("part", billing.paid_anyway, bill.paid_anyway, paid, bill, speaker, into);
        amount_row("part", billing.added, bill.added, was(&|before| before.added), bill, speaker, into);
    }
    if let Some(per_job) = offer.added_per_job {
        amount_row("part", words.per_job, per_job, None, bill, speaker, into);
    }
    into.close("tfoot");
    into.close("table");
}

/// What a bill is held against, and the class that marks an amount which is another there.
type Before<'a> = (&'a Bill, &'static str);

/// A row with an amount, marked for a moment where it is another than it was.
fn amount_row(
    class: &str,
    head: &str,
    money: Money,
    was: Option<(Money, &'static str)>,
    bill: &Bill,
    speaker: Speaker,
    into: &mut Markup,
) {
    into.open("tr", &[("class", class)]);
    into.leaf("th", &[("scope", "row")], head);
    let mark = was.filter(|(was, _)| *was != money).map(|(_, mark)| mark);
    let class = mark.unwrap_or("amount");
    into.marked("td", class, &speaker.money(money, bill.currency));
    into.close("tr");
}

/// The plan that would cost less for this usage, where there is one.
fn better_plan(offer: &Offer, answer: &Answer, speaker: Speaker) -> Option<String> {
    let better = offer.better_plan(answer.inputs.plan)?;
    let plan = plan_name(better.plan, speaker.language);
    let total = speaker.money(better.bill.total, better.bill.currency);
    Some(COST.of(speaker.language).better_plan.with(&[("plan", &plan), ("total", &total)]))
}

/// What was drawn last.
#[derive(Clone, Default)]
struct Last {
    drawn: Option<Arc<Answer>>,
    /// What that is held against: the answer before the last change of a total.
    before: Option<Arc<Answer>>,
    is_odd: bool,
    /// The last answer with nothing left to simulate.
    simulated: Option<Arc<Answer>>,
}

/// The answer whose simulation is known while this one's is not yet.
fn simulated_before(last: StoredValue<Last>, answer: &Arc<Answer>) -> Option<Arc<Answer>> {
    if Way::ALL.iter().any(|way| matches!(answer.outlook(*way), Ok(None))) {
        return last.with_value(|last| last.simulated.clone());
    }
    last.update_value(|last| last.simulated = Some(Arc::clone(answer)));
    None
}

/// The answer before the last change of a total, and the class that marks what differs from it; none when this answer is
/// drawn again, in another language say. Two classes take turns: an element that stays shows its mark anew.
fn before_change(last: StoredValue<Last>, answer: &Arc<Answer>) -> Option<(Arc<Answer>, &'static str)> {
    let mut held = last.get_value();
    if let Some(drawn) = held.drawn.replace(Arc::clone(answer)) {
        let total = |answer: &Answer, at: usize| bill_of(answer, at).map(|bill| bill.total);
        if Arc::ptr_eq(&drawn, answer) {
            // What is drawn again is new no more, whatever a late simulation adds to it.
            held.before = None;
        } else if (0..Way::ALL.len()).any(|at| total(&drawn, at) != total(answer, at)) {
            // The simulation gives the same bills a new answer: their marks stay.
            held.before = Some(drawn);
            held.is_odd = !held.is_odd;
        }
    }
    let mark = if held.is_odd { "amount changed" } else { "amount changed again" };
    let before = held.before.clone();
    last.set_value(held);
    before.map(|before| (before, mark))
}

/// The bill of the way at this place, where there is one.
fn bill_of(answer: &Answer, at: usize) -> Option<&Bill> {
    answer.comparison.as_ref()?.offers.get(at)?.bill.as_ref().ok()
}

fn last_answer(state: State) -> Option<Arc<Answer>> {
    state.outcome.with(|outcome| outcome.answer.clone())
}

fn verdict(state: State, speech: Speech) -> String {
    let words = speech.of(&COST);
    let speaker = Speaker::new(speech.language());
    match last_answer(state) {
        None => words.unanswered.to_owned(),
        Some(answer) => speaker.verdict(&answer).unwrap_or_else(|| words.pending.to_owned()),
    }
}

/// The verdict, and when the cheapest way's jobs are done; marked when a key that was pressed since has no answer.
fn answer_in_short(state: State, speech: Speech) -> String {
    let words = speech.of(&COST);
    let verdict = verdict(state, speech);
    if state.is_stale() {
        return words.before_change.with(&[("answer", &verdict)]);
    }
    let finish = last_answer(state).and_then(|answer| {
        let cheapest = answer.comparison.as_ref()?.cheapest.first().copied()?;
        answer.outlook(cheapest).ok()??.finish_ms_p50
    });
    match finish {
        Some(ms) => {
            words.done_after.with(&[("answer", &verdict), ("time", &duration(ms, speech.language()))])
        }
        None => verdict,
    }
}

/// What the pool's certainty costs beside the cheapest way, and what it gives, and its class. While that is simulated, the
/// room of what was said last.
fn certainty(
    state: State,
    known: StoredValue<Option<String>>,
    speech: Speech,
) -> (&'static str, Option<String>) {
    let Some(answer) = last_answer(state) else { return ("", None) };
    if matches!(answer.pool, Ok(None)) {
        let said = known.get_value();
        return (if said.as_deref() == Some(NO_TEXT) { TWO_LINES } else { AWAITED }, said);
    }
    known.set_value(Speaker::new(speech.language()).certainty(&answer));
    ("quiet", known.get_value())
}

/// The name by which the style sheet knows a way's colour and marker.
const fn way_key(way: Way) -> &'static str {
    match way {
        Way::PoolOnPlan => "pool",
        Way::ClassicOnPlan => "plan",
        Way::ClassicPayAsYouGo => "payg",
    }
}
