#![expect(clippy::expect_used, reason = "a test whose setting cannot be made has failed")]

use std::borrow::Cow;

use poolwise::billing::{
    Adjustment, Book, Exact, NoBreakEven, PartialHours, PlanChoice, Price, Ratio, Scenario, Services, Span,
    Terms, Tier, Usage, Variable, Verdict, Way, bill, break_even, course, july_2016,
};
use poolwise::units::{BilledTime, Decimal, JobCount, MS_PER_HOUR, MS_PER_MINUTE, VmCount};
use proptest::prelude::*;

use super::{hours, ms, plan, usage};

const POOL_OR_PAYG: (Way, Way) = (Way::PoolOnPlan, Way::ClassicPayAsYouGo);
const PLAN_OR_PAYG: (Way, Way) = (Way::ClassicOnPlan, Way::ClassicPayAsYouGo);

fn scenario() -> Scenario {
    Scenario {
        vms: VmCount(2),
        kept: hours(24),
        jobs: JobCount(1_000),
        per_job: ms(6 * MS_PER_MINUTE),
        plan: PlanChoice::one(Tier::S1),
        paid: None,
    }
}

/// A span as it is read aloud: `[0, 5)` leaves 5 out.
fn shown(span: &Span) -> String {
    let ratio = |ratio: Ratio| match ratio.denominator() {
        1 => ratio.numerator().to_string(),
        below => format!("{}/{below}", ratio.numerator()),
    };
    let open = if span.from.included { '[' } else { '(' };
    let close = if span.to.included { ']' } else { ')' };
    format!("{open}{}, {}{close} {:?}", ratio(span.from.at), ratio(span.to.at), span.verdict)
}

#[track_caller]
fn check(terms: &Terms, scenario: &Scenario, ways: (Way, Way), variable: Variable, expected: &[&str]) {
    let spans = break_even(&july_2016(), terms, scenario, ways, variable).expect("priced");
    assert_eq!(spans.iter().map(shown).collect::<Vec<String>>(), expected);
}

/// Each end worked out by hand from Microsoft's prices of July 2016.
#[test]
fn break_evens_of_a_pool_against_pay_as_you_go() {
    let terms = Terms::default();
    // 146 = j × (0.1 × 2 + 0.0005): j = 728.18.
    check(&terms, &scenario(), POOL_OR_PAYG, Variable::Jobs, &["[0, 728] Second", "[729, 1000000000] First"]);
    // 146 = 1,000 × m/60 × 2 + 0.5: m = 4.365.
    check(
        &terms,
        &scenario(),
        POOL_OR_PAYG,
        Variable::MinutesPerJob,
        &["[0, 873/200) Second", "[873/200, 873/200] Tie", "(873/200, 100000] First"],
    );
    // 100 + (24 v − 25) × 2 against 200.50: v = 3.13.
    check(&terms, &scenario(), POOL_OR_PAYG, Variable::Vms, &["[0, 3] First", "[4, 10000] Second"]);
    // 100 + (2 h − 25) × 2 = 200.50: h = 37.625.
    check(
        &terms,
        &scenario(),
        POOL_OR_PAYG,
        Variable::HoursKept,
        &["[0, 301/8) First", "[301/8, 301/8] Tie", "(301/8, 100000] Second"],
    );
    // 100 h of jobs would fit in the pool's break-even of 75.25 h only if more than one job ran on a VM at a time.
    check(&terms, &scenario(), POOL_OR_PAYG, Variable::Utilization, &["[1/2000, 1] Second"]);
}

#[test]
fn utilization_is_the_jobs_share_of_the_pools_time() {
    // 1,000 jobs of 1.5 h are 3,000.50 as it goes. A pool of h hours on S2 is 1,000 + (h − 500) × 1.5: h = 5501/3.
    let scenario =
        Scenario { per_job: ms(90 * MS_PER_MINUTE), plan: PlanChoice::one(Tier::S2), ..scenario() };
    check(
        &Terms::default(),
        &scenario,
        POOL_OR_PAYG,
        Variable::Utilization,
        &["[3/400, 4500/5501) Second", "[4500/5501, 4500/5501] Tie", "(4500/5501, 1] First"],
    );
    let none = |scenario| {
        break_even(&july_2016(), &Terms::default(), &scenario, POOL_OR_PAYG, Variable::Utilization)
    };
    assert_eq!(none(Scenario { vms: VmCount(0), ..scenario }), Err(NoBreakEven::NoVms));
    assert_eq!(none(Scenario { jobs: JobCount(0), ..scenario }), Err(NoBreakEven::NoWork));
    assert_eq!(none(Scenario { per_job: BilledTime::ZERO, ..scenario }), Err(NoBreakEven::NoWork));
    assert_eq!(none(Scenario { per_job: hours(1_000), ..scenario }), Err(NoBreakEven::TooMuchWork));
    // Exactly full at the most hours that there are: one place.
    let full = Scenario { vms: VmCount(1), jobs: JobCount(1), per_job: hours(100_000), ..scenario };
    assert_eq!(none(full).expect("priced").iter().map(shown).collect::<Vec<_>>(), ["[1, 1] First"]);
}

/// Source: Microsoft FAQ of July 2016: S1's 25 h × $2 and 100,000 × $0.0005 are its $100.
#[test]
fn a_tie_is_a_stretch() {
    // 0.9 s a job: 25 h and 100,000 transactions are used up together.
    let together = Scenario { per_job: ms(900), ..scenario() };
    check(
        &Terms::default(),
        &together,
        PLAN_OR_PAYG,
        Variable::Jobs,
        &["[0, 99999] Second", "[100000, 1000000000] Tie"],
    );
    let jobs_first = Scenario { jobs: JobCount(200_000), ..scenario() };
    check(
        &Terms::default(),
        &jobs_first,
        PLAN_OR_PAYG,
        Variable::MinutesPerJob,
        &["[0, 3/400) Second", "[3/400, 100000] Tie"],
    );
    let same = (Way::ClassicOnPlan, Way::ClassicOnPlan);
    check(&Terms::default(), &scenario(), same, Variable::Jobs, &["[0, 1000000000] Tie"]);
    let free = Adjustment::new(Decimal::ONE_HUNDRED, Decimal::ZERO, None).expect("within bounds");
    let free = Terms { adjustment: free, ..Terms::default() };
    check(&free, &scenario(), POOL_OR_PAYG, Variable::Jobs, &["[0, 1000000000] Tie"]);
}

#[test]
fn charged_steps_are_accounted_for() {
    let terms = Terms { partial_hours: PartialHours::UpToHour, ..Terms::default() };
    // 37.625 h is the exact break-even: the 38th hour is charged from the moment that 37 are over.
    check(&terms, &scenario(), POOL_OR_PAYG, Variable::HoursKept, &["[0, 37] First", "(37, 100000] Second"]);
    let terms = Terms { partial_hours: PartialHours::UpToMinute, ..Terms::default() };
    check(
        &terms,
        &scenario(),
        POOL_OR_PAYG,
        Variable::HoursKept,
        &["[0, 2257/60] First", "(2257/60, 100000] Second"],
    );
}

#[test]
fn a_stopped_plan_is_a_verdict() {
    let dev_test =
        Scenario { plan: plan(Tier::DevTest, 1), jobs: JobCount(500), vms: VmCount(1), ..scenario() };
    check(
        &Terms::default(),
        &dev_test,
        POOL_OR_PAYG,
        Variable::HoursKept,
        &["[0, 2] First", "(2, 100000] OnlySecond"],
    );
    let one_hour = Scenario { kept: hours(1), per_job: ms(1_000), ..dev_test };
    check(
        &Terms::default(),
        &one_hour,
        PLAN_OR_PAYG,
        Variable::Jobs,
        &["[0, 0] Tie", "[1, 1000] First", "[1001, 1000000000] OnlySecond"],
    );
    check(
        &Terms::default(),
        &one_hour,
        (Way::PoolOnPlan, Way::ClassicOnPlan),
        Variable::Jobs,
        &["[0, 1000] Tie", "[1001, 1000000000] Neither"],
    );
}

#[test]
fn the_paid_plan_moves_the_break_even() {
    let paid = Scenario { paid: Some(PlanChoice::one(Tier::S1)), ..scenario() };
    // 46 = j × 0.2005: j = 229.4.
    check(
        &Terms::default(),
        &paid,
        POOL_OR_PAYG,
        Variable::Jobs,
        &["[0, 229] Second", "[230, 1000000000] First"],
    );
}

/// A book of small numbers, so that every kink lies on a small grid.
fn small_book(numbers: [u64; 8]) -> Book {
    let [plan_price, hour, job, compute, transactions, payg_hour, payg_job, stops] = numbers;
    // A millionth is the finest price: prices in units of what makes an hour and a thousand transactions comparable.
    let price =
        |micros: u64| Price::new(Decimal::from_i128_with_scale(micros.into(), 6)).expect("within bounds");
    let mut book = july_2016();
    book.id = Cow::Borrowed("small");
    for sold in &mut book.plans {
        sold.monthly.price = price(plan_price);
        sold.included.compute = ms(compute);
        sold.included.transactions = transactions;
        if let Some(overage) = &mut sold.overage {
            overage.per_hour = price(hour * MS_PER_HOUR);
            overage.per_thousand = price(job * 1_000);
        }
        if stops == 0 {
            sold.overage = None;
        }
    }
    book.pay_as_you_go.per_hour = price(payg_hour * MS_PER_HOUR);
    book.pay_as_you_go.per_thousand = price(payg_job * 1_000);
    book
}

fn set(scenario: &Scenario, variable: Variable, value: u64) -> Scenario {
    let mut scenario = *scenario;
    match variable {
        Variable::Jobs => scenario.jobs = JobCount(value),
        Variable::MinutesPerJob => scenario.per_job = ms(value),
        Variable::Vms => scenario.vms = VmCount(u32::try_from(value).expect("small")),
        Variable::HoursKept | Variable::Utilization => scenario.kept = ms(value),
    }
    scenario
}

/// What a way adds, from its bill.
fn added(book: &Book, terms: &Terms, scenario: &Scenario, way: Way) -> Option<Exact> {
    let usage: Usage = scenario.question(Services::Both).usage(way, terms);
    bill(book, terms, way.purchase(scenario.plan), usage, scenario.paid).ok().map(|bill| bill.exact_added)
}

fn by_bills(book: &Book, terms: &Terms, scenario: &Scenario, (first, second): (Way, Way)) -> Verdict {
    match (added(book, terms, scenario, first), added(book, terms, scenario, second)) {
        (Some(first), Some(second)) if first < second => Verdict::First,
        (Some(first), Some(second)) if first > second => Verdict::Second,
        (Some(_), Some(_)) => Verdict::Tie,
        (Some(_), None) => Verdict::OnlyFirst,
        (None, Some(_)) => Verdict::OnlySecond,
        (None, None) => Verdict::Neither,
    }
}

/// The place of a value on the axis of a variable; values are milliseconds where time varies.
fn place(scenario: &Scenario, variable: Variable, value: u64) -> Option<Ratio> {
    let value = i128::from(value);
    match variable {
        Variable::Jobs | Variable::Vms => Some(Ratio::whole(value)),
        Variable::MinutesPerJob => Ratio::new(value, MS_PER_MINUTE.into()),
        Variable::HoursKept => Ratio::new(value, MS_PER_HOUR.into()),
        Variable::Utilization => {
            let work = i128::from(scenario.jobs.0) * i128::from(scenario.per_job.ms());
            Ratio::new(work, i128::from(scenario.vms.0) * value).filter(|share| *share <= Ratio::whole(1))
        }
    }
}

fn verdicts_at(spans: &[Span], at: Ratio) -> Vec<Verdict> {
    let holds = |span: &&Span| {
        let above = at > span.from.at || (at == span.from.at && span.from.included);
        let below = at < span.to.at || (at == span.to.at && span.to.included);
        above && below
    };
    spans.iter().filter(holds).map(|span| span.verdict).collect()
}

fn any_small() -> impl Strategy<Value = (Book, Terms, Scenario)> {
    let book = (prop::array::uniform7(0_u64..6), 0_u64..5, 0_u64..30, 0_u64..12).prop_map(
        |([a, hour, job, payg_hour, payg_job, many, _], stops, compute, transactions)| {
            small_book([a * 10 + many, hour, job, compute, transactions, payg_hour, payg_job, stops])
        },
    );
    let terms =
        (prop::bool::ANY, prop::bool::ANY, 0_u64..10, 0_u64..4).prop_map(|(jobs, again, time, other)| {
            Terms {
                pool_jobs_are_transactions: jobs,
                pool_job_time_is_charged: again,
                other_use: usage(ms(time), other),
                ..Terms::default()
            }
        });
    let tier = prop::sample::select(Tier::ALL.to_vec());
    let scenario = (0_u32..5, 0_u64..12, 0_u64..8, 0_u64..8, tier.clone(), 1_u32..3, prop::option::of(tier))
        .prop_map(|(vms, kept, jobs, per_job, tier, instances, paid)| Scenario {
            vms: VmCount(vms),
            kept: ms(kept),
            jobs: JobCount(jobs),
            per_job: ms(per_job),
            plan: plan(tier, if tier == Tier::DevTest { 1 } else { instances }),
            paid: paid.map(PlanChoice::one),
        });
    (book, terms, scenario)
}

/// Every span is followed by the next without gap or overlap, and by another verdict.
fn assert_tiled(spans: &[Span], whole: bool) {
    assert!(!spans.is_empty());
    for span in spans {
        assert!(span.from.at < span.to.at || (span.from == span.to && span.from.included), "{}", shown(span));
    }
    for (left, right) in spans.iter().zip(spans.iter().skip(1)) {
        assert_ne!(left.verdict, right.verdict);
        if whole {
            assert_eq!(left.to.at.numerator() + 1, right.from.at.numerator());
        } else {
            assert_eq!(left.to.at, right.from.at);
            assert_ne!(left.to.included, right.from.included, "{} {}", shown(left), shown(right));
        }
    }
}

fn agrees(
    book: &Book,
    terms: &Terms,
    scenario: &Scenario,
    ways: (Way, Way),
    variable: Variable,
    values: &[u64],
) {
    let Ok(spans) = break_even(book, terms, scenario, ways, variable) else {
        assert_eq!(variable, Variable::Utilization, "always priced");
        return;
    };
    assert_tiled(&spans, matches!(variable, Variable::Jobs | Variable::Vms));
    for value in values {
        let Some(at) = place(scenario, variable, *value) else { continue };
        let expected = by_bills(book, terms, &set(scenario, variable, *value), ways);
        let text: Vec<String> = spans.iter().map(shown).collect();
        assert_eq!(verdicts_at(&spans, at), [expected], "{variable:?} {value} {ways:?} {text:?}");
    }
}

const PAIRS: [(Way, Way); 3] = [POOL_OR_PAYG, PLAN_OR_PAYG, (Way::PoolOnPlan, Way::ClassicOnPlan)];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// At every point of a small grid, the span says what the two bills say.
    #[test]
    fn spans_agree_with_bills((book, terms, scenario) in any_small()) {
        let grid: Vec<u64> = (0..40).collect();
        for ways in PAIRS {
            for variable in Variable::ALL {
                agrees(&book, &terms, &scenario, ways, variable, &grid);
            }
        }
    }

    /// The same with steps of a minute or an hour, around each step.
    #[test]
    fn stepped_spans_agree_with_bills((book, terms, scenario) in any_small(), hour in prop::bool::ANY) {
        let (partial_hours, step) =
            if hour { (PartialHours::UpToHour, MS_PER_HOUR) } else { (PartialHours::UpToMinute, MS_PER_MINUTE) };
        let mut book = book;
        for sold in &mut book.plans {
            sold.included.compute = ms(sold.included.compute.ms() * step / 2);
        }
        let terms = Terms { partial_hours, ..terms };
        let scenario = Scenario { kept: ms(scenario.kept.ms() * step / 2), per_job: ms(scenario.per_job.ms() * step / 3), ..scenario };
        let around: Vec<u64> = (0..14).flat_map(|n| [(n * step).saturating_sub(1), n * step, n * step + 1]).collect();
        let grid: Vec<u64> = (0..20).collect();
        for ways in PAIRS {
            for variable in [Variable::HoursKept, Variable::Utilization, Variable::MinutesPerJob] {
                agrees(&book, &terms, &scenario, ways, variable, &around);
            }
            for variable in [Variable::Jobs, Variable::Vms] {
                agrees(&book, &terms, &scenario, ways, variable, &grid);
            }
        }
    }

    /// On Microsoft's prices, at any scenario within bounds: at and beside every end, the bills agree.
    #[test]
    fn real_spans_agree_with_bills(
        vms in 0_u32..10_000, kept in 0_u64..100_000 * MS_PER_HOUR, jobs in 0_u64..1_000_000_000,
        per_job in 0_u64..10_000 * MS_PER_MINUTE, tier in prop::sample::select(Tier::ALL.to_vec()), scale in 0_u32..4,
    ) {
        let scale = 1_u64 << (scale * 5);
        let scenario = Scenario {
            vms: VmCount(vms / u32::try_from(scale).unwrap_or(1)), kept: ms(kept / scale), jobs: JobCount(jobs / scale / scale),
            per_job: ms(per_job / scale), plan: PlanChoice::one(tier), paid: None,
        };
        let book = july_2016();
        for ways in PAIRS {
            for variable in [Variable::Jobs, Variable::MinutesPerJob, Variable::Vms, Variable::HoursKept] {
                let unit = match variable {
                    Variable::MinutesPerJob => MS_PER_MINUTE,
                    Variable::HoursKept => MS_PER_HOUR,
                    _ => 1,
                };
                let spans = break_even(&book, &Terms::default(), &scenario, ways, variable).expect("priced");
                let most = spans.last().map_or(0, |span| span.to.at.numerator()) * i128::from(unit);
                let ends: Vec<u64> = spans.iter().flat_map(|span| [span.from.at, span.to.at])
                    .flat_map(|at| {
                        let value = at.numerator() * i128::from(unit) / at.denominator();
                        (value - 1..=value + 1).filter(|near| (0..=most).contains(near))
                    })
                    .filter_map(|near| u64::try_from(near).ok()).collect();
                agrees(&book, &Terms::default(), &scenario, ways, variable, &ends);
            }
        }
    }

    /// The course that a chart draws passes through the bills.
    #[test]
    fn courses_pass_through_bills((book, terms, scenario) in any_small(), steps in 0_usize..3) {
        let terms = Terms { partial_hours: PartialHours::ALL[steps], ..terms };
        for way in Way::ALL {
            for variable in Variable::ALL {
                let top = match variable {
                    Variable::Jobs | Variable::Vms => Ratio::whole(40),
                    Variable::MinutesPerJob => Ratio::new(40, MS_PER_MINUTE.into()).expect("positive"),
                    Variable::HoursKept => Ratio::new(40, MS_PER_HOUR.into()).expect("positive"),
                    Variable::Utilization => Ratio::whole(1),
                };
                let Ok(corners) = course(&book, &terms, &scenario, way, variable, (Ratio::whole(0), top)) else { continue };
                for pair in corners.windows(2) {
                    prop_assert!(pair[0].at <= pair[1].at, "{variable:?} {corners:?}");
                }
                for corner in corners {
                    let unit = match variable {
                        Variable::Utilization => continue,
                        Variable::Jobs | Variable::Vms => 1,
                        Variable::MinutesPerJob => MS_PER_MINUTE,
                        Variable::HoursKept => MS_PER_HOUR,
                    };
                    let value = corner.at.numerator() * i128::from(unit) / corner.at.denominator();
                    let whole = Ratio::new(value, unit.into()) == Some(corner.at);
                    let stair = variable == Variable::HoursKept && steps > 0;
                    if whole && !stair {
                        let at = set(&scenario, variable, u64::try_from(value).expect("small"));
                        prop_assert_eq!(Some(corner.added), added(&book, &terms, &at, way));
                    }
                }
            }
        }
    }
}

#[test]
fn stairs_are_drawn_as_stairs() {
    let terms = Terms { partial_hours: PartialHours::UpToHour, ..Terms::default() };
    let scenario = Scenario { vms: VmCount(30), ..scenario() };
    let corners = course(
        &july_2016(),
        &terms,
        &scenario,
        Way::PoolOnPlan,
        Variable::HoursKept,
        (Ratio::whole(0), Ratio::whole(3)),
    )
    .expect("priced");
    let shown: Vec<String> =
        corners.iter().map(|corner| format!("{}: {}", corner.at.decimal(), corner.added.decimal())).collect();
    assert_eq!(shown, ["0: 100", "0: 100", "0: 110", "1: 110", "1: 170", "2: 170", "2: 230", "3: 230"]);
    let wide = (Ratio::whole(0), Ratio::whole(100_000));
    let many =
        course(&july_2016(), &terms, &scenario, Way::PoolOnPlan, Variable::HoursKept, wide).expect("priced");
    assert!(many.len() < 10, "{many:?}");
}
