//! Tests of `poolwise::request::repair`.

use poolwise::request::repair::{Problem, RepairKind, Repaired, repair};
use serde_json::{Value, json};

const PAGE_SV: &str = include_str!("golden/repair/source-page.sv.md");
const PAGE_EN: &str = include_str!("golden/repair/source-page.en.md");
const SAMPLE_SV: &str = include_str!("golden/repair/sample.sv.txt");
const SAMPLE_EN: &str = include_str!("golden/repair/sample.en.txt");
const BODY: &str = include_str!("golden/repair/sample.body.json");

fn body() -> Value {
    serde_json::from_str(BODY).expect("the golden body is JSON")
}

fn kinds(repaired: &Repaired) -> Vec<RepairKind> {
    repaired.repairs.iter().map(|repair| repair.id.kind).collect()
}

#[track_caller]
fn check(text: &str, expected: &Value, expected_kinds: &[RepairKind]) {
    let repaired = repair(text, &[]);
    assert_eq!(repaired.value.as_ref(), Ok(expected), "{repaired:?}");
    assert_eq!(kinds(&repaired), expected_kinds, "{text}");
    for repair in &repaired.repairs {
        assert!(text.get(repair.span.clone()).is_some(), "{repair:?} has no place in the text");
    }
}

/// Source: the page's own sample, in Swedish and English.
#[test]
fn the_source_pages_sample() {
    use RepairKind::{BrokenLine, Entity, Escape};
    for sample in [SAMPLE_SV, SAMPLE_EN] {
        check(sample, &body(), &[BrokenLine, BrokenLine, Entity, BrokenLine, Entity, Escape]);
    }
    let repaired = repair(SAMPLE_SV, &[]);
    let shown: Vec<(&str, &str)> =
        repaired.repairs.iter().map(|repair| (repair.before.as_str(), repair.after.as_str())).collect();
    assert_eq!(
        shown,
        [
            ("TableEndpoint\n        =https://sampleaccount.t…", "TableEndpoint=https://sampleaccount.t…"),
            (
                "…eEndpoint=https://zhguim\n        l.file.core.windows.net/…",
                "…eEndpoint=https://zhguiml.file.core.windows.net/…"
            ),
            ("&lt;Key&gt;", "<Key>"),
            ("TableEndpo\n            int=https://sampleaccoun…", "TableEndpoint=https://sampleaccoun…"),
            ("&lt;Key&gt;", "<Key>"),
            ("testintoutput/testint\\_results.csv", "testintoutput/testint_results.csv"),
        ]
    );
}

#[test]
fn the_whole_page_pasted() {
    use RepairKind::{BrokenLine, Entity, Escape, TextAfter, TextBefore};
    for page in [PAGE_SV, PAGE_EN] {
        check(
            page,
            &body(),
            &[TextBefore, BrokenLine, BrokenLine, Entity, BrokenLine, Entity, Escape, TextAfter],
        );
    }
}

#[test]
fn the_parameter_as_the_swedish_page_prints_it() {
    let repaired = repair("”AzureBatchPoolId” ”:&lt;lagringspoolen ID&gt;", &[]);
    assert_eq!(repaired.value, Ok(json!({ "AzureBatchPoolId": "<lagringspoolen ID>" })), "{repaired:?}");
}

#[test]
fn says_when_there_is_nothing() {
    for text in ["", "  ", "hello", "the pool is busy", "\u{feff}"] {
        let problem = repair(text, &[]).value.expect_err("no JSON here");
        assert_eq!(problem.problem, Problem::NoJson, "{text:?}");
    }
}
