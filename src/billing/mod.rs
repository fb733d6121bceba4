//! Price book, plans, usage to bill, comparison, break-even.
//!
//! - [`Book`]: prices with source, date and mark; [`july_2016`] is Microsoft's.
//! - [`Terms`]: what the documents leave open, as switches with a stated default; discount, markup, currency.
//! - [`bill`]: one purchase and one [`Usage`] to lines and totals.
//! - [`compare`]: the three ways side by side, which are open, and the [`cheapest_plan`] for each.
//!
//! Knows nothing about queues, requests or pages.

mod bill;
mod book;
mod cheapest;
mod compare;
mod exact;
mod july_2016;
mod price;
mod terms;

pub use bill::{Bill, Count, Exceeded, Line, LineKind, NotBilled, Per, PlanChoice, Purchase, bill};
pub use book::{Book, Day, Included, Mark, Meters, Origin, Plan, PlanPrice, Tier};
pub use cheapest::{CheapestPlan, cheapest_plan};
pub use compare::{Access, Comparison, Needed, Offer, Question, Services, Way, WhyOpen, access, compare};
pub use exact::{Exact, Ratio};
pub use july_2016::july_2016;
pub use price::{Currency, NotACurrency, Price, billed_hours};
pub use terms::{
    Adjustment, AdjustmentProblem, ChargePeriod, Exchange, PartialHours, Stay, Terms, Usage, pool_time,
};
