//! The support brief.

use poolwise::billing::july_2016;
use poolwise::cost::{
    BriefDraft, BriefFault, BriefField, BriefProblem, CostDraft, Inputs, Outlooks, Speaker, answer, brief,
    brief_problem, outlooks,
};
use poolwise::words::{Language, PlainFigures};
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
    let found = typed(&[(BriefField::Subscription, text)]).check(&inputs(""));
    match (found, expected) {
        (Ok(asked), Ok(id)) => assert_eq!(asked.subscription, id),
        (Err(faults), Err(expected)) => match &faults[..] {
            [BriefFault { problem: BriefProblem::NoSubscriptionId { reading, .. }, .. }] => {
                assert_eq!(reading.as_deref(), expected, "{text}");
            }
            other => panic!("{text}: {other:?}"),
        },
        (found, _) => panic!("{text}: {found:?}"),
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
    let faults = typed.check(&inputs("1&vms=8")).unwrap_err();
    let fields: Vec<BriefField> = faults.iter().map(|fault| fault.field).collect();
    use BriefField as F;
    assert_eq!(fields, [F::Subscription, F::Region, F::Pools, F::Vms, F::Note]);
    assert_eq!(faults[3].problem, BriefProblem::TooFewVms { found: 3, needed: 8 });
    for language in Language::ALL {
        for fault in &faults {
            let sentence = brief_problem(&fault.problem, language, &PlainFigures(language));
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
    let asked = asked.check(&checked).unwrap();
    let speaker = Speaker { language: Language::English, figures: &PlainFigures(Language::English) };
    check_golden("brief.txt", &brief(Some(&asked), &draft, &answer, speaker));
    check_golden("brief-unfilled.txt", &brief(None, &draft, &answer, speaker));
}

#[test]
fn a_brief_needs_no_simulation() {
    let draft = CostDraft::from_link("1&keep=until-done").unwrap();
    let answer = answer(&july_2016(), &draft.check().unwrap(), &Outlooks::default());
    let speaker = Speaker { language: Language::English, figures: &PlainFigures(Language::English) };
    let text = brief(None, &draft, &answer, speaker);
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
        let _ = draft.check(&inputs(""));
    }
}
