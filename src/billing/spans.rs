//! Where one cost is below another: the axis cut where either cost has a kink and where their difference is zero.

use core::cmp::Ordering;

use super::cost::{Cost, Where};
use super::exact::Ratio;

/// Which of two ways adds less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The first.
    First,
    /// The second.
    Second,
    /// Neither: they add the same.
    Tie,
    /// The first is the only one with a price: the second's plan has stopped.
    OnlyFirst,
    /// The second is the only one with a price: the first's plan has stopped.
    OnlySecond,
    /// Neither has a price: both plans have stopped.
    Neither,
    /// Chance decides: each is cheaper in some of the simulated periods. Only simulated break-evens have it.
    Chance,
}

/// One end of a [`Span`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct End {
    /// Where, exactly.
    pub at: Ratio,
    /// Whether the place itself belongs to the span.
    pub included: bool,
}

/// A stretch of the axis with one verdict.
///
/// Never empty; a single place has both ends there, included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// The lower end.
    pub from: End,
    /// The upper end.
    pub to: End,
    /// Which way adds less on it.
    pub verdict: Verdict,
}

/// What two costs are compared by; where amounts are multiplied by zero, every priced pair is a tie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) first: Cost,
    pub(super) second: Cost,
    pub(super) all_free: bool,
}

impl Pair {
    /// The verdict on every place from `from` to `to`.
    pub(super) fn everywhere(&self, from: Ratio, to: Ratio) -> Vec<Span> {
        let cuts = self.cuts(from, to);
        let mut spans = Vec::new();
        for (at, next) in cuts.iter().zip(cuts.iter().skip(1).map(Some).chain([None])) {
            let end = |at: Ratio, included| End { at, included };
            push(&mut spans, end(*at, true), end(*at, true), self.verdict(Where::At(*at)));
            if let Some(next) = next {
                push(&mut spans, end(*at, false), end(*next, false), self.verdict(Where::RightOf(*at)));
            }
        }
        spans
    }

    /// The verdict on every whole number from `from` to `to`; every span has both of its ends included.
    pub(super) fn on_whole_numbers(&self, from: i128, to: i128) -> Vec<Span> {
        let exact = self.cuts(Ratio::whole(from), Ratio::whole(to));
        // Below a cut that is no whole number, the next whole number begins what follows it.
        let mut cuts: Vec<i128> = exact.iter().map(|cut| cut.floor()).collect();
        cuts.dedup();
        let mut spans = Vec::new();
        for (at, next) in cuts.iter().zip(cuts.iter().skip(1).map(Some).chain([None])) {
            let mut number = |first: i128, last: i128| {
                let end = |number| End { at: Ratio::whole(number), included: true };
                push(&mut spans, end(first), end(last), self.verdict(Where::At(Ratio::whole(first))));
            };
            number(*at, *at);
            if let Some(next) = next.filter(|next| **next - *at > 1) {
                number(*at + 1, *next - 1);
            }
        }
        spans
    }

    /// Both ends, and every place between them where a cost has a kink or the difference is zero, in order.
    fn cuts(&self, from: Ratio, to: Ratio) -> Vec<Ratio> {
        let mut cuts = vec![from, to];
        cuts.extend(self.first.kinks().chain(self.second.kinks()).filter(|kink| from < *kink && *kink < to));
        in_order(&mut cuts);
        let roots: Vec<Ratio> = cuts
            .iter()
            .zip(cuts.iter().skip(1))
            .filter_map(|(left, right)| {
                let (first, second) = self.both(Where::RightOf(*left))?;
                first.minus(second).root().filter(|root| left < root && root < right)
            })
            .collect();
        cuts.extend(roots);
        in_order(&mut cuts);
        cuts
    }

    fn both(&self, place: Where) -> Option<(super::cost::Straight, super::cost::Straight)> {
        Some((self.first.straight(place)?, self.second.straight(place)?))
    }

    fn verdict(&self, place: Where) -> Verdict {
        let (first, second) = match (self.first.straight(place), self.second.straight(place)) {
            (Some(first), Some(second)) => (first, second),
            (Some(_), None) => return Verdict::OnlyFirst,
            (None, Some(_)) => return Verdict::OnlySecond,
            (None, None) => return Verdict::Neither,
        };
        let difference = first.minus(second);
        let sign = match place {
            Where::At(x) => x.sign_on(difference.constant, difference.slope),
            // No root lies to the right before the next cut: off a root the sign stays, on one the slope decides.
            Where::RightOf(x) => {
                x.sign_on(difference.constant, difference.slope).then(difference.slope.cmp(&0))
            }
        };
        match sign {
            _ if self.all_free => Verdict::Tie,
            Ordering::Less => Verdict::First,
            Ordering::Equal => Verdict::Tie,
            Ordering::Greater => Verdict::Second,
        }
    }
}

fn in_order(cuts: &mut Vec<Ratio>) {
    cuts.sort_unstable();
    cuts.dedup();
}

/// Adds a stretch, joined to the one before it where the verdict is the same.
fn push(spans: &mut Vec<Span>, from: End, to: End, verdict: Verdict) {
    match spans.last_mut() {
        Some(last) if last.verdict == verdict => last.to = to,
        _ => spans.push(Span { from, to, verdict }),
    }
}
