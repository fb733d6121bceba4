use serde::Serialize;

use super::super::book::{Book, Meters, Origin, Plan, PlanPrice};
use super::FORMAT;

/// Writes a price book as [`super::read`] reads it, indented.
#[must_use]
pub fn write(book: &Book) -> String {
    let wire = BookOut {
        format: FORMAT,
        id: &book.id,
        name: &book.name,
        currency: book.currency.code(),
        date: book.date.to_string(),
        plans: book.plans.iter().map(PlanOut::of).collect(),
        pay_as_you_go: MetersOut::of(&book.pay_as_you_go),
    };
    // Text, numbers and lists only: nothing that could fail to be written.
    serde_json::to_string_pretty(&wire).unwrap_or_default()
}

#[derive(Serialize)]
struct BookOut<'a> {
    format: &'static str,
    id: &'a str,
    name: &'a str,
    currency: &'a str,
    date: String,
    plans: Vec<PlanOut<'a>>,
    pay_as_you_go: MetersOut<'a>,
}

#[derive(Serialize)]
struct PlanOut<'a> {
    plan: &'static str,
    instances_at_most: Option<u32>,
    monthly: PriceOut<'a>,
    daily: Option<PriceOut<'a>>,
    included: IncludedOut<'a>,
    overage: Option<MetersOut<'a>>,
}

#[derive(Serialize)]
struct PriceOut<'a> {
    price: String,
    #[serde(flatten)]
    origin: OriginOut<'a>,
}

#[derive(Serialize)]
struct IncludedOut<'a> {
    compute_hours: String,
    transactions: u64,
    #[serde(flatten)]
    origin: OriginOut<'a>,
}

#[derive(Serialize)]
struct MetersOut<'a> {
    per_compute_hour: String,
    per_thousand_transactions: String,
    #[serde(flatten)]
    origin: OriginOut<'a>,
}

#[derive(Serialize)]
struct OriginOut<'a> {
    source: &'a str,
    date: String,
    mark: &'static str,
}

impl<'a> PlanOut<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self {
            plan: plan.tier.name(),
            instances_at_most: plan.instances_at_most,
            monthly: PriceOut::of(&plan.monthly),
            daily: plan.daily.as_ref().map(PriceOut::of),
            included: IncludedOut {
                compute_hours: plan.included.compute.hours().to_string(),
                transactions: plan.included.transactions,
                origin: OriginOut::of(&plan.included.origin),
            },
            overage: plan.overage.as_ref().map(MetersOut::of),
        }
    }
}

impl<'a> PriceOut<'a> {
    fn of(price: &'a PlanPrice) -> Self {
        Self { price: price.price.decimal().to_string(), origin: OriginOut::of(&price.origin) }
    }
}

impl<'a> MetersOut<'a> {
    fn of(meters: &'a Meters) -> Self {
        Self {
            per_compute_hour: meters.per_hour.decimal().to_string(),
            per_thousand_transactions: meters.per_thousand.decimal().to_string(),
            origin: OriginOut::of(&meters.origin),
        }
    }
}

impl<'a> OriginOut<'a> {
    fn of(origin: &'a Origin) -> Self {
        Self { source: &origin.source, date: origin.date.to_string(), mark: origin.mark.name() }
    }
}
