#![expect(clippy::expect_used, reason = "a test whose setting cannot be made has failed")]

use poolwise::billing::{
    Access, Adjustment, ChargePeriod, Comparison, Count, Needed, NotBilled, Offer, PartialHours, PlanChoice,
    Purchase, Question, Services, Terms, Tier, Usage, Way, WhyOpen, access, bill, cheapest_plan, compare,
    july_2016,
};
use poolwise::units::{JobCount, MS_PER_HOUR, Money};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{hours, ms, plan, stay, usage};

const S1: PlanChoice = PlanChoice::one(Tier::S1);

fn question() -> Question {
    Question {
        pool: vec![stay(2, hours(24))],
        job_time: hours(310),
        jobs: JobCount(3_100),
        plan: S1,
        services: Services::Both,
        paid: None,
    }
}

fn priced(terms: &Terms, question: &Question) -> Comparison {
    compare(&july_2016(), terms, question)
}

fn totals(comparison: &Comparison) -> Vec<String> {
    let shown = |offer: &Offer| match &offer.bill {
        Ok(bill) => format!("{} +{}", bill.total, bill.added),
        Err(NotBilled::Stopped { .. }) => "stopped".to_owned(),
        Err(other) => format!("{other:?}"),
    };
    comparison.offers.iter().map(shown).collect()
}

#[test]
fn three_ways_side_by_side() {
    let comparison = priced(&Terms::default(), &question());
    assert_eq!(totals(&comparison), ["146.00 +146.00", "670.00 +670.00", "621.55 +621.55"]);
    assert_eq!(comparison.cheapest, [Way::PoolOnPlan]);
    let per_job: Vec<Option<String>> =
        comparison.offers.iter().map(|offer| offer.added_per_job.map(|mean| mean.to_string())).collect();
    assert_eq!(
        per_job,
        [Some("0.047097".to_owned()), Some("0.216129".to_owned()), Some("0.2005".to_owned())]
    );
    let paid = priced(&Terms::default(), &Question { paid: Some(S1), ..question() });
    assert_eq!(totals(&paid), ["146.00 +46.00", "670.00 +570.00", "621.55 +621.55"]);
    let none = priced(&Terms::default(), &Question { jobs: JobCount(0), ..question() });
    assert_eq!(none.offers.map(|offer| offer.added_per_job), [None; 3]);
}

#[test]
fn switches_of_the_open_points_change_the_pools_usage_only() {
    let pool_usage = |terms: Terms| {
        let [pool, classic, payg] = priced(&terms, &question()).offers;
        assert_eq!((classic.usage, payg.usage), (usage(hours(310), 3_100), usage(hours(310), 3_100)));
        pool.usage
    };
    assert_eq!(pool_usage(Terms::default()), usage(hours(48), 3_100));
    let not_counted = Terms { pool_jobs_are_transactions: false, ..Terms::default() };
    assert_eq!(pool_usage(not_counted), usage(hours(48), 0));
    let twice = Terms { pool_job_time_is_charged: true, ..Terms::default() };
    assert_eq!(pool_usage(twice), usage(hours(358), 3_100));
    let whole = Terms { partial_hours: PartialHours::UpToHour, ..Terms::default() };
    let partial = Question { pool: vec![stay(2, ms(1)), stay(1, hours(3))], ..question() };
    assert_eq!(priced(&whole, &partial).offers[0].usage, usage(hours(5), 3_100));
}

#[test]
fn dev_test_stays_in_sight_stopped() {
    let comparison = priced(&Terms::default(), &Question { plan: plan(Tier::DevTest, 1), ..question() });
    assert_eq!(totals(&comparison), ["stopped", "stopped", "621.55 +621.55"]);
    assert_eq!(comparison.cheapest, [Way::ClassicPayAsYouGo]);
}

#[test]
fn services_decide_what_is_open() {
    #[track_caller]
    fn check(services: Services, paid: Option<PlanChoice>, expected: [Access; 3]) {
        assert_eq!(Way::ALL.map(|way| access(way, services, S1, paid)), expected);
    }
    let open = Access::Open;
    let closed = Access::Closed;
    check(
        Services::Classic,
        None,
        [
            closed(vec![Needed::NewServiceForThePool, Needed::Plan]),
            closed(vec![Needed::NewService, Needed::Plan]),
            open(WhyOpen::ClassicService),
        ],
    );
    check(
        Services::Classic,
        Some(S1),
        [
            closed(vec![Needed::NewServiceForThePool]),
            closed(vec![Needed::NewService]),
            open(WhyOpen::ClassicService),
        ],
    );
    let no_classic = closed(vec![Needed::ClassicService]);
    check(Services::New, None, [open(WhyOpen::PlanToBuy), open(WhyOpen::PlanToBuy), no_classic.clone()]);
    check(Services::New, Some(S1), [open(WhyOpen::PlanIsPaid), open(WhyOpen::PlanIsPaid), no_classic]);
    let change = open(WhyOpen::PlanToChange { from: plan(Tier::S2, 1) });
    check(Services::Both, Some(plan(Tier::S2, 1)), [change.clone(), change, open(WhyOpen::ClassicService)]);
    let closed_is_never_cheapest =
        priced(&Terms::default(), &Question { services: Services::Classic, ..question() });
    assert_eq!(closed_is_never_cheapest.cheapest, [Way::ClassicPayAsYouGo]);
}

#[test]
fn ties_are_named_together() {
    let question = Question {
        pool: vec![stay(1, hours(40))],
        job_time: hours(40),
        jobs: JobCount(120_000),
        ..question()
    };
    // S1's included value is its price, so that beyond both quantities it is pay-as-you-go.
    assert_eq!(priced(&Terms::default(), &question).cheapest, Way::ALL);
}

#[track_caller]
fn check_cheapest(used: Usage, expected: PlanChoice, cents: i64) {
    let cheapest = cheapest_plan(&july_2016(), &Terms::default(), used, None).expect("a plan");
    assert_eq!((cheapest.plan, cheapest.bill.total), (expected, Money::cents(cents)));
}

#[test]
fn the_cheapest_plan_of_the_book() {
    check_cheapest(usage(hours(2), 1_000), plan(Tier::DevTest, 1), 0);
    check_cheapest(usage(ms(2 * MS_PER_HOUR + 1), 1_000), S1, 10_000);
    check_cheapest(usage(hours(475), 0), S1, 100_000);
    check_cheapest(usage(hours(475), 1), S1, 100_000);
    check_cheapest(usage(hours(476), 0), plan(Tier::S2, 1), 100_000);
    check_cheapest(usage(hours(12_500), 50_000_000), plan(Tier::S3, 1), 1_000_000);
    // 3 × S3 include 37,500 h and 150 M; the fourth would cost 10,000 and save 2,500 + 5,000.
    check_cheapest(usage(hours(40_000), 200_000_000), plan(Tier::S3, 3), 3_750_000);
    check_cheapest(usage(hours(50_000), 200_000_000), plan(Tier::S3, 4), 4_000_000);
}

fn every_count(terms: &Terms, used: Usage, paid: Option<PlanChoice>) -> Option<(PlanChoice, Money)> {
    let book = july_2016();
    let choices = Tier::ALL.into_iter().flat_map(|tier| (1..=40).map(move |count| plan(tier, count)));
    choices
        .filter_map(|choice| {
            let bill = bill(&book, terms, Purchase::Plan(choice), used, paid).ok()?;
            Some((bill.exact_total, choice, bill.total))
        })
        .min_by_key(|(exact, choice, _)| (*exact, *choice))
        .map(|(_, choice, total)| (choice, total))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The cheapest plan is the cheapest of all plans in every number of instances.
    #[test]
    fn no_plan_is_cheaper_than_the_cheapest(
        time in 0_u64..400_000 * MS_PER_HOUR, jobs in 0_u64..1_500_000_000, small in 0_u32..3,
        other in 0_u64..40_000_000, days in prop::option::of(1_u32..=31), paid in prop::bool::ANY,
    ) {
        let scale = [1, 1_000, 100_000][small as usize];
        let used = usage(ms(time / scale), jobs / scale);
        let terms = Terms {
            other_use: usage(ms(other), other / 100),
            period: days.map_or(ChargePeriod::Month, ChargePeriod::Days),
            ..Terms::default()
        };
        let paid = paid.then_some(S1);
        let found = cheapest_plan(&july_2016(), &terms, used, paid).map(|cheapest| (cheapest.plan, cheapest.bill.total));
        prop_assert_eq!(found, every_count(&terms, used, paid));
    }
}

fn discounted(percent: Decimal) -> Terms {
    let adjustment = Adjustment::new(percent, Decimal::ZERO, None).expect("within bounds");
    Terms { adjustment, ..Terms::default() }
}

/// What costs nothing has no sign, and no plan would cost less.
#[test]
fn what_is_free_is_nothing_and_has_no_better_plan() {
    let free = discounted(Decimal::ONE_HUNDRED);
    let two = plan(Tier::S1, 2);
    let asked = Question { plan: two, ..question() };
    let comparison = priced(&free, &asked);
    assert_eq!(totals(&comparison), ["0.00 +0.00", "0.00 +0.00", "0.00 +0.00"]);
    for offer in &comparison.offers {
        assert_eq!(offer.better_plan(two), None, "{:?}", offer.way);
        assert_eq!(offer.added_per_job.expect("there are jobs").to_string(), "0.00");
    }
    let [pool, ..] = priced(&Terms::default(), &asked).offers;
    assert_eq!(pool.better_plan(two).expect("one instance is enough").plan, S1);
    assert_eq!(pool.better_plan(S1), None);
}

/// Another plan that is cheaper by less than a cent is not said to be: its total is the same.
#[test]
fn a_plan_that_costs_the_same_to_the_cent_is_no_better_one() {
    let almost = discounted(Decimal::new(999_999, 4));
    let two = plan(Tier::S1, 2);
    let [pool, ..] = priced(&almost, &Question { plan: two, ..question() }).offers;
    assert_eq!(pool.cheapest_plan.as_ref().map(|cheapest| cheapest.plan), Some(S1));
    assert_eq!(pool.better_plan(two), None);
}

/// A plan that stops has no bill: any that has one is better.
#[test]
fn a_plan_that_stops_has_a_better_one() {
    let small = plan(Tier::DevTest, 1);
    let [pool, ..] = priced(&Terms::default(), &Question { plan: small, ..question() }).offers;
    assert_eq!(pool.better_plan(small).map(|better| better.plan), Some(S1));
}

#[test]
fn counts_show_in_their_own_unit() {
    assert_eq!(Count::Time(ms(5_400_000)).decimal().to_string(), "1.5");
    assert_eq!(Count::InstanceDays(62).decimal().to_string(), "62");
}
