//! What a resize or a deletion does, said before it is done.

use super::desk::Desk;
use super::picture::{Look, money_per_hour};
use crate::service::{Asking, PoolId, refusal_sentence};
use crate::units::VmCount;

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
    let mut sentences = vec![change(have, target, deed, look)];
    let (running, waiting) = desk.session().jobs_on(pool);
    if running + waiting > 0 {
        let (running, waiting) = (look.counted(running), look.counted(waiting));
        sentences.push(words.runs_now.with(&[("running", &running), ("waiting", &waiting)]));
    } else {
        sentences.push(words.runs_nothing.to_owned());
    }
    sentences.push(words.only_this_page.to_owned());
    let shrinks = target.is_some_and(|target| target < have);
    let more = [
        (shrinks, words.requeued),
        (deed == Deed::ToZero, words.waiting_stay),
        (deed == Deed::Delete, words.waiting_on_delete),
        (shrinks, words.until_deleted),
        (deed == Deed::ToZero, words.pool_stays),
        (deed == Deed::Delete, words.pool_goes),
    ];
    sentences.extend(more.into_iter().filter(|(said, _)| *said).map(|(_, sentence)| sentence.to_owned()));
    let refusal = deed.asking().and_then(|asking| desk.session().may_ask(pool, asking).err());
    Some(Confirmation {
        title: title.with(&[("pool", pool.as_str())]),
        sentences,
        refused: refusal.map(|refusal| refusal_sentence(&refusal, look.language, look.figures)),
        danger: deed == Deed::Delete,
    })
}

fn change(have: VmCount, target: Option<VmCount>, deed: Deed, look: &Look<'_>) -> String {
    let words = look.words();
    let priced = |phrase: crate::words::Phrase, vms: u32| {
        phrase.with(&[("vms", &look.vms(vms)), ("money", &money_per_hour(look, vms))])
    };
    match target {
        None => String::new(),
        Some(target) if target < have => priced(words.stops, have.0.saturating_sub(target.0)),
        Some(target) if target > have => priced(words.adds, target.0.saturating_sub(have.0)),
        Some(_) if matches!(deed, Deed::Resize(_)) => words.no_change.to_owned(),
        Some(_) => words.stops_nothing.to_owned(),
    }
}
