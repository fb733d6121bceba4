//! Tables of any kind, and the files that are made of them, read back by others.

use poolwise::request::wire::Json;
use poolwise::request::{BlobProblem, ParameterType};
use poolwise::script::many::wire::{Answer, Ask, Found, Told};
use poolwise::script::{
    Bundle, BundleForm, ExitCode, Flow, Many, ManyProblem, SecretsAs, Source, many_script,
};
use poolwise::share::zip::Packing;
use poolwise::units::Secret;
use poolwise::units::Timestamp;
use poolwise::wire::Message;
use serde_json::json;

use super::flow::{address, finishes, options};
use super::mock::Mock;
use super::run::{Folder, is_mono_aborted, languages, run, until_mono_holds};

const KEY: &str = "s'ec\\r=";

fn template() -> Json {
    let connection = format!("AccountName=a;AccountKey={KEY}");
    json!({
        "Inputs": {
            "input1": {"ConnectionString": connection, "RelativeLocation": "data/one.csv"},
            "both": {"ConnectionString": connection, "RelativeLocation": "data/two.csv"}},
        "Outputs": {
            "output1": {"ConnectionString": connection, "RelativeLocation": "results/{number}.csv"},
            "both": {"ConnectionString": connection, "RelativeLocation": "results/{number}.ilearner"}},
        "GlobalParameters": {"Seed": 7, "Rate": 0.5, "Append": true, "Note": "for {who}", "a/b": "x", "List": [1]}
    })
}

fn declared() -> Vec<(String, ParameterType)> {
    vec![("Left out".to_owned(), ParameterType::Integer)]
}

fn of(table: &str) -> Result<Many, Vec<ManyProblem>> {
    Many::of(&template(), &declared(), &Source::Table(table.to_owned()))
}

#[track_caller]
fn body(table: &str, at: usize) -> Json {
    let many = of(table).unwrap();
    serde_json::from_str(&many.line(at, SecretsAs::Inlined).unwrap()).unwrap()
}

#[track_caller]
fn refused(table: &str, expected: &[ManyProblem]) {
    assert_eq!(of(table).unwrap_err(), expected);
}

#[test]
fn columns_fill_parameters_by_their_types() {
    let table = "input1,Seed,Rate,Append,Left out,a/b,List\n\
                 data/a.csv, 12 ,1.25,false,3,y,\"[2,3]\"\n\
                 data/b.csv,,,,,,\n";
    let first = body(table, 0);
    assert_eq!(
        first["GlobalParameters"],
        json!({"Seed": 12, "Rate": 1.25, "Append": false, "Note": "for {who}", "a/b": "y", "List": [2, 3], "Left out": 3})
    );
    // An empty cell leaves the parameter out: the service uses its default.
    assert_eq!(body(table, 1)["GlobalParameters"], json!({"Note": "for {who}"}));
    let value = |line, column: &str, kind| ManyProblem::Value { line, column: column.to_owned(), kind };
    refused(
        "input1,Seed,Append\ndata/a.csv,1.5,true\ndata/b.csv,1,yes",
        &[value(2, "Seed", ParameterType::Integer), value(3, "Append", ParameterType::Boolean)],
    );
}

#[test]
fn a_name_of_two_things_is_told_apart() {
    let made = body("Inputs.both,Outputs.both,GlobalParameters.Note\ndata/i.csv,results/o.csv,n", 0);
    assert_eq!(made["Inputs"]["both"]["RelativeLocation"], "data/i.csv");
    assert_eq!(made["Outputs"]["both"]["RelativeLocation"], "results/o.csv");
    assert_eq!(made["GlobalParameters"]["Note"], "n");
    let filled = of("both,a/b\ndata/i.csv,z").unwrap().columns();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(filled, [pair("both", "Inputs.both"), pair("a/b", "GlobalParameters.a/b")]);
}

#[test]
fn names_are_case_sensitive_and_near_misses_told() {
    let near = ManyProblem::Near { column: "Input1".to_owned(), near: "input1".to_owned() };
    let unused = ManyProblem::Unused { column: "whoever".to_owned() };
    refused("Input1,whoever\ndata/a.csv,x", &[near, unused]);
    assert_eq!(
        body("input1,who\ndata/a.csv,{number} {who}", 0)["GlobalParameters"]["Note"],
        "for {number} {who}"
    );
}

#[test]
fn a_number_of_jobs_needs_no_table() {
    let many = Many::of(&template(), &[], &Source::Count(12)).unwrap();
    let last: Json = serde_json::from_str(&many.line(11, SecretsAs::Inlined).unwrap()).unwrap();
    assert_eq!(last["Outputs"]["output1"]["RelativeLocation"], "results/12.csv");
    assert_eq!(last["Inputs"]["input1"]["RelativeLocation"], "data/one.csv");
    assert_eq!(many.line(12, SecretsAs::Inlined), None);
    let mut same = template();
    same["Outputs"]["output1"]["RelativeLocation"] = json!("results/all.csv");
    let problem = ManyProblem::SameOutput { output: "output1".to_owned(), first: 1, second: 2 };
    assert_eq!(Many::of(&same, &[], &Source::Count(3)).unwrap_err(), [problem]);
    // One job may.
    assert!(Many::of(&same, &[], &Source::Count(1)).is_ok());
    assert_eq!(Many::of(&same, &[], &Source::Count(0)).unwrap_err(), [ManyProblem::NoCount]);
    let found = 100_001;
    assert_eq!(Many::of(&same, &[], &Source::Count(found)).unwrap_err(), [ManyProblem::TooMany { found }]);
}

#[test]
fn paths_that_storage_refuses_are_doubts_and_stop_nothing() {
    let many = of("input1,output1\nA/a.csv,results/a.txt\ndata/b.csv,results/b.csv\n").unwrap();
    let doubts = many.doubts();
    assert_eq!(doubts.len(), 2, "{doubts:?}");
    assert!(matches!(
        &doubts[0],
        ManyProblem::Path { line: 2, port, problem: BlobProblem::Container { .. } } if port == "input1"
    ));
    assert!(matches!(
        &doubts[1],
        ManyProblem::Path { line: 2, port, problem: BlobProblem::Extension { .. } } if port == "output1"
    ));
    let many: String = (0..50).map(|at| format!("X/{at}.csv\n")).collect();
    assert_eq!(of(&many).unwrap().doubts().len(), 10);
}

/// Cells that something on the way may take for its own.
fn hostile() -> Vec<String> {
    let mut cells: Vec<String> = [
        "data/it's \"quoted\".csv",
        "data/$(touch x)`id`${HOME}.csv",
        "data/%PATH%!x!^&|<>.csv",
        "data/line\nbreak\r\n.csv",
        "data/'@\n'@.csv",
        "data/\\u0000INPUT1_ACCOUNT_KEY\\u0000.csv",
        "data/{number}{input1}{{}}.csv",
        "data/=HYPERLINK(\"x\").csv",
        "data/a,b;c\td.csv",
        "data/\u{202e}fdp.exe\u{2066} 👩‍👩‍👧 å日\u{feff}.csv",
        "data/\u{1}\u{1b}[31m\u{7f}\u{85}\u{2028}.csv",
    ]
    .map(str::to_owned)
    .to_vec();
    cells.push(format!("data/{}.csv", "long'\"\\ ".repeat(1_280)));
    cells
}

fn csv(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| format!("\"{}\"\r\n", cell.replace('"', "\"\"")));
    format!("\u{feff}input1\r\n{}", quoted.collect::<String>())
}

fn file(many: &Many, form: BundleForm, secrets: SecretsAs, step: usize) -> Vec<u8> {
    let (mut bundle, mut file) = (Bundle::new(many.clone(), form, secrets), Vec::new());
    while bundle.step(step, &mut file) {}
    assert_eq!(bundle.done(), many.jobs());
    assert!(!bundle.step(step, &mut file), "what is whole stays as it is");
    file
}

#[test]
fn hostile_cells_arrive_in_every_form_as_they_were() {
    let cells = hostile();
    let many = of(&csv(&cells)).unwrap();
    assert_eq!(many.jobs(), cells.len());
    let lines = file(&many, BundleForm::Lines, SecretsAs::Inlined, 5);
    assert_eq!(lines, file(&many, BundleForm::Lines, SecretsAs::Inlined, 1_000));
    let lines = String::from_utf8(lines).unwrap();
    assert!(lines.is_ascii());
    let paths: Vec<String> = lines
        .lines()
        .map(|line| {
            let body: Json = serde_json::from_str(line).unwrap();
            assert_eq!(
                body["Inputs"]["input1"]["ConnectionString"],
                template()["Inputs"]["input1"]["ConnectionString"]
            );
            body["Inputs"]["input1"]["RelativeLocation"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(paths, cells);
    for packing in [Packing::Stored, Packing::Deflated] {
        for secrets in [SecretsAs::Inlined, SecretsAs::Environment] {
            let folder = Folder::new();
            let zip = folder.0.join("bodies.zip");
            std::fs::write(&zip, file(&many, BundleForm::Zip(packing), secrets, 3)).unwrap();
            let read = std::process::Command::new("python3")
                .args(["-c", READ, zip.to_str().unwrap()])
                .output()
                .expect("python3 is needed");
            assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
            let read: Vec<(String, Json)> = serde_json::from_slice(&read.stdout).unwrap();
            assert_eq!(read.len(), cells.len());
            for (at, ((name, body), cell)) in read.iter().zip(&cells).enumerate() {
                assert_eq!(*name, format!("job-{:02}.json", at + 1));
                assert_eq!(body["Inputs"]["input1"]["RelativeLocation"], json!(cell));
                let key = if secrets == SecretsAs::Inlined { KEY } else { "<INPUT1_ACCOUNT_KEY>" };
                let connection = format!("AccountName=a;AccountKey={key}");
                assert_eq!(body["Inputs"]["input1"]["ConnectionString"], json!(connection));
            }
            let tested = std::process::Command::new("unzip").arg("-tqq").arg(&zip).status();
            assert!(tested.expect("unzip is needed").success());
        }
    }
}

const READ: &str = "
import sys, json, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    json.dump([[i.filename, json.loads(z.read(i))] for i in z.infolist()], sys.stdout)
";

#[test]
fn the_loop_sends_hostile_cells_as_they_were() {
    let cells = hostile();
    let many = of(&csv(&cells)).unwrap();
    let bodies = file(&many, BundleForm::Lines, SecretsAs::Environment, 4);
    assert!(!String::from_utf8_lossy(&bodies).contains("s'e"), "no secret is in the file");
    let in_language = |language| {
        let mock = Mock::start(finishes());
        let folder = Folder::new();
        std::fs::write(folder.0.join("bodies.ndjson"), &bodies).unwrap();
        let flow = Flow::new(&address(&mock), &Secret::default(), &template()).unwrap();
        let options = options("results", SecretsAs::Environment);
        let script = many_script(&flow, "bodies.ndjson", 4, language, &options).unwrap();
        let output = run(language, &script, &folder, &[("BES_API_KEY", "key"), ("INPUT1_ACCOUNT_KEY", KEY)]);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_eq!(
            output.status.code(),
            Some(ExitCode::Done.number()),
            "{language:?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let submitted = |path: &str| path.ends_with("/jobs?api-version=2.0");
        let seen = mock.seen();
        let mut arrived: Vec<Json> = seen
            .iter()
            .filter(|seen| seen.method == "POST" && submitted(&seen.path))
            .map(|seen| serde_json::from_slice(&seen.body).unwrap())
            .collect();
        let mut all: Vec<Json> = (0..cells.len())
            .map(|at| serde_json::from_str(&many.line(at, SecretsAs::Inlined).unwrap()).unwrap())
            .collect();
        arrived.sort_by_key(Json::to_string);
        all.sort_by_key(Json::to_string);
        assert!(arrived == all, "{language:?}: other bodies arrived");
        Some(())
    };
    languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
}

fn ask(table: Option<&str>, make: Option<&str>, inlined: bool) -> Ask {
    Ask {
        id: 3,
        language: "sv".to_owned(),
        body: template(),
        parameters: vec![("Seed".to_owned(), "integer".to_owned())],
        table: table.map(str::to_owned),
        count: 4,
        make: make.map(str::to_owned),
        inlined,
    }
}

#[test]
fn page_and_worker_understand_each_other() {
    for (table, make, jobs) in [(None, None, 4), (Some("data/a.csv,data/b.csv"), Some("zip"), 1)] {
        let asked = Ask::from_json(&ask(table, make, false).to_json()).unwrap();
        let (found, bundle) = asked.answer(Timestamp::from_ms(0));
        assert_eq!((found.jobs, bundle.is_some()), (jobs, make.is_some()));
        assert!(found.shown.len() == jobs.min(3) && found.shown[0].contains("<INPUT1_ACCOUNT_KEY>"));
        let answer = Answer { id: 3, told: Told::Checked(found) };
        assert_eq!(Answer::from_json(&answer.to_json()), Some(answer));
    }
    // What is inlined is masked on screen, and in the file.
    let (found, bundle) = ask(None, Some("lines"), true).answer(Timestamp::from_ms(0));
    assert!(found.shown.iter().all(|body| body.contains("******") && !body.contains("s'e")));
    let mut file = Vec::new();
    while bundle.clone().unwrap().step(9, &mut file) {}
    assert!(String::from_utf8(file).unwrap().contains("s'e"));
    let (found, bundle) =
        ask(Some("input1,Seed\ndata/a.csv,x\ndata/b.csv"), Some("lines"), true).answer(Timestamp::from_ms(0));
    assert!(bundle.is_none());
    let expected = [
        "rad 2: kolumnen ”Seed” tar värden av en annan typ: heltal",
        "celler på rad 3: 1; tabellens kolumner: 2",
    ];
    assert_eq!(found, Found { problems: expected.map(str::to_owned).to_vec(), ..Found::default() });
    let made = Answer { id: 1, told: Told::Made(1, 2, 3) };
    assert_eq!(made.to_json(), r#"{"id":1,"made":[1,2,3]}"#);
    assert_eq!(Answer::from_json(&made.to_json()), Some(made));
    assert!(Ask::from_json("ready").is_none() && Answer::from_json("").is_none());
}
