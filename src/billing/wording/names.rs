use crate::units::Unit;
use crate::words::{BILLING, BOOK_NOTES, BREAK_EVEN, BookNotesWords, Figures, Language, counted};

use super::super::book::{Book, Mark, Origin};
use super::super::compare::Way;
use super::super::line::{LineKind, PlanChoice};
use super::super::scenario::Variable;
use super::super::terms::ChargePeriod;

/// The name of a way to run and pay.
#[must_use]
pub const fn way_name(way: Way, language: Language) -> &'static str {
    let words = BILLING.of(language);
    match way {
        Way::PoolOnPlan => words.pool_on_plan,
        Way::ClassicOnPlan => words.classic_on_plan,
        Way::ClassicPayAsYouGo => words.classic_pay_as_you_go,
    }
}

/// The name of a number that a break-even varies.
#[must_use]
pub const fn variable_name(variable: Variable, language: Language) -> &'static str {
    let words = BREAK_EVEN.of(language);
    match variable {
        Variable::Jobs => words.variable_jobs,
        Variable::MinutesPerJob => words.variable_minutes_per_job,
        Variable::Vms => words.variable_vms,
        Variable::HoursKept => words.variable_hours_kept,
        Variable::Utilization => words.variable_utilization,
    }
}

/// The name of a mark.
#[must_use]
pub const fn mark_name(mark: Mark, language: Language) -> &'static str {
    let words = BILLING.of(language);
    match mark {
        Mark::Verified => words.mark_verified,
        Mark::VerifiedByThirdParty => words.mark_third_party,
        Mark::Inferred => words.mark_inferred,
    }
}

/// A price book's name; that of the one that comes with the page in the user's language, any other as it is. One of the
/// user's `own` that bears the page's name has other prices, and is told from it.
#[must_use]
pub fn book_name(book: &Book, own: bool, language: Language) -> &str {
    let words = BOOK_NOTES.of(language);
    match book.name == BOOK_NOTES.english.name {
        true if own => words.changed_name,
        true => words.name,
        false => &book.name,
    }
}

/// The document from which a row of a price book is; those of the book that comes with the page in the user's language.
#[must_use]
pub fn source(origin: &Origin, language: Language) -> &str {
    let notes = |words: &BookNotesWords| {
        [words.faq, words.retail_meters, words.from_other_meters, words.free_each_day]
    };
    let known = notes(&BOOK_NOTES.english).into_iter().zip(notes(BOOK_NOTES.of(language)));
    let found = known.into_iter().find(|(english, _)| origin.source == *english);
    found.map_or(&*origin.source, |(_, own)| own)
}

/// Where a row of a price book comes from.
#[must_use]
pub fn origin(origin: &Origin, language: Language) -> String {
    BILLING.of(language).origin.with(&[
        ("source", source(origin, language)),
        ("date", &origin.date.to_string()),
        ("mark", mark_name(origin.mark, language)),
    ])
}

/// A plan and its instances: `S1`, `2 × S1`.
#[must_use]
pub fn plan_name(plan: PlanChoice, language: Language) -> String {
    let figures = Figures(language);
    match plan.instances.get() {
        1 => plan.tier.name().to_owned(),
        count => BILLING
            .of(language)
            .plan_times
            .with(&[("count", &figures.number(count.into(), 0)), ("plan", plan.tier.name())]),
    }
}

/// What a line of a bill is for.
#[must_use]
pub fn line_name(kind: LineKind, language: Language) -> String {
    let words = BILLING.of(language);
    match kind {
        LineKind::Plan(plan) => words.line_plan.with(&[("plan", &plan_name(plan, language))]),
        LineKind::ComputeHours => words.line_hours.to_owned(),
        LineKind::Transactions => words.line_transactions.to_owned(),
    }
}

/// For how long a plan is charged.
#[must_use]
pub fn period(period: ChargePeriod, language: Language) -> String {
    let words = BILLING.of(language);
    match period {
        ChargePeriod::Month => words.period_month.to_owned(),
        ChargePeriod::Days(days) => {
            words.period_days.with(&[("days", &counted(days.into(), Unit::Days, language))])
        }
    }
}
