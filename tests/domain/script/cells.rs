//! Holes in cells, holes that nothing fills, and outputs that overwrite inputs.

use poolwise::job_form::{example, template as of_form};
use poolwise::request::wire::Json;
use poolwise::request::{BlobProblem, ParameterType};
use poolwise::script::many::wire::Ask;
use poolwise::script::{MOST_JOBS, Many, ManyProblem, SecretsAs, Source, many_problem};
use poolwise::units::Timestamp;
use poolwise::words::Language;
use serde_json::json;

const ACCT: &str = "https://acct.blob.core.windows.net/";

fn by_key(path: &str) -> Json {
    json!({"ConnectionString": "AccountName=acct;AccountKey=a2V5", "RelativeLocation": path,
        "BaseLocation": null, "SasBlobToken": null})
}

/// One input without a name, and an output under a pattern.
fn single(pattern: &str) -> Json {
    json!({"Input": by_key("data/one.csv"), "Outputs": {"o": by_key(pattern)}})
}

/// The input `in one`, and an output under a pattern.
fn named(pattern: &str) -> Json {
    json!({"Inputs": {"in one": by_key("")}, "Outputs": {"o": by_key(pattern)}})
}

fn overwrites(writes: usize, reads: usize, input: &str, more: usize) -> ManyProblem {
    ManyProblem::Overwrites { writes, output: "o".to_owned(), reads, input: input.to_owned(), more }
}

fn unfilled(place: &str, hole: &str, known: &[&str]) -> ManyProblem {
    let known = known.iter().map(|name| (*name).to_owned()).collect();
    ManyProblem::Unfilled { place: place.to_owned(), hole: hole.to_owned(), known }
}

#[track_caller]
fn doubts(template: &Json, table: &str, expected: &[ManyProblem]) {
    let many = Many::new(template, table).unwrap();
    assert_eq!(many.doubts(), expected, "{table}");
}

fn paths(many: &Many) -> Vec<[String; 2]> {
    let bodies = many.lines(SecretsAs::Inlined).map(|line| serde_json::from_str::<Json>(&line).unwrap());
    let path = |reference: &Json| reference["RelativeLocation"].as_str().unwrap_or_default().to_owned();
    bodies.map(|body| [&body["Inputs"]["in one"], &body["Outputs"]["o"]].map(path)).collect()
}

fn said(problem: &ManyProblem) -> [String; 2] {
    Language::ALL.map(|language| many_problem(problem, language))
}

#[test]
fn an_output_that_overwrites_an_input_is_told() {
    // Of its own row, by a hole or by a column.
    doubts(&single("data/{Input.name}.csv"), "data/a.csv", &[overwrites(1, 1, "Input", 0)]);
    doubts(&named("x/{number}.csv"), "in one,o\nins/a.csv,ins/a.csv", &[overwrites(2, 2, "in one", 0)]);
    doubts(&named("{in one}"), "ins/a.csv\nins/b.csv", &[overwrites(1, 1, "in one", 1)]);
    // Of another row: both orders, as jobs run beside each other.
    let numbers = single("data/{number}.csv");
    doubts(&numbers, "data/1.csv\ndata/2.csv", &[overwrites(1, 1, "Input", 1)]);
    doubts(&numbers, "data/2.csv\ndata/1.csv", &[overwrites(2, 1, "Input", 1)]);
    doubts(&numbers, "data/x.csv\ndata/y.csv\ndata/1.csv\ndata/1.csv", &[overwrites(1, 3, "Input", 0)]);
    doubts(&numbers, "data/x.csv\ndata/3.csv", &[]);
    // An input that is the same in every job.
    let mut fixed = numbers.clone();
    fixed["Input"] = by_key("data/3.csv");
    let many = Many::of(&fixed, &[], &Source::Count(5)).unwrap();
    assert_eq!(many.doubts(), [overwrites(3, 1, "Input", 0)]);
    let one = overwrites(3, 1, "Input", 0);
    for [english, swedish] in [said(&one), said(&overwrites(2, 2, "in one", 4))] {
        assert!(english.contains("overwrite") && swedish.contains("skriva över"), "{english} {swedish}");
    }
}

/// One blob is one blob, however it is named and opened.
#[test]
fn an_overwritten_input_is_found_by_its_blob() {
    let token = "?sv=2019-02-02&sr=b&sp=rw&sig=c2ln";
    for (input, output) in [
        ("data/x y.csv".to_owned(), format!("{ACCT}data/x%20y.csv")),
        ("/data/x y.csv".to_owned(), format!("{ACCT}data/x%20y.csv{token}")),
        (
            format!("https://ACCT-secondary.blob.core.windows.net/data/x%20y.csv{token}"),
            "data/x y.csv".to_owned(),
        ),
    ] {
        let many = Many::new(&named("x/{number}.csv"), &format!("in one,o\n{input},{output}")).unwrap();
        assert_eq!(many.doubts().first(), Some(&overwrites(2, 2, "in one", 0)), "{input} {output}");
    }
    // The same path in another account is another blob.
    let elsewhere = format!("in one,o\ndata/a.csv,https://other.blob.core.windows.net/data/a.csv{token}");
    let many = Many::new(&named("x/{number}.csv"), &elsewhere).unwrap();
    let is_told = |doubt: &ManyProblem| matches!(doubt, ManyProblem::Overwrites { .. });
    assert!(!many.doubts().iter().any(is_told), "{:?}", many.doubts());
}

#[test]
fn the_longest_list_is_told_once() {
    let list: String = (1..=MOST_JOBS).rev().map(|at| format!("data/{at}.csv\n")).collect();
    let many = Many::new(&single("data/{number}.csv"), &list).unwrap();
    assert_eq!(many.doubts(), [overwrites(MOST_JOBS, 1, "Input", MOST_JOBS - 1)]);
}

/// The advice to use `{number}` holds for a cell, too: a column that fills a path takes the pattern's place.
#[test]
fn holes_in_cells_of_blobs_are_filled() {
    let table =
        "in one,o,who\nins/a.csv,outs/{who}-{number}.csv,me\nins/{number}.csv,outs/{in one.name}.csv,me";
    let many = Many::new(&named("x"), table).unwrap();
    assert_eq!(paths(&many), [["ins/a.csv", "outs/me-1.csv"], ["ins/2.csv", "outs/2.csv"]]);
    assert_eq!(many.doubts(), []);
    let many = Many::new(&named("x"), "in one,o\nins/a.csv,outs/{number}.csv\nins/b.csv,outs/{number}.csv");
    assert_eq!(paths(&many.unwrap()), [["ins/a.csv", "outs/1.csv"], ["ins/b.csv", "outs/2.csv"]]);
    // In a URL, and in what the template makes of the cell.
    let template = named("outs/{in one.name}.csv");
    let many = Many::new(&template, &format!("in one\n{ACCT}ins/{{number}}.csv")).unwrap();
    assert_eq!(paths(&many), [["ins/1.csv", "outs/1.csv"]]);
    // What is filled in is not read again.
    let many = Many::new(&named("x"), "in one,o,who\nins/a.csv,outs/{who}.csv,{number}").unwrap();
    assert_eq!(paths(&many), [["ins/a.csv", "outs/{number}.csv"]]);
    // A parameter's cell is a value: its braces are the user's.
    let mut body = named("outs/{number}.csv");
    body["GlobalParameters"] = json!({"q": ""});
    let many = Many::new(&body, "in one,q\nins/a.csv,{number}").unwrap();
    let line: Json = serde_json::from_str(&many.line(0, SecretsAs::Inlined).unwrap()).unwrap();
    assert_eq!(line["GlobalParameters"]["q"], "{number}");
}

#[test]
fn a_cell_that_names_itself_is_told() {
    let told = |line: usize, column: &str| ManyProblem::Circular { line, column: column.to_owned() };
    let table =
        "in one,o\nins/a.csv,outs/1.csv\nins/{o.name}.csv,outs/{in one.name}.csv\nins/c.csv,outs/{o}.csv";
    let many = Many::new(&named("x"), table).unwrap();
    assert_eq!(many.doubts(), [told(3, "in one"), told(3, "o")]);
    assert_eq!(paths(&many)[1], ["ins/{o.name}.csv", "outs/{in one.name}.csv"]);
    // Where that makes two paths the same, both are told.
    let problems = Many::new(&named("x"), "in one,o\nins/a.csv,{o}\nins/b.csv,{o}").unwrap_err();
    assert!(matches!(problems[0], ManyProblem::SameOutput { .. }) && problems[1..] == [told(2, "o")]);
}

#[test]
fn holes_that_nothing_fills_are_told_once() {
    let table = "ins/a.csv\nins/b.csv";
    let known = ["number", "in one", "in one.name"];
    doubts(
        &named("outs/{date}-{number}-{Input.name}-{date}.csv"),
        table,
        &[unfilled("o", "date", &known), unfilled("o", "Input.name", &known)],
    );
    // The name that may be meant stands first; in a cell as in the template.
    let near = ["in one.name", "number", "in one"];
    doubts(&named("outs/{In one.name}-{number}.csv"), table, &[unfilled("o", "In one.name", &near)]);
    let cells = "in one,o\nins/a.csv,outs/{nmber}-1.csv\nins/{x}.csv,outs/{nmber}-2.csv";
    let known = ["number", "in one", "in one.name", "o", "o.name"];
    doubts(&named("not {used}"), cells, &[unfilled("o", "nmber", &known)]);
    let [english, swedish] = said(&unfilled("o", "date", &["number", "in one"]));
    assert!(english.contains("o holds {date}") && english.ends_with("{number}, {in one}"), "{english}");
    assert!(swedish.contains("o innehåller {date}") && swedish.ends_with("{number}, {in one}"), "{swedish}");
    // Without columns the number alone is known.
    let many = Many::of(&single("outs/{Input.name}-{number}.csv"), &[], &Source::Count(2)).unwrap();
    assert_eq!(many.doubts(), [unfilled("o", "Input.name", &["number"])]);
}

/// Braces that are no holes: JSON, formats, ids; and what a column puts another text in the place of.
#[test]
fn braces_on_purpose_are_no_holes() {
    let mut body = named("outs/{6F9619FF}-{}-{0}-{number}.csv");
    body["GlobalParameters"] = json!({
        "Rules": "{\"a\": {\"b\": 1}}", "Style": "hello {name}", "Nested": {"text": "a {b} c"},
        "Region": "{region}", "Note": "job {nubmer}", "Who": "{nobody}"
    });
    let known = ["number", "in one", "in one.name", "Who"];
    let many = Many::new(&body, "in one,Who\nins/a.csv,me").unwrap();
    assert_eq!(many.doubts(), [unfilled("Region", "region", &known), unfilled("Note", "nubmer", &known)]);
}

/// A path that was emptied: the form calls it an error.
#[test]
fn a_path_that_was_emptied_is_told() {
    let empty =
        |port: &str| ManyProblem::Path { line: 1, port: port.to_owned(), problem: BlobProblem::Empty };
    doubts(&single(""), "data/a.csv\ndata/b.csv", &[empty("o")]);
    let form = of_form(&example(), &[("output1".to_owned(), String::new())].into());
    assert_eq!(form["Outputs"]["output1"]["RelativeLocation"], Json::Null);
    assert_eq!(Many::new(&form, "data/a.csv").unwrap().doubts(), [empty("output1")]);
    // So is an input's that nothing fills, and one that a row leaves empty.
    let many = Many::of(&named("outs/{number}.csv"), &[], &Source::Count(3)).unwrap();
    assert_eq!(many.doubts(), [empty("in one")]);
    let by_row = Many::of(
        &named("{where}"),
        &[("where".to_owned(), ParameterType::Text)],
        &Source::Table("in one,where\nins/a.csv,outs/a.csv\nins/b.csv,".to_owned()),
    );
    let told = ManyProblem::Path { line: 3, port: "o".to_owned(), problem: BlobProblem::Empty };
    assert_eq!(by_row.unwrap().doubts(), [told]);
}

/// A number that the field refuses arrives as none: of paths, there is nothing to be said.
#[test]
fn no_number_of_jobs_is_no_list() {
    for (language, says) in [("en", "1 to 100"), ("sv", "1 till 100")] {
        let ask = Ask {
            id: 1,
            language: language.to_owned(),
            body: single("outs/{number}.csv"),
            parameters: Vec::new(),
            table: None,
            count: 0,
            make: None,
            inlined: false,
        };
        let (found, _) = ask.answer(Timestamp::from_ms(0));
        assert!(found.problems.len() == 1 && found.problems[0].contains(says), "{found:?}");
    }
}
