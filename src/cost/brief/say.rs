use crate::units::Unit;
use crate::words::{BRIEF, BriefWords, FieldWords, Figures, Language, counted, quantity_problem};

use super::{BriefField, BriefProblem, LONGEST_LINE};

/// A field's label and help.
#[must_use]
pub const fn brief_words(words: &BriefWords, field: BriefField) -> FieldWords {
    match field {
        BriefField::Subscription => words.subscription,
        BriefField::Region => words.region,
        BriefField::Contact => words.contact,
        BriefField::Pools => words.pools,
        BriefField::Vms => words.vms,
        BriefField::Note => words.note,
    }
}

/// What is wrong with a field: what was found, what is allowed, the way out.
#[must_use]
pub fn brief_problem(problem: &BriefProblem, language: Language) -> String {
    let figures = Figures(language);
    let words = BRIEF.of(language);
    let number = |count: u64| figures.number(count.into(), 0);
    match problem {
        BriefProblem::NoSubscription => words.no_subscription.to_owned(),
        BriefProblem::NoSubscriptionId { found, .. } => words.no_subscription_id.with(&[("found", found)]),
        BriefProblem::Number(problem, quantity) => quantity_problem(problem, &quantity.bound(), language),
        BriefProblem::TooFewVms { found, needed } => {
            let needed = counted((*needed).into(), Unit::Vms, language);
            words.too_few_vms.with(&[("found", &number((*found).into())), ("needed", &needed)])
        }
        BriefProblem::TooLong { found } => {
            words.too_long.with(&[("found", &number(*found as u64)), ("most", &number(LONGEST_LINE as u64))])
        }
    }
}
