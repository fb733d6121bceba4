//! Tests of `poolwise::request::repair`.

mod damage;
mod properties;
mod whole;
mod words;

use poolwise::request::repair::{DEEPEST, Expected, Notice, Problem, RepairId, RepairKind, Repaired, repair};
use serde_json::{Value, json};

const PAGE_SV: &str = include_str!("golden/repair/source-page.sv.md");
const PAGE_EN: &str = include_str!("golden/repair/source-page.en.md");
const SAMPLE_SV: &str = include_str!("golden/repair/sample.sv.txt");
const SAMPLE_EN: &str = include_str!("golden/repair/sample.en.txt");
const BODY: &str = include_str!("golden/repair/sample.body.json");

fn body() -> Value {
    BODY.parse().unwrap_or_default()
}

fn kinds(repaired: &Repaired) -> Vec<RepairKind> {
    repaired.repairs.iter().map(|repair| repair.id.kind).collect()
}

#[track_caller]
fn check(text: &str, expected: &Value, expected_kinds: &[RepairKind]) {
    let repaired = repair(text, &[]);
    assert_eq!(repaired.value.as_ref(), Ok(expected), "{text}\n{repaired:?}");
    assert_eq!(kinds(&repaired), expected_kinds, "{text}");
    for repair in &repaired.repairs {
        assert!(text.get(repair.span.clone()).is_some(), "{repair:?} has no place in the text");
        assert!(repair.applied && repair.times > 0 && repair.span.start == repair.id.start, "{repair:?}");
    }
}

#[track_caller]
fn check_refused(text: &str, line: usize, column: usize, found: Option<char>, expected: Problem) {
    let repaired = repair(text, &[]);
    let shown =
        repaired.value.map_err(|problem| (problem.line, problem.column, problem.found, problem.problem));
    assert_eq!(shown, Err((line, column, found, expected)), "{text:?}");
}

/// Source: the page's own sample, in Swedish and English.
#[test]
fn the_source_pages_sample() {
    use RepairKind::{BrokenLine, Entity, Escape};
    for sample in [SAMPLE_SV, SAMPLE_EN] {
        check(sample, &body(), &[BrokenLine, BrokenLine, Entity, BrokenLine, Entity, Escape]);
        let windows = sample.replace('\n', "\r\n");
        check(&windows, &body(), &[BrokenLine, BrokenLine, Entity, BrokenLine, Entity, Escape]);
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

/// Source: the whole page in Swedish; the English one around its sample.
#[test]
fn the_whole_page_pasted() {
    use RepairKind::{BrokenLine, Entity, Escape, TextAfter, TextBefore};
    for page in [PAGE_SV, PAGE_EN] {
        check(
            page,
            &body(),
            &[TextBefore, BrokenLine, BrokenLine, Entity, BrokenLine, Entity, Escape, TextAfter],
        );
        let without_fences = page.replace("```json", "JSON\nKopiera").replace("```", "");
        check(
            &without_fences,
            &body(),
            &[TextBefore, BrokenLine, BrokenLine, Entity, BrokenLine, Entity, Escape, TextAfter],
        );
    }
}

#[test]
fn the_page_as_html() {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let correct = serde_json::to_string_pretty(&body()).unwrap_or_default();
    let coloured = escaped(&correct)
        .replace("&quot;Input&quot;", "<span class=\"hljs-attr\">&quot;Input&quot;</span>")
        .replace('\n', "<br/>\n");
    for inside in [escaped(&correct), coloured] {
        let page = format!(
            "<!DOCTYPE html><html><head><style>p {{ color: red }}</style><script>var a = {{ b: \"c\" }};</script></head>\
             <body><p>Exempelbegäran:</p><pre><code class=\"lang-json\">{inside}</code></pre><p>Slut</p></body></html>"
        );
        let repaired = repair(&page, &[]);
        assert_eq!(repaired.value, Ok(body()), "{page}\n{repaired:?}");
    }
}

/// Source: the parameter as the two pages print it.
#[test]
fn the_parameter_alone() {
    use RepairKind::{DoubledQuote, Entity, OuterBraces, Quotes, Unquoted};
    check(
        "”AzureBatchPoolId” ”:&lt;lagringspoolen ID&gt;",
        &json!({ "AzureBatchPoolId": "<lagringspoolen ID>" }),
        &[Quotes, OuterBraces, DoubledQuote, Unquoted],
    );
    check(
        "\"AzureBatchPoolId\":\"&lt;pool ID&gt;\"",
        &json!({ "AzureBatchPoolId": "<pool ID>" }),
        &[OuterBraces, Entity],
    );
    check(
        "AzureBatchPoolId: 8dfc151b0d3e446497b845f3b29ef53b",
        &json!({ "AzureBatchPoolId": "8dfc151b0d3e446497b845f3b29ef53b" }),
        &[Unquoted, OuterBraces, Unquoted],
    );
}

/// What a text is read as, and by which repairs.
#[test]
fn each_kind_of_damage_in_a_string() {
    use RepairKind as K;
    let a = json!({ "a": "b" });
    check("\u{feff}{\"a\":\"b\"}", &a, &[K::ByteOrderMark]);
    let escaped = r#"{"GlobalParameters":{"t":"&amp; &lt;b&gt;"}}"#;
    check(&format!("\u{feff}{escaped}"), &serde_json::from_str(escaped).unwrap(), &[K::ByteOrderMark]);
    check("```json\n{\"a\":\"b\"}\n```\n", &a, &[K::CodeFence, K::CodeFence]);
    check("```\n{\"a\":\"b\"}\n", &a, &[K::CodeFence]);
    check("{\"a\":\"b\"}\n```", &a, &[K::CodeFence]);
    check("var body = {\"a\":\"b\"};", &a, &[K::TextBefore, K::SurplusComma]);
    check("{“a”:„b“}", &a, &[K::Quotes, K::Quotes]);
    check("{«a»:»b«}", &a, &[K::Quotes, K::Quotes]);
    check("{'a':‘b’}", &a, &[K::Quotes, K::Quotes]);
    check("{'a':\"it's “b”, so\"}", &json!({"a":"it's “b”, so"}), &[K::Quotes]);
    check("{'a':'it's b'}", &json!({"a":"it's b"}), &[K::Quotes, K::Quotes]);
    check("{\"a”: \"b”}", &a, &[K::Quotes, K::Quotes]);
    check("{&quot;a&quot;:&quot;b&quot;}", &a, &[K::Quotes, K::Quotes]);
    check(
        "{\"a\":\"x &quot;b&quot; &amp;lt;\",}",
        &json!({"a":"x \"b\" &lt;"}),
        &[K::Entity, K::SurplusComma],
    );
    check("{\"a\":\"&#60;&#x3e;&nbsp;\",}", &json!({"a":"<>\u{a0}"}), &[K::Entity, K::SurplusComma]);
    check("{\"\"a\"\":\"\"b\"\"}", &a, &[K::DoubledQuote, K::DoubledQuote, K::DoubledQuote, K::DoubledQuote]);
    check("{\"a\":\"b\"\"}", &a, &[K::DoubledQuote]);
    check("{\"a\":\"\",}", &json!({"a":""}), &[K::SurplusComma]);
    check("{\"a\":\"b}", &a, &[K::MissingQuote]);
    check("{\"a\":\"b,\n \"c\":1}", &json!({"a":"b","c":1}), &[K::MissingQuote]);
    check("{\"a\":\"b\n}", &a, &[K::MissingQuote]);
    check("{a\":\"b\"}", &a, &[K::MissingQuote, K::Unquoted]);
    check("{\"a\":b\"}", &a, &[K::MissingQuote, K::Unquoted]);
    check("{a:b}", &a, &[K::Unquoted, K::Unquoted]);
    check(
        "{a b : https://c/d // e\n}",
        &json!({"a b":"https://c/d"}),
        &[K::Unquoted, K::Unquoted, K::Comment],
    );
    check(
        "{\"a\":\"\\_\\*\\'b\\d\"}",
        &json!({"a":"_*'b\\d"}),
        &[K::Escape, K::Escape, K::Escape, K::Escape],
    );
    check(
        "{\"a\":\"\\ud800!\\ude00\"}",
        &json!({"a":"\u{fffd}!\u{fffd}"}),
        &[K::LoneSurrogate, K::LoneSurrogate],
    );
    check("{\"a\":\"\\u12\"}", &json!({"a":"\\u12"}), &[K::Escape]);
    check("{\"a\":\"b\tc\u{1}\"}", &json!({"a":"b\tc\u{1}"}), &[K::ControlCharacter, K::ControlCharacter]);
}

/// What a text is read as, and by which repairs.
#[test]
fn each_kind_of_damage_between_strings() {
    use RepairKind as K;
    let a = json!({ "a": "b" });
    check("{\u{a0}\"a\"\u{a0}:\u{2003}\"b\"}", &a, &[K::Blank]);
    check("/* x */{//y\n\"a\":#z\n\"b\"}", &a, &[K::Comment, K::Comment, K::Comment]);
    check("{\"a\":\"b\",}", &a, &[K::SurplusComma]);
    check("{,\"a\":\"b\",,}", &a, &[K::SurplusComma, K::SurplusComma, K::SurplusComma]);
    check("[1,,2,]", &json!([1, 2]), &[K::SurplusComma, K::SurplusComma]);
    check("{\"a\":\"b\" \"c\":[1 2]}", &json!({"a":"b","c":[1,2]}), &[K::MissingComma, K::MissingComma]);
    check("{\"a\":,\"c\":}", &json!({"a":null,"c":null}), &[K::MissingValue, K::MissingValue]);
    check("{\"a\":{\"b\":[1,{\"c\":2", &json!({"a":{"b":[1,{"c":2}]}}), &[K::MissingBrace]);
    check("{\"a\":[1,2}", &json!({"a":[1,2]}), &[K::MissingBrace]);
    check("{\"a\":\"b\"}}]", &a, &[K::SurplusBrace, K::SurplusBrace]);
    check("{\"a\":\"b\"}, \"c\": 1}", &json!({"a":"b","c":1}), &[K::SurplusBrace]);
    check("}, \"a\":\"b\"", &a, &[K::SurplusBrace, K::SurplusBrace, K::OuterBraces]);
    check("\"a\":\"b\"\n}", &a, &[K::OuterBraces, K::SurplusBrace]);
    check(
        "{u'a': None, 'b': True, \"c\": undefined}",
        &json!({"a":null,"b":true,"c":null}),
        &[K::Literal, K::Quotes, K::Literal, K::Quotes, K::Literal, K::Literal],
    );
    check(
        "{\"a\":+1,\"b\":.5,\"c\":007}",
        &json!({"a":1,"b":0.5,"c":"007"}),
        &[K::Number, K::Number, K::Unquoted],
    );
    check("{\"a\":1e999}", &json!({"a":"1e999"}), &[K::Unquoted]);
    check("{\"a\":\"one\\\n  two\"}", &json!({"a":"onetwo"}), &[K::BrokenLine]);
    check("{\"a\":\"one \n\n  two\"}", &json!({"a":"one two"}), &[K::BrokenLine]);
    check("{\"Conn\n ection\":\"b\"}", &json!({"Connection":"b"}), &[K::BrokenLine]);
}

#[test]
fn a_body_inside_a_command() {
    use RepairKind::{Escape, ShellArgument};
    let a = json!({ "Input": { "RelativeLocation": "it's \"in\"" } });
    check(
        "curl -X POST https://x/jobs -H 'A: b' -d '{\"Input\":{\"RelativeLocation\":\"it'\\''s \\\"in\\\"\"}}' -s",
        &a,
        &[ShellArgument, ShellArgument],
    );
    check(
        "curl https://x/jobs --data-raw \"{\\\"Input\\\":{\\\"RelativeLocation\\\":\\\"it's \\\\\\\"in\\\\\\\"\\\"}}\"",
        &a,
        &[ShellArgument, ShellArgument],
    );
    check(
        "curl -d '{\"Outputs\":{},\"AzureBatchPoolId\":\"a\\_b\"}' https://x/jobs?a=b",
        &json!({"Outputs":{},"AzureBatchPoolId":"a_b"}),
        &[ShellArgument, Escape, ShellArgument],
    );
}

/// Source: the README of a PowerShell module for the service has `GolbalParameters` and `ConnetionString`.
#[test]
fn misspelt_keys_where_the_service_has_its_own() {
    use RepairKind::KeyName;
    check(
        r#"{"input":{"ConnetionString":"c","Relativelocation":"r"},"GolbalParameters":{"imput":"x","Outputs":"y"}}"#,
        &json!({"Input":{"ConnectionString":"c","RelativeLocation":"r"},"GlobalParameters":{"imput":"x","Outputs":"y"}}),
        &[KeyName, KeyName, KeyName, KeyName],
    );
    check(
        r#"{"Inputs":{"Imput":{"SASBlobToken":null},"ConnetionString":{"x":1}},"azureBatchPoolID":"p"}"#,
        &json!({"Inputs":{"Imput":{"SasBlobToken":null},"ConnetionString":{"x":1}},"AzureBatchPoolId":"p"}),
        &[KeyName, KeyName],
    );
    for untouched in [
        json!({"Inputs": {}, "Imput": {}, "inputs": {}}),
        json!({"Outputs": {}, "output": {}}),
        json!({"Imput": 1, "outputs": "none"}),
        json!([{"Imput": {}}]),
        json!({"a": {"ConnetionString": "c"}}),
    ] {
        let text = untouched.to_string();
        let repaired = repair(&text, &[]);
        let expected_renames = usize::from(untouched.get("Imput").is_some_and(Value::is_object));
        assert_eq!(repaired.repairs.len(), expected_renames, "{text}: {repaired:?}");
        if expected_renames == 0 {
            assert_eq!(repaired.value, Ok(untouched));
        }
    }
}

#[test]
fn what_may_be_meant_stays() {
    let text = r#"{"Input":{"ConnectionString":"FileEndpoint=https://zhguiml.file.core.windows.net/;AccountKey=&lt;Key&gt;;"}}"#;
    check(text, &text.parse().unwrap_or_default(), &[]);
}

#[test]
fn a_key_that_stands_twice_is_told() {
    let repaired = repair(r#"{"Outputs":{},"Outputs":null,"x":{"a":1,"a":2}}"#, &[]);
    assert_eq!(repaired.value, Ok(json!({"Outputs":null,"x":{"a":2}})));
    assert_eq!(repaired.repairs, []);
    let told: Vec<(String, Value)> = repaired
        .notices
        .into_iter()
        .filter_map(|notice| match notice {
            Notice::DuplicateKey { key, first, .. } => Some((key, first)),
            Notice::NumberRounded { .. } => None,
        })
        .collect();
    assert_eq!(told, [("Outputs".to_owned(), json!({})), ("a".to_owned(), json!(1))]);
}

#[test]
fn a_number_that_loses_digits_is_told() {
    let lost = |text: &str| repair(text, &[]).notices.len();
    assert_eq!(lost("[123456789012345678901234567890]"), 1);
    assert_eq!(lost("[0.12345678901234567890]"), 1);
    for kept in [
        "[18446744073709551615]",
        "[-9223372036854775808]",
        "[0.1]",
        "[1e300]",
        "[1.50]",
        "[100000000000000000000]",
    ] {
        assert_eq!(lost(kept), 0, "{kept}");
    }
}

/// Every repair of the sample can be undone alone, and keeps its name while others are off.
#[test]
fn one_repair_undone() {
    let repaired = repair(SAMPLE_SV, &[]);
    let value_at =
        |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    for undone in &repaired.repairs {
        let again = repair(SAMPLE_SV, &[undone.id]);
        let ids = |repaired: &Repaired| -> Vec<RepairId> {
            repaired.repairs.iter().map(|repair| repair.id).collect()
        };
        assert_eq!(ids(&again), ids(&repaired), "{:?}", undone.id);
        let off: Vec<RepairId> =
            again.repairs.iter().filter(|repair| !repair.applied).map(|repair| repair.id).collect();
        assert_eq!(off, [undone.id]);
        assert_ne!(again.value, repaired.value, "{:?}", undone.id);
        assert!(again.value.is_ok(), "{:?}", undone.id);
    }
    let all: Vec<RepairId> = repaired.repairs.iter().map(|repair| repair.id).collect();
    let raw = repair(SAMPLE_SV, &all).value.unwrap_or_default();
    let output = value_at(&raw, "/Outputs/output1/RelativeLocation");
    assert_eq!(output.as_deref(), Some("testintoutput/testint\\_results.csv"));
    let connection = value_at(&raw, "/Outputs/output1/ConnectionString").unwrap_or_default();
    assert!(
        connection.contains("TableEndpo\n            int=") && connection.contains("&lt;Key&gt;"),
        "{connection}"
    );
}

#[test]
fn a_repair_that_reading_needs_is_named_when_it_is_off() {
    for text in [
        "{\"a\":1,}",
        "{“a”:1}",
        "{\"a”:1}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1 /* b */}",
        "{\"a\":None}",
        "{\"a\":1",
        "{\"a\":1}}",
        "\"a\":1",
        "text {\"a\":1}",
        "{\"a\":1} text",
        "\u{feff}{\"a\":1}",
        "{\u{a0}\"a\":1}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\d\"}",
        "{\"a\":\"b}",
        "{\"a\"\":1}",
        "{\"a\":+1}",
        "{\"a\":}",
        "```\n{\"a\":1}\n```",
    ] {
        for undone in repair(text, &[]).repairs {
            let again = repair(text, &[undone.id]);
            let kind = undone.id.kind;
            assert_eq!(
                again.value.map_err(|problem| problem.problem),
                Err(Problem::SwitchedOff(kind)),
                "{text}"
            );
            assert!(again.repairs.iter().any(|repair| repair.id == undone.id && !repair.applied), "{text}");
        }
    }
    let typo = r#"{"GolbalParameters":{}}"#;
    let id = RepairId { start: 1, kind: RepairKind::KeyName };
    assert_eq!(repair(typo, &[id]).value, Ok(json!({"GolbalParameters":{}})));
}

#[test]
fn says_where_and_why_when_nothing_helps() {
    let expected = Problem::Expected;
    for text in ["", "  ", "hello", "the pool is busy", "\u{feff}", "42 pools", "'text'"] {
        let problem = repair(text, &[]).value.map_err(|problem| problem.problem);
        assert_eq!(problem, Err(Problem::NoJson), "{text:?}");
    }
    check_refused("{\"a\":1,\n \"b\" 2}", 2, 6, Some('2'), expected(Expected::Colon));
    check_refused("{\"å\" 1}", 1, 6, Some('1'), expected(Expected::Colon));
    check_refused("{\"a\":{}{}}", 1, 8, Some('{'), expected(Expected::CommaOrEnd));
    check_refused("{\"a\":x\"y\"z}", 1, 6, Some('x'), expected(Expected::Value));
    check_refused("{\"a", 1, 4, None, expected(Expected::Colon));
    check_refused("[:", 1, 2, Some(':'), expected(Expected::Value));
}

#[test]
fn depth_is_refused_and_never_overflows() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(repair(&nested(DEEPEST), &[]).value.is_ok());
    for depth in [DEEPEST + 1, 100_000] {
        for text in [nested(depth), "[".repeat(depth), "{\"a\":".repeat(depth), "{a:[".repeat(depth)] {
            let problem = repair(&text, &[]).value.map_err(|problem| problem.problem);
            assert_eq!(problem, Err(Problem::TooDeep), "{depth}");
        }
    }
}

#[test]
fn pasted_text_is_not_shown_by_debug() {
    let repaired = repair("{'Input':{'ConnectionString':'AccountKey=geheim;',},'geheim':1,'geheim':2}", &[]);
    assert!(repaired.value.is_ok());
    assert!(!repaired.notices.is_empty());
    assert!(!format!("{repaired:?}").contains("geheim"));
}

/// Repairs beyond the list are done and counted, and the list stays within its limit.
#[test]
fn more_repairs_than_are_listed() {
    let text = format!("[{}1]", "1,,".repeat(3_000));
    let repaired = repair(&text, &[]);
    assert_eq!(repaired.value.as_ref().map(|value| value.as_array().map(Vec::len)), Ok(Some(3_001)));
    assert_eq!((repaired.repairs.len(), repaired.unlisted), (2_000, 1_000));
}

/// The parameter pasted after the body's last brace belongs to the body.
#[test]
fn the_parameter_pasted_after_the_body() {
    use RepairKind::{DoubledQuote, Quotes, SurplusBrace, Unquoted};
    check(
        "{\"Outputs\":{}}\n\n”AzureBatchPoolId” ”: 8dfc",
        &json!({"Outputs":{},"AzureBatchPoolId":"8dfc"}),
        &[SurplusBrace, Quotes, DoubledQuote, Unquoted, RepairKind::MissingBrace],
    );
    check(
        "{\"Outputs\":{}}, \"AzureBatchPoolId\":\"8dfc\"}",
        &json!({"Outputs":{},"AzureBatchPoolId":"8dfc"}),
        &[SurplusBrace],
    );
}
