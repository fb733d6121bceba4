use crate::words::{BILLING, BREAK_EVEN, Figures, Language};

use super::super::break_even::NoBreakEven;
use super::super::compare::{Access, Needed, WhyOpen};
use super::super::line::{NotBilled, PlanChoice};
use super::arithmetic::count;
use super::names::plan_name;

/// Why there is no bill: what was found, what is allowed, the way out.
#[must_use]
pub fn not_billed(why: &NotBilled, language: Language) -> String {
    let figures = Figures(language);
    let words = BILLING.of(language);
    match why {
        NotBilled::Stopped { tier, exceeded } => {
            let what: Vec<String> = exceeded
                .iter()
                .map(|exceeded| {
                    words.stopped_one.with(&[
                        ("used", &count(exceeded.used, language)),
                        ("included", &count(exceeded.included, language)),
                    ])
                })
                .collect();
            let and = format!(" {} ", words.and);
            words.stopped.with(&[("plan", tier.name()), ("what", &what.join(&and))])
        }
        NotBilled::TooManyInstances { asked, at_most } => words.too_many_instances.with(&[
            ("asked", &figures.number(asked.instances.get().into(), 0)),
            ("plan", asked.tier.name()),
            ("most", &figures.number((*at_most).into(), 0)),
        ]),
        NotBilled::NoSuchPlan { tier } => words.no_such_plan.with(&[("plan", tier.name())]),
        NotBilled::NoDailyPrice { tier } => words.no_daily_price.with(&[("plan", tier.name())]),
        NotBilled::TimeUnknown { .. } => words.time_unknown.to_owned(),
    }
}

/// Why a way is open, or everything that it would take; `plan` is the one that is asked for.
#[must_use]
pub fn access(access: &Access, plan: PlanChoice, language: Language) -> Vec<String> {
    let words = BILLING.of(language);
    let named = |plan| plan_name(plan, language);
    let open = |why: &WhyOpen| match why {
        WhyOpen::PlanIsPaid => words.open_plan_is_paid.with(&[("plan", &named(plan))]),
        WhyOpen::PlanToBuy => words.open_plan_to_buy.with(&[("plan", &named(plan))]),
        WhyOpen::PlanToChange { from } => {
            words.open_plan_to_change.with(&[("from", &named(*from)), ("plan", &named(plan))])
        }
        WhyOpen::ClassicService => words.open_classic_service.to_owned(),
    };
    let needed = |needed: &Needed| match needed {
        Needed::NewServiceForThePool => words.needs_new_service_for_the_pool.to_owned(),
        Needed::NewService => words.needs_new_service.to_owned(),
        Needed::Plan => words.needs_plan.with(&[("plan", &named(plan))]),
        Needed::ClassicService => words.needs_classic_service.to_owned(),
    };
    match access {
        Access::Open(why) => vec![open(why)],
        Access::Closed(all) => all.iter().map(needed).collect(),
    }
}

/// Why there is no break-even, and the way out.
#[must_use]
pub fn no_break_even(why: &NoBreakEven, language: Language) -> String {
    let words = BREAK_EVEN.of(language);
    match why {
        NoBreakEven::NotBilled(why) => not_billed(why, language),
        NoBreakEven::NoVms => words.no_vms.to_owned(),
        NoBreakEven::NoWork => words.no_work.to_owned(),
        NoBreakEven::TooMuchWork => words.too_much_work.to_owned(),
    }
}
