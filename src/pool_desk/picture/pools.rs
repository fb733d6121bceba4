//! The table of pools.

use super::super::desk::Desk;
use super::super::tally::{is_there, rate_per_hour};
use super::{Cell, Look, Row, RowAction, SHORT, Tone, money_of_hours, note, short};
use crate::service::{
    AllocationState, Asking, PoolId, PoolState, PoolView, Presence, Session, pool_state_words,
    refusal_sentence, unsure_sentence,
};
use crate::units::{Decimal, Money, VmCount};

/// What still costs stands before what is gone.
pub(super) fn in_order(desk: &Desk) -> Vec<&PoolView> {
    let (mut here, gone): (Vec<_>, Vec<_>) = desk.session().pools().partition(|view| is_there(view.presence));
    here.extend(gone);
    here
}

pub(super) fn rows(desk: &Desk, look: &Look<'_>, first: usize, most: usize) -> Vec<Row> {
    in_order(desk).into_iter().skip(first).take(most).map(|view| row(desk, view, look)).collect()
}

pub(super) fn row(desk: &Desk, view: &PoolView, look: &Look<'_>) -> Row {
    let words = look.words();
    let id = view.pool.id.as_str();
    let reading = view.meter.reading(desk.now());
    let (least, most) = (look.hours(reading.least), look.hours(reading.most));
    let why = match reading.unsure {
        Some(unsure) if least != most => unsure_sentence(unsure, look.language),
        _ => "",
    };
    let rate = rate_per_hour(look.tier);
    let hourly = |vms: VmCount| look.money(Money::new(rate * Decimal::from(vms.0)));
    let cost = |time| look.money(money_of_hours(look, time));
    let cells = vec![
        note(short(id), ""),
        state(view, look),
        vms(view, look),
        jobs(desk.session(), &view.pool.id, look),
        note(look.range(least, most), why),
        note(look.range(hourly(reading.vms.0), hourly(reading.vms.1)), ""),
        note(look.range(cost(reading.least), cost(reading.most)), ""),
    ];
    Row {
        key: id.to_owned(),
        tone: tone(view),
        place: 0,
        cells,
        actions: actions(desk.session(), view, look, words),
    }
}

fn state(view: &PoolView, look: &Look<'_>) -> Cell {
    let words = look.words();
    let under = if view.asking.is_some() {
        words.asking
    } else if view.in_doubt.is_some() {
        words.in_doubt_pool
    } else if !view.pool.resize_errors.is_empty() {
        words.resize_error
    } else {
        ""
    };
    note(pool_state_words(view, look.language), under)
}

fn vms(view: &PoolView, look: &Look<'_>) -> Cell {
    let words = look.words();
    let told = |vms: Option<VmCount>| vms.map_or_else(|| words.not_told.to_owned(), |vms| look.count(vms.0));
    let (now, target) = (view.pool.current_vms, view.pool.target_vms);
    let text = match target {
        _ if !is_there(view.presence) => look.count(0u32),
        Some(target) if now != Some(target) => {
            words.vms_of.with(&[("now", &told(now)), ("target", &look.count(target.0))])
        }
        _ => told(now),
    };
    note(text, "")
}

fn jobs(session: &Session, pool: &PoolId, look: &Look<'_>) -> Cell {
    let words = look.words();
    match session.jobs_on(pool) {
        (0, 0) => note(words.no_jobs, ""),
        (running, waiting) => {
            let (running, waiting) = (look.counted(running), look.counted(waiting));
            note(words.jobs_of.with(&[("running", &running), ("waiting", &waiting)]), "")
        }
    }
}

fn tone(view: &PoolView) -> Tone {
    match (&view.presence, &view.pool.state, &view.pool.allocation) {
        (Presence::Gone { .. }, _, _) => Tone::Quiet,
        _ if view.in_doubt.is_some() || !view.pool.resize_errors.is_empty() => Tone::Warning,
        _ if view.asking.is_some() => Tone::Busy,
        (_, PoolState::Active, AllocationState::Steady) if view.pool.current_vms == Some(VmCount(0)) => {
            Tone::Plain
        }
        (_, PoolState::Active, AllocationState::Steady) => Tone::Good,
        _ => Tone::Busy,
    }
}

/// In the order that the page knows: resize, to zero, stop, delete.
fn actions(
    session: &Session,
    view: &PoolView,
    look: &Look<'_>,
    words: &crate::words::PoolsPageWords,
) -> Vec<RowAction> {
    let id = &view.pool.id;
    let gone = (!is_there(view.presence)).then(|| words.is_gone.to_owned());
    let ask = |asking| {
        gone.clone().or_else(|| {
            let refusal = session.may_ask(id, asking).err()?;
            Some(refusal_sentence(&refusal, look.language))
        })
    };
    let none = Some(VmCount(0));
    let at_zero = view.pool.current_vms == none && view.pool.target_vms == none;
    // Any size that the account may have: what counts here is the pool's state.
    let resize = ask(Asking::Resize(VmCount(0)));
    let to_zero = resize.clone().or_else(|| at_zero.then(|| words.already_zero.to_owned()));
    vec![
        RowAction { label: words.resize, refused: resize, danger: false },
        RowAction { label: words.to_zero, refused: to_zero, danger: false },
        RowAction { label: words.stop_resize, refused: ask(Asking::StopResize), danger: false },
        RowAction { label: words.delete, refused: ask(Asking::Delete), danger: true },
    ]
}

pub(super) fn creating(desk: &Desk, look: &Look<'_>) -> Option<String> {
    let creating = desk.session().creating()?;
    let vms = look.vms(creating.vms.0);
    Some(look.words().creating.with(&[("pool", &short(creating.id.as_str())), ("vms", &vms)]))
}

/// Whether the contract can read pools back.
pub(super) fn can_read(session: &Session) -> bool {
    session.connection().is_some_and(|connection| connection.pools.profile.reads_back())
}

pub(super) fn updated(desk: &Desk, look: &Look<'_>) -> String {
    let words = look.words();
    match desk.session().last_read() {
        Some(at) => words.updated.with(&[("time", &look.span(desk.now().ms_since(at) / 1_000 * 1_000))]),
        None if desk.session().is_asking() => words.reading.to_owned(),
        None => words.never_read.to_owned(),
    }
}

/// Reasons that no number of VMs helps against.
pub(super) fn create_refused(desk: &Desk, look: &Look<'_>) -> Option<String> {
    let refusal = desk.session().may_create(VmCount(0)).err()?;
    Some(refusal_sentence(&refusal, look.language))
}

/// A pool to which jobs can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: String,
    /// Its short name, unlike every other pool's here, with its VMs.
    pub label: String,
}

pub(super) fn targets(desk: &Desk, look: &Look<'_>) -> Vec<Target> {
    let here: Vec<&PoolView> = desk
        .session()
        .pools()
        .filter(|view| matches!(view.presence, Presence::Here) && view.pool.state == PoolState::Active)
        .collect();
    let target = |view: &&PoolView| {
        let id = view.pool.id.as_str();
        let others = here.iter().map(|other| other.pool.id.as_str()).filter(|other| *other != id);
        let name = short_among(id, others);
        let vms = view.pool.target_vms.or(view.pool.current_vms).map(|vms| look.vms(vms.0));
        let label = core::iter::once(name).chain(vms).collect::<Vec<_>>().join(" · ");
        Target { id: id.to_owned(), label }
    };
    here.iter().map(target).collect()
}

/// The short name of an id, with as many more letters as tell it from the others.
fn short_among<'a>(id: &str, others: impl Iterator<Item = &'a str>) -> String {
    let shared = |other: &str| id.bytes().zip(other.bytes()).take_while(|(one, two)| one == two).count();
    let shown = short(id);
    match others.map(shared).max() {
        // The letter after those that it shares tells it.
        Some(same) if same >= SHORT && shown != id => match id.get(..=same) {
            Some(begin) if begin.len() < id.len() => [begin, "…"].concat(),
            _ => id.to_owned(),
        },
        _ => shown,
    }
}
