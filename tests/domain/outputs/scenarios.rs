//! Pinned scenarios: in the link and back, held against each other.

use poolwise::billing::{Way, july_2016};
use poolwise::cost::{
    Answer, CostDraft, CostField, Exported, LONGEST_NAME, MOST_PINNED, Measure, Outlooks, Pinned, Pins,
    PoolTime, Speaker, Value, answer, compared_inputs, compared_results, differences, figures, outlooks,
    pinned_part,
};
use poolwise::share::link::LinkProblem;
use poolwise::words::Language;
use proptest::prelude::*;

use crate::cost::any_draft;

fn draft(link: &str) -> CostDraft {
    CostDraft::from_link(link).unwrap()
}

fn answered(draft: &CostDraft) -> Answer {
    let inputs = draft.check().unwrap();
    answer(&july_2016(), &inputs, &outlooks(&inputs, 20))
}

fn any_pins() -> impl Strategy<Value = Pins> {
    prop::collection::vec(("(?s).{0,48}", any_draft()), 0..=MOST_PINNED).prop_map(|all| {
        let mut pins = Pins::default();
        for (name, draft) in &all {
            assert!(pins.pin(Pinned::new(name, draft)));
        }
        pins
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A link holds inputs and pinned scenarios, and opening it restores all of them exactly.
    #[test]
    fn a_link_gives_back_inputs_and_pins(draft in any_draft(), pins in any_pins()) {
        let fragment = pins.beside(&draft);
        prop_assert_eq!(Pins::from_link(&fragment).unwrap(), pins.clone());
        let back = CostDraft::from_link(&fragment).unwrap();
        prop_assert_eq!(back.to_link(), draft.to_link());
        // The Cost page carries what it does not read: the same fragment comes out again.
        prop_assert_eq!(pinned_part(&fragment), pins.to_part());
        prop_assert_eq!(Pins::from_link(&fragment).unwrap().beside(&back), fragment);
    }

    #[test]
    fn no_fragment_makes_the_pins_panic(fragment in "(?s).{0,80}") {
        for start in ["", "1&pin=", "1&pin=1;", "1&pin=2;a!"] {
            let whole = format!("{start}{fragment}");
            let _ = Pins::from_link(&whole);
            let _ = pinned_part(&whole);
        }
    }

    /// Whatever is done, at most three are pinned, and what is unpinned can be put back where it was.
    #[test]
    fn unpinning_and_undoing_changes_nothing(pins in any_pins(), at in 0_usize..4) {
        let mut changed = pins.clone();
        if let Some(pinned) = changed.unpin(at) {
            prop_assert_eq!(changed.all().len() + 1, pins.all().len());
            prop_assert!(changed.put_back(at, pinned));
        }
        prop_assert_eq!(&changed, &pins);
        let other = Pinned::new("one more", &CostDraft::default());
        prop_assert_eq!(changed.pin(other), pins.all().len() < MOST_PINNED);
        prop_assert!(changed.all().len() <= MOST_PINNED);
    }
}

#[test]
fn a_cut_link_says_so_and_a_later_one_too() {
    let mut pins = Pins::default();
    pins.pin(Pinned::new("Night", &draft("1&vms=8&hours=6")));
    let whole = pins.beside(&draft("1&jobs=100"));
    assert_eq!(whole, "1&jobs=100&pin=1;vms:8;hours:6!Night");
    assert_eq!(Pins::from_link(whole.trim_end_matches("!Night")), Err(LinkProblem::Damaged));
    assert_eq!(Pins::from_link("1&pin=vms:8!Night"), Err(LinkProblem::Damaged));
    assert_eq!(Pins::from_link("1&pin=9;vms:8!Night"), Err(LinkProblem::TooNew { found: 9 }));
    assert_eq!(Pins::from_link("1&pin=!"), Ok(one("", "")));
    assert_eq!(Pins::from_link("").unwrap(), Pins::default());
    // A fourth is left out; a page that knows no scenarios passes them over.
    assert_eq!(Pins::from_link("1&pin=!a&pin=!b&pin=!c&pin=!d").unwrap().all().len(), MOST_PINNED);
    assert_eq!(draft(&whole), draft("1&jobs=100"));
}

fn one(name: &str, link: &str) -> Pins {
    let mut pins = Pins::default();
    pins.pin(Pinned::new(name, &draft(link)));
    pins
}

#[test]
fn names_are_short_on_one_line_and_never_missing() {
    let long = "å".repeat(LONGEST_NAME + 5);
    assert_eq!(Pinned::new(&long, &CostDraft::default()).name().chars().count(), LONGEST_NAME);
    assert_eq!(Pinned::new("a\nb\u{7}c", &CostDraft::default()).name(), "a b c");
    let mut pins = one("B", "");
    assert_eq!(pins.next_name(), "A");
    pins.rename(0, "A");
    assert_eq!((pins.shown_name(0), pins.next_name()), ("A", "B"));
    pins.rename(0, "  ");
    assert_eq!(pins.shown_name(0), "A");
    pins.rename(7, "nobody");
    assert_eq!(pins.unpin(7), None);
    assert_eq!(pins.shown_name(7), "");
}

#[test]
fn only_what_differs_and_has_a_meaning_is_listed() {
    let now = draft("");
    let same = draft("1&rows=7&grace=1");
    // Rows have no meaning beside fixed lengths, grace none beside fixed hours.
    assert_eq!(differences(&[&now, &same]), []);
    let by_rows = draft("1&length=rows&rows=7&plan=S2");
    let found = differences(&[&now, &by_rows]);
    let fields: Vec<CostField> = found.iter().map(|difference| difference.field).collect();
    use CostField as F;
    assert_eq!(fields, [F::Length, F::Minutes, F::Rows, F::Seconds, F::Plan]);
    assert_eq!(found[1].texts, [Some("6".to_owned()), None]);
    assert_eq!(differences(&[&now]), []);
}

/// The changes are those of the bills, to the cent.
#[test]
fn results_stand_side_by_side_with_their_changes() {
    let drafts = ["", "1&hours=6", "1&hours=6&plan=Dev/Test"].map(draft);
    let answers = drafts.each_ref().map(answered);
    let names = ["", "Half", "Free"];
    let all: Vec<Exported<'_>> = names
        .iter()
        .zip(&drafts)
        .zip(&answers)
        .map(|((name, draft), answer)| Exported { name, draft, answer })
        .collect();
    let speaker = Speaker::new(Language::English);
    let inputs = compared_inputs(&all, speaker);
    assert_eq!(inputs.head, ["Inputs that differ", "As it is now", "Half", "Free"]);
    let rows: Vec<(&str, Vec<&str>)> = inputs
        .rows
        .iter()
        .map(|row| (row.head.as_str(), row.cells.iter().map(|cell| cell.text.as_str()).collect()))
        .collect();
    assert_eq!(
        rows,
        [
            ("Hours kept (On a pool)", vec!["12\u{a0}h", "6\u{a0}h", "6\u{a0}h"]),
            ("Plan (At which prices?)", vec!["S1", "S1", "Dev/Test"]),
        ]
    );
    let results = compared_results(&all, speaker);
    let row = |head: &str| {
        let row = results.rows.iter().find(|row| row.head == head);
        let row = row.unwrap_or_else(|| panic!("no {head}: {:?}", results.rows));
        row.cells
            .iter()
            .map(|cell| {
                let change = cell.change.as_ref().map(|change| format!(" {change}")).unwrap_or_default();
                format!("{}{change}", cell.text).replace('\u{a0}', " ")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(row("Pool on plan: total"), ["$146.00", "$100.00 −$46.00", "Stopped"]);
    assert_eq!(row("Classic queue, pay-as-you-go: total")[1], "$80.20 the same");
    assert_eq!(row("Pool on plan: in time")[1], "0% −100 points");
    assert_eq!(row("Pool on plan: VM hours, billed"), ["48 h", "24 h −24 h", "24 h −24 h"]);
    // Added says no more than the total where nothing is paid anyway.
    assert!(results.rows.iter().all(|row| !row.head.ends_with(": added")), "{:?}", results.rows);
}

#[test]
fn every_figure_of_the_bills_is_in_the_list() {
    let answer = answered(&draft("1&paid=S1&keep=until-done&grace=5"));
    let found = figures(&answer);
    for offer in &answer.comparison.unwrap().offers {
        let sum: poolwise::units::Decimal = found
            .iter()
            .filter(|figure| {
                figure.way == offer.way
                    && ["plan", "compute-hours", "transactions"].contains(&figure.measure.key())
            })
            .filter_map(|figure| figure.value.plain())
            .sum();
        assert_eq!(sum, offer.bill.as_ref().unwrap().total.amount());
    }
    let keys: Vec<&str> = found
        .iter()
        .filter(|figure| figure.way == Way::PoolOnPlan)
        .map(|figure| figure.measure.key())
        .collect();
    let unique: std::collections::BTreeSet<&str> = keys.iter().copied().collect();
    assert_eq!(unique.len(), keys.len());
    assert_eq!(keys.len(), 18);
}

/// The hours in the list, which stands beside the bill, are the bill's, known before anything is simulated; with parts of
/// hours charged whole they are more than the simulation's VMs live.
#[test]
fn the_hours_billed_are_those_of_the_bill() {
    let varies = draft("1&provision=12&provision-spread=10&vms=8&hours=3&partial-hours=hour");
    let inputs = varies.check().unwrap();
    let outlooks = outlooks(&inputs, 20);
    let lived = outlooks.pool.as_ref().unwrap().usage.billed;
    for outlooks in [Outlooks::default(), outlooks] {
        let answer = answer(&july_2016(), &inputs, &outlooks);
        let (PoolTime::Exact(billed) | PoolTime::Simulated(billed)) = answer.pool_time else {
            panic!("no time")
        };
        assert!(billed > lived, "{billed:?} {lived:?}");
        let found = figures(&answer);
        let billed_figure = found.iter().find(|figure| figure.measure == Measure::Billed).unwrap();
        assert_eq!(billed_figure.value, Value::VmTime(billed.ms()));
    }
}
