//! The verdict in a sentence, and what a way is called beside its plan.

use crate::billing::wording::plan_name;
use crate::billing::{Bill, Comparison, Currency, Offer, PlanChoice, Way};
use crate::capacity::Chance;
use rust_decimal::Decimal;

use crate::units::{Money, Unit};
use crate::words::{COST, CostWords, Figures, Language, counted, duration};

use super::answer::Answer;
use super::plan::SURE_PERCENT;

/// Sentences about an answer, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Speaker {
    /// The language.
    pub language: Language,
}

impl Speaker {
    /// Who speaks a language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self { language }
    }

    /// Figures in the language.
    #[must_use]
    pub const fn figures(&self) -> Figures {
        Figures(self.language)
    }

    const fn words(&self) -> &'static CostWords {
        COST.of(self.language)
    }

    /// A way's name: `Pool on S1`.
    #[must_use]
    pub fn way(&self, way: Way, plan: PlanChoice) -> String {
        let plan = plan_name(plan, self.language);
        match way {
            Way::PoolOnPlan => self.words().pool.with(&[("plan", &plan)]),
            Way::ClassicOnPlan => self.words().classic_on_plan.with(&[("plan", &plan)]),
            Way::ClassicPayAsYouGo => self.words().pay_as_you_go.to_owned(),
        }
    }

    /// Money on a bill.
    #[must_use]
    pub fn money(&self, money: Money, currency: Currency) -> String {
        self.figures().money(money.amount(), currency.code())
    }

    /// A share of 0–1 as a percentage; all or nothing only where it is exactly that.
    #[must_use]
    pub fn ratio(&self, share: f64) -> String {
        #[expect(clippy::cast_possible_truncation, reason = "a share of 0–1, in thousandths")]
        let thousandths = match libm::round(share * 1_000.0) as i64 {
            1_000 if share < 1.0 => 999,
            0 if share > 0.0 => 1,
            thousandths => thousandths,
        };
        let shown = Decimal::new(thousandths, 3);
        self.figures().percent(shown, 1)
    }

    /// What the pool's certainty costs beside the cheapest way, and what it gives; where a cheaper way leaves jobs undone,
    /// that it does. `None` while any of it is unknown, and where there is nothing to say.
    #[must_use]
    pub fn certainty(&self, answer: &Answer) -> Option<String> {
        let comparison = answer.comparison.as_ref()?;
        if answer.inputs.lacks_jobs() {
            return None;
        }
        if let Some(sentence) = self.undone(answer) {
            return Some(sentence);
        }
        let outlook = answer.pool.as_ref().ok()?.as_ref()?;
        let done = outlook.finish_ms_p95?;
        // What misses its deadline, or leaves jobs, is not certain.
        let is_late = |chance: Chance| chance.estimate < f64::from(SURE_PERCENT) / 100.0;
        if outlook.chance.is_some_and(is_late) || outlook.falls_behind {
            return None;
        }
        let pool = bill_of(comparison, Way::PoolOnPlan)?;
        let cheapest = bill_of(comparison, *comparison.cheapest.first()?)?;
        let vms = counted(answer.inputs.pool.vms.0.into(), Unit::Vms, self.language);
        let done = duration(done, self.language);
        if comparison.cheapest.contains(&Way::PoolOnPlan) {
            return Some(self.words().certainty_less.with(&[("vms", &vms), ("pool", &done)]));
        }
        let is_open = |offer: &Offer| offer.way == Way::PoolOnPlan && offer.in_question().is_some();
        if !comparison.offers.iter().any(is_open) {
            return None;
        }
        let more = self.money(pool.added - cheapest.added, pool.currency);
        Some(self.words().certainty_more.with(&[("more", &more), ("vms", &vms), ("pool", &done)]))
    }

    /// That a way costs less than the cheapest one, and leaves jobs undone; `None` where it is not so, or not known.
    #[must_use]
    pub fn undone(&self, answer: &Answer) -> Option<String> {
        let comparison = answer.comparison.as_ref()?;
        let cheapest = bill_of(comparison, *comparison.cheapest.first()?)?;
        let is_less = |bill: &Bill| bill.added < cheapest.added;
        let is_undone = |offer: &&Offer| offer.leaves_undone && offer.bill.as_ref().is_ok_and(is_less);
        let way = comparison.offers.iter().find(is_undone)?.way;
        Some(self.words().costs_less_undone.with(&[("way", &self.way(way, answer.inputs.plan))]))
    }

    /// Which way is cheapest, by how much beside the next one that is in question; where there is no job, that first.
    /// `None` while the bills are not known.
    #[must_use]
    pub fn verdict(&self, answer: &Answer) -> Option<String> {
        let cheapest = self.cheapest(answer.comparison.as_ref()?, answer.inputs.plan);
        Some(match answer.jobs.0 {
            0 => self.words().verdict_without_jobs.with(&[("answer", &cheapest)]),
            _ => cheapest,
        })
    }

    fn cheapest(&self, comparison: &Comparison, plan: PlanChoice) -> String {
        let words = self.words();
        let is_cheapest = |way: &Way| comparison.cheapest.contains(way);
        let Some(best) = comparison.cheapest.first().and_then(|way| bill_of(comparison, *way)) else {
            return words.verdict_none.to_owned();
        };
        let total = self.money(best.added, best.currency);
        let winners: Vec<String> = comparison.cheapest.iter().map(|way| self.way(*way, plan)).collect();
        let second = comparison
            .offers
            .iter()
            .filter(|offer| !is_cheapest(&offer.way))
            .filter_map(|offer| offer.in_question().map(|bill| (offer.way, bill)))
            .min_by_key(|(_, bill)| bill.added);
        match (winners.as_slice(), second) {
            ([winner], Some((second, bill))) => words.verdict_one.with(&[
                ("winner", winner),
                ("total", &total),
                ("difference", &self.money(bill.added - best.added, best.currency)),
                ("second", &self.inside_sentence(&self.way(second, plan))),
            ]),
            ([winner], None) => words.verdict_only.with(&[("winner", winner), ("total", &total)]),
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

    /// A way's name begins with a capital letter where it stands alone, not in the middle of a sentence. The names are
    /// ours and begin with a letter of ASCII: the tables of every other letter weigh 4 KB.
    #[must_use]
    pub fn inside_sentence(&self, name: &str) -> String {
        let mut letters = name.chars();
        letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
    }
}

fn bill_of(comparison: &Comparison, way: Way) -> Option<&Bill> {
    comparison.offers.iter().find(|offer| offer.way == way)?.bill.as_ref().ok()
}
