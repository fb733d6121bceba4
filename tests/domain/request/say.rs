use std::collections::BTreeSet;

use poolwise::request::wire::{self, ShapeProblem};
use poolwise::request::{
    Draft, FieldId, NamedReference, Permission, Reference, ReferenceKind, ReferencePart, RunOn, Sas, check,
    field_label, permission_label, request_problem, sas_summary, shape_problem,
};
use poolwise::units::Secret;
use poolwise::words::Language;
use proptest::prelude::*;

use super::{NOW, sound};

fn sentences(draft: &Draft, language: Language) -> Vec<String> {
    let problems = check(draft, None, NOW).problems;
    problems.iter().map(|problem| request_problem(problem, language)).collect()
}

#[test]
fn a_sentence_says_what_was_found_and_the_way_out() {
    let mut draft = sound();
    draft.inputs[0].reference.path = "Inbox/data.xlsx".to_owned();
    draft.outputs[0].reference.path = "out/data.xlsx".to_owned();
    draft.pool_id = "mine".to_owned();
    assert_eq!(
        sentences(&draft, Language::English),
        [
            "container “Inbox” has capital letters; storage takes lower case only",
            ".xlsx is in no sample; .csv is, and the list of what inputs may be is not public",
            ".xlsx is refused for outputs; use .csv, .tsv, .arff, .ilearner",
            "not 32 digits from 0–9 and a–f as in Microsoft’s sample; sent as it is",
        ]
    );
    assert_eq!(
        sentences(&draft, Language::Swedish)[2],
        ".xlsx avvisas för utdata; använd .csv, .tsv, .arff, .ilearner"
    );
}

#[test]
fn json_problems_say_where() {
    let found = wire::from_text("{\n\"Inputs\": 5,}", &Draft::default()).unwrap_err();
    let said = shape_problem(&found[0], Language::Swedish);
    assert_eq!(said, "inte JSON: rad 2, kolumn 13; formuläret är oförändrat");
    let both = shape_problem(&ShapeProblem::BothInputForms, Language::English);
    assert_eq!(both, "both Input and Inputs: the service refuses that; keep one");
}

#[test]
fn labels_tell_things_apart() {
    for language in Language::ALL {
        let labels: BTreeSet<_> = Permission::ALL.iter().map(|p| permission_label(*p, language)).collect();
        assert_eq!(labels.len(), Permission::ALL.len());
    }
    assert_eq!(field_label(FieldId::Input(0, ReferencePart::Path), Language::English), "Input 1: path");
    assert_eq!(
        field_label(FieldId::Output(1, ReferencePart::Token), Language::Swedish),
        "Utdata 2: SAS-token"
    );
}

#[test]
fn a_token_is_told_with_its_countdown() {
    #[track_caller]
    fn check(token: &str, language: Language, expected: &str) {
        let said = sas_summary(&Sas::parse(token), NOW, language);
        assert_eq!(said, expected, "{token}");
    }
    let english = Language::English;
    check(
        "?sr=b&sp=rcw&sig=x&se=2026-02-01",
        english,
        "Opens one blob: read, create and write. Valid until 2026-02-01T00:00:00Z: 31 days left.",
    );
    check("?se=2026-01-02T23:59Z", english, "Valid until 2026-01-02T23:59:00Z: 47 h left.");
    check("?se=2026-01-01T01:59:59Z", english, "Valid until 2026-01-01T01:59:59Z: 119 min left.");
    check(
        "?sr=c&sp=r&se=2025-12-31",
        english,
        "Opens a whole container: read. Expired 2025-12-31T00:00:00Z.",
    );
    check("?sr=c&sp=rl&sig=x", Language::Swedish, "Ger åtkomst till en hel container: läsa och lista.");
    check("?sig=x", english, "");
    check("?sr=b&sig=x", english, "Opens one blob.");
    check("?sp=r&sig=x&st=2025-12-31", english, "Permissions: read. Valid from 2025-12-31T00:00:00Z.");
    check("?sp=r&st=2025-12-31", Language::Swedish, "Behörigheter: läsa. Gäller från 2025-12-31T00:00:00Z.");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No sentence has an open hole or quotes what was typed into a secret field.
    #[test]
    fn sentences_are_whole_and_quote_no_secret(
        secret in "[A-Za-z0-9]{30,40}",
        frame in prop::sample::select(vec![
            "*", "AccountName=acct;AccountKey=*", "AccountKey=*;*", "*=1;AccountKey", "?sig=*&sp=*", "?*=1", "sig=*",
            "AccountName=acct;AccountKey=a;*=*", "https://acct.blob.core.windows.net/c/b?sig=*", "Bearer *", "* ",
        ]),
    ) {
        let text = frame.replace('*', &secret);
        let mut draft = Draft { run_on: RunOn::Pool, api_key: Secret::new(text.clone()), ..sound() };
        draft.inputs[0].reference.connection = Secret::new(text.clone());
        draft.outputs[0].reference.token = Secret::new(text);
        for language in Language::ALL {
            for sentence in sentences(&draft, language) {
                prop_assert!(!sentence.contains('{') && !sentence.is_empty(), "{}", sentence);
                prop_assert!(!sentence.contains(&secret), "{}", sentence);
            }
        }
    }
}

/// A token or key that was typed into the wrong field is quoted by no sentence about it.
#[test]
fn what_is_said_of_a_misplaced_secret_does_not_tell_it() {
    const SECRET: &str = "c2VjcmV0LXRoYXQtbm8tc2VudGVuY2UtdGVsbHM";
    let texts = [
        format!("in/rows.csv?sv=2015-04-05&sig={SECRET}"),
        format!("in/{SECRET}.csv?sig={SECRET}").replacen(SECRET, "rows", 1),
        format!("AccountName=a;AccountKey={SECRET}="),
        format!("https://a.blob.core.windows.net/?sv=2015-04-05&sig={SECRET}%3D"),
        format!("sig={SECRET}"),
    ];
    let fields = |text: &str| {
        let reference = Reference {
            connection: Secret::new(text.to_owned()),
            path: text.to_owned(),
            base: text.to_owned(),
            token: Secret::new(text.to_owned()),
            ..Reference::default()
        };
        [ReferenceKind::AccountKey, ReferenceKind::Sas, ReferenceKind::Mixed].map(|kind| {
            let named =
                NamedReference { name: text.to_owned(), reference: Reference { kind, ..reference.clone() } };
            Draft {
                service: text.to_owned(),
                api_key: Secret::new(text.to_owned()),
                inputs: vec![named.clone()],
                outputs: vec![named.clone(), named],
                pool_id: text.to_owned(),
                run_on: RunOn::Pool,
                ..Draft::default()
            }
        })
    };
    for draft in texts.iter().flat_map(|text| fields(text)) {
        let problems = check(&draft, None, NOW).problems;
        assert!(problems.len() > 3, "{problems:?}");
        for problem in problems {
            for language in Language::ALL {
                let said = request_problem(&problem, language);
                assert!(!said.contains(SECRET), "{said}");
            }
        }
    }
}
