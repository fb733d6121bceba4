//! Quantities with their units, and one table of what is allowed.
//!
//! - [`Quantity`]: every number that a user can type: unit, smallest, largest, decimals ([`bounds`]).
//! - [`Money`], [`BilledTime`], [`Timestamp`], [`VmCount`], [`JobCount`]: newtypes, so that hours are never added to dollars.
//! - [`number`]: text as typed, in either language, to an exact decimal.
//! - [`Secret`]: text that is never printed, stored or linked.
//! - [`Seed`] and [`Random`]: the only source of chance, always an argument.
//!
//! Knows nothing about prices, queues or services.

pub mod bounds;
mod money;
pub mod number;
mod random;
mod secret;
mod time;

pub use bounds::{Bound, Problem, Quantity, Unit};
pub use money::{Money, quotient};
pub use random::{Random, Seed};
pub use rust_decimal::Decimal;
pub use secret::Secret;
pub use time::{BilledTime, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, Timestamp};

/// A number of virtual machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct VmCount(pub u32);

/// A number of batch jobs. On a bill, each job submitted is one transaction.
///
/// **Source**: facts D.3, Microsoft FAQ 06/02/2017 (verified): for BES, transactions "represent the number of
/// batch jobs that you submit".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JobCount(pub u64);
