use core::fmt;
use std::borrow::Cow;

use crate::units::BilledTime;

use super::price::{Currency, Price};

/// One of the four plans that pay for new (Resource Manager) web services.
///
/// **Source**: facts D.1, Microsoft FAQ for the launch of 15 July 2016 (verified).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Dev/Test: free, stops over its quantities.
    DevTest,
    /// Standard S1.
    S1,
    /// Standard S2.
    S2,
    /// Standard S3.
    S3,
}

impl Tier {
    /// All of them, smallest first.
    pub const ALL: [Self; 4] = [Self::DevTest, Self::S1, Self::S2, Self::S3];

    /// Microsoft's name of it, the same in every language, in links and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DevTest => "Dev/Test",
            Self::S1 => "S1",
            Self::S2 => "S2",
            Self::S3 => "S3",
        }
    }

    /// The plan of that [`Tier::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.name() == name)
    }
}

/// How far a row of a price book can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Read in a document of the vendor.
    Verified,
    /// Read in a document of somebody else.
    VerifiedByThirdParty,
    /// Derived from other rows.
    Inferred,
}

impl Mark {
    /// All of them, the most certain first.
    pub const ALL: [Self; 3] = [Self::Verified, Self::VerifiedByThirdParty, Self::Inferred];

    /// Its name in a book's file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::VerifiedByThirdParty => "verified by third party",
            Self::Inferred => "inferred",
        }
    }
}

/// A day of the calendar, without a clock.
///
/// A day that exists, from 1 January 2000 to 31 December 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    pub(super) const fn known(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day }
    }

    /// The day of an ISO 8601 date such as `2016-07-15`; `None` for anything else.
    #[must_use]
    pub fn read(date: &str) -> Option<Self> {
        let shaped = date.len() == 10
            && date.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let mut parts = date.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let (year, month, day) =
            (year.parse::<u16>().ok()?, month.parse::<u8>().ok()?, day.parse::<u8>().ok()?);
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let longest = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let exists =
            (2000..2200).contains(&year) && (1..=12).contains(&month) && (1..=longest).contains(&day);
        (shaped && exists).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Where a row of a price book comes from (I9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The document, for people.
    pub source: Cow<'static, str>,
    /// The day of the document.
    pub date: Day,
    /// How far it can be trusted.
    pub mark: Mark,
}

/// A price of a plan as such, per instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPrice {
    /// The price.
    pub price: Price,
    /// Where it comes from.
    pub origin: Origin,
}

/// What one instance of a plan includes per charge period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// Compute time.
    pub compute: BilledTime,
    /// Transactions.
    pub transactions: u64,
    /// Where it comes from.
    pub origin: Origin,
}

/// What use costs by itself: the overage of a plan, or classic pay-as-you-go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meters {
    /// One compute hour.
    pub per_hour: Price,
    /// A thousand transactions.
    pub per_thousand: Price,
    /// Where it comes from.
    pub origin: Origin,
}

/// One plan of a price book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which plan.
    pub tier: Tier,
    /// The most instances that a subscription can have; `None` where no limit is known.
    pub instances_at_most: Option<u32>,
    /// The printed price per month.
    pub monthly: PlanPrice,
    /// The daily meter, where the book has one.
    pub daily: Option<PlanPrice>,
    /// What it includes.
    pub included: Included,
    /// What is charged beyond; `None` for a plan that stops instead.
    pub overage: Option<Meters>,
}

/// Prices of one place at one time.
///
/// At most one plan a [`Tier`], in tier order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// Its name for links and files: letters, digits, `-`, `_` and `.`.
    pub id: Cow<'static, str>,
    /// Its name for people.
    pub name: Cow<'static, str>,
    /// The currency of every price in it.
    pub currency: Currency,
    /// The day whose prices it has.
    pub date: Day,
    /// The plans.
    pub plans: Vec<Plan>,
    /// Classic pay-as-you-go.
    pub pay_as_you_go: Meters,
}

impl Book {
    /// The plan of a tier, where the book has it.
    #[must_use]
    pub fn plan(&self, tier: Tier) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.tier == tier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist_are_read_and_written() {
        for date in ["2016-07-15", "2000-02-29", "2024-02-29", "2199-12-31"] {
            assert_eq!(Day::read(date).unwrap().to_string(), date);
        }
        for date in
            ["2016-7-15", "2023-02-29", "2100-02-29", "2016-04-31", "2016-13-01", "2016-00-10", "1999-01-01"]
        {
            assert_eq!(Day::read(date), None, "{date}");
        }
        for date in ["", "2016/07/15", "2016-07-15T00", "+016-07-15", "２０16-07-15", "2016-07-1x"] {
            assert_eq!(Day::read(date), None, "{date}");
        }
    }
}
