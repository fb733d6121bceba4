use serde::Serialize;

use crate::billing::{Access, Bill, CheapestPlan, Exceeded, Line, NotBilled, Offer, PlanChoice, Purchase};

use super::names;

/// One way: what it uses, whether it is open, and its bill or why there is none.
#[derive(Serialize)]
pub(super) struct WayOut {
    way: &'static str,
    plan: Option<PlanOut>,
    usage: UsageOut,
    is_open: bool,
    /// Why it is open; `null` where it is not.
    because: Option<&'static str>,
    /// What it would take where it is not open, in order.
    needed: Vec<&'static str>,
    bill: Option<BillOut>,
    not_billed: Option<NotBilledOut>,
    added_per_job: Option<String>,
    cheapest_plan: Option<CheapestOut>,
}

#[derive(Serialize)]
pub(super) struct PlanOut {
    name: &'static str,
    instances: u32,
}

#[derive(Serialize)]
struct UsageOut {
    compute_ms: u64,
    compute_hours: String,
    transactions: u64,
}

/// `exact_…` are at list price, before discount, markup and rate.
#[derive(Serialize)]
struct BillOut {
    currency: String,
    total: String,
    paid_anyway: String,
    added: String,
    exact_total: String,
    exact_added: String,
    rate_currency: String,
    lines: Vec<LineOut>,
}

/// `charged` = max(0, `quantity` + `already_used` − `included`); `amount` = `charged` × `rate`, adjusted, rounded once.
#[derive(Serialize)]
struct LineOut {
    of: &'static str,
    unit: &'static str,
    quantity: String,
    already_used: String,
    included: String,
    charged: String,
    rate: Option<String>,
    rate_per: &'static str,
    exact: String,
    amount: String,
}

#[derive(Serialize)]
struct NotBilledOut {
    why: &'static str,
    plan: &'static str,
    exceeded: Vec<ExceededOut>,
    instances_at_most: Option<u32>,
}

#[derive(Serialize)]
struct ExceededOut {
    unit: &'static str,
    used: String,
    included: String,
}

#[derive(Serialize)]
struct CheapestOut {
    #[serde(flatten)]
    plan: PlanOut,
    total: String,
    added: String,
}

impl WayOut {
    pub(super) fn of(offer: &Offer, plan: PlanChoice) -> Self {
        let (because, needed) = match &offer.access {
            Access::Open(why) => (Some(names::why_open(*why)), Vec::new()),
            Access::Closed(needed) => (None, needed.iter().copied().map(names::needed).collect()),
        };
        Self {
            way: names::way(offer.way),
            plan: match offer.way.purchase(plan) {
                Purchase::Plan(plan) => Some(PlanOut::of(plan)),
                Purchase::PayAsYouGo => None,
            },
            usage: UsageOut {
                compute_ms: offer.usage.compute.ms(),
                compute_hours: offer.usage.compute.hours().to_string(),
                transactions: offer.usage.transactions.0,
            },
            is_open: because.is_some(),
            because,
            needed,
            bill: offer.bill.as_ref().ok().map(BillOut::of),
            not_billed: offer.bill.as_ref().err().map(NotBilledOut::of),
            added_per_job: offer.added_per_job.map(|added| added.to_string()),
            cheapest_plan: offer.cheapest_plan.as_ref().map(CheapestOut::of),
        }
    }
}

impl PlanOut {
    fn of(plan: PlanChoice) -> Self {
        Self { name: plan.tier.name(), instances: plan.instances.get() }
    }
}

impl BillOut {
    fn of(bill: &Bill) -> Self {
        Self {
            currency: bill.currency.code().to_owned(),
            total: bill.total.to_string(),
            paid_anyway: bill.paid_anyway.to_string(),
            added: bill.added.to_string(),
            exact_total: bill.exact_total.decimal().to_string(),
            exact_added: bill.exact_added.decimal().to_string(),
            rate_currency: bill.rate_currency.code().to_owned(),
            lines: bill.lines.iter().map(LineOut::of).collect(),
        }
    }
}

impl LineOut {
    fn of(line: &Line) -> Self {
        Self {
            of: names::line(line.kind),
            unit: names::unit(line.quantity),
            quantity: line.quantity.decimal().to_string(),
            already_used: line.already_used.decimal().to_string(),
            included: line.included.decimal().to_string(),
            charged: line.charged.decimal().to_string(),
            rate: line.rate.map(|rate| rate.decimal().to_string()),
            rate_per: names::per(line.per),
            exact: line.exact.decimal().to_string(),
            amount: line.amount.to_string(),
        }
    }
}

impl NotBilledOut {
    fn of(why: &NotBilled) -> Self {
        let exceeded = |exceeded: &Exceeded| ExceededOut {
            unit: names::unit(exceeded.used),
            used: exceeded.used.decimal().to_string(),
            included: exceeded.included.decimal().to_string(),
        };
        let out = |why, plan| Self { why, plan, exceeded: Vec::new(), instances_at_most: None };
        match why {
            NotBilled::Stopped { tier, exceeded: over } => {
                Self { exceeded: over.iter().map(exceeded).collect(), ..out("stopped", tier.name()) }
            }
            NotBilled::TooManyInstances { asked, at_most } => {
                Self { instances_at_most: Some(*at_most), ..out("too-many-instances", asked.tier.name()) }
            }
            NotBilled::NoSuchPlan { tier } => out("no-such-plan", tier.name()),
            NotBilled::NoDailyPrice { tier } => out("no-daily-price", tier.name()),
            NotBilled::TimeUnknown { tier } => out("time-unknown", tier.name()),
        }
    }
}

impl CheapestOut {
    fn of(cheapest: &CheapestPlan) -> Self {
        Self {
            plan: PlanOut::of(cheapest.plan),
            total: cheapest.bill.total.to_string(),
            added: cheapest.bill.added.to_string(),
        }
    }
}
