use poolwise::request::repair::{
    Notice, Problem, Repair, RepairId, RepairKind, Unreadable, repair, repair_done, repair_kind,
    repair_notice, repair_problem,
};
use poolwise::request::swagger::{
    ImportProblem, Note, Part, Place, swagger_note, swagger_part, swagger_problem,
};
use poolwise::words::{Language, Phrase, REPAIR, SWAGGER};
use serde_json::json;

/// Both languages fill the same holes.
#[test]
fn the_languages_have_the_same_holes() {
    let same = |pairs: &[(Phrase, Phrase)]| {
        for (english, swedish) in pairs {
            let (mut left, mut right) = (english.holes(), swedish.holes());
            left.sort_unstable();
            right.sort_unstable();
            assert_eq!(left, right, "{english:?} {swedish:?}");
        }
    };
    {
        let (english, swedish) = (&REPAIR.english, &REPAIR.swedish);
        same(&[
            (english.times, swedish.times),
            (english.no_json, swedish.no_json),
            (english.too_long, swedish.too_long),
            (english.too_deep, swedish.too_deep),
            (english.unexpected, swedish.unexpected),
            (english.unexpected_end, swedish.unexpected_end),
            (english.switched_off, swedish.switched_off),
            (english.duplicate_key, swedish.duplicate_key),
            (english.number_rounded, swedish.number_rounded),
        ]);
    }
    let (english, swedish) = (&SWAGGER.english, &SWAGGER.swedish);
    same(&[
        (english.place_input, swedish.place_input),
        (english.place_output, swedish.place_output),
        (english.place_parameter, swedish.place_parameter),
        (english.place_columns, swedish.place_columns),
        (english.place_operation, swedish.place_operation),
        (english.version, swedish.version),
        (english.missing, swedish.missing),
        (english.wrong_kind, swedish.wrong_kind),
        (english.from_synchronous_call, swedish.from_synchronous_call),
        (english.reference_outside, swedish.reference_outside),
        (english.reference_missing, swedish.reference_missing),
        (english.reference_circle, swedish.reference_circle),
        (english.no_type, swedish.no_type),
        (english.unknown_type, swedish.unknown_type),
        (english.default_does_not_fit, swedish.default_does_not_fit),
        (english.too_many, swedish.too_many),
        (english.too_many_columns, swedish.too_many_columns),
        (english.problem_too_long, swedish.problem_too_long),
        (english.problem_empty, swedish.problem_empty),
        (english.problem_not_json, swedish.problem_not_json),
        (english.problem_too_deep, swedish.problem_too_deep),
        (english.problem_html, swedish.problem_html),
        (english.problem_not_an_object, swedish.problem_not_an_object),
        (english.problem_open_api_3, swedish.problem_open_api_3),
        (english.problem_resource_description, swedish.problem_resource_description),
        (english.problem_not_swagger, swedish.problem_not_swagger),
    ]);
}

#[test]
fn every_kind_has_words_of_its_own_in_each_language() {
    for language in Language::ALL {
        let mut kinds: Vec<&str> = RepairKind::ALL.iter().map(|kind| repair_kind(*kind, language)).collect();
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), RepairKind::ALL.len());
        let mut parts: Vec<&str> = Part::ALL.iter().map(|part| swagger_part(*part, language)).collect();
        parts.sort_unstable();
        parts.dedup();
        assert_eq!(parts.len(), Part::ALL.len());
    }
}

#[track_caller]
fn check(text: &str, english: &str, swedish: &str) {
    let Err(problem) = repair(text, &[]).value else { return assert_eq!(text, "refused") };
    let said = |language| repair_problem(&problem, language);
    assert_eq!((said(Language::English).as_str(), said(Language::Swedish).as_str()), (english, swedish));
}

#[test]
fn a_problem_says_what_was_found_what_is_allowed_and_the_way_out() {
    check(
        "{\"a\":1,\n \"b\" 2}",
        "line 2, column 6: found “2” where there should be a colon after the key; change it there",
        "rad 2, kolumn 6: ”2” står där det borde vara ett kolon efter nyckeln; ändra det där",
    );
    check(
        "{\"a\"",
        "line 1, column 5: the text ends where there should be a colon after the key; paste the rest too",
        "rad 1, kolumn 5: texten slutar där det borde vara ett kolon efter nyckeln; klistra in resten också",
    );
    check(
        &"[".repeat(300),
        "line 1, column 257: more than 256 braces inside one another; a job’s body needs three",
        "rad 1, kolumn 257: fler än 256 klammerparenteser i varandra; ett jobbs JSON behöver tre",
    );
    let problem = Unreadable {
        problem: Problem::TooLong { bytes: 70 << 20 },
        offset: 0,
        line: 1,
        column: 1,
        found: None,
    };
    let said = repair_problem(&problem, Language::Swedish);
    assert_eq!(said, "texten är 70 MB; högst 64 MB kan läsas, så klistra bara in jobbets JSON");
}

#[test]
fn repairs_notices_and_notes_are_said() {
    let id = RepairId { start: 0, kind: RepairKind::Blank };
    let mended =
        Repair { id, span: 0..2, times: 1200, before: String::new(), after: String::new(), applied: true };
    assert_eq!(
        repair_done(&mended, Language::Swedish),
        "Bytte ut blanktecken som inte finns i JSON, 1\u{a0}200 gånger"
    );
    let notice = Notice::DuplicateKey { key: "Outputs".to_owned(), span: 0..1, first: json!({}) };
    assert_eq!(
        repair_notice(&notice, Language::English),
        "the key “Outputs” stands twice; the last value counts, the first was {}"
    );
    let note = Note::ReferenceMissing { place: Place::Input("in".to_owned()), reference: "#/a".to_owned() };
    assert_eq!(
        swagger_note(&note, Language::Swedish),
        "indata ”in”: referensen #/a leder ingenstans i dokumentet"
    );
    let problem = ImportProblem::NotJson { line: 2, column: 3 };
    assert!(swagger_problem(&problem, Language::English).starts_with("line 2, column 3: not JSON"));
}
