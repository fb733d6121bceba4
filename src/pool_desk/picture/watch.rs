//! Alarm, autopilot and the sending of many jobs, as the page shows them.

use super::super::desk::Desk;
use super::Look;
use crate::service::{Notice, PoolView, notice_sentence};
use crate::units::MS_PER_SECOND;
use crate::words::POOL_WATCH;

/// How far the sending of many jobs has come.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct SendSight {
    /// The same in words; empty where nothing is left to send.
    pub sentence: String,
    /// Jobs that were sent.
    pub sent: usize,
    /// Jobs that were to be sent.
    pub total: usize,
    /// Whether it is paused.
    pub paused: bool,
    /// What calling off the others says.
    pub call_off: String,
}

pub(super) fn sending(desk: &Desk, look: &Look<'_>) -> SendSight {
    let sending = desk.session().sending();
    if sending.unsent == 0 {
        return SendSight::default();
    }
    let words = POOL_WATCH.of(look.language);
    let sent = sending.total.saturating_sub(sending.unsent);
    let phrase = if sending.paused { words.sending_paused } else { words.sending_of };
    SendSight {
        sentence: phrase.with(&[("sent", &look.counted(sent)), ("total", &look.counted(sending.total))]),
        sent,
        total: sending.total,
        paused: sending.paused,
        call_off: words.cancel_unsent.with(&[("count", &look.counted(sending.unsent))]),
    }
}

/// What the autopilot of a pool is doing; empty while it is off.
pub(super) fn autopilot(desk: &Desk, view: &PoolView, look: &Look<'_>) -> String {
    if view.autopilot.is_none() {
        return String::new();
    }
    let words = POOL_WATCH.of(look.language);
    let (running, others) = desk.session().jobs_on(&view.pool.id);
    if running + others > 0 {
        return words.autopilot_waits.with(&[("count", &look.counted(running + others))]);
    }
    let does = match desk.session().autopilot_acts_at(&view.pool.id) {
        Some(at) => {
            let ms = at.ms_since(desk.now()).next_multiple_of(MS_PER_SECOND);
            words.autopilot_acts.with(&[("time", &look.span(ms))])
        }
        None => words.autopilot_rests.to_owned(),
    };
    match desk.session().in_doubt_on(&view.pool.id) {
        0 => does,
        jobs => {
            let passed_over = Notice::AutopilotPassesOver(view.pool.id.clone(), jobs);
            [does, notice_sentence(&passed_over, None, look.language)].join(" ")
        }
    }
}
