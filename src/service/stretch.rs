//! When VM time was used, as far as a meter knows: what is needed to divide it at a moment, as at a period's end.

pub(super) use super::wire::StretchMemory;
use crate::units::{BilledTime, Timestamp};

/// A stretch of time, and the VM time in it: at least and at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    from: Timestamp,
    until: Timestamp,
    least: BilledTime,
    most: BilledTime,
    /// No moment in it has fewer VMs.
    fewest: u32,
    /// No moment in it has more VMs.
    highest: u32,
}

impl Stretch {
    /// So many VMs, at least and at most, all the time from one moment to another.
    #[must_use]
    pub const fn even(from: Timestamp, until: Timestamp, (fewest, highest): (u32, u32)) -> Self {
        let time = BilledTime::from_ms(until.ms_since(from));
        // Widening; `From` is not const.
        let (least, most) = (time.times(fewest as u64), time.times(highest as u64));
        Self { from, until, least, most, fewest, highest }
    }

    /// VM time of which nothing is known but how much it is: it counts at one moment, whole.
    pub(super) const fn at(moment: Timestamp, (least, most): (BilledTime, BilledTime)) -> Self {
        Self { from: moment, until: moment, least, most, fewest: 0, highest: u32::MAX }
    }

    /// When it begins.
    #[must_use]
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// When it ends.
    #[must_use]
    pub const fn until(self) -> Timestamp {
        self.until
    }

    /// The VM time in it, at least.
    #[must_use]
    pub const fn least(self) -> BilledTime {
        self.least
    }

    /// The VM time in it, at most.
    #[must_use]
    pub const fn most(self) -> BilledTime {
        self.most
    }

    /// What of it is before a moment, and what is not. Each part holds what is true of its time; an even stretch's parts
    /// make up the whole, of others each is as wide as it may be.
    ///
    /// ```
    /// use poolwise::service::Stretch;
    /// use poolwise::units::{BilledTime, Timestamp};
    /// let stretch = Stretch::even(Timestamp::from_ms(0), Timestamp::from_ms(10), (2, 3));
    /// let (before, after) = stretch.cut(Timestamp::from_ms(4));
    /// assert_eq!((before.least(), before.most()), (BilledTime::from_ms(8), BilledTime::from_ms(12)));
    /// assert_eq!((after.least(), after.most()), (BilledTime::from_ms(12), BilledTime::from_ms(18)));
    /// ```
    #[must_use]
    pub fn cut(self, at: Timestamp) -> (Self, Self) {
        let none = |at| Self::even(at, at, (0, 0));
        if at <= self.from {
            return (none(self.from), self);
        }
        if self.until <= at {
            return (self, none(self.until));
        }
        let even = |from, until| Self::even(from, until, (self.fewest, self.highest));
        let (before, after) = (even(self.from, at), even(at, self.until));
        // What the other part cannot hold is in this one.
        let within = |part: Self, other: Self| Self {
            least: part.least.max(self.least - other.most),
            most: part.most.min(self.most - other.least),
            ..part
        };
        (within(before, after), within(after, before))
    }

    fn is_even(self) -> bool {
        self == Self::even(self.from, self.until, (self.fewest, self.highest))
    }

    /// What is kept of it between two visits.
    pub(super) fn memory(self) -> StretchMemory {
        let time = (!self.is_even()).then_some((self.least.ms(), self.most.ms()));
        StretchMemory(self.from.ms(), self.until.ms_since(self.from), self.fewest, self.highest, time)
    }

    /// One from an earlier visit.
    fn recalled(StretchMemory(from, ms, fewest, highest, time): &StretchMemory) -> Self {
        let from = Timestamp::from_ms(*from);
        let even = Self::even(from, from.after_ms(*ms), (*fewest.min(highest), *highest));
        match *time {
            None => even,
            Some((least, most)) => {
                Self { least: BilledTime::from_ms(least.min(most)), most: BilledTime::from_ms(most), ..even }
            }
        }
    }

    /// Both as one: what is known of when they used their VM time is lost.
    fn and(self, later: Self) -> Self {
        let overlap = later.from < self.until;
        let apart = later.from > self.until;
        let highest = if overlap {
            self.highest.saturating_add(later.highest)
        } else {
            self.highest.max(later.highest)
        };
        Self {
            from: self.from.min(later.from),
            until: self.until.max(later.until),
            least: self.least + later.least,
            most: self.most + later.most,
            fewest: if overlap || apart { 0 } else { self.fewest.min(later.fewest) },
            highest,
        }
    }
}

/// Stretches in the order in which they begin: of one pool or of several, so that they may overlap.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Stretches(Vec<Stretch>);

impl Stretches {
    /// None.
    pub(super) const NONE: Self = Self(Vec::new());

    /// Those of an earlier visit, which make up so much VM time, at least and at most. Where they do not, as those that an
    /// earlier version kept, all of it counts at `moment`.
    pub(super) fn recalled(
        memory: &[StretchMemory],
        (least, most): (BilledTime, BilledTime),
        moment: Timestamp,
    ) -> Self {
        let mut recalled = Self::NONE;
        recalled.absorb(memory.iter().map(Stretch::recalled));
        let sum = |pick: fn(Stretch) -> BilledTime| recalled.iter().map(pick).sum::<BilledTime>();
        if (sum(Stretch::least), sum(Stretch::most)) != (least, most) {
            recalled = Self::NONE;
            recalled.add(Stretch::at(moment, (least, most)));
        }
        recalled
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Stretch> {
        self.0.iter().copied()
    }

    /// Adds one that begins no earlier than the others.
    pub(super) fn add(&mut self, next: Stretch) {
        if next.most == BilledTime::ZERO {
            return;
        }
        if let Some(last) = self.0.last_mut() {
            let goes_on = last.until == next.from
                && (last.fewest, last.highest) == (next.fewest, next.highest)
                && last.is_even()
                && next.is_even();
            if goes_on {
                *last = Stretch::even(last.from, next.until, (next.fewest, next.highest));
                return;
            }
        }
        self.0.push(next);
    }

    /// Adds those of another pool.
    pub(super) fn absorb(&mut self, others: impl Iterator<Item = Stretch>) {
        self.0.extend(others.filter(|other| other.most > BilledTime::ZERO));
        self.0.sort_by_key(|stretch| stretch.from);
    }

    /// Makes one of two neighbours until there are at most so many, those first that are shortest together: where a period
    /// ends in what became one, the range is wider by no more than they used.
    pub(super) fn keep_at_most(&mut self, most: usize) {
        while self.0.len() > most.max(1) {
            let spans = self.0.windows(2).filter_map(|pair| match pair {
                [one, other] => Some(one.until.max(other.until).ms_since(one.from)),
                _ => None,
            });
            let Some((at, _)) = spans.enumerate().min_by_key(|(_, span)| *span) else { return };
            let later = self.0.remove(at.saturating_add(1));
            if let Some(one) = self.0.get_mut(at) {
                *one = one.and(later);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Random, Seed};

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_ms(ms)
    }

    /// By chance: how many VMs there are in each of a thousand milliseconds, and what a meter that knows them only
    /// within bounds makes of it.
    fn by_chance(seed: u64) -> (Vec<u32>, Stretches) {
        let mut random = Random::new(Seed(seed));
        let mut below = |bound: u64| u32::try_from(random.below(bound)).unwrap();
        let (mut truth, mut known) = (Vec::new(), Stretches::NONE);
        while truth.len() < 1_000 {
            let from = u64::try_from(truth.len()).unwrap();
            let long = 1 + u64::from(below(60));
            let fewest = below(4);
            let width = below(2) * below(4);
            for _ in 0..long {
                truth.push(fewest + below(u64::from(width) + 1));
            }
            known.add(Stretch::even(at(from), at(from + long), (fewest, fewest + width)));
        }
        (truth, known)
    }

    /// The VM time between moments, at least and at most.
    fn between(known: &Stretches, from: u64, until: u64) -> (u64, u64) {
        let parts = known.iter().map(|stretch| stretch.cut(at(until)).0.cut(at(from)).1);
        parts.fold((0, 0), |(least, most), part| (least + part.least.ms(), most + part.most.ms()))
    }

    #[test]
    fn whatever_is_made_one_every_part_holds_what_was() {
        for seed in 0..60 {
            let (truth, known) = by_chance(seed);
            let whole = between(&known, 0, 2_000);
            for most in [1_000, 20, 5, 1] {
                let mut fewer = known.clone();
                fewer.keep_at_most(most);
                assert!(fewer.iter().count() <= most);
                assert_eq!(between(&fewer, 0, 2_000), whole, "seed {seed}: nothing is lost or added");
                for (from, until) in [(0, 300), (300, 301), (300, 640), (640, 990), (990, 2_000)] {
                    let (skip, take) =
                        (usize::try_from(from).unwrap(), usize::try_from(until - from).unwrap());
                    let used: u64 = truth.iter().skip(skip).take(take).map(|vms| u64::from(*vms)).sum();
                    let (least, most) = between(&fewer, from, until);
                    assert!(least <= used && used <= most, "seed {seed}: {least} to {most}, {used}");
                }
            }
        }
    }

    #[test]
    fn what_is_known_to_the_millisecond_is_cut_to_the_millisecond() {
        let mut known = Stretches::NONE;
        for from in 0..10 {
            known.add(Stretch::even(at(from), at(from + 1), (2, 2)));
        }
        assert_eq!(known.iter().count(), 1, "what goes on is one stretch");
        assert_eq!((between(&known, 0, 3), between(&known, 3, 10)), ((6, 6), (14, 14)));
        known.add(Stretch::even(at(10), at(90), (0, 0)));
        assert_eq!(known.iter().count(), 1, "where there is no VM there is nothing to know");
    }

    #[test]
    fn what_an_earlier_version_kept_counts_at_one_moment() {
        let (_, mut known) = by_chance(5);
        known.keep_at_most(30);
        let (least, most) = between(&known, 0, 2_000);
        let time = (BilledTime::from_ms(least), BilledTime::from_ms(most));
        let memory: Vec<StretchMemory> = known.iter().map(Stretch::memory).collect();
        assert_eq!(Stretches::recalled(&memory, time, at(1_000)), known);
        let other = (BilledTime::ZERO, BilledTime::from_ms(most + 1));
        for (memory, time) in [(&[][..], time), (&memory, other)] {
            let recalled = Stretches::recalled(memory, time, at(1_000));
            assert_eq!(between(&recalled, 0, 1_000), (0, 0));
            assert_eq!(between(&recalled, 1_000, 1_001), (time.0.ms(), time.1.ms()));
        }
    }

    /// Two pools at once, and one long after them.
    #[test]
    fn those_of_several_pools_may_overlap() {
        let mut known = Stretches::NONE;
        known.absorb(
            [Stretch::even(at(0), at(100), (2, 2)), Stretch::even(at(900), at(910), (4, 4))].into_iter(),
        );
        known.absorb([Stretch::even(at(50), at(60), (5, 5))].into_iter());
        assert_eq!(between(&known, 0, 55), (110 + 25, 110 + 25));
        known.keep_at_most(2);
        let (least, most) = between(&known, 0, 55);
        assert!(least <= 135 && 135 <= most, "{least} to {most}");
        assert_eq!(between(&known, 800, 1_000), (40, 40), "the shortest together became one");
    }
}
