//! Microsoft's prices of 15 July 2016: a data file. Every row has its source, date and mark (I9).

use std::borrow::Cow;

use crate::units::BilledTime;
use crate::words::BOOK_NOTES;

use super::book::{Book, Day, Included, Mark, Meters, Origin, Plan, PlanPrice, Tier};
use super::price::{Currency, Price};

const FAQ: Origin = Origin {
    source: Cow::Borrowed(BOOK_NOTES.english.faq),
    date: Day::known(2016, 7, 6),
    mark: Mark::Verified,
};

const RETAIL_METERS: Origin = Origin {
    source: Cow::Borrowed(BOOK_NOTES.english.retail_meters),
    date: Day::known(2026, 2, 17),
    mark: Mark::VerifiedByThirdParty,
};

const FROM_OTHER_METERS: Origin = Origin {
    source: Cow::Borrowed(BOOK_NOTES.english.from_other_meters),
    date: Day::known(2026, 2, 17),
    mark: Mark::Inferred,
};

const FREE_EACH_DAY: Origin = Origin {
    source: Cow::Borrowed(BOOK_NOTES.english.free_each_day),
    date: Day::known(2016, 7, 6),
    mark: Mark::Inferred,
};

/// Microsoft's prices of 15 July 2016 in US dollars: plans, their daily meters, classic pay-as-you-go.
///
/// **Source**: facts D.1–D.2. Plan prices, quantities, overage and pay-as-you-go: Microsoft FAQ (verified). Daily
/// meters of S1 and S2: Azure Retail Prices API (verified by a third party); of S3: derived (assumed). Dev/Test has one
/// instance a subscription (FAQ 06/02/2017, verified).
///
/// ```
/// use poolwise::billing::{Price, Tier, july_2016};
/// assert_eq!(july_2016().plan(Tier::S1).unwrap().monthly.price, Price::whole(100));
/// ```
#[must_use]
pub fn july_2016() -> Book {
    Book {
        id: Cow::Borrowed("microsoft-2016-07"),
        name: Cow::Borrowed(BOOK_NOTES.english.name),
        currency: Currency::USD,
        date: Day::known(2016, 7, 15),
        plans: vec![
            Plan {
                tier: Tier::DevTest,
                instances_at_most: Some(1),
                monthly: PlanPrice { price: Price::whole(0), origin: FAQ },
                daily: Some(PlanPrice { price: Price::whole(0), origin: FREE_EACH_DAY }),
                included: included(2, 1_000),
                overage: None,
            },
            Plan {
                tier: Tier::S1,
                instances_at_most: None,
                monthly: PlanPrice { price: Price::whole(100), origin: FAQ },
                daily: Some(PlanPrice { price: Price::cents(323), origin: RETAIL_METERS }),
                included: included(25, 100_000),
                overage: Some(meters(200, 50)),
            },
            Plan {
                tier: Tier::S2,
                instances_at_most: None,
                monthly: PlanPrice { price: Price::whole(1_000), origin: FAQ },
                daily: Some(PlanPrice { price: Price::cents(3_226), origin: RETAIL_METERS }),
                included: included(500, 2_000_000),
                overage: Some(meters(150, 25)),
            },
            Plan {
                tier: Tier::S3,
                instances_at_most: None,
                monthly: PlanPrice { price: Price::whole(10_000), origin: FAQ },
                daily: Some(PlanPrice { price: Price::cents(32_258), origin: FROM_OTHER_METERS }),
                included: included(12_500, 50_000_000),
                overage: Some(meters(100, 10)),
            },
        ],
        pay_as_you_go: meters(200, 50),
    }
}

const fn included(hours: u64, transactions: u64) -> Included {
    Included { compute: BilledTime::from_hours(hours), transactions, origin: FAQ }
}

const fn meters(cents_per_hour: u32, cents_per_thousand: u32) -> Meters {
    Meters {
        per_hour: Price::cents(cents_per_hour),
        per_thousand: Price::cents(cents_per_thousand),
        origin: FAQ,
    }
}
