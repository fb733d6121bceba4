//! The support brief.

use poolwise::billing::july_2016;
use poolwise::cost::{
    BriefDraft, BriefFault, BriefField, BriefProblem, CostDraft, Inputs, Outlooks, Speaker, answer, brief,
    brief_problem, outlooks,
};
use poolwise::words::{BRIEF_TEXT, Language};
use proptest::prelude::*;

use super::exports::check_golden;

const ID: &str = "80c77c76-74ba-4c8c-8229-4c3b2957990c";

fn inputs(link: &str) -> Inputs {
    CostDraft::from_link(link).unwrap().check().unwrap()
}

fn typed(texts: &[(BriefField, &str)]) -> BriefDraft {
    let start = BriefDraft::default();
    BriefDraft::new(|field| {
        let found = texts.iter().find(|(one, _)| *one == field);
        found.map_or_else(|| start.text(field).to_owned(), |(_, text)| (*text).to_owned())
    })
}

#[track_caller]
fn check_id(text: &str, expected: Result<&str, Option<&str>>) {
    let (asked, faults) = typed(&[(BriefField::Subscription, text)]).read(&inputs(""));
    match expected {
        Ok(id) => assert_eq!((asked.subscription.as_deref(), &faults[..]), (Some(id), &[][..])),
        Err(expected) => match &faults[..] {
            [BriefFault { problem: BriefProblem::NoSubscriptionId { reading, .. }, .. }] => {
                assert_eq!(reading.as_deref(), expected, "{text}");
            }
            other => panic!("{text}: {other:?}"),
        },
    }
}

/// Source: the source page's sample has an id of 32 digits without hyphens; the portal shows it with them.
#[test]
fn a_subscription_id_has_its_hyphens() {
    check_id(ID, Ok(ID));
    check_id(&format!("  {}\n", ID.to_uppercase()), Ok(ID));
    check_id(&ID.replace('-', ""), Err(Some(ID)));
    check_id(&format!("{{{ID}}}"), Err(Some(ID)));
    check_id(&ID.replace('-', " "), Err(Some(ID)));
    check_id("80c77c76-74ba-4c8c-8229-4c3b2957990", Err(None));
    check_id(&format!("{ID}0"), Err(None));
    check_id(&ID.replace('c', "g"), Err(None));
    check_id(&format!("/subscriptions/{ID}"), Err(None));
    check_id("=1+1", Err(None));
}

#[test]
fn every_fault_is_said_at_once_in_form_order() {
    let long = "x".repeat(201);
    let typed = typed(&[
        (BriefField::Note, &long),
        (BriefField::Vms, "3"),
        (BriefField::Pools, "0"),
        (BriefField::Region, &long),
    ]);
    let (_, faults) = typed.read(&inputs("1&vms=8"));
    let fields: Vec<BriefField> = faults.iter().map(|fault| fault.field).collect();
    use BriefField as F;
    assert_eq!(fields, [F::Subscription, F::Region, F::Pools, F::Vms, F::Note]);
    assert_eq!(faults[3].problem, BriefProblem::TooFewVms { found: 3, needed: 8 });
    for language in Language::ALL {
        for fault in &faults {
            let sentence = brief_problem(&fault.problem, language);
            assert!(!sentence.is_empty() && !sentence.contains('{'), "{sentence}");
        }
    }
}

#[test]
fn the_brief_says_what_support_asks_for() {
    let draft = CostDraft::from_link("1&vms=8&hours=8&repeat=day&jobs=1500").unwrap();
    let checked = draft.check().unwrap();
    let answer = answer(&july_2016(), &checked, &outlooks(&checked, 20));
    let asked = typed(&[
        (BriefField::Subscription, ID),
        (BriefField::Region, "South Central US"),
        (BriefField::Contact, "Åsa Öberg <asa@example.com>\r\nBcc: everyone"),
        (BriefField::Pools, "2"),
        (BriefField::Vms, "12"),
    ]);
    let (asked, faults) = asked.read(&checked);
    assert_eq!(faults, []);
    let (unfilled, _) = BriefDraft::default().read(&checked);
    let speaker = Speaker::new(Language::English);
    check_golden("brief.txt", &brief(&asked, &draft, &answer, speaker));
    check_golden("brief-unfilled.txt", &brief(&unfilled, &draft, &answer, speaker));
}

/// The placeholder stands for a field that cannot be used, and for no other.
#[test]
fn each_field_is_said_or_left_to_be_filled_in_by_itself() {
    let draft = CostDraft::from_link("1&vms=8").unwrap();
    let inputs = draft.check().unwrap();
    let answer = answer(&july_2016(), &inputs, &Outlooks::default());
    let speaker = Speaker::new(Language::English);
    let missing = BRIEF_TEXT.to_be_filled_in;
    let good = [
        (BriefField::Subscription, ID, format!("Subscription ID: {ID}")),
        (BriefField::Region, "South Central US", "Region of the web services: South Central US".to_owned()),
        (BriefField::Contact, "Åsa", "Contact: Åsa".to_owned()),
        (BriefField::Pools, "2", "- Pools at the same time, at most: 2".to_owned()),
        (BriefField::Vms, "12", "- VMs in a pool, at most: 12".to_owned()),
        (BriefField::Note, "soon", "Note: soon".to_owned()),
    ];
    let long = "x".repeat(201);
    for bad in BriefField::ALL {
        let texts =
            good.each_ref().map(|(field, text, _)| (*field, if *field == bad { &*long } else { *text }));
        let (asked, faults) = typed(&texts).read(&inputs);
        assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), [bad]);
        let text = brief(&asked, &draft, &answer, speaker);
        for (field, value, line) in &good {
            let line = if *field == bad { line.replace(value, missing) } else { line.clone() };
            assert!(text.lines().any(|found| found == line), "{bad:?}: no “{line}” in {text}");
        }
        assert_eq!(text.matches(missing).count(), 1, "{bad:?}: {text}");
    }
}

#[test]
fn a_brief_needs_no_simulation() {
    let draft = CostDraft::from_link("1&keep=until-done").unwrap();
    let inputs = draft.check().unwrap();
    let answer = answer(&july_2016(), &inputs, &Outlooks::default());
    let speaker = Speaker::new(Language::English);
    let text = brief(&BriefDraft::default().read(&inputs).0, &draft, &answer, speaker);
    assert!(text.contains("The pool is kept: Until the jobs are done"), "{text}");
    assert!(!text.contains("Simulating"), "{text}");
}

proptest! {
    /// What is kept on the device comes back; whatever is there, nothing panics.
    #[test]
    fn what_is_kept_comes_back(texts in prop::collection::vec("(?s).{0,30}", 6), junk in "(?s).{0,60}") {
        let mut texts = texts.into_iter();
        let draft = BriefDraft::new(|_| texts.next().unwrap_or_default());
        prop_assert_eq!(BriefDraft::from_kept(&draft.to_kept()), Ok(draft.clone()));
        let _ = BriefDraft::from_kept(&junk);
        let _ = draft.read(&inputs(""));
    }
}
