//! What a resize or a deletion does, said before it is done.

use super::desk::Desk;
use super::picture::{Look, money_per_hour};
use crate::service::{Asking, PoolId, refusal_sentence};
use crate::units::VmCount;
use crate::words::Phrase;

/// What is about to be done to a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Another size; `None` while the number cannot be read.
    Resize(Option<VmCount>),
    /// No VMs, and the pool stays.
    ToZero,
    /// It goes away.
    Delete,
}

impl Deed {
    /// What is asked of the pool; `None` while it is not known.
    #[must_use]
    pub fn asking(self) -> Option<Asking> {
        match self {
            Self::Resize(target) => target.map(Asking::Resize),
            Self::ToZero => Some(Asking::Resize(VmCount(0))),
            Self::Delete => Some(Asking::Delete),
        }
    }
}

/// What a dialog says before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The question.
    pub title: String,
    /// What it stops or adds, and what runs on the pool; the first is the one that counts.
    pub sentences: Vec<String>,
    /// Why it cannot be done now.
    pub refused: Option<String>,
    /// Whether it takes something away.
    pub danger: bool,
}

/// What to say before something is done to a pool; `None` where the page does not know the pool.
#[must_use]
pub fn confirmation(desk: &Desk, pool: &PoolId, deed: Deed, look: &Look<'_>) -> Option<Confirmation> {
    let words = look.words();
    let view = desk.session().pool(pool)?;
    let now = view.meter.reading(desk.now()).vms.1;
    let have = view.pool.current_vms.unwrap_or(now);
    let target = match deed {
        Deed::Resize(target) => target,
        Deed::ToZero | Deed::Delete => Some(VmCount(0)),
    };
    let title = match deed {
        Deed::Resize(_) => words.confirm_resize,
        Deed::ToZero => words.confirm_zero,
        Deed::Delete => words.confirm_delete,
    };
    let coming = view.pool.target_vms.map_or(0, |target| target.0.saturating_sub(have.0));
    let mut sentences = match deed {
        Deed::Resize(_) => vec![change(have, target, look)],
        Deed::ToZero | Deed::Delete => stopped(have, coming, look),
    };
    let (running, waiting) = desk.session().jobs_on(pool);
    if running + waiting > 0 {
        let (running, waiting) = (look.counted(running), look.counted(waiting));
        sentences.push(words.runs_now.with(&[("running", &running), ("waiting", &waiting)]));
    } else {
        sentences.push(words.runs_nothing.to_owned());
    }
    sentences.push(words.only_this_page.to_owned());
    let shrinks = target.is_some_and(|target| target < have);
    let had_any = shrinks || (coming > 0 && target == Some(VmCount(0)));
    let more = [
        (shrinks && deed != Deed::Delete, words.requeued),
        (deed == Deed::ToZero, words.waiting_stay),
        (deed == Deed::Delete, words.jobs_on_delete),
        (had_any, words.until_deleted),
        (deed == Deed::ToZero, words.pool_stays),
        (deed == Deed::Delete, words.pool_goes),
    ];
    sentences.extend(more.into_iter().filter(|(said, _)| *said).map(|(_, sentence)| sentence.to_owned()));
    let refusal = deed.asking().and_then(|asking| desk.session().may_ask(pool, asking).err());
    Some(Confirmation {
        title: title.with(&[("pool", pool.as_str())]),
        sentences,
        refused: refusal.map(|refusal| refusal_sentence(&refusal, look.language)),
        danger: deed == Deed::Delete,
    })
}

fn change(have: VmCount, target: Option<VmCount>, look: &Look<'_>) -> String {
    let words = look.words();
    match target {
        None => String::new(),
        Some(target) if target < have => priced(words.stops, have.0.saturating_sub(target.0), look),
        Some(target) if target > have => priced(words.adds, target.0.saturating_sub(have.0), look),
        Some(_) => words.no_change.to_owned(),
    }
}

/// What no VMs any more stops: those that there are, and those that are on their way.
fn stopped(have: VmCount, coming: u32, look: &Look<'_>) -> Vec<String> {
    let words = look.words();
    let there = (have.0 > 0).then(|| priced(words.stops, have.0, look));
    let coming = (coming > 0).then(|| priced(words.stops_coming, coming, look));
    let stopped: Vec<String> = there.into_iter().chain(coming).collect();
    if stopped.is_empty() { vec![words.stops_nothing.to_owned()] } else { stopped }
}

fn priced(phrase: Phrase, vms: u32, look: &Look<'_>) -> String {
    phrase.with(&[("vms", &look.vms(vms)), ("money", &money_per_hour(look, vms))])
}
