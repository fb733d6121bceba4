use rust_decimal::Decimal;

use crate::units::Unit;
use crate::words::{BREAK_EVEN, Figures, Language, counted, unit};

use super::super::compare::Way;
use super::super::exact::Ratio;
use super::super::scenario::Variable;
use super::super::spans::{Span, Verdict};
use super::names::way_name;

/// The most decimals that a place is written with; of a percentage, two fewer.
const DECIMALS: u32 = 4;

/// The spans of a break-even of `ways` over `variable`, a sentence each, in order.
///
/// ```
/// use poolwise::billing::{PlanChoice, Scenario, Terms, Tier, Variable, Way, break_even, july_2016, wording};
/// use poolwise::units::{BilledTime, JobCount, VmCount};
/// use poolwise::words::Language;
/// let scenario = Scenario {
///     vms: VmCount(2),
///     kept: BilledTime::from_hours(24),
///     jobs: JobCount(100),
///     per_job: BilledTime::from_ms(360_000),
///     plan: PlanChoice::one(Tier::S1),
///     paid: None,
/// };
/// let ways = (Way::PoolOnPlan, Way::ClassicPayAsYouGo);
/// let spans = break_even(&july_2016(), &Terms::default(), &scenario, ways, Variable::Jobs).unwrap();
/// assert_eq!(
///     wording::break_even(&spans, ways, Variable::Jobs, Language::English),
///     ["Up to 728 jobs: classic queue, pay-as-you-go costs less", "From 729 jobs: pool on plan costs less"],
/// );
/// ```
#[must_use]
pub fn break_even(spans: &[Span], ways: (Way, Way), variable: Variable, language: Language) -> Vec<String> {
    let last = spans.len().saturating_sub(1);
    let sentence = |(at, span): (usize, &Span)| {
        let range = range(span, at == 0, at == last, variable, language);
        format!("{range}: {}", verdict(span.verdict, ways, language))
    };
    spans.iter().enumerate().map(sentence).collect()
}

fn verdict(verdict: Verdict, (first, second): (Way, Way), language: Language) -> String {
    let words = BREAK_EVEN.of(language);
    let named = |phrase: crate::words::Phrase, way| phrase.with(&[("way", way_name(way, language))]);
    match verdict {
        Verdict::First => named(words.adds_less, first),
        Verdict::Second => named(words.adds_less, second),
        Verdict::Tie => words.adds_the_same.to_owned(),
        Verdict::OnlyFirst => named(words.only_priced, first),
        Verdict::OnlySecond => named(words.only_priced, second),
        Verdict::Neither => words.neither_priced.to_owned(),
        Verdict::Chance => words.by_chance.to_owned(),
    }
}

/// A span in words; at the ends of the variable's range, the end goes without saying.
fn range(span: &Span, is_first: bool, is_last: bool, variable: Variable, language: Language) -> String {
    let words = BREAK_EVEN.of(language);
    let (from, to) = (place(span.from.at, variable, language), place(span.to.at, variable, language));
    if is_first && is_last {
        return words.range_always.to_owned();
    }
    if span.from.at == span.to.at {
        return words.range_at.with(&[("at", &from)]);
    }
    let phrase = match (is_first, is_last, span.from.included, span.to.included) {
        (true, _, _, true) => words.range_up_to,
        (true, _, _, false) => words.range_below,
        (_, true, true, _) => words.range_from,
        (_, true, false, _) => words.range_above,
        (false, false, true, true) => words.range_from_to,
        (false, false, false, true) => words.range_above_to,
        (false, false, true, false) => words.range_from_below,
        (false, false, false, false) => words.range_above_below,
    };
    phrase.with(&[("from", &from), ("to", &to)])
}

/// A place on the axis of a variable, with its unit; marked as rounded where it has more decimals than are shown.
#[must_use]
pub fn place(at: Ratio, variable: Variable, language: Language) -> String {
    let figures = Figures(language);
    let words = BREAK_EVEN.of(language);
    let rounded = at.decimal().round_dp(DECIMALS).normalize();
    let text = match unit_of(variable) {
        Some(unit) => counted(rounded, unit, language),
        None => figures.percent(rounded, DECIMALS - 2),
    };
    if is_exactly(at, rounded) { text } else { words.about.with(&[("number", &text)]) }
}

/// A place whose words are a number and its unit and nothing else, for whoever writes the number later.
#[must_use]
pub fn plain_place(at: Ratio, variable: Variable, language: Language) -> Option<(Decimal, &'static str)> {
    let rounded = at.decimal().round_dp(DECIMALS).normalize();
    let named = unit_of(variable)?;
    (rounded != Decimal::ONE && is_exactly(at, rounded)).then(|| (rounded, unit(named, language)))
}

/// What a variable is counted in; utilization is a ratio.
const fn unit_of(variable: Variable) -> Option<Unit> {
    match variable {
        Variable::Jobs => Some(Unit::Jobs),
        Variable::MinutesPerJob => Some(Unit::Minutes),
        Variable::Vms => Some(Unit::Vms),
        Variable::HoursKept => Some(Unit::Hours),
        Variable::Utilization => None,
    }
}

fn is_exactly(at: Ratio, decimal: Decimal) -> bool {
    10_i128.checked_pow(decimal.scale()).and_then(|below| Ratio::new(decimal.mantissa(), below)) == Some(at)
}
