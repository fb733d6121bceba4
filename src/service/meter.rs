//! VM time of one pool from what the page saw of it: a range that holds the true figure.
//!
//! An observation says how many VMs there were at some moment between asking and answer. Between two observations the
//! count lies within the hull of both, of the target, and of what the page itself commanded. Where the count never
//! moved, the range is one figure.

use super::error::Done;
use super::stretch::{Stretch, Stretches};
pub(super) use super::wire::MeterMemory;
use crate::units::{BilledTime, MS_PER_MINUTE, MS_PER_SECOND, Timestamp, VmCount};

/// Observations further apart than this leave a gap in which the page did not watch.
pub const LONGEST_WATCH_MS: u64 = 3 * MS_PER_MINUTE;

/// How long a command whose answer was lost may still be on its way (assumed).
const LONGEST_ON_ITS_WAY_MS: u64 = 2 * MS_PER_MINUTE;

/// How long a resize or a deletion takes at most, where the contract cannot read pools back (assumed: twice Azure
/// Batch's resize timeout of 15 minutes, facts A.4).
pub const LONGEST_CHANGE_MS: u64 = 30 * MS_PER_MINUTE;

/// What is known of when one pool used its VM time: so many stretches, some months of a pool that is resized twice a day.
const MOST_STRETCHES: usize = 200;

/// The same of a pool that is gone, of which there may be many: how its VMs came and went is known to some seconds then.
const MOST_STRETCHES_OF_GONE: usize = 24;

/// How far a service's clock may be from the browser's (assumed): what the service dates is believed this much around it.
pub const CLOCKS_APART_MS: u64 = 5 * MS_PER_MINUTE;

/// Why a meter shows a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unsure {
    /// VMs came or went between two observations.
    Changing,
    /// The page did not watch for a while.
    NotWatched,
    /// The pool ran before the page first looked: its creation and its last change bound what it used until then.
    FoundRunning,
    /// As [`Self::FoundRunning`], and the service does not tell when the pool was created: what it used before the page
    /// first looked is not in it.
    FoundUndated,
    /// The contract cannot read pools back: all that is known is what was commanded.
    NeverRead,
    /// The contract reads pools back and does not tell how many VMs there are: as [`Self::NeverRead`].
    NotCounted,
}

/// What a meter shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The VM time that there was at least.
    pub least: BilledTime,
    /// The VM time that there was at most.
    pub most: BilledTime,
    /// The VMs that there are, at least and at most.
    pub vms: (VmCount, VmCount),
    /// Why it is a range; `None` where it is one figure.
    pub unsure: Option<Unsure>,
}

/// What one reply said of a pool's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When the question was sent.
    pub asked: Timestamp,
    /// When the answer came.
    pub answered: Timestamp,
    /// VMs that are billed.
    pub vms: VmCount,
    /// VMs that there are to be.
    pub target: Option<VmCount>,
    /// Since when the size has not been changing, by the service's clock; `None` while it is, or where it is not told.
    pub steady_since: Option<Timestamp>,
    /// Since when the size has been changing, by the service's clock; `None` while it is not, or where it is not told.
    pub changing_since: Option<Timestamp>,
}

impl Seen {
    /// What is known of the time before it from what the service says of the last change: from when on, and how many VMs
    /// there were at least and at most.
    ///
    /// A steady pool has had its VMs since it became steady; one on its way to its target has only moved towards it.
    fn history(self, most: u32) -> Option<(Timestamp, Hull)> {
        let vms = self.vms.0;
        if let Some(since) = self.steady_since {
            return Some((since.after_ms(CLOCKS_APART_MS), Hull::of(vms)));
        }
        let since = self.changing_since?.after_ms(CLOCKS_APART_MS);
        match self.target?.0.cmp(&vms) {
            core::cmp::Ordering::Greater => Some((since, Hull { least: 0, most: vms })),
            core::cmp::Ordering::Less => Some((since, Hull { least: vms, most: most.max(vms) })),
            core::cmp::Ordering::Equal => None,
        }
    }
}

/// From so many to so many VMs, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hull {
    least: u32,
    most: u32,
}

impl Hull {
    const fn of(count: u32) -> Self {
        Self { least: count, most: count }
    }

    fn with(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Command {
    target: u32,
    /// `None` while it is being asked; else when it can no longer arrive.
    until: Option<Timestamp>,
}

/// The meter of one pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter {
    least: BilledTime,
    most: BilledTime,
    /// When that was used.
    used: Stretches,
    /// Time is accounted up to here: when the last observation was asked for.
    accounted: Timestamp,
    answered: Timestamp,
    /// What was possible before the last observation, and is until its answer came.
    before: Hull,
    /// What is possible from the last observation on.
    ahead: Hull,
    steady_since: Option<Timestamp>,
    /// The last count and target that were told; `None` once something else was commanded.
    told: Option<(u32, VmCount)>,
    commands: Vec<Command>,
    /// Where pools cannot be read back: when the last command is taken to be done, and the count then.
    done: Option<(Timestamp, u32)>,
    reads_back: bool,
    /// Nothing is read of the pool any more, and nothing more can happen to it.
    is_gone: bool,
    unsure: Option<Unsure>,
    /// The VMs that a pool may have, as last told; what bounds the time in which the page did not watch.
    allowed: u32,
}

impl Meter {
    /// The meter of a pool that the page asks for at this moment: no VM before it.
    #[must_use]
    pub const fn of_new_pool(asked: Timestamp, reads_back: bool) -> Self {
        Self {
            least: BilledTime::ZERO,
            most: BilledTime::ZERO,
            used: Stretches::NONE,
            accounted: asked,
            answered: asked,
            before: Hull::of(0),
            ahead: Hull::of(0),
            steady_since: None,
            told: None,
            commands: Vec::new(),
            done: None,
            reads_back,
            is_gone: false,
            unsure: None,
            allowed: 0,
        }
    }

    /// The same where the contract reads pools back and does not tell how many VMs they have.
    #[must_use]
    pub const fn uncounted(mut self) -> Self {
        self.reads_back = false;
        self.unsure = Some(Unsure::NotCounted);
        self
    }

    /// The meter of a pool that was there before the page looked, where its VMs are not told: from none to `most`, the
    /// most that it may have.
    #[must_use]
    pub const fn of_found_uncounted_pool(
        asked: Timestamp,
        created: Option<Timestamp>,
        most: VmCount,
    ) -> Self {
        let from = match created {
            Some(at) => Timestamp::from_ms(at.ms().saturating_sub(CLOCKS_APART_MS)),
            None => asked,
        };
        let mut meter = Self::of_new_pool(from, false).uncounted();
        meter.before = Hull { least: 0, most: most.0 };
        meter.ahead = meter.before;
        if created.is_none() {
            meter.unsure = Some(Unsure::FoundUndated);
        }
        meter
    }

    /// The meter of a pool that was there before the page looked.
    ///
    /// `created` is by the service's clock; where it is not told, the last change stands for it, and where neither is,
    /// the meter begins at the first look.
    #[must_use]
    pub fn of_found_pool(seen: Seen, created: Option<Timestamp>, most_vms: Option<VmCount>) -> Self {
        let dated = created.or(seen.steady_since).or(seen.changing_since);
        let from = dated.map(|at| Timestamp::from_ms(at.ms().saturating_sub(CLOCKS_APART_MS)));
        let from = from.filter(|from| *from < seen.asked);
        let mut meter = Self::of_new_pool(from.unwrap_or(seen.asked), true);
        if from.is_none() {
            meter.before = Hull::of(seen.vms.0);
            meter.ahead = meter.before;
        }
        meter.observe(seen, most_vms);
        meter.unsure = match created {
            Some(_) => from.map(|_| Unsure::FoundRunning),
            None => Some(Unsure::FoundUndated),
        };
        meter
    }

    /// A command is being sent: from now on the count may go to `target`.
    pub fn command(&mut self, now: Timestamp, target: VmCount) {
        self.drop_spent(now);
        if !self.reads_back {
            self.account_to(now);
        }
        self.commands.push(Command { target: target.0, until: None });
    }

    /// A command was accepted.
    pub fn accepted(&mut self, now: Timestamp, target: VmCount) {
        if !self.reads_back {
            self.account_to(now);
            self.ahead = self.possible();
        }
        self.remove(target);
        self.ahead = self.ahead.with(Hull::of(target.0));
        self.steady_since = None;
        self.told = None;
        if !self.reads_back {
            self.done = Some((now.after_ms(LONGEST_CHANGE_MS), target.0));
        }
    }

    /// A command failed: it was not done, or nobody knows.
    pub fn failed(&mut self, now: Timestamp, target: VmCount, effect: Done) {
        match effect {
            Done::NotDone => {
                if !self.reads_back {
                    self.account_to(now);
                }
                self.remove(target);
            }
            Done::InDoubt => {
                let until = self.reads_back.then(|| now.after_ms(LONGEST_ON_ITS_WAY_MS));
                // Another with the same target may be in doubt since earlier.
                let is_asked = |command: &&mut Command| command.target == target.0 && command.until.is_none();
                if let Some(command) = self.commands.iter_mut().find(is_asked) {
                    command.until = until;
                }
                self.steady_since = None;
            }
        }
    }

    /// A reply told of the pool. Replies must be given in the order in which they were asked for.
    ///
    /// `most_vms` bounds what may have been while the page did not watch.
    pub fn observe(&mut self, seen: Seen, most_vms: Option<VmCount>) {
        if seen.asked < self.accounted {
            return;
        }
        let gap = seen.asked.ms_since(self.accounted);
        let same = self.steady_since.is_some()
            && self.steady_since == seen.steady_since
            && self.ahead == Hull::of(seen.vms.0)
            && self.commands.is_empty();
        let mut between = match self.told.filter(|_| self.commands.is_empty()) {
            // On its way to one target, the count only moves towards it.
            Some((vms, target)) if seen.target == Some(target) => Hull::of(vms).with(Hull::of(seen.vms.0)),
            _ => self.possible().with(Hull::of(seen.vms.0)),
        };
        self.allowed =
            most_vms.map_or(0, |vms| vms.0).max(seen.target.map_or(0, |vms| vms.0)).max(seen.vms.0);
        if !same && gap > LONGEST_WATCH_MS {
            let wide = between.with(Hull { least: 0, most: self.allowed });
            self.unsure = self.unsure.filter(|why| *why == Unsure::FoundUndated).or(Some(Unsure::NotWatched));
            match seen.history(self.allowed).filter(|_| self.commands.is_empty()) {
                // The last change says what was after it.
                Some((since, after)) if since < seen.asked => {
                    self.account(self.answered.min(since), self.before.with(wide));
                    self.account(since, wide);
                    self.before = after;
                    between = after;
                }
                _ => between = wide,
            }
        }
        let both = self.before.with(between);
        let cut = self.answered.min(seen.asked);
        self.account(cut, both);
        self.account(seen.asked, between);
        self.before = if self.answered > seen.asked { both } else { between };
        self.answered = seen.answered.max(seen.asked);
        self.ahead =
            seen.target.map_or(Hull::of(seen.vms.0), |target| Hull::of(target.0).with(Hull::of(seen.vms.0)));
        self.steady_since = seen.steady_since;
        self.told = seen.target.map(|target| (seen.vms.0, target));
        self.drop_spent(seen.asked);
    }

    /// The pool is gone: a reply that was asked for at `asked` no longer had it.
    pub fn gone(&mut self, asked: Timestamp, answered: Timestamp) {
        if !self.reads_back {
            self.account_to(asked);
        }
        let none = VmCount(0);
        let steady_since = None;
        let changing_since = None;
        self.observe(
            Seen { asked, answered, vms: none, target: Some(none), steady_since, changing_since },
            None,
        );
        // What was still on its way finds no pool, and what was accepted is never done.
        self.commands.clear();
        self.done = None;
        self.is_gone = true;
        self.used.keep_at_most(MOST_STRETCHES_OF_GONE);
    }

    /// What the meter shows at `now`, and would show at a later moment if nothing changed.
    #[must_use]
    pub fn reading(&self, now: Timestamp) -> Reading {
        let sum = self.followed_to(now);
        let vms = sum.possible();
        let unsure = if sum.unsure == Some(Unsure::FoundUndated) {
            sum.unsure
        } else if sum.least == sum.most {
            None
        } else if self.reads_back {
            sum.unsure.or(Some(Unsure::Changing))
        } else {
            sum.unsure.filter(|why| *why == Unsure::NotCounted).or(Some(Unsure::NeverRead))
        };
        let vms = (VmCount(vms.least), VmCount(vms.most));
        Reading { least: sum.least, most: sum.most, vms, unsure }
    }

    /// When the VM time of [`Self::reading`] at `now` was used: what makes up its `least` and its `most`.
    pub fn stretches(&self, now: Timestamp) -> impl Iterator<Item = Stretch> {
        let since: Vec<Stretch> = self.followed_to(now).used.iter().collect();
        self.used.iter().chain(since)
    }

    /// The meter as it would be at `now` if nothing were heard until then, with that time's stretches alone.
    fn followed_to(&self, now: Timestamp) -> Self {
        let mut sum = Self { used: Stretches::NONE, commands: self.commands.clone(), ..*self };
        if self.reads_back && !self.is_gone && now.ms_since(self.answered) > LONGEST_WATCH_MS {
            // The page was asleep, or nobody answers: until the next answer anything may have happened.
            sum.ahead = sum.ahead.with(Hull { least: 0, most: self.allowed });
            sum.unsure = Some(Unsure::NotWatched);
        }
        let both = sum.before.with(sum.possible());
        sum.account(sum.answered.min(now), both);
        sum.account_to(now);
        sum
    }

    /// What is kept of the meter between two visits. What was on its way becomes possible.
    pub(super) fn memory(&self) -> MeterMemory {
        let ahead = self.possible();
        MeterMemory {
            least: self.least.ms(),
            most: self.most.ms(),
            used: self.used.iter().map(Stretch::memory).collect(),
            accounted: self.accounted.ms(),
            answered: self.answered.ms(),
            before: Some((self.before.least, self.before.most)),
            ahead: (ahead.least, ahead.most),
            steady_since: self.steady_since.filter(|_| self.commands.is_empty()).map(Timestamp::ms),
            allowed: self.allowed,
            found: match self.unsure {
                Some(Unsure::FoundRunning) => 1,
                Some(Unsure::FoundUndated) => 2,
                Some(Unsure::NotCounted) => 3,
                _ => 0,
            },
            // With a command on its way, nobody will hear that it is the last one.
            done: self.done.filter(|_| self.commands.is_empty()).map(|(at, count)| (at.ms(), count)),
        }
    }

    /// A meter from an earlier visit.
    pub(super) fn recalled(memory: MeterMemory, reads_back: bool) -> Self {
        let accounted = Timestamp::from_ms(memory.accounted);
        let hull = |(least, most): (u32, u32)| Hull { least: least.min(most), most };
        let ahead = hull(memory.ahead);
        let most = BilledTime::from_ms(memory.most);
        let least = BilledTime::from_ms(memory.least).min(most);
        Self {
            least,
            most,
            used: Stretches::recalled(&memory.used, (least, most), accounted),
            answered: Timestamp::from_ms(memory.answered).max(accounted),
            before: memory.before.map_or(ahead, hull),
            ahead,
            steady_since: memory.steady_since.map(Timestamp::from_ms),
            done: memory.done.map(|(at, count)| (Timestamp::from_ms(at), count)),
            allowed: memory.allowed,
            unsure: match memory.found {
                1 => Some(Unsure::FoundRunning),
                2 => Some(Unsure::FoundUndated),
                3 => Some(Unsure::NotCounted),
                _ => None,
            },
            ..Self::of_new_pool(accounted, reads_back)
        }
    }

    /// The hull of what is ahead and of every command on its way.
    fn possible(&self) -> Hull {
        self.commands.iter().fold(self.ahead, |hull, command| hull.with(Hull::of(command.target)))
    }

    /// Accounts up to `until` with what is possible, letting the last command be done on the way.
    fn account_to(&mut self, until: Timestamp) {
        if let Some((at, count)) = self.done.filter(|(at, _)| *at <= until) {
            self.account(at, self.possible());
            self.ahead = Hull::of(count);
            self.done = None;
        }
        self.account(until, self.possible());
    }

    fn account(&mut self, until: Timestamp, hull: Hull) {
        let time = BilledTime::from_ms(until.ms_since(self.accounted));
        self.least = self.least + time.times(hull.least.into());
        self.most = self.most + time.times(hull.most.into());
        if until > self.accounted {
            self.used.add(Stretch::even(self.accounted, until, (hull.least, hull.most)));
            self.used.keep_at_most(MOST_STRETCHES);
            self.accounted = until;
        }
    }

    fn remove(&mut self, target: VmCount) {
        let is_asked = |command: &Command| command.target == target.0 && command.until.is_none();
        if let Some(at) = self.commands.iter().position(is_asked) {
            self.commands.remove(at);
        }
    }

    fn drop_spent(&mut self, asked: Timestamp) {
        self.commands.retain(|command| command.until.is_none_or(|until| until >= asked));
    }
}

/// How far apart readings are taken while nothing changes: never more than this while a pool runs.
pub const LONGEST_PAUSE_MS: u64 = 60 * MS_PER_SECOND;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::MS_PER_HOUR;

    const START: u64 = 1_000_000;
    /// A creation that the service dates after the first look: the meter begins at that look.
    const LATER: Option<Timestamp> = Some(Timestamp::from_ms(START + CLOCKS_APART_MS));

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_ms(START + ms)
    }

    fn seen(ms: u64, vms: u32, target: u32) -> Seen {
        let steady_since = (vms == target).then_some(Timestamp::from_ms(9));
        Seen {
            asked: at(ms),
            answered: at(ms + 200),
            vms: VmCount(vms),
            target: Some(VmCount(target)),
            steady_since,
            changing_since: None,
        }
    }

    #[track_caller]
    fn check(meter: &Meter, now: u64, least: u64, most: u64, unsure: Option<Unsure>) {
        let reading = meter.reading(at(now));
        assert_eq!((reading.least.ms(), reading.most.ms(), reading.unsure), (least, most, unsure));
    }

    /// A VM came between a question and its answer, and the tab closed: the next visit counted it from the question on.
    #[test]
    fn what_was_possible_until_the_last_answer_is_kept() {
        let mut meter = Meter::of_new_pool(at(0), true);
        meter.command(at(0), VmCount(1));
        meter.accepted(at(100), VmCount(1));
        meter.observe(Seen { answered: at(64_000), ..seen(60_000, 1, 1) }, None);
        let kept = Meter::recalled(meter.memory(), true);
        for moment in [64_000, 90_000] {
            let (now, then) = (meter.reading(at(moment)), kept.reading(at(moment)));
            assert_eq!((now.least, now.most), (then.least, then.most), "at {moment}");
        }
        assert_eq!(kept.reading(at(64_000)).least, BilledTime::ZERO);
    }

    #[test]
    fn a_steady_pool_is_one_figure_and_a_change_a_narrow_range() {
        let mut meter = Meter::of_found_pool(seen(0, 2, 2), LATER, None);
        meter.observe(seen(60_000, 2, 2), None);
        check(&meter, 90_000, 180_000, 180_000, None);
        meter.command(at(100_000), VmCount(3));
        meter.accepted(at(101_000), VmCount(3));
        meter.observe(seen(120_000, 3, 3), None);
        meter.observe(seen(180_000, 3, 3), None);
        // From 60 s to 120.2 s there were two or three VMs.
        check(
            &meter,
            180_000,
            120_000 + 120_000 + 60_000 * 3 - 200,
            120_000 + 180_000 + 180_000,
            Some(Unsure::Changing),
        );
    }

    /// A resize to zero and then a deletion, both of which were lost: once neither can arrive any more, the figure is one.
    #[test]
    fn two_commands_with_one_target_are_both_given_up() {
        let mut meter = Meter::of_found_pool(seen(0, 2, 2), LATER, None);
        for ms in [10_000, 20_000] {
            meter.command(at(ms), VmCount(0));
            meter.failed(at(ms + 5_000), VmCount(0), Done::InDoubt);
        }
        for ms in [60_000, 120_000, 180_000] {
            meter.observe(seen(ms, 2, 2), None);
        }
        assert_eq!(meter.reading(at(180_000)).vms, (VmCount(2), VmCount(2)));
    }

    #[test]
    fn a_pool_that_is_gone_costs_no_more_whatever_was_on_its_way() {
        let mut meter = Meter::of_found_pool(seen(0, 2, 2), LATER, None);
        meter.command(at(10_000), VmCount(5));
        meter.failed(at(12_000), VmCount(5), Done::InDoubt);
        meter.gone(at(60_000), at(60_200));
        let (then, later) = (meter.reading(at(61_000)), meter.reading(at(61_000 + MS_PER_HOUR)));
        assert_eq!((then.least, then.most), (later.least, later.most));
        assert_eq!(later.vms, (VmCount(0), VmCount(0)));
    }

    #[test]
    fn without_reading_back_a_pool_that_is_gone_never_gets_what_was_accepted() {
        let mut meter = Meter::of_new_pool(at(0), false);
        meter.command(at(0), VmCount(5));
        meter.accepted(at(1_000), VmCount(5));
        meter.gone(at(60_000), at(60_200));
        let (then, later) = (meter.reading(at(61_000)), meter.reading(at(LONGEST_CHANGE_MS + MS_PER_HOUR)));
        assert_eq!((then.least, then.most), (later.least, later.most));
    }

    #[test]
    fn a_gap_is_exact_where_the_service_says_that_nothing_changed() {
        let mut meter = Meter::of_found_pool(seen(0, 2, 2), LATER, Some(VmCount(20)));
        meter.observe(seen(48 * MS_PER_HOUR, 2, 2), Some(VmCount(20)));
        check(&meter, 48 * MS_PER_HOUR, 96 * MS_PER_HOUR, 96 * MS_PER_HOUR, None);
        let later = Seen { steady_since: Some(at(96 * MS_PER_HOUR)), ..seen(96 * MS_PER_HOUR, 2, 2) };
        meter.observe(later, Some(VmCount(20)));
        let reading = meter.reading(at(96 * MS_PER_HOUR));
        assert_eq!(reading.unsure, Some(Unsure::NotWatched));
        assert!(
            reading.least < BilledTime::from_hours(192)
                && reading.most >= BilledTime::from_hours(96 + 48 * 20)
        );
    }

    #[test]
    fn a_found_pool_is_bounded_by_its_creation_and_its_last_change() {
        let since = |ms| Some(Timestamp::from_ms(START + ms));
        let day = 24 * MS_PER_HOUR;
        let found = Seen { steady_since: since(10 * 60_000), ..seen(day, 8, 8) };
        let meter = Meter::of_found_pool(found, since(0), Some(VmCount(20)));
        // Eight VMs from 10 minutes on, the clocks at most 5 minutes apart: least all but 15 minutes of them.
        let (from, until) = (15 * 60_000, day);
        let least = 8 * (until - from);
        check(&meter, day, least, least + 20 * (from + CLOCKS_APART_MS), Some(Unsure::FoundRunning));
        // On its way up it never had more, on its way down never fewer.
        let grows = Seen { changing_since: since(0), ..seen(day, 3, 8) };
        let up = Meter::of_found_pool(grows, since(0), Some(VmCount(20))).reading(at(day));
        assert!(up.most.ms() <= 3 * day + 20 * 2 * CLOCKS_APART_MS, "{up:?}");
        let shrinks = Seen { changing_since: since(0), ..seen(day, 8, 3) };
        let down = Meter::of_found_pool(shrinks, since(0), Some(VmCount(20))).reading(at(day));
        assert!(down.least.ms() >= 8 * (day - CLOCKS_APART_MS), "{down:?}");
        let undated = Meter::of_found_pool(Seen { steady_since: None, ..seen(day, 2, 2) }, None, None);
        assert_eq!(undated.reading(at(day)).unsure, Some(Unsure::FoundUndated));
    }

    #[test]
    fn after_a_freeze_the_meter_shows_a_range_until_it_has_asked() {
        let mut meter = Meter::of_found_pool(seen(0, 2, 2), LATER, Some(VmCount(20)));
        meter.observe(seen(60_000, 2, 2), Some(VmCount(20)));
        let frozen = meter.reading(at(10 * MS_PER_HOUR));
        assert!(frozen.least < frozen.most, "{frozen:?}");
        meter.observe(seen(10 * MS_PER_HOUR, 2, 2), Some(VmCount(20)));
        let woken = meter.reading(at(10 * MS_PER_HOUR));
        assert_eq!(woken.least, woken.most, "the service says that nothing changed");
    }

    #[test]
    fn without_reading_back_the_range_is_as_wide_as_a_change_takes() {
        let mut meter = Meter::of_new_pool(at(0), false);
        meter.command(at(0), VmCount(4));
        meter.accepted(at(1_000), VmCount(4));
        let hour = 1_000 + LONGEST_CHANGE_MS + MS_PER_HOUR;
        check(&meter, hour, 4 * MS_PER_HOUR, 4 * hour, Some(Unsure::NeverRead));
        meter.command(at(hour), VmCount(0));
        meter.accepted(at(hour), VmCount(0));
        let most = 4 * (hour + LONGEST_CHANGE_MS);
        check(&meter, hour + 100 * MS_PER_HOUR, 4 * MS_PER_HOUR, most, Some(Unsure::NeverRead));
    }
}
