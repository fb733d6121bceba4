//! Tests of `poolwise::cost::break_even`: every verdict agrees with the bills of the page at that place.

use poolwise::billing::wording::{place, plain_place};
use poolwise::billing::{Exact, NoBreakEven, Ratio, Span, Usage, Variable, Verdict, Way, bill, july_2016};
use poolwise::capacity::simulate;
use poolwise::cost::plan::wire;
use poolwise::cost::{
    Basis, BreakEven, CostDraft, CostField as F, NoAxis, Outlooks, PAIRS, Point, RangeJob, Reach, SEED,
    SimulatedRange, answer, break_even, choice, outlooks, simulated_break_even,
};
use poolwise::units::{Decimal, JobCount, Seed};
use poolwise::words::{Figures, Language};
use proptest::prelude::*;

fn draft(texts: &[(F, &str)]) -> CostDraft {
    texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text))
}

fn found(draft: &CostDraft, variable: Variable) -> Result<BreakEven, NoAxis> {
    break_even(&july_2016(), &draft.check().expect("no fault"), variable)
}

const fn field(variable: Variable) -> F {
    match variable {
        Variable::Jobs => F::Jobs,
        Variable::MinutesPerJob => F::Minutes,
        Variable::Vms => F::Vms,
        Variable::HoursKept | Variable::Utilization => F::Hours,
    }
}

/// What each way adds by the page's own bills, with the variable at a place.
fn billed(draft: &CostDraft, variable: Variable, at: Decimal) -> [Option<Exact>; 3] {
    let draft = draft.clone().with(field(variable), &at.to_string());
    let inputs = draft.check().expect("no fault");
    let answer = answer(&july_2016(), &inputs, &outlooks(&inputs, 1));
    let offers = answer.comparison.expect("nothing is left to chance").offers;
    offers.map(|offer| offer.bill.ok().map(|bill| bill.exact_added))
}

fn verdict(spans: &[Span], at: Ratio) -> Option<Verdict> {
    let holds = |span: &&Span| {
        (span.from.at < at || (span.from.at == at && span.from.included))
            && (at < span.to.at || (at == span.to.at && span.to.included))
    };
    let all: Vec<Verdict> = spans.iter().filter(holds).map(|span| span.verdict).collect();
    assert!(all.len() <= 1, "{at:?} is in two spans");
    all.first().copied()
}

fn ratio(at: Decimal) -> Ratio {
    Ratio::new(at.mantissa(), 10_i128.pow(at.scale())).expect("positive")
}

#[track_caller]
fn agrees(draft: &CostDraft, variable: Variable, at: Decimal) {
    let found = found(draft, variable).expect("an axis");
    let place = ratio(at);
    if place < found.looked_at.0 || place > found.looked_at.1 {
        return;
    }
    let bills = billed(draft, variable, at);
    let of = |way: Way| bills[Way::ALL.iter().position(|one| *one == way).expect("a way")];
    for (pairing, ways) in found.pairings.iter().zip(PAIRS) {
        let expected = match (of(ways.0), of(ways.1)) {
            (Some(first), Some(second)) if first < second => Verdict::First,
            (Some(first), Some(second)) if first == second => Verdict::Tie,
            (Some(_), Some(_)) => Verdict::Second,
            (Some(_), None) => Verdict::OnlyFirst,
            (None, Some(_)) => Verdict::OnlySecond,
            (None, None) => Verdict::Neither,
        };
        let spans = pairing.spans.as_ref().expect("priced");
        assert_eq!(verdict(spans, place), Some(expected), "{ways:?} at {at} of {variable:?}: {spans:?}");
    }
}

#[test]
fn jobs_are_those_of_one_occurrence() {
    // 30 nights of 2 VMs × 1 h: 60 h, so 100 + 35 × 2 = 170; a job costs 0.2005, so 847.9 jobs in all, 28.26 a night.
    let nightly = draft(&[(F::Repeat, choice::DAY), (F::Vms, "2"), (F::Hours, "1"), (F::Jobs, "20")]);
    let found = found(&nightly, Variable::Jobs).unwrap();
    let spans = found.pairings[0].spans.as_ref().unwrap();
    assert_eq!((spans[0].verdict, spans[0].to.at), (Verdict::Second, Ratio::whole(28)));
    assert_eq!((spans[1].verdict, spans[1].from.at), (Verdict::First, Ratio::whole(29)));
    assert_eq!(found.now, Some(Ratio::whole(20)));
    assert!(found.points.iter().any(|point| point.at == Ratio::whole(29)));
    assert_eq!(found.basis, Basis::Exact);
}

#[test]
fn ties_are_intervals() {
    // Within what S1 includes, the pool and classic on the same plan cost the same.
    let small = draft(&[(F::Vms, "1"), (F::Hours, "10"), (F::Jobs, "100")]);
    let found = found(&small, Variable::HoursKept).unwrap();
    let spans = found.pairings[1].spans.as_ref().unwrap();
    assert_eq!(spans[0].verdict, Verdict::Tie);
    assert_eq!(spans[0].to.at, Ratio::whole(25));
}

#[test]
fn what_has_no_axis_says_why() {
    let done = draft(&[(F::Keep, choice::UNTIL_DONE)]);
    assert_eq!(found(&done, Variable::HoursKept), Err(NoAxis::HoursFollowJobs));
    assert_eq!(found(&done, Variable::Utilization), Err(NoAxis::HoursFollowJobs));
    let always = draft(&[(F::Keep, choice::ALWAYS)]);
    assert_eq!(found(&always, Variable::HoursKept), Err(NoAxis::AlwaysKept));
    for chance in [
        [(F::Length, choice::EXPONENTIAL), (F::Arrive, choice::AT_ONCE)],
        [(F::Arrive, choice::RANDOM), (F::Window, "4")],
        [(F::Provision, "10"), (F::ProvisionSpread, "5")],
    ] {
        let draft = chance.iter().fold(done.clone(), |draft, (field, text)| draft.with(*field, text));
        assert_eq!(found(&draft, Variable::Jobs), Err(NoAxis::OnlySimulation), "{chance:?}");
    }
    // 400 jobs of 6 minutes on one VM are 40 hours: they run into the next day.
    let late = done.with(F::Repeat, choice::DAY).with(F::Vms, "1");
    assert_eq!(found(&late, Variable::Jobs), Err(NoAxis::OnlySimulation));
    let chance = draft(&[(F::Length, choice::LOGNORMAL)]);
    assert_eq!(found(&chance, Variable::Jobs).unwrap().basis, Basis::AverageLength);
    let fine = draft(&[(F::Length, choice::ROWS), (F::Rows, "1"), (F::Seconds, "0.0001")]);
    assert_eq!(found(&fine, Variable::Jobs).unwrap().basis, Basis::RoundedLength);
}

#[test]
fn the_chart_reaches_past_now_and_its_figures_are_the_bills() {
    for variable in [Variable::Jobs, Variable::MinutesPerJob, Variable::Vms, Variable::HoursKept] {
        for keep in [choice::HOURS, choice::UNTIL_DONE] {
            let draft = draft(&[(F::Keep, keep), (F::Grace, "3"), (F::Provision, "7"), (F::Release, "2")]);
            let Ok(found) = found(&draft, variable) else { continue };
            assert!(found.shown_to > found.now.unwrap(), "{variable:?}");
            assert!(found.samples.len() >= 4 && found.samples.len() < 80, "{variable:?}");
            for sample in &found.samples {
                // Beyond, jobs run on when the hours are over. A break-even may lie between the numbers that can be typed.
                let is_reached = match found.reach {
                    Some(Reach::UpTo(limit)) => sample.at <= limit,
                    Some(Reach::From(limit)) => sample.at >= limit,
                    None => true,
                };
                if !is_reached
                    || sample.at.decimal().scale() > 4
                    || (variable, sample.at) == (Variable::Vms, Ratio::whole(0))
                {
                    continue;
                }
                let bills = billed(&draft, variable, sample.at.decimal());
                let expected = bills.map(|exact| exact.map(|exact| exact.on_the_bill(Default::default())));
                assert_eq!(sample.added, expected, "{variable:?} at {}", sample.at.decimal());
            }
            for course in &found.courses {
                assert!(course.corners.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{variable:?}");
                assert!(!course.corners.is_empty(), "{variable:?} {:?}", course.way);
            }
        }
    }
}

/// How far the pool does its jobs in its hours: there every job is done and the bill is what the break-even counts; one step
/// beyond, jobs are left or the bill is another.
#[test]
fn a_break_even_says_how_far_the_pool_does_its_jobs() {
    let of = |fields: &[(F, &str)]| draft(fields);
    let plain = [(F::Provision, "7"), (F::Release, "2"), (F::JobsPerVm, "3"), (F::Minutes, "50")];
    for repeat in [choice::ONCE, choice::DAY] {
        let draft = of(&[&plain[..], &[(F::Repeat, repeat)]].concat());
        let mut checked = 0;
        for variable in [Variable::Jobs, Variable::MinutesPerJob, Variable::Vms, Variable::HoursKept] {
            let found = found(&draft, variable).unwrap();
            let (limit, beyond) = match found.reach.unwrap() {
                Reach::UpTo(limit) => (limit.decimal(), Decimal::ONE),
                Reach::From(limit) => (limit.decimal(), Decimal::NEGATIVE_ONE),
            };
            if limit.scale() > 4 || limit > found.looked_at.1.decimal() {
                continue;
            }
            let field = field(variable);
            let step = if matches!(field, F::Hours) { Decimal::new(1, 2) } else { Decimal::ONE };
            for (at, is_done) in [(limit, true), (limit + beyond * step, false)] {
                let inputs = draft.clone().with(field, &at.to_string()).check().unwrap();
                let by_arithmetic = answer(&july_2016(), &inputs, &Outlooks::default()).pool_time;
                let simulated = answer(&july_2016(), &inputs, &outlooks(&inputs, 1));
                let never_run = simulated.pool.as_ref().unwrap().as_ref().unwrap().never_run;
                let is_as_counted = never_run == 0 && simulated.pool_time == by_arithmetic;
                assert_eq!(is_as_counted, is_done, "{variable:?} {at}: {:?}", simulated.pool_time);
                checked += 1;
            }
        }
        assert!(checked >= 4, "{checked}");
    }
    // 480 jobs of six minutes on four VMs in twelve hours: the first page.
    assert_eq!(found(&draft(&[]), Variable::Jobs).unwrap().reach, Some(Reach::UpTo(Ratio::whole(480))));
    assert_eq!(found(&draft(&[(F::Length, choice::LOGNORMAL)]), Variable::Jobs).unwrap().reach, None);
}

#[test]
fn no_time_and_no_jobs_are_places_too() {
    for keep in [choice::HOURS, choice::UNTIL_DONE, choice::ALWAYS] {
        let empty =
            draft(&[(F::Keep, keep), (F::Jobs, "0"), (F::Minutes, "0"), (F::Vms, "0"), (F::Hours, "0")]);
        for variable in Variable::ALL {
            let _ = found(&empty, variable);
        }
    }
}

/// Runs a simulated break-even to its end.
fn simulated(draft: &CostDraft, variable: Variable, seed: Seed, budget: u64) -> (SimulatedRange, BreakEven) {
    let inputs = draft.check().expect("no fault");
    let mut job = RangeJob::new(july_2016(), inputs.clone(), variable, seed).expect("an axis");
    while job.step(budget) {
        let found = job.found(false);
        assert!(found.done <= found.total);
    }
    let found = job.found(true);
    let shown = simulated_break_even(&july_2016(), &inputs, &found);
    (found, shown)
}

/// What each way adds in one period simulated by itself, from the capacity façade and a bill.
fn one_period(draft: &CostDraft, seed: Seed) -> [Option<Exact>; 3] {
    let inputs = draft.check().expect("no fault");
    let pool = simulate(&inputs.pool_scenario().expect("it makes sense"), seed);
    let classic = simulate(&inputs.classic_scenario().expect("it makes sense"), seed);
    let jobs = JobCount(pool.jobs);
    let usage = |compute| Usage { compute, transactions: jobs };
    Way::ALL.map(|way| {
        let compute = if way == Way::PoolOnPlan { pool.usage.billed } else { classic.usage.billed };
        let purchase = way.purchase(inputs.plan);
        bill(&july_2016(), &inputs.terms, purchase, usage(compute), inputs.paid)
            .ok()
            .map(|bill| bill.exact_added)
    })
}

/// The verdict of brute force at a place, with the slack that other seeds leave: how many of so many periods each way
/// of the pair is ahead in.
fn brute_force(draft: &CostDraft, variable: Variable, at: u64, ways: (Way, Way), periods: u64) -> (u64, u64) {
    let text = match variable {
        Variable::MinutesPerJob => Decimal::from_i128_with_scale(at.into(), 4).to_string(),
        _ => at.to_string(),
    };
    let draft = draft.clone().with(field(variable), &text);
    let of = |way: Way| Way::ALL.iter().position(|one| *one == way).expect("a way");
    let mut ahead = (0, 0);
    for period in 0..periods {
        // Other chance than the page's.
        let added = one_period(&draft, Seed(77).part(period));
        let (first, second) = (added[of(ways.0)].expect("priced"), added[of(ways.1)].expect("priced"));
        ahead.0 += u64::from(first < second);
        ahead.1 += u64::from(second < first);
    }
    ahead
}

/// Every verdict of a simulated break-even is that of many periods simulated one by one, from other seeds: called
/// cheaper, a way is ahead in at least 85 % of them; left to chance, neither is ahead in more than 99 %.
#[test]
fn a_simulated_range_is_what_brute_force_finds() {
    // S2 is paid anyway and its included hours are used up: an hour of the pool is $1.50, one without a plan $2.00, so
    // that the pool pays off where at least three quarters of its hours are worked.
    let base = [
        (F::Keep, choice::UNTIL_DONE),
        (F::Length, choice::EXPONENTIAL),
        (F::Minutes, "30"),
        (F::Plan, "S2"),
        (F::Paid, "S2"),
        (F::OtherHours, "500"),
    ];
    let mut decided = [0; 3];
    for (texts, variable) in [
        (&[(F::Jobs, "60"), (F::Vms, "8")][..], Variable::Jobs),
        (&[(F::Jobs, "60"), (F::Vms, "12")], Variable::Vms),
        (&[(F::Jobs, "150"), (F::Vms, "4"), (F::Arrive, choice::RANDOM)], Variable::MinutesPerJob),
    ] {
        let draft = base
            .iter()
            .chain(texts)
            .fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text));
        let (found, shown) = simulated(&draft, variable, SEED, 100_000);
        assert!(found.trials.len() > 10 && found.periods == 100, "{found:?}");
        for pairing in &shown.pairings {
            let spans = pairing.spans.as_ref().expect("priced");
            for trial in found.trials.iter().step_by(4) {
                let unit = if variable == Variable::MinutesPerJob { 10_000 } else { 1 };
                let at = Ratio::new(trial.at.into(), unit).unwrap();
                let (first, second) = brute_force(&draft, variable, trial.at, pairing.ways, 60);
                let found = verdict(spans, at).expect("without gaps");
                let is_right = match found {
                    Verdict::First => first >= 51,
                    Verdict::Second => second >= 51,
                    Verdict::Tie => first + second <= 3,
                    Verdict::Chance => first < 60 && second < 60,
                    other => panic!("{other:?} is no verdict of a simulation"),
                };
                assert!(
                    is_right,
                    "{variable:?} {} {:?}: {found:?}, {first} and {second} of 60",
                    trial.at, pairing.ways
                );
                decided[match found {
                    Verdict::First => 0,
                    Verdict::Second => 1,
                    _ => 2,
                }] += 1;
            }
        }
    }
    assert!(decided.iter().all(|count| *count > 0), "{decided:?}");
}

#[test]
fn a_simulated_range_does_not_depend_on_its_steps_and_comes_back_as_it_was() {
    let draft = draft(&[(F::Keep, choice::UNTIL_DONE), (F::Length, choice::LOGNORMAL), (F::Jobs, "40")]);
    let (found, shown) = simulated(&draft, Variable::Jobs, SEED, 700);
    assert_eq!(found, simulated(&draft, Variable::Jobs, SEED, 50_000).0);
    assert_eq!(wire::range_from_json(&wire::range_to_json(3, &found)), Some((3, found.clone())));
    assert_eq!(wire::range_from_json("{}"), None);
    assert_eq!(shown.basis, Basis::Simulated { periods: found.periods });
    assert_eq!(shown.now, Some(Ratio::whole(40)));
    for pairing in &shown.pairings {
        let spans = pairing.spans.as_ref().unwrap();
        assert_eq!((spans[0].from.at, spans[spans.len() - 1].to.at), shown.looked_at);
        for pair in spans.windows(2) {
            let is_next = pair[0].to.at.floor() + 1 == pair[1].from.at.floor();
            assert!(pair[0].verdict != pair[1].verdict, "{pair:?}");
            assert!(
                is_next || (pair[0].to.at == pair[1].from.at && pair[0].to.included != pair[1].from.included),
                "{pair:?}"
            );
        }
    }
    // Nothing to vary: no jobs, or hours that follow from them.
    let inputs = |jobs: &str| draft.clone().with(F::Jobs, jobs).check().unwrap();
    assert!(RangeJob::new(july_2016(), inputs("0"), Variable::Jobs, SEED).is_none());
    assert!(RangeJob::new(july_2016(), inputs("40"), Variable::HoursKept, SEED).is_none());
}

/// Where nothing is left to chance after all, the simulation says what the exact break-even says.
#[test]
fn without_chance_a_simulated_range_is_the_exact_one() {
    let draft = draft(&[(F::Keep, choice::UNTIL_DONE), (F::Jobs, "30"), (F::Minutes, "40"), (F::Vms, "3")]);
    let exact = found(&draft, Variable::Jobs).expect("exact");
    let (range, shown) = simulated(&draft, Variable::Jobs, SEED, 100_000);
    for (pairing, exact) in shown.pairings.iter().zip(&exact.pairings) {
        for trial in &range.trials {
            let at = Ratio::whole(trial.at.into());
            let expected = verdict(exact.spans.as_ref().unwrap(), at);
            assert_eq!(
                verdict(pairing.spans.as_ref().unwrap(), at),
                expected,
                "{} {:?}",
                trial.at,
                pairing.ways
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_verdict_is_that_of_the_bills(
        (jobs, vms, hours, minutes) in (1_u32..3_000, 1_u32..30, 0_u32..60, 0_u32..400),
        (repeat, keep, partial, plan) in (0_usize..4, 0_usize..3, 0_usize..3, 0_usize..4),
        (provision, release, grace, per_vm) in (0_u32..40, 0_u32..20, 0_u32..30, 1_u32..4),
        (again, at, variable) in (any::<bool>(), 0_u32..4_000, 0_usize..4),
    ) {
        let keep = [choice::HOURS, choice::UNTIL_DONE, choice::ALWAYS][keep];
        let texts = [
            (F::Jobs, jobs.to_string()),
            (F::Vms, vms.to_string()),
            (F::Hours, hours.to_string()),
            (F::Minutes, Decimal::new(minutes.into(), 1).to_string()),
            (F::Provision, provision.to_string()),
            (F::Release, release.to_string()),
            (F::Grace, grace.to_string()),
            (F::JobsPerVm, per_vm.to_string()),
            (F::Repeat, [choice::ONCE, choice::DAY, choice::WEEK, choice::MONTH][repeat].to_owned()),
            (F::Keep, keep.to_owned()),
            (F::PartialHours, [choice::EXACT, choice::MINUTE, choice::HOUR][partial].to_owned()),
            (F::Plan, ["Dev/Test", "S1", "S2", "S3"][plan].to_owned()),
            (F::PoolJobTime, if again { choice::YES } else { choice::NO }.to_owned()),
        ];
        let draft = texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text));
        let variable = Variable::ALL[variable];
        if let Ok(spans) = found(&draft, variable) {
            let at = match variable {
                Variable::MinutesPerJob => Decimal::new(at.into(), 1),
                Variable::HoursKept => Decimal::new(at.into(), 2),
                Variable::Vms => Decimal::from(at % 60 + 1),
                _ => Decimal::from(at),
            };
            // What runs into the next occurrence, and what is too much to simulate between two keys, has no bill here.
            let at_once = draft.clone().with(field(variable), &at.to_string()).check().expect("no fault");
            let is_small = at_once.workload().jobs_in_period().0 <= 4_000;
            if keep != choice::UNTIL_DONE || (is_small && at_once.jobs.0 > 0) {
                agrees(&draft, variable, at);
            }
            for pairing in &spans.pairings {
                let spans = pairing.spans.as_ref().expect("priced");
                for pair in spans.windows(2) {
                    prop_assert!(pair[0].verdict != pair[1].verdict && pair[0].to.at <= pair[1].from.at);
                }
            }
        }
    }
}

/// Hundreds of places of a chart are kept as numbers: each reads as the sentence about it would say it.
#[test]
fn a_plain_place_reads_as_its_sentence() {
    for language in Language::ALL {
        let figures = Figures(language);
        for variable in Variable::ALL {
            for (above, below) in
                [(0, 1), (1, 1), (2, 1), (400, 1), (12_345, 1), (1, 2), (1, 3), (7, 1_000_000)]
            {
                let at = Ratio::new(above, below).unwrap();
                if let Some((value, unit)) = plain_place(at, variable, language) {
                    let said = format!("{} {unit}", figures.number(value, value.scale()));
                    assert_eq!(said, place(at, variable, language), "{variable:?} {above}/{below}");
                } else {
                    assert!(
                        variable == Variable::Utilization || above == below || below > 2,
                        "{above}/{below}"
                    );
                }
            }
        }
    }
}

/// A pool without VMs, or kept for less than a job takes, costs little and does nothing: it is not praised.
#[test]
fn a_pool_that_does_no_job_wins_nothing() {
    for variable in [Variable::Jobs, Variable::MinutesPerJob, Variable::HoursKept] {
        let empty = found(&draft(&[(F::Vms, "0")]), variable).expect("an axis");
        assert_eq!(empty.reach, None, "{variable:?}");
        for pairing in &empty.pairings {
            let has_pool = pairing.ways.0 == Way::PoolOnPlan;
            assert_eq!(pairing.spans == Err(NoBreakEven::NoVms), has_pool, "{variable:?} {pairing:?}");
        }
        let is_of_pool = |point: &&Point| point.ways.0 == Way::PoolOnPlan || point.ways.1 == Way::PoolOnPlan;
        assert_eq!(empty.points.iter().find(is_of_pool), None, "{variable:?}");
    }
    // How many VMs it needs is asked with none, too.
    let vms = found(&draft(&[(F::Vms, "0")]), Variable::Vms).expect("an axis");
    assert!(vms.pairings.iter().all(|pairing| pairing.spans.is_ok()) && vms.reach.is_some(), "{vms:?}");
    let short = found(&draft(&[(F::Hours, "0")]), Variable::Jobs).expect("an axis");
    assert_eq!(short.reach, Some(Reach::UpTo(Ratio::whole(0))));
}
