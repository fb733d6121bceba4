//! What is said of the cheapest way: only ways that are open and do the jobs are set against each other.

use poolwise::billing::{Way, july_2016};
use poolwise::cost::{
    Answer, CostDraft, Decision, Exported, Measure, Outlooks, Pins, PoolTime, Speaker, answer, document,
    figures, markdown, outlooks,
};
use poolwise::units::{BilledTime, Money};
use poolwise::words::Language;
use proptest::prelude::*;

use crate::cost::any_draft;

const ENGLISH: Speaker = Speaker::new(Language::English);

fn draft(link: &str) -> CostDraft {
    CostDraft::from_link(link).unwrap()
}

fn answered(link: &str) -> Answer {
    let inputs = draft(link).check().expect("no fault");
    answer(&inputs.book, &inputs, &outlooks(&inputs, 20))
}

fn verdict(answer: &Answer) -> String {
    ENGLISH.verdict(answer).expect("billed").replace('\u{a0}', " ")
}

#[track_caller]
fn check(link: &str, expected: &str, beside: Option<&str>) {
    let answer = answered(link);
    assert_eq!(verdict(&answer), expected, "{link}");
    let certainty = ENGLISH.certainty(&answer).map(|sentence| sentence.replace('\u{a0}', " "));
    assert_eq!(certainty.as_deref(), beside, "{link}");
}

#[test]
fn a_way_that_is_not_open_is_not_compared_with() {
    check(
        "1&services=new",
        "Classic on S1 is cheapest at $130.00: $16.00 less than pool on S1.",
        Some(
            "The pool costs $16.00 more than the cheapest way: for that, you have 4 VMs to yourself, and the jobs are \
             done in 10 h.",
        ),
    );
    check(
        "1&services=classic&vms=1&hours=13&jobs=4000&minutes=1&jobs-per-vm=10",
        "Classic pay-as-you-go is the only way, at $135.33.",
        None,
    );
}

/// Without a job, what costs nothing is the cheapest, and no answer to what was asked.
#[test]
fn that_there_is_no_job_is_said_first() {
    check(
        "1&jobs=0",
        "No job to run. Classic pay-as-you-go is cheapest at $0.00: $100.00 less than classic on S1.",
        None,
    );
}

/// What cannot be taken is not offered as the certain way.
#[test]
fn a_pool_that_is_not_open_is_not_offered() {
    check("1&services=classic", "Classic pay-as-you-go is the only way, at $80.20.", None);
}

/// The bills' lines are rounded, each by itself: which adds less may be another way exactly than on the bills.
#[test]
fn the_difference_is_that_of_the_bills() {
    check(
        "1&jobs=10&minutes=329.985&vms=1&hours=30.0024&jobs-per-vm=10",
        "Pool on S1 is cheapest at $110.00: $0.01 less than classic pay-as-you-go.",
        Some(
            "The pool is also the certain way: you have 1 VM to yourself, and the jobs are done in 5 h 30 min.",
        ),
    );
    check(
        "1&discount=99.999&jobs=40&vms=4&hours=12",
        "All three cost the same: $0.00.",
        Some("The pool is also the certain way: you have 4 VMs to yourself, and the jobs are done in 1 h."),
    );
}

/// A pool that is gone before the jobs are done, or has no VM at all, is a bill and no way to take.
#[test]
fn a_pool_that_does_not_do_the_jobs_is_not_the_cheapest() {
    let beside = Some("Pool on S1 costs less, but does not get all the jobs done.");
    let cheapest = "Classic pay-as-you-go is cheapest at $802.00: $48.00 less than classic on S1.";
    for link in ["1&jobs=4000&vms=0", "1&jobs=4000&vms=1&hours=1", "1&jobs=4000&hours=0"] {
        check(link, cheapest, beside);
        let answer = answered(link);
        let pool = &answer.comparison.as_ref().unwrap().offers[0];
        assert!(pool.bill.is_ok() && pool.added_per_job.is_none() && pool.leaves_undone, "{link}");
        let is_per_job = |way: Way| {
            figures(&answer).iter().any(|figure| figure.way == way && figure.measure == Measure::PerJob)
        };
        assert!(!is_per_job(Way::PoolOnPlan) && is_per_job(Way::ClassicOnPlan), "{link}");
        let text = document::export(&draft(link), &Pins::default(), &july_2016(), &answer, None);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["results"]["verdict"]["cheapest"], serde_json::json!(["classic-pay-as-you-go"]));
        let file = markdown(&[Exported { name: "", draft: &draft(link), answer: &answer }], "", ENGLISH);
        assert!(file.contains("does not get all the jobs done"), "{file}");
    }
    // It costs more than the cheapest way: the verdict says all.
    check(
        "1&jobs=40&vms=4&hours=0.5&minutes=60",
        "Classic pay-as-you-go is cheapest at $80.02: $49.98 less than classic on S1.",
        None,
    );
}

/// Until the simulation has told, only what is plain from the inputs counts; where there are no jobs, or the simulation
/// cannot take so many, nothing is left undone that is known.
#[test]
fn what_is_not_known_is_not_held_against_the_pool() {
    let pending = |link: &str| {
        let inputs = draft(link).check().expect("no fault");
        answer(&inputs.book, &inputs, &Outlooks::default())
    };
    assert!(verdict(&pending("1&jobs=4000&vms=1&hours=1")).starts_with("Pool on S1 is cheapest"));
    assert!(verdict(&pending("1&jobs=4000&vms=0")).starts_with("Classic"));
    for link in ["1&jobs=0&vms=0", "1&length=exponential&minutes=0"] {
        let answer = answered(link);
        assert!(answer.pool.is_err(), "{link}");
        assert!(!answer.comparison.unwrap().offers[0].leaves_undone, "{link}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever is asked: no sentence has a negative amount but a total that is one, and the cheapest is so on the bills.
    #[test]
    fn no_difference_is_negative(draft in any_draft()) {
        let Ok(inputs) = draft.check() else { return Ok(()) };
        let answer = answer(&inputs.book, &inputs, &Outlooks::default());
        let Some(comparison) = &answer.comparison else { return Ok(()) };
        let in_question: Vec<_> =
            comparison.offers.iter().filter_map(|offer| Some((offer.way, offer.in_question()?.added))).collect();
        let least = in_question.iter().map(|(_, added)| *added).min();
        for (way, added) in in_question {
            prop_assert_eq!(comparison.cheapest.contains(&way), Some(added) == least);
        }
        let verdict = verdict(&answer);
        if least.is_none_or(|least| least >= Money::ZERO) {
            prop_assert!(!verdict.replace("pay-as-you-go", "").contains(['-', '\u{2212}']), "{verdict}");
        }
    }
}

/// Each condition of classic processing is the opposite of one of the pool's: none is false with its opposite.
#[test]
fn the_decision_table_does_not_contradict_itself() {
    let of = |link: &str| draft(link).check().unwrap().decision();
    let check = |found: Decision, pool: [bool; 3], classic: [bool; 2]| {
        assert_eq!([found.many_jobs, found.at_once, found.throughput], pool);
        assert_eq!([found.few_jobs(), found.not_at_once()], classic);
    };
    check(of(""), [true, false, true], [false, true]);
    check(of("1&deadline=start"), [true, true, false], [false, false]);
    check(of("1&deadline=none&jobs=10"), [false, false, false], [true, true]);
    check(of("1&jobs=10"), [false, false, true], [true, true]);
}

/// Support gives so many VMs and no more: a larger pool is one that the service would refuse.
#[test]
fn a_pool_above_its_quota_is_known() {
    let is_over = |link: &str| draft(link).check().expect("no fault").is_over_quota();
    assert!(is_over("1&quota=2&vms=5") && !is_over("1&quota=5&vms=5"));
}

/// More work every day than the pool does in a day: its queue grows for ever, and it is no way to do the jobs, whether it
/// is always there or kept for the day's hours.
#[test]
fn a_pool_that_falls_behind_is_not_the_cheapest() {
    for kept in ["keep=always", "hours=24", "keep=until-done"] {
        let link = format!("1&repeat=day&vms=1&jobs=400&{kept}");
        let answer = answered(&link);
        let comparison = answer.comparison.as_ref().expect("billed");
        assert!(!comparison.cheapest.contains(&Way::PoolOnPlan), "{link}");
        let said = ENGLISH.certainty(&answer);
        assert!(
            said.as_ref().is_some_and(|said| said.contains("does not get all the jobs done")),
            "{link}: {said:?}"
        );
    }
    // Exactly full is enough.
    let full = answered("1&repeat=day&vms=1&jobs=240&minutes=6&keep=always&provision=0");
    assert_eq!(full.pool.as_ref().unwrap().as_ref().map(|pool| pool.falls_behind), Some(false));
}

/// Classic processing has its limit, too: a queue that grows for ever is no way to do the jobs, however cheap it is.
#[test]
fn classic_that_falls_behind_is_not_the_cheapest() {
    // A third more than one endpoint's forty places do in a day.
    let link = "1&repeat=day&jobs=13000&minutes=6&endpoints=1&vms=40&jobs-per-vm=8&keep=always&quota=40";
    let answer = answered(link);
    assert!(answer.classic.as_ref().unwrap().as_ref().unwrap().falls_behind);
    let comparison = answer.comparison.as_ref().expect("billed");
    assert_eq!(comparison.cheapest, [Way::PoolOnPlan]);
    assert!(comparison.offers[1..].iter().all(|offer| offer.leaves_undone && offer.bill.is_ok()));
    check(
        &link.replace("vms=40", "vms=500"),
        "Pool on S1 is the only way, at $720,195.00.",
        Some("Classic on S1 costs less, but does not get all the jobs done."),
    );
    // One more endpoint does them.
    let enough = answered(&link.replace("endpoints=1", "endpoints=2"));
    assert!(enough.comparison.unwrap().offers.iter().all(|offer| !offer.leaves_undone));
    // No way is left: neither a plan nor anything else of the three would do.
    check(
        &link.replace("vms=40", "vms=1"),
        "None of the three can do these jobs with the inputs as they are.",
        None,
    );
}

/// A pool that misses its deadline is not offered as the certain way.
#[test]
fn a_missed_deadline_is_not_certain() {
    let late = answered("1&paid=S1&jobs=800&vms=1&hours=80&deadline=done&within=12");
    let chance = late.pool.as_ref().unwrap().as_ref().unwrap().chance.expect("a deadline");
    assert_eq!((chance.estimate, ENGLISH.certainty(&late)), (0.0, None));
}

/// Whatever comes again and again, no VM has more hours than the charge period.
#[test]
fn no_vm_has_more_hours_than_the_period() {
    for (link, hours) in [
        ("1&repeat=week&hours=168", 2_880),
        ("1&repeat=day&hours=48", 2_880),
        ("1&repeat=day&hours=25", 2_880),
        ("1&repeat=day&keep=until-done&vms=1&jobs=400", 720),
        ("1&repeat=month&hours=1000", 2_880),
    ] {
        let answer = answered(link);
        let billed = match answer.pool_time {
            PoolTime::Exact(billed) | PoolTime::Simulated(billed) => billed,
            PoolTime::Pending => panic!("{link}: not billed"),
        };
        assert!(billed <= BilledTime::from_hours(hours), "{link}: {} h", billed.hours());
        assert!(billed > BilledTime::from_hours(hours - hours / 20), "{link}: {} h", billed.hours());
        let pending = Outlooks::default();
        let inputs = draft(link).check().expect("no fault");
        if let PoolTime::Exact(before) = poolwise::cost::answer(&inputs.book, &inputs, &pending).pool_time {
            assert!(
                before <= BilledTime::from_hours(hours),
                "{link}: {} h before the simulation",
                before.hours()
            );
        }
    }
}

/// A link whose past jobs are elsewhere bills what they sum up to, and cannot know whether the pool does them.
#[test]
fn a_pool_without_its_jobs_is_not_the_cheapest() {
    let link = "1&length=history&arrive=history&history=100000.1490400003607.2495823003.46494051000.17983767798901075848";
    let inputs = draft(link).check().expect("no fault");
    assert!(inputs.lacks_jobs());
    let answer = answer(&inputs.book, &inputs, &Outlooks::default());
    let comparison = answer.comparison.as_ref().expect("billed");
    assert!(!comparison.cheapest.is_empty() && !comparison.cheapest.contains(&Way::PoolOnPlan));
    assert_eq!(ENGLISH.certainty(&answer), None);
}
