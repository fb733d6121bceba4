use leptos::prelude::*;

use super::jobs::keep_focus;
use super::rows::{Rows, merge, put, touch};
use super::state::State;
use crate::pool_desk::{
    Desk, Look, Row, confirmation, frame, job_keys, job_rows, log_rows, pool_keys, pool_rows,
};
use crate::route::Route;
use crate::units::Timestamp;
use crate::web::clock::{Alarm, now, wake_after_ms};
use crate::web::{page, sight};

/// How far apart what is shown moves on by itself.
const PACE_MS: u64 = 250;
/// How long one part of it may be computed; what the browser then does with it takes about as long again.
const PART_MS: u64 = 1;
/// Rows between two looks at the clock.
const FEW_ROWS: usize = 3;

/// A drawing of what is shown, part by part: fifty pools at once would hold up the page.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    alarm: StoredValue<Option<Alarm>, LocalStorage>,
    /// The part that is next; `None` while nothing is being drawn.
    next: StoredValue<Option<Part>>,
    /// When the last drawing began.
    began: StoredValue<Timestamp>,
    /// Something changed since.
    again: StoredValue<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Frame,
    Pools(usize),
    Jobs(usize),
    Log,
}

impl Drawing {
    pub(super) fn new() -> Self {
        Self {
            alarm: StoredValue::new_local(None),
            next: StoredValue::new(None),
            began: StoredValue::new(Timestamp::from_ms(0)),
            again: StoredValue::new(false),
        }
    }
}

impl State {
    /// Shows what changed soon, a part at a time: what nobody waits for.
    pub(super) fn show_soon(self) {
        let drawing = self.drawing;
        // The browser may keep back a hidden tab's timers, and with them the next drawing.
        if !is_shown() || sight::is_hidden() {
            self.tell_others();
        }
        if drawing.next.get_value().is_some() {
            return drawing.again.set_value(true);
        }
        if !is_shown() {
            return;
        }
        drawing.next.set_value(Some(Part::Frame));
        let due = drawing.began.get_value().after_ms(PACE_MS);
        draw_in(self, due.ms_since(now()));
    }

    /// Shows everything at once: what somebody pressed for.
    pub(super) fn publish(self) {
        self.drawing.alarm.set_value(None);
        self.drawing.next.set_value(None);
        if !is_shown() {
            return self.tell_others();
        }
        let mut part = Some(Part::Frame);
        while let Some(this) = part {
            part = draw(self, this, &mut || true);
        }
    }

    /// What is seen elsewhere: on the Request page, in the title of the tab, by a notification.
    fn tell_others(self) {
        super::known::keep(self);
        super::watch::tell_title(self);
        super::watch::notify_of_lasting_failure(self);
    }
}

fn draw_in(state: State, ms: u64) {
    let ms = u32::try_from(ms).unwrap_or(u32::MAX);
    state.drawing.alarm.set_value(wake_after_ms(ms, move || step(state)));
}

/// Draws for a moment, and goes on a moment later.
fn step(state: State) {
    let drawing = state.drawing;
    let Some(mut part) = drawing.next.get_value() else { return };
    if part == Part::Frame {
        drawing.began.set_value(now());
        drawing.again.set_value(false);
    }
    let until = now().after_ms(PART_MS);
    loop {
        match draw(state, part, &mut || now() < until) {
            Some(next) => part = next,
            None => {
                drawing.next.set_value(None);
                return if drawing.again.get_value() {
                    state.show_soon()
                };
            }
        }
        if now() >= until {
            drawing.next.set_value(Some(part));
            return draw_in(state, 0);
        }
    }
}

/// Draws a part, or as much of it as there is time for; gives the next.
fn draw(state: State, part: Part, has_time: &mut dyn FnMut() -> bool) -> Option<Part> {
    // Out of sight only the title is seen.
    let is_seen = !sight::is_hidden();
    match part {
        Part::Frame => {
            state.tell_others();
            draw_frame(state);
            is_seen.then_some(Part::Pools(0))
        }
        Part::Pools(first) => {
            let keys = state.read(pool_keys);
            let rows: fn(&Desk, &Look<'_>, usize, usize) -> Vec<Row> = pool_rows;
            let next = draw_rows(state, state.pools, &keys, first, rows, has_time);
            Some(next.map_or(Part::Jobs(0), Part::Pools))
        }
        Part::Jobs(first) => {
            let keys = state.look(|look| state.read(|desk| job_keys(desk, look)));
            keep_focus(state, &keys);
            let next = draw_rows(state, state.jobs, &keys, first, job_rows, has_time);
            Some(next.map_or(Part::Log, Part::Jobs))
        }
        Part::Log => {
            if state.more.log_open.get_untracked() {
                merge(state.log, state.look(|look| state.read(|desk| log_rows(desk, look))));
            }
            None
        }
    }
}

fn draw_frame(state: State) {
    let deed = state.deed.get_untracked();
    let (picture, question) = state.look(|look| {
        state.read(|desk| {
            let question = deed.and_then(|(pool, deed)| confirmation(desk, &pool, deed, look));
            (frame(desk, look), question)
        })
    });
    put(state.confirmation, question);
    put(state.shown, Some(Box::new(picture)));
}

/// Gives rows their new content from a place on; gives the place to go on at. A table of other rows is made whole.
fn draw_rows(
    state: State,
    table: RwSignal<Rows>,
    keys: &[String],
    first: usize,
    rows: fn(&Desk, &Look<'_>, usize, usize) -> Vec<Row>,
    has_time: &mut dyn FnMut() -> bool,
) -> Option<usize> {
    let some = |first, most| state.look(|look| state.read(|desk| rows(desk, look, first, most)));
    let is_same = table.with_untracked(|old| old.iter().map(|(key, _)| key).eq(keys));
    if !is_same {
        merge(table, some(0, keys.len()));
        return None;
    }
    let mut at = first;
    while at < keys.len() {
        touch(table, at, some(at, FEW_ROWS));
        at = at.saturating_add(FEW_ROWS);
        if !has_time() {
            break;
        }
    }
    (at < keys.len()).then_some(at)
}

/// Whether the Pools page is the one in sight.
pub(super) fn is_shown() -> bool {
    page::route() == Some(Route::Pools)
}
