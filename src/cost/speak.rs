//! The answer in sentences: names, arithmetic, the verdict.

use crate::billing::{
    Bill, Comparison, Count, Currency, Exceeded, Line, LineKind, NotBilled, Per, PlanChoice, Way,
};
use crate::units::Money;
use crate::words::{COST, CostWords, Figures, Language};

/// Sentences about an answer, in one language.
#[derive(Clone, Copy)]
pub struct Speaker<'a> {
    /// The language.
    pub language: Language,
    /// How figures are written in it.
    pub figures: &'a dyn Figures,
}

impl core::fmt::Debug for Speaker<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Speaker").field(&self.language).finish()
    }
}

impl Speaker<'_> {
    const fn words(&self) -> &'static CostWords {
        COST.of(self.language)
    }

    /// A plan's name: `S1`, or `S1 × 2`.
    #[must_use]
    pub fn plan(&self, plan: PlanChoice) -> String {
        match plan.instances.get() {
            1 => plan.tier.name().to_owned(),
            many => format!("{} × {}", plan.tier.name(), self.figures.number(many.into(), 0)),
        }
    }

    /// A way's name: `Pool on S1`.
    #[must_use]
    pub fn way(&self, way: Way, plan: PlanChoice) -> String {
        let plan = self.plan(plan);
        match way {
            Way::PoolOnPlan => self.words().pool.with(&[("plan", &plan)]),
            Way::ClassicOnPlan => self.words().classic_on_plan.with(&[("plan", &plan)]),
            Way::ClassicPayAsYouGo => self.words().pay_as_you_go.to_owned(),
        }
    }

    /// Money on a bill.
    #[must_use]
    pub fn money(&self, money: Money, currency: Currency) -> String {
        self.figures.money(money.amount(), currency.code())
    }

    /// What a line is for.
    #[must_use]
    pub fn line(&self, line: &Line) -> String {
        match line.kind {
            LineKind::Plan(plan) => self.words().line_plan.with(&[("plan", &self.plan(plan))]),
            LineKind::ComputeHours => self.words().line_hours.to_owned(),
            LineKind::Transactions => self.words().line_transactions.to_owned(),
        }
    }

    /// How a line's amount comes about, at list price.
    #[must_use]
    pub fn arithmetic(&self, line: &Line, currency: Currency) -> String {
        let words = self.words();
        let price =
            line.rate.map(|rate| self.figures.money(rate.decimal(), currency.code())).unwrap_or_default();
        let rate = match line.per {
            Per::Month | Per::Day => price.clone(),
            Per::Hour => words.per_hour.with(&[("rate", &price)]),
            Per::ThousandTransactions => words.per_thousand.with(&[("rate", &price)]),
        };
        let (quantity, included, charged) =
            (self.count(line.quantity), self.count(line.included), self.count(line.charged));
        match line.per {
            Per::Month => words.of_plan.with(&[("count", &quantity), ("price", &price)]),
            Per::Day => words.of_days.with(&[("count", &quantity), ("price", &price)]),
            _ if line.included.decimal().is_zero() => {
                words.times_rate.with(&[("charged", &charged), ("rate", &rate)])
            }
            _ if line.charged.decimal().is_zero() => {
                words.within_included.with(&[("quantity", &quantity), ("included", &included)])
            }
            _ => words.beyond_included.with(&[
                ("quantity", &quantity),
                ("included", &included),
                ("charged", &charged),
                ("rate", &rate),
            ]),
        }
    }

    fn count(&self, count: Count) -> String {
        let number = self.figures.number(count.decimal(), 4);
        match count {
            Count::Time(_) => format!("{number}\u{a0}{}", self.words().hour_short),
            _ => number,
        }
    }

    /// Why there is no bill.
    #[must_use]
    pub fn not_billed(&self, why: &NotBilled) -> String {
        let words = self.words();
        match why {
            NotBilled::Stopped { tier, exceeded } => {
                let plan = tier.name();
                let parts: Vec<String> = exceeded.iter().map(|one| self.exceeded(*one)).collect();
                words
                    .stopped_text
                    .with(&[("plan", plan), ("exceeded", &parts.join(&format!(" {} ", words.and)))])
            }
            NotBilled::TooManyInstances { asked, at_most } => words
                .stopped_instances
                .with(&[("plan", asked.tier.name()), ("most", &self.figures.number((*at_most).into(), 0))]),
            NotBilled::NoSuchPlan { tier } | NotBilled::NoDailyPrice { tier } => {
                words.no_price.with(&[("plan", tier.name())])
            }
        }
    }

    fn exceeded(&self, exceeded: Exceeded) -> String {
        let phrase = match exceeded.used {
            Count::Time(_) => self.words().exceeded_hours,
            _ => self.words().exceeded_transactions,
        };
        phrase.with(&[("used", &self.count(exceeded.used)), ("included", &self.count(exceeded.included))])
    }

    /// Which way is cheapest, by how much, in one sentence.
    #[must_use]
    pub fn verdict(&self, comparison: &Comparison, plan: PlanChoice) -> String {
        let words = self.words();
        let billed: Vec<(Way, &Bill)> = comparison
            .offers
            .iter()
            .filter_map(|offer| offer.bill.as_ref().ok().map(|bill| (offer.way, bill)))
            .collect();
        let is_cheapest = |way: &Way| comparison.cheapest.contains(way);
        let Some((_, best)) = billed.iter().find(|(way, _)| is_cheapest(way)) else {
            return words.verdict_none.to_owned();
        };
        let total = self.money(best.total, best.currency);
        let winners: Vec<String> = comparison.cheapest.iter().map(|way| self.way(*way, plan)).collect();
        let second =
            billed.iter().filter(|(way, _)| !is_cheapest(way)).min_by_key(|(_, bill)| bill.exact_added);
        match (winners.as_slice(), second) {
            ([winner], Some((second, bill))) => words.verdict_one.with(&[
                ("winner", winner),
                ("total", &total),
                ("difference", &self.money(bill.total - best.total, best.currency)),
                ("second", &self.inside_sentence(&self.way(*second, plan))),
            ]),
            ([winner], None) => {
                words.verdict_only.with(&[("winner", &self.inside_sentence(winner)), ("total", &total)])
            }
            ([_, _, _, ..], _) => words.verdict_all_same.with(&[("total", &total)]),
            (winners, _) => {
                let joined = winners
                    .iter()
                    .enumerate()
                    .map(|(at, name)| if at == 0 { name.clone() } else { self.inside_sentence(name) })
                    .collect::<Vec<_>>()
                    .join(&format!(" {} ", words.and));
                words.verdict_tie.with(&[("winners", &joined), ("total", &total)])
            }
        }
    }

    /// A way's name begins with a capital letter where it stands alone, not in the middle of a sentence.
    fn inside_sentence(&self, name: &str) -> String {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
    }
}
