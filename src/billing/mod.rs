//! Price book, plans, usage to bill, comparison, break-even.
//!
//! - [`Book`]: prices with source, date and mark; [`july_2016`] is Microsoft’s; [`wire`] reads and writes custom ones.
//! - [`Terms`]: what the documents leave open, as switches with a stated default; discount, markup, currency.
//! - [`bill`]: one purchase and one [`Usage`] to lines and totals.
//! - [`compare`]: the three ways side by side, which are open, and the [`cheapest_plan`] for each.
//! - [`break_even`]: where each of two ways adds less, over jobs, minutes, VMs, hours or utilization; [`course`] draws it.
//! - [`wording`]: all of it in the user’s language.
//!
//! Knows nothing about queues, requests or pages.

mod axis;
mod bill;
mod book;
mod break_even;
mod cheapest;
mod compare;
mod cost;
mod course;
mod exact;
mod july_2016;
mod line;
mod price;
mod scenario;
mod spans;
mod terms;
pub mod wire;
pub mod wording;

pub use bill::{Bill, bill};
pub use book::{Book, Day, Included, Mark, Meters, Origin, Plan, PlanPrice, Tier};
pub use break_even::{NoBreakEven, break_even};
pub use cheapest::{CheapestPlan, cheapest_plan};
pub use compare::{Access, Comparison, Needed, Offer, Question, Services, Way, WhyOpen, access, compare};
pub use course::{Corner, course};
pub use exact::{Exact, Ratio};
pub use july_2016::july_2016;
pub use line::{Count, Exceeded, Line, LineKind, NotBilled, Per, PlanChoice, Purchase};
pub use price::{Currency, NotACurrency, Price, billed_hours};
pub use scenario::{Scenario, Variable};
pub use spans::{End, Span, Verdict};
pub use terms::{
    Adjustment, AdjustmentProblem, ChargePeriod, Exchange, PartialHours, Stay, Terms, Usage, pool_time,
};
