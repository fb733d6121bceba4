//! Tests of `poolwise::cost::break_even`: every verdict agrees with the bills of the page at that place.

use poolwise::billing::{Exact, Ratio, Span, Variable, Verdict, Way, july_2016};
use poolwise::cost::{
    Basis, BreakEven, CostDraft, CostField as F, NoAxis, PAIRS, answer, break_even, choice, outlooks,
};
use poolwise::units::Decimal;
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
                // A break-even may lie between the numbers that can be typed.
                if sample.at.decimal().scale() > 4
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
