//! Tests of `poolwise::cost::document`: the answer as a file, and the inputs back from it.

use poolwise::billing::july_2016;
use poolwise::cost::document::{self, DocumentProblem, FORMAT, Imported};
use poolwise::cost::plan::PlanJob;
use poolwise::cost::{
    CostDraft, CostField as F, Fault, MOST_PINNED, Outlooks, Pinned, Pins, SEED, answer, choice, outlooks,
};
use poolwise::words::Language;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cost::any_draft;

fn draft(texts: &[(F, &str)]) -> CostDraft {
    texts.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text))
}

fn exported(draft: &CostDraft) -> Value {
    let inputs = draft.check().expect("no fault");
    let book = july_2016();
    let mut job = PlanJob::new(book.clone(), inputs.clone(), SEED, 95, true);
    while job.step(1_000_000) {}
    let found = job.found(true);
    let answer = answer(&book, &inputs, &found.outlooks);
    let text = document::export(draft, &Pins::default(), &book, &answer, Some((&found, 95)));
    assert!(text.ends_with("}\n"));
    serde_json::from_str(&text).expect("JSON")
}

fn import(document: &Value) -> Imported {
    document::import(&document.to_string()).expect("a document")
}

/// Each problem as its place and its sentence.
#[track_caller]
fn check(document: &str, expected: &[&str]) {
    let problems = document::import(document).expect_err("refused");
    for language in Language::ALL {
        for problem in &problems {
            let sentence = document::document_problem(problem, language);
            assert!(!sentence.contains('{') && !sentence.ends_with('.'), "{sentence}");
        }
    }
    let sentences: Vec<String> =
        problems.iter().map(|problem| document::document_problem(problem, Language::English)).collect();
    assert_eq!(sentences, expected, "{document}");
}

/// Source: "Azure Batch service for Studio jobs", 04/19/2017: 2 VMs for 24 hours are billed 48 compute hours. On an
/// otherwise unused S1: $100 + 23 h × $2.
#[test]
fn holds_what_the_page_shows() {
    let document = exported(&draft(&[(F::Vms, "2"), (F::Hours, "24"), (F::Quota, "3")]));
    assert_eq!((&document["format"], &document["version"]), (&json!(FORMAT), &json!(1)));
    let results = &document["results"];
    let pool = &results["ways"][0];
    assert_eq!(pool["way"], "pool-on-plan");
    assert_eq!(pool["plan"], json!({ "name": "S1", "instances": 1 }));
    assert_eq!((&pool["is_open"], &pool["because"]), (&json!(true), &json!("plan-to-buy")));
    assert_eq!(pool["bill"]["total"], "146.00");
    assert_eq!(
        pool["bill"]["lines"][1],
        json!({
            "of": "compute-hours", "unit": "compute-hours", "quantity": "48", "already_used": "0",
            "included": "25", "charged": "23", "rate": "2", "rate_per": "compute-hour",
            "exact": "46", "amount": "46.00",
        })
    );
    assert_eq!(pool["added_per_job"], "0.365");
    assert_eq!(
        pool["cheapest_plan"],
        json!({ "name": "S1", "instances": 1, "total": "146.00", "added": "146.00" })
    );
    assert_eq!(results["verdict"]["cheapest"], json!(["classic-pay-as-you-go"]));
    assert_eq!(results["verdict"]["decision_table"]["says"], "pool");
    assert_eq!(
        results["pool_time"],
        json!({ "known_by": "arithmetic", "ms": 172_800_000, "compute_hours": "48" })
    );
    let outlook = &results["outlooks"]["pool"]["outlook"];
    assert_eq!(outlook["finish_ms_p95"], 72_000_000);
    assert_eq!(outlook["deadline_chance"]["estimate"], 0.0);
    assert_eq!(outlook["hours"]["useful"]["hours"], "40");
    let jobs = &results["break_evens"][0];
    assert_eq!((&jobs["of"], &jobs["axis"]["basis"]), (&json!("jobs"), &json!("exact")));
    assert_eq!(jobs["axis"]["pairs"][0]["spans"][0]["to"]["exact"], "728");
    assert_eq!(results["break_evens"].as_array().unwrap().len(), 5);
    let planner = &results["planner"];
    assert_eq!(planner["rows"].as_array().unwrap().len(), 3);
    assert_eq!(planner["chosen_vms"], Value::Null);
    assert_eq!(planner["rows"][1]["cost_mean"].as_str().unwrap().parse::<f64>().unwrap().to_string(), "146");
}

#[test]
fn says_why_there_is_no_bill_and_no_simulation() {
    let document = exported(&draft(&[(F::Plan, "Dev/Test"), (F::Vms, "0"), (F::Services, choice::CLASSIC)]));
    let results = &document["results"];
    assert_eq!(results["ways"][1]["bill"], Value::Null);
    assert_eq!(results["ways"][1]["not_billed"]["why"], "stopped");
    assert_eq!(results["ways"][0]["needed"], json!(["new-service-for-the-pool", "plan"]));
    assert!(results["outlooks"]["pool"]["problems"][0].as_str().unwrap().len() > 10);
    let inputs = draft(&[(F::Keep, choice::UNTIL_DONE)]).check().unwrap();
    let pending = answer(&july_2016(), &inputs, &Outlooks::default());
    let text = document::export(&CostDraft::default(), &Pins::default(), &july_2016(), &pending, None);
    let results: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(results["results"]["pool_time"]["known_by"], "nothing-yet");
    assert_eq!(results["results"]["ways"], json!([]));
    assert_eq!(results["results"]["planner"], Value::Null);
}

#[test]
fn an_example_is_a_document_without_results() {
    let example = document::export_inputs(&CostDraft::default(), &july_2016());
    assert_eq!(document::import(&example).unwrap().draft, CostDraft::default());
    let value: Value = serde_json::from_str(&example).unwrap();
    // Empty are the past jobs and the price book: there is nothing to write.
    let filled = F::ALL.iter().filter(|field| !field.default_text().is_empty()).count();
    assert_eq!(value["inputs"].as_object().unwrap().len(), filled);
    assert!(value.get("results").is_none());
}

#[test]
fn text_numbers_and_a_byte_order_mark_are_read() {
    let text = r#"{"format":"poolwise cost","version":1,"inputs":{"vms":2,"hours":"24,5","rate":0.125}}"#;
    for document in [text.to_owned(), format!("\u{feff}{text}")] {
        let imported = document::import(&document).unwrap();
        assert_eq!(imported.draft.text(F::Hours), "24,5");
        assert_eq!(imported.draft.text(F::Rate), "0.125");
        assert_eq!(imported.draft.text(F::Vms), "2");
        assert_eq!(imported.draft.text(F::Jobs), F::Jobs.default_text());
    }
}

#[test]
fn what_is_not_known_is_passed_over_and_named() {
    let document = json!({
        "format": FORMAT, "version": 1, "notes": [1, { "a": null }],
        "inputs": { "vm": "7", "vms": "7" }, "results": "ours",
    });
    let imported = import(&document);
    assert_eq!(imported.passed_over, ["notes", "inputs.vm"]);
    assert_eq!(imported.draft.text(F::Vms), "7");
    assert!(document::passed_over("notes", Language::Swedish).contains("notes"));
    let many: String = (0..1_000).map(|number| format!("\"x{number}\":0,")).collect();
    let hostile = format!(r#"{{{many}"format":"poolwise cost","version":1,"inputs":{{}}}}"#);
    assert_eq!(document::import(&hostile).unwrap().passed_over.len(), 100);
}

#[test]
fn every_problem_names_its_place() {
    check("", &["the text is empty: paste or open an estimate that was exported as JSON"]);
    check("{", &["this is not JSON: line 1, column 1 cannot be read"]);
    check("[1]", &["a list where an object is needed, in braces"]);
    check("{}", &["format: missing; every estimate has this field"]);
    check(
        r#"{"format":"poolwise price book 1","version":1}"#,
        &["format: “poolwise price book 1” is not a format that can be read; it is “poolwise cost”"],
    );
    check(
        r#"{"format":"poolwise cost","version":2,"inputs":{}}"#,
        &["version: version “2” cannot be read; this version of Poolwise reads version 1"],
    );
    check(
        r#"{"format":"poolwise cost","version":[1],"inputs":{}}"#,
        &["version: a list where text or a number is needed"],
    );
    check(r#"{"format":"poolwise cost","version":1}"#, &["inputs: missing; every estimate has this field"]);
    check(
        r#"{"format":"poolwise cost","version":1,"inputs":[]}"#,
        &["inputs: a list where an object is needed, in braces"],
    );
    check(
        r#"{"format":"poolwise cost","version":1,"version":1,"inputs":
            {"vms":-1,"jobs":"1,500","jobs":4,"plan":"S9","minutes":null,"currency":"kronor","rate":"x"}}"#,
        &[
            "version: given twice; keep one",
            "inputs.jobs: given twice; keep one",
            "inputs.minutes: null where text or a number is needed",
            "inputs.plan: “S9” is not a choice here; it is one of Dev/Test, S1, S2, S3",
            "inputs.jobs: “1,500” can mean two numbers; which one?",
            "inputs.vms: -1 is too small; the smallest is 0 VMs",
            "inputs.currency: “kronor” is not a currency code; type three letters, such as USD or SEK",
        ],
    );
}

#[test]
fn what_is_too_much_is_refused_and_nothing_panics() {
    let deep = "[".repeat(100_000);
    assert!(matches!(
        document::import(&deep).unwrap_err()[0].problem,
        DocumentProblem::NotJson { line: 1, column: 128 }
    ));
    let objects = "{\"inputs\":".repeat(100_000);
    assert!(matches!(document::import(&objects).unwrap_err()[0].problem, DocumentProblem::NotJson { .. }));
    for nothing in ["", " \n", "\u{feff}"] {
        assert_eq!(document::import(nothing).unwrap_err()[0].problem, DocumentProblem::Empty);
    }
    let long = " ".repeat(document::LONGEST + 1);
    assert_eq!(
        document::import(&long).unwrap_err()[0].problem,
        DocumentProblem::TooLong { found: document::LONGEST + 1 }
    );
    let huge = r#"{"format":"poolwise cost","version":1,"inputs":{"vms":1e308,"jobs":123456789012345678901234567890}}"#;
    for problem in document::import(huge).unwrap_err() {
        assert!(matches!(problem.problem, DocumentProblem::Fault(Fault::Number(_))), "{problem:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// A document gives back the inputs that it was made of, and writing it again gives the same bytes.
    #[test]
    fn a_document_gives_back_the_inputs(draft in any_draft()) {
        if let Ok(inputs) = draft.check() {
            let small = inputs.jobs.0 < 2_000 && inputs.pool.vms.0 < 100;
            let outlooks = if small { outlooks(&inputs, 1) } else { Outlooks::default() };
            let text = document::export(&draft, &Pins::default(), &july_2016(), &answer(&july_2016(), &inputs, &outlooks), None);
            let imported = document::import(&text).unwrap();
            prop_assert!(imported.passed_over.is_empty());
            prop_assert_eq!(imported.draft.check().unwrap(), inputs.clone());
            let again = answer(&july_2016(), &imported.draft.check().unwrap(), &outlooks);
            prop_assert_eq!(document::export(&imported.draft, &Pins::default(), &july_2016(), &again, None), text);
        }
    }

    /// Whatever the bytes, there is an answer.
    #[test]
    fn damaged_documents_are_read_or_refused(
        draft in any_draft(), cuts in prop::collection::vec((0_usize..4_000, "(?s).{0,3}"), 1..6),
    ) {
        let mut text = document::export_inputs(&draft, &july_2016());
        for (at, patch) in cuts {
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            let end = (at + 1..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(at);
            text.replace_range(at..end, &patch);
        }
        if let Err(problems) = document::import(&text) {
            prop_assert!(!problems.is_empty());
        }
    }
}

/// "Take it with you" has what is pinned, and so does what is read back.
#[test]
fn pinned_scenarios_come_back() {
    let mut pins = Pins::default();
    for (name, link) in [("Night run", "1&vms=8&hours=6"), ("", ""), ("=1 & 2!", "1&plan=S2&discount=0.5")] {
        assert!(pins.pin(Pinned::new(name, &CostDraft::from_link(link).unwrap())));
    }
    let draft = draft(&[(F::Vms, "2")]);
    let inputs = draft.check().unwrap();
    let answered = answer(&july_2016(), &inputs, &Outlooks::default());
    let text = document::export(&draft, &pins, &july_2016(), &answered, None);
    let imported = document::import(&text).unwrap();
    assert_eq!((&imported.draft, &imported.pins), (&draft, &pins));
    assert_eq!(imported.passed_over, [""; 0]);
    let without = document::export(&draft, &Pins::default(), &july_2016(), &answered, None);
    assert!(!without.contains("pins"));
    assert_eq!(document::import(&without).unwrap().pins, Pins::default());

    let of = |pins: Value| json!({ "format": FORMAT, "version": 1, "inputs": {}, "pins": pins });
    let many =
        import(&of(json!(vec![json!({ "inputs": { "vm": 1, "vms": 1 }, "colour": 1 }); MOST_PINNED + 1])));
    assert_eq!(many.pins.all().len(), MOST_PINNED);
    assert_eq!(many.passed_over[..2], ["pins[0].colour", "pins[0].inputs.vm"]);
    assert_eq!(many.passed_over.last().unwrap(), "pins[3]");
    check(&of(json!("A")).to_string(), &["pins: text where a list is needed, in brackets"]);
    check(
        &of(json!([7, {}, { "name": [], "inputs": {} }])).to_string(),
        &[
            "pins[0]: a number where an object is needed, in braces",
            "pins[1].inputs: missing; every estimate has this field",
            "pins[2].name: a list where text or a number is needed",
        ],
    );
    check(
        &of(json!([{ "inputs": { "vms": -1 } }])).to_string(),
        &["pins[0].inputs.vms: -1 is too small; the smallest is 0 VMs"],
    );
}
