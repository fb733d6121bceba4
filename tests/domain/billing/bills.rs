#![expect(clippy::expect_used, reason = "a test whose setting cannot be made has failed")]

use poolwise::billing::{
    Adjustment, ChargePeriod, Count, Currency, Exceeded, Exchange, LineKind, NotBilled, PartialHours,
    Purchase, Terms, Tier, Usage, bill, july_2016, pool_time,
};
use poolwise::units::{BilledTime, Decimal, MS_PER_HOUR, Money, Quantity};
use proptest::prelude::*;

use super::{hours, ms, plan, stay, usage};

const S1: Purchase = Purchase::Plan(poolwise::billing::PlanChoice::one(Tier::S1));
const PAY_AS_YOU_GO: Purchase = Purchase::PayAsYouGo;

#[track_caller]
fn check(purchase: Purchase, usage: Usage, cents: i64) {
    let bill = bill(&july_2016(), &Terms::default(), purchase, usage, None).expect("billed");
    assert_eq!(bill.total, Money::cents(cents), "{:#?}", bill.lines);
    assert_eq!(bill.added, bill.total);
}

/// Source: page "Azure Batch service for Studio jobs", 04/19/2017, "Billing examples": 2 VMs for 24 hours are charged
/// 48 compute hours, and so are 4 VMs for 12 hours.
#[test]
fn two_vms_a_day_are_four_vms_half_a_day() {
    for pool in [[stay(2, hours(24))], [stay(4, hours(12))]] {
        let compute = pool_time(&pool, PartialHours::Exact);
        assert_eq!(compute, hours(48));
        check(S1, usage(compute, 10), 14_600);
    }
}

/// Source: Microsoft FAQ 06/02/2017: 3,100 jobs of 500 rows at 0.72 s cost $1.55 + $620 = $621.55.
#[test]
fn the_faqs_batch_example() {
    let month = usage(ms(720 * 500 * 3_100), 3_100);
    assert_eq!(month.compute, hours(310));
    check(PAY_AS_YOU_GO, month, 62_155);
    check(S1, month, 67_000);
}

/// Source: Microsoft FAQ 06/02/2017: 1,000,000 calls at 0.72 s cost $500 + $400 = $900.
#[test]
fn the_faqs_request_example() {
    check(PAY_AS_YOU_GO, usage(ms(720 * 1_000_000), 1_000_000), 90_000);
}

/// Half a cent is a cent, less is none; each line by itself.
#[test]
fn amounts_are_rounded_once_at_the_line() {
    check(PAY_AS_YOU_GO, usage(ms(0), 10), 1);
    check(PAY_AS_YOU_GO, usage(ms(0), 9), 0);
    check(PAY_AS_YOU_GO, usage(ms(9_000), 10), 2);
    check(PAY_AS_YOU_GO, usage(ms(8_999), 9), 0);
}

/// Source: Microsoft FAQ of July 2016, price table.
#[test]
fn every_plan_is_exact_one_unit_around_its_edges() {
    for (tier, price, included, jobs, per_hour, per_thousand) in [
        (Tier::S1, 100, 25, 100_000, 2_000_000, 500_000),
        (Tier::S2, 1_000, 500, 2_000_000, 1_500_000, 250_000),
        (Tier::S3, 10_000, 12_500, 50_000_000, 1_000_000, 100_000),
    ] {
        for instances in [1, 2, 7] {
            let edge = MS_PER_HOUR * included * u64::from(instances);
            let jobs = jobs * u64::from(instances);
            let fixed = Decimal::from(price * instances);
            let exact = |time, jobs| {
                bill(
                    &july_2016(),
                    &Terms::default(),
                    Purchase::Plan(plan(tier, instances)),
                    usage(ms(time), jobs),
                    None,
                )
                .expect("billed")
                .exact_total
            };
            let at_edge = exact(edge, jobs);
            assert_eq!(at_edge.decimal(), fixed);
            assert_eq!(exact(edge - 1, jobs - 1), at_edge);
            assert_eq!(exact(0, 0), at_edge);
            let one_job = Decimal::new(per_thousand, 6) / Decimal::ONE_THOUSAND;
            assert_eq!(exact(edge, jobs + 1).decimal(), (fixed + one_job).normalize());
            let one_hour = exact(edge + MS_PER_HOUR, jobs).decimal();
            assert_eq!(one_hour, (fixed + Decimal::new(per_hour, 6)).normalize());
            assert!(exact(edge + 1, jobs) > at_edge, "{tier:?}: one millisecond is charged");
            assert_eq!(
                exact(edge + 1, jobs + 1) - at_edge,
                (exact(edge + 1, jobs) - at_edge) + (exact(edge, jobs + 1) - at_edge)
            );
        }
    }
}

/// Source: Microsoft FAQ 06/02/2017: over its quantity, Dev/Test services are stopped; one instance a subscription.
#[test]
fn dev_test_is_free_until_it_stops() {
    let dev_test = Purchase::Plan(plan(Tier::DevTest, 1));
    check(dev_test, usage(hours(2), 1_000), 0);
    let outcome = |purchase, usage| bill(&july_2016(), &Terms::default(), purchase, usage, None).err();
    let time = Exceeded { used: Count::Time(ms(2 * MS_PER_HOUR + 1)), included: Count::Time(hours(2)) };
    let jobs = Exceeded { used: Count::Transactions(1_001), included: Count::Transactions(1_000) };
    let stopped = |exceeded| Some(NotBilled::Stopped { tier: Tier::DevTest, exceeded });
    assert_eq!(outcome(dev_test, usage(ms(2 * MS_PER_HOUR + 1), 1_000)), stopped(vec![time]));
    assert_eq!(outcome(dev_test, usage(hours(2), 1_001)), stopped(vec![jobs]));
    assert_eq!(outcome(dev_test, usage(ms(2 * MS_PER_HOUR + 1), 1_001)), stopped(vec![time, jobs]));
    let asked = plan(Tier::DevTest, 2);
    assert_eq!(
        outcome(Purchase::Plan(asked), usage(hours(1), 1)),
        Some(NotBilled::TooManyInstances { asked, at_most: 1 })
    );
    let asked = plan(Tier::S1, 1_001);
    assert_eq!(
        outcome(Purchase::Plan(asked), usage(hours(1), 1)),
        Some(NotBilled::TooManyInstances { asked, at_most: 1_000 })
    );
}

#[test]
fn lines_unfold_to_their_arithmetic_in_order() {
    let terms = Terms { other_use: usage(hours(10), 99_500), ..Terms::default() };
    let bill =
        bill(&july_2016(), &terms, S1, usage(hours(48), 1_000), Some(plan(Tier::S1, 1))).expect("billed");
    let kinds: Vec<LineKind> = bill.lines.iter().map(|line| line.kind).collect();
    assert_eq!(kinds, [LineKind::Plan(plan(Tier::S1, 1)), LineKind::ComputeHours, LineKind::Transactions]);
    let compute = bill.lines[1];
    assert_eq!(
        (compute.quantity, compute.already_used, compute.included, compute.charged),
        (Count::Time(hours(48)), Count::Time(hours(10)), Count::Time(hours(25)), Count::Time(hours(33)))
    );
    assert_eq!(compute.amount, Money::cents(6_600));
    assert_eq!(bill.lines[2].charged, Count::Transactions(500));
    assert_eq!(bill.total, Money::cents(16_625));
    assert_eq!(bill.added, Money::cents(6_625));
}

#[test]
fn added_leaves_out_the_paid_plan_and_other_services() {
    let added = |other, bought, paid| {
        let terms = Terms { other_use: usage(hours(other), 0), ..Terms::default() };
        let bill =
            bill(&july_2016(), &terms, Purchase::Plan(bought), usage(hours(48), 0), paid).expect("billed");
        assert_eq!(bill.added + bill.paid_anyway, bill.total);
        bill.added
    };
    let (one, two) = (plan(Tier::S1, 1), plan(Tier::S1, 2));
    assert_eq!(added(0, one, None), Money::cents(14_600));
    assert_eq!(added(0, one, Some(one)), Money::cents(4_600));
    assert_eq!(added(30, one, Some(one)), Money::cents(9_600));
    assert_eq!(added(30, one, None), Money::cents(19_600));
    assert_eq!(added(0, two, Some(one)), Money::cents(10_000));
    // S2: 1,000 + (1,048 − 500) × 1.5 = 1,822. Today, S1: 100 + (1,000 − 25) × 2 = 2,050.
    assert_eq!(added(1_000, plan(Tier::S2, 1), Some(one)), Money::cents(-22_800));
    assert_eq!(added(3, one, Some(plan(Tier::DevTest, 1))), Money::cents(15_200));
}

#[test]
fn terms_change_the_bill_as_they_say() {
    let total = |terms: Terms, purchase| {
        bill(&july_2016(), &terms, purchase, usage(hours(48), 100), None).expect("billed").total
    };
    let days = |days| Terms { period: ChargePeriod::Days(days), ..Terms::default() };
    assert_eq!(total(days(31), S1), Money::cents(14_613));
    assert_eq!(total(days(28), S1), Money::cents(9_044 + 4_600));
    assert_eq!(total(days(31), Purchase::Plan(plan(Tier::S2, 1))), Money::cents(100_006));
    assert_eq!(total(days(31), Purchase::Plan(plan(Tier::S3, 2))), Money::cents(1_999_996));
    assert_eq!(total(days(31), PAY_AS_YOU_GO), Money::cents(9_605));
    let adjusted = |discount, markup, exchange| Terms {
        adjustment: Adjustment::new(discount, markup, exchange).expect("within bounds"),
        ..Terms::default()
    };
    assert_eq!(total(adjusted(Decimal::TEN, Decimal::ZERO, None), S1), Money::cents(13_140));
    assert_eq!(total(adjusted(Decimal::TEN, Decimal::new(25, 0), None), S1), Money::cents(16_425));
    assert_eq!(total(adjusted(Decimal::ONE_HUNDRED, Decimal::ONE_HUNDRED, None), S1), Money::ZERO);
    let sek = Exchange { currency: Currency::read("SEK").expect("a code"), rate: Decimal::new(95_123, 4) };
    // 100 × 9.5123 = 951.23; 46 × 9.5123 = 437.5658.
    assert_eq!(total(adjusted(Decimal::ZERO, Decimal::ZERO, Some(sek)), S1), Money::cents(95_123 + 43_757));
}

#[test]
fn adjustments_out_of_bounds_are_all_named() {
    let exchange = Exchange { currency: Currency::USD, rate: Decimal::ZERO };
    let problems =
        Adjustment::new(Decimal::new(101, 0), Decimal::NEGATIVE_ONE, Some(exchange)).expect_err("refused");
    let fields: Vec<Quantity> = problems.into_iter().map(|problem| problem.field).collect();
    assert_eq!(fields, [Quantity::DiscountPercent, Quantity::MarkupPercent, Quantity::ExchangeRate]);
}

/// The largest of every input is still exact: 10⁹ jobs of 10⁵ minutes, the highest markup and rate.
#[test]
fn the_largest_inputs_do_not_overflow() {
    let exchange = Exchange { currency: Currency::USD, rate: Decimal::new(1_000_000, 0) };
    let adjustment =
        Adjustment::new(Decimal::ZERO, Decimal::ONE_THOUSAND, Some(exchange)).expect("within bounds");
    let terms = Terms { adjustment, ..Terms::default() };
    let compute = ms(60_000 * 100_000).times(1_000_000_000);
    assert!(compute < ms(u64::MAX), "not saturated");
    let largest =
        bill(&july_2016(), &terms, PAY_AS_YOU_GO, usage(compute, 1_000_000_000), None).expect("billed");
    let list = compute.hours() * Decimal::TWO + Decimal::new(500_000, 0);
    // Hours are a repeating decimal: the last of 28 digits may differ.
    let expected = list * Decimal::new(11_000_000, 0);
    assert!((largest.total.amount() - expected).abs() < Decimal::ONE, "{} {expected}", largest.total);
    let saturated = usage(ms(u64::MAX), u64::MAX);
    for purchase in [S1, PAY_AS_YOU_GO, Purchase::Plan(plan(Tier::S3, 1_000))] {
        assert!(bill(&july_2016(), &terms, purchase, saturated, None).is_ok());
    }
}

#[test]
fn partial_hours_are_charged_per_vm() {
    let pool = [stay(2, ms(61_000)), stay(1, hours(1)), stay(3, BilledTime::ZERO)];
    assert_eq!(pool_time(&pool, PartialHours::Exact), ms(122_000 + MS_PER_HOUR));
    assert_eq!(pool_time(&pool, PartialHours::UpToMinute), ms(240_000 + MS_PER_HOUR));
    assert_eq!(pool_time(&pool, PartialHours::UpToHour), hours(3));
    assert_eq!(pool_time(&[stay(1, ms(u64::MAX))], PartialHours::UpToHour), ms(u64::MAX));
}

fn any_terms() -> impl Strategy<Value = Terms> {
    let period = prop_oneof![Just(ChargePeriod::Month), (1_u32..=31).prop_map(ChargePeriod::Days)];
    (0_u64..200_000_000, 0_u64..300_000, period, 0_i64..=1_000_000, 0_i64..=10_000_000, 1_i64..20_000_000)
        .prop_map(|(time, jobs, period, discount, markup, rate)| {
            let exchange = Exchange { currency: Currency::USD, rate: Decimal::new(rate, 6) };
            let (discount, markup) = (Decimal::new(discount, 4), Decimal::new(markup, 4));
            Terms {
                other_use: usage(ms(time), jobs),
                period,
                adjustment: Adjustment::new(discount, markup, Some(exchange)).expect("within bounds"),
                ..Terms::default()
            }
        })
}

fn any_purchase() -> impl Strategy<Value = Purchase> {
    prop_oneof![
        Just(PAY_AS_YOU_GO),
        (prop::sample::select(vec![Tier::S1, Tier::S2, Tier::S3]), 1_u32..5)
            .prop_map(|(tier, instances)| Purchase::Plan(plan(tier, instances))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// The total is the sum of its lines; each line is its own arithmetic, done here in decimals.
    #[test]
    fn lines_add_up(
        terms in any_terms(), purchase in any_purchase(), time in 0_u64..10_000_000_000, jobs in 0_u64..10_000_000,
    ) {
        let bill = bill(&july_2016(), &terms, purchase, usage(ms(time), jobs), None).expect("billed");
        prop_assert_eq!(bill.total, bill.lines.iter().map(|line| line.amount).sum());
        let hundred = Decimal::ONE_HUNDRED;
        let factor = (hundred - terms.adjustment.discount()) * (hundred + terms.adjustment.markup())
            * terms.adjustment.exchange().map_or(Decimal::ONE, |exchange| exchange.rate);
        for line in &bill.lines {
            let rate = line.rate.expect("a rate").decimal();
            // Divided last: a multiple of 1/36 is not a finite decimal.
            let (count, per) = match line.charged {
                Count::Time(time) => (Decimal::from(time.ms()), Decimal::from(MS_PER_HOUR)),
                Count::Transactions(jobs) => (Decimal::from(jobs), Decimal::ONE_THOUSAND),
                whole => (whole.decimal(), Decimal::ONE),
            };
            let amount = Money::new(count * rate * factor / per / hundred / hundred);
            let near = (line.amount - amount.rounded()).amount().abs();
            // Where 28 digits cannot tell a half cent, the two may differ by one.
            let half = (amount.amount() * hundred).fract().abs() - Decimal::new(5, 1);
            prop_assert!(near.is_zero() || half.abs() < Decimal::new(1, 9), "{line:?} {amount}");
        }
    }

    /// More use never costs less.
    #[test]
    fn bills_never_fall(
        terms in any_terms(), purchase in any_purchase(),
        time in 0_u64..10_000_000_000, jobs in 0_u64..10_000_000, more in 0_u64..9_000_000, more_jobs in 0_u64..9_000,
    ) {
        let price = |time, jobs| {
            let bill = bill(&july_2016(), &terms, purchase, usage(ms(time), jobs), None).expect("billed");
            (bill.total, bill.exact_total)
        };
        let (less, after) = (price(time, jobs), price(time + more, jobs + more_jobs));
        prop_assert!(less.0 <= after.0 && less.1 <= after.1);
    }

    /// Beyond what is included, what use adds does not depend on what was used before.
    #[test]
    fn overage_is_additive(
        instances in 1_u32..4, time in 0_u64..10_000_000, jobs in 0_u64..10_000, more in 0_u64..9_000_000, more_jobs in 0_u64..9_000,
    ) {
        let purchase = Purchase::Plan(plan(Tier::S1, instances));
        let count = u64::from(instances);
        let price = |time, jobs| {
            let used = usage(ms(25 * MS_PER_HOUR * count + time), 100_000 * count + jobs);
            bill(&july_2016(), &Terms::default(), purchase, used, None).expect("billed").exact_total
        };
        prop_assert_eq!(price(time + more, jobs + more_jobs) - price(time, jobs), price(more, more_jobs) - price(0, 0));
    }

    /// Instances multiply price and quantities: n times the usage on n instances costs n times as much.
    #[test]
    fn instances_multiply(instances in 1_u32..50, time in 0_u64..10_000_000_000, jobs in 0_u64..10_000_000) {
        let price = |instances: u32| {
            let used = usage(ms(time * u64::from(instances)), jobs * u64::from(instances));
            bill(&july_2016(), &Terms::default(), Purchase::Plan(plan(Tier::S2, instances)), used, None)
                .expect("billed").exact_total
        };
        let sum = (0..instances).map(|_| price(1)).reduce(|a, b| a + b).expect("at least one");
        prop_assert_eq!(price(instances), sum);
    }
}
