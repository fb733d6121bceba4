use std::process::Output;

use poolwise::request::wire::Json;
use poolwise::script::{
    ExitCode, Flow, Limits, MOST_JOBS, Many, ManyProblem, Options, ScriptLanguage, ScriptProblem, SecretsAs,
    many_script,
};
use poolwise::units::Secret;
use serde_json::json;

use super::flow::{address, finishes, options, pools, posts, to_zero};
use super::mock::{Fault, Mock, Scenario};
use super::run::{Folder, is_mono_aborted, languages, quick_languages, run, until_mono_holds};

pub(super) fn template() -> Json {
    json!({
        "Inputs": {"input1": {"ConnectionString": "AccountName=a;AccountKey=s'ec\\r=;EndpointSuffix=f",
            "RelativeLocation": null, "BaseLocation": null, "SasBlobToken": null}},
        "Outputs": {"output1": {"ConnectionString": "AccountName=a;AccountKey=s'ec\\r=;EndpointSuffix=f",
            "RelativeLocation": "out/{input1.name}.csv", "BaseLocation": null, "SasBlobToken": null}},
        "GlobalParameters": {"note": "{unknown} \\u0000INPUT1_ACCOUNT_KEY\\u0000 {number}", "long": "x'".repeat(80_000)}
    })
}

fn expected(path: &str, name: &str, number: usize) -> Json {
    let mut body = template();
    body["Inputs"]["input1"]["RelativeLocation"] = json!(path);
    body["Outputs"]["output1"]["RelativeLocation"] = json!(format!("out/{name}.csv"));
    body["GlobalParameters"]["note"] =
        json!(format!("{{unknown}} \\u0000INPUT1_ACCOUNT_KEY\\u0000 {number}"));
    body
}

/// A parameter that is named as a secret is asked for by the script, unless rows bring it: then the file holds it, which
/// is told.
#[test]
fn a_parameter_that_is_named_as_a_secret_is_in_no_body_unless_a_row_brings_it() {
    let mut template = template();
    template["GlobalParameters"]["Database password"] = json!("hush hush");
    let many = Many::new(&template, "in/a.csv").unwrap();
    let line = many.lines(SecretsAs::Environment).next().unwrap();
    assert!(!line.contains("hush") && line.contains("\\u0000PARAMETER_DATABASE_PASSWORD\\u0000"), "{line}");
    let tells = |many: &Many| many.doubts().iter().any(|doubt| matches!(doubt, ManyProblem::Secret { .. }));
    assert!(many.secrets().contains(&"PARAMETER_DATABASE_PASSWORD".to_owned()) && !tells(&many));

    let many = Many::new(&template, "input1,Database password\nin/a.csv,whisper").unwrap();
    assert!(!many.secrets().contains(&"PARAMETER_DATABASE_PASSWORD".to_owned()), "{:?}", many.secrets());
    let told = ManyProblem::Secret { line: 2, column: "Database password".to_owned() };
    assert!(many.doubts().contains(&told), "{:?}", many.doubts());
    let line = many.lines(SecretsAs::Environment).next().unwrap();
    assert!(line.contains("whisper") && !line.contains("hush"), "{line}");
    assert!(!many.page_on_screen(0, SecretsAs::Environment).unwrap().contains("whisper"));

    template["GlobalParameters"]["Database password"] = json!("{word}");
    let many = Many::new(&template, "input1,word\nin/a.csv,whisper").unwrap();
    assert!(many.lines(SecretsAs::Environment).next().unwrap().contains("whisper"));
}

#[test]
fn what_a_row_tells_of_secrets_is_masked_on_screen_and_written_into_the_file() {
    let many = Many::new(&template(), "in/a.csv?sv=1&sig=c2lnbmF0dXJl").unwrap();
    let shown = many.page_on_screen(0, SecretsAs::Environment).unwrap();
    assert!(shown.contains("in/a.csv?sv=1&sig=") && !shown.contains("c2lnbmF0dXJl"), "{shown}");
    assert!(shown.contains("<INPUT1_ACCOUNT_KEY>"), "{shown}");
    assert!(many.page(0, SecretsAs::Environment).unwrap().contains("c2lnbmF0dXJl"));
}

#[test]
fn the_loop_sends_every_body_and_runs_just_so_many_at_once() {
    let paths: Vec<String> = (0..7).map(|at| format!("in/$(id)'{at}\u{e5}{{number}}.csv")).collect();
    let many = Many::new(&template(), &paths.join("\n")).unwrap();
    let mut file: String = many.lines(SecretsAs::Environment).map(|line| line + "\n").collect();
    assert!(!file.contains("s'e"), "no secret is in the file");
    file.push_str("\r\n");
    let secrets = [("BES_API_KEY", "key"), ("POOL_KEY", "pool"), ("INPUT1_ACCOUNT_KEY", "s'ec\\r=")];
    let in_language = |language| {
        let mock = Mock::start(Scenario { busy: 1, together: 3, ..finishes() });
        let folder = Folder::new();
        std::fs::write(folder.0.join("bodies $(id).ndjson"), &file).unwrap();
        let flow = Flow::new(&address(&mock), &Secret::default(), &template()).unwrap();
        let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
        let options = options("results", SecretsAs::Environment);
        let limits = Limits { give_up_after_ms: 60_000, ..options.limits };
        let options = Options { limits, ..options };
        let script = many_script(&flow, "bodies $(id).ndjson", 3, language, &options).unwrap();
        let output = run(language, &script, &folder, &secrets);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_eq!(
            output.status.code(),
            Some(ExitCode::Done.number()),
            "{language:?}\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("7 of 7 jobs finished"), "{language:?}: {said}");
        let mut arrived: Vec<Json> = mock
            .seen()
            .iter()
            .filter(|seen| seen.method == "POST" && seen.path.ends_with("/jobs?api-version=2.0"))
            .map(|seen| serde_json::from_slice(&seen.body).unwrap())
            .collect();
        let mut all: Vec<Json> = paths
            .iter()
            .enumerate()
            .map(|(at, path)| {
                let path = &path.replace("{number}", &(at + 1).to_string());
                let name = path.trim_start_matches("in/").trim_end_matches(".csv");
                expected(path, name, at + 1)
            })
            .collect();
        // The first submit of all is answered 503 once, and sent again.
        assert_eq!(arrived.len(), 8, "{language:?}");
        arrived.sort_by_key(Json::to_string);
        arrived.dedup();
        all.sort_by_key(Json::to_string);
        assert_eq!(arrived, all, "{language:?}");
        assert_eq!(mock.most_running(), 3, "{language:?}");
        let all = folder.files("results");
        let (files, records): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, _)| name.contains('/'));
        assert_eq!((files.len(), records.len()), (14, 7), "{language:?}");
        for (at, pair) in files.chunks(2).enumerate() {
            let line = format!("{:06}-", at + 1);
            assert!(pair.iter().all(|(name, _)| name.starts_with(&line)), "{language:?}: {files:?}");
        }
        let said = String::from_utf8_lossy(&output.stdout);
        for line in 1..=7 {
            assert!(said.contains(&format!("Line {line}, job 0")), "{language:?}: {said}");
            assert!(said.contains(&format!("/{line:06}-0")), "{language:?}: {said}");
        }
        let resized = mock.seen().iter().filter(|seen| seen.path.contains("/resize")).count();
        assert_eq!(resized, 2, "{language:?}: once busy, then once when all jobs are done");
        Some(())
    };
    languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
}

#[test]
fn the_loop_says_when_jobs_fail_and_leaves_a_pool_with_running_jobs() {
    for (status, said, resizes) in [
        ("{\"StatusCode\":\"Failed\",\"Details\":\"d\"}", "failed: d", 1),
        ("{\"StatusCode\":1}", "left as it is", 0),
    ] {
        let many = Many::new(&template(), "in/a.csv\nin/b.csv").unwrap();
        let file: String = many.lines(SecretsAs::Inlined).map(|line| line + "\n").collect();
        let in_language = |language| {
            let mock = Mock::start(Scenario { statuses: vec![status.to_owned()], ..finishes() });
            let output = run_then_resize(language, &mock, &file);
            if is_mono_aborted(&output) {
                return None;
            }
            let ended = output.status.code();
            assert_eq!(ended, Some(ExitCode::Refused.number()), "{language:?}: {output:?}");
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains(said), "{language:?}");
            for line in ["Line 1, job 0", "Line 2, job 0"] {
                assert!(told.contains(line), "{language:?}: {told}");
            }
            assert!(String::from_utf8_lossy(&output.stdout).contains("0 of 2 jobs"), "{language:?}");
            let resized = mock.seen().iter().filter(|seen| seen.path.contains("/resize")).count();
            assert_eq!(resized, resizes, "{language:?}");
            Some(())
        };
        languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
    }
}

/// Runs a loop over these lines, two at a time, with its resize.
fn run_then_resize(language: ScriptLanguage, mock: &Mock, lines: &str) -> Output {
    let folder = Folder::new();
    std::fs::write(folder.0.join("b"), lines).unwrap();
    let flow = Flow::new(&address(mock), &Secret::default(), &json!({})).unwrap();
    let flow = flow.then_resize(&to_zero(), &pools(mock)).unwrap();
    let options = options("results", SecretsAs::Environment);
    let script = many_script(&flow, "b", 2, language, &options).unwrap();
    run(language, &script, &folder, &[("BES_API_KEY", "a"), ("POOL_KEY", "b")])
}

/// Runs a loop over three lines, with its resize, in these languages: how many jobs finish, and whether the pool is
/// resized. A loop in which not all finish ends the same, resized or not.
#[track_caller]
fn check_resize(languages: &[ScriptLanguage], scenario: &Scenario, finished: usize, is_resized: bool) {
    let in_language = |language| {
        let mock = Mock::start(scenario.clone());
        let output = run_then_resize(language, &mock, "{}\n{}\n{}\n");
        if is_mono_aborted(&output) {
            return None;
        }
        let of = format!("{language:?}, {:?}: {output:?}", scenario.faults);
        assert_eq!(output.status.code(), Some(ExitCode::Refused.number()), "{of}");
        let told = [&output.stdout, &output.stderr].map(|told| String::from_utf8_lossy(told).into_owned());
        assert!(told[0].contains(&format!("{finished} of 3 jobs finished")), "{of}");
        assert_eq!(posts(&mock.seen(), "/resize").len(), usize::from(is_resized), "{of}");
        assert_eq!(told[0].contains("The pool is being resized."), is_resized, "{of}");
        assert_eq!(told[1].contains("jobs may still run on it"), !is_resized, "{of}");
        Some(())
    };
    languages.iter().for_each(|language| until_mono_holds(|| in_language(*language)));
}

/// One bad path among many must not leave the pool's VMs billed.
#[test]
fn the_loop_resizes_the_pool_when_a_job_was_refused_and_the_others_are_over() {
    let fault =
        |asked, times, status| Scenario { faults: vec![(asked, times, Fault::Status(status))], ..finishes() };
    check_resize(&languages(), &fault("jobs", 1, 400), 2, true);
    check_resize(&languages(), &fault("start", usize::MAX, 400), 0, true);
    for status in [401, 403, 404, 409, 413] {
        check_resize(&quick_languages(), &fault("jobs", 1, status), 2, true);
    }
    for asked in ["jobs", "start"] {
        // Busy to the last try: the service says that nothing was done.
        check_resize(&quick_languages(), &fault(asked, usize::MAX, 503), 0, true);
    }
    let cancelled = "{\"StatusCode\":\"Cancelled\"}".to_owned();
    check_resize(&quick_languages(), &Scenario { statuses: vec![cancelled], ..finishes() }, 0, true);
    check_resize(&quick_languages(), &Scenario { blob: 403, ..finishes() }, 0, true);
}

#[test]
fn the_loop_leaves_the_pool_while_a_job_may_run_on_it() {
    let fault = |asked, times, fault| Scenario { faults: vec![(asked, times, fault)], ..finishes() };
    check_resize(&languages(), &fault("jobs", 1, Fault::Lost), 2, false);
    for in_doubt in [Fault::Cut, Fault::Status(408), Fault::Status(500), Fault::Status(504)] {
        check_resize(&quick_languages(), &fault("jobs", 1, in_doubt), 2, false);
    }
    check_resize(&languages(), &fault("status", usize::MAX, Fault::Status(404)), 0, false);
    let runs = vec!["{\"StatusCode\":1}".to_owned()];
    let unsure_start = Scenario { statuses: runs, ..fault("start", usize::MAX, Fault::Lost) };
    check_resize(&quick_languages(), &unsure_start, 0, false);
    let no_id = Scenario { submit: (200, "{}".to_owned()), ..finishes() };
    check_resize(&languages(), &no_id, 0, false);
}

/// Whatever a service does with a line, the line is named.
#[test]
fn each_line_that_goes_wrong_is_named() {
    let fault = |asked, fault| Scenario { faults: vec![(asked, usize::MAX, fault)], ..finishes() };
    let lost = fault("jobs", Fault::Lost);
    let scenarios = [
        (fault("jobs", Fault::Status(400)), ": The job was not submitted."),
        (lost, ": It is unknown whether the job was submitted."),
        (Scenario { submit: (200, "{}".to_owned()), ..finishes() }, ": The reply holds no job id."),
        (fault("start", Fault::Status(400)), ", job 0"),
        (fault("start", Fault::Status(504)), ", job 0"),
        (fault("status", Fault::Status(403)), ", job 0"),
        (Scenario { statuses: vec!["<html>".to_owned()], ..finishes() }, ", job 0"),
    ];
    for (at, (scenario, said)) in scenarios.iter().enumerate() {
        // One case is enough for what starts slowly, and shows its own messages elsewhere.
        let tried = if at % 3 == 0 { languages() } else { quick_languages() };
        let in_language = |language| {
            let (mock, folder) = (Mock::start(scenario.clone()), Folder::new());
            std::fs::write(folder.0.join("b"), "{}\n\n{}\n").unwrap();
            let flow = Flow::new(&address(&mock), &Secret::default(), &json!({})).unwrap();
            let options = options("results", SecretsAs::Environment);
            let script = many_script(&flow, "b", 2, language, &options).unwrap();
            let output = run(language, &script, &folder, &[("BES_API_KEY", "a")]);
            if is_mono_aborted(&output) {
                return None;
            }
            let told = String::from_utf8_lossy(&output.stderr);
            for line in [1, 3] {
                assert!(told.contains(&format!("Line {line}{said}")), "{language:?} {at}: {told}");
            }
            assert!(!told.contains("Line 2"), "{language:?}: {told}");
            Some(())
        };
        tried.into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
    }
}

/// A line that names what is no secret of the script's is said, with its number, and not sent: neither another variable
/// of the environment nor the key of another service. The others are.
#[test]
fn a_line_that_cannot_be_filled_is_said_and_the_others_run() {
    let many = Many::new(&template(), "in/a.csv\nin/b.csv").unwrap();
    let mut lines: Vec<String> = many.lines(SecretsAs::Environment).collect();
    let names = ["UNKNOWN", "HOME", "POOL_KEY"];
    let named = names.map(|name| format!("{{\"Inputs\": \"\\u0000{name}\\u0000\"}}"));
    lines.splice(1..1, ["".to_owned()].into_iter().chain(named));
    let file = format!("\u{feff}{}", lines.join("\r\n"));
    let secrets = [("BES_API_KEY", "key"), ("POOL_KEY", "pool"), ("INPUT1_ACCOUNT_KEY", "k")];
    let in_language = |language| {
        let mock = Mock::start(finishes());
        let folder = Folder::new();
        std::fs::write(folder.0.join("b"), &file).unwrap();
        let flow = Flow::new(&address(&mock), &Secret::default(), &template()).unwrap();
        let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
        let options = options("results", SecretsAs::Environment);
        let script = many_script(&flow, "b", 1, language, &options).unwrap();
        let output = run(language, &script, &folder, &secrets);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_eq!(output.status.code(), Some(ExitCode::Refused.number()), "{language:?}: {output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("2 of 5 jobs"), "{language:?}: {output:?}");
        let told = String::from_utf8_lossy(&output.stderr);
        for (number, name) in (3..).zip(names) {
            let expected = format!("Line {number} was not sent: it names {name}, which is no secret");
            assert!(told.contains(&expected), "{language:?}: {told}");
        }
        assert_eq!(posts(&mock.seen(), "/jobs").len(), 2, "{language:?}");
        assert_eq!(posts(&mock.seen(), "/resize").len(), 1, "{language:?}: what was not sent does not run");
        Some(())
    };
    languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let in_language = |language| {
        let mock = Mock::start(finishes());
        let flow = Flow::new(&address(&mock), &Secret::default(), &json!({})).unwrap();
        let options = options("results", SecretsAs::Environment);
        let script = many_script(&flow, "nothing.ndjson", 2, language, &options).unwrap();
        let output = run(language, &script, &Folder::new(), &[("BES_API_KEY", "a")]);
        if is_mono_aborted(&output) {
            return None;
        }
        assert_eq!(output.status.code(), Some(ExitCode::NotSetUp.number()), "{language:?}: {output:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("nothing.ndjson"),
            "{language:?}: {output:?}"
        );
        Some(())
    };
    languages().into_iter().for_each(|language| until_mono_holds(|| in_language(language)));
}

#[track_caller]
fn check(table: &str, expected: &ManyProblem) {
    let problems = Many::new(&template(), table).unwrap_err();
    assert!(problems.contains(expected), "{problems:?}");
}

#[test]
fn what_is_wrong_with_a_table() {
    check("", &ManyProblem::Empty);
    check("input1\n", &ManyProblem::Empty);
    check("PK\u{3}\u{4}\u{14}\0\u{6}\0,\n\0", &ManyProblem::Workbook);
    let older = String::from_utf8_lossy(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0").into_owned();
    check(&older, &ManyProblem::Workbook);
    check("a/b,c/d", &ManyProblem::NoHeader);
    check("input1,other\na/b.csv,1", &ManyProblem::Unused { column: "other".to_owned() });
    check("input1,input1\na/b,1", &ManyProblem::Column { name: "input1".to_owned() });
    check("input1,number\na/b", &ManyProblem::Cells { line: 2, found: 1, expected: 2 });
    check("input1,number\na/b,1\na/c,\"2\na/d,3\n", &ManyProblem::OpenQuote { line: 3 });
    check("input1,number\na/b,\n", &ManyProblem::EmptyCell { line: 2, column: "number".to_owned() });
    let same = ManyProblem::SameOutput { output: "output1".to_owned(), first: 1, second: 3 };
    check("a/x.csv\na/y.csv\nb/x.csv", &same);
    check(
        "a/\0",
        &ManyProblem::Script(ScriptProblem::NullCharacter { place: poolwise::script::Place::Paths }),
    );
    let many: String = (0..=MOST_JOBS).map(|at| format!("c/{at}.csv\n")).collect();
    check(&many, &ManyProblem::TooMany { found: MOST_JOBS + 1 });
}

#[test]
fn two_outputs_of_one_job_are_told_by_their_names() {
    let mut body = template();
    let output = body["Outputs"]["output1"].clone();
    body["Outputs"]["output2"] = output;
    let problems = Many::new(&body, "a/x.csv\na/y.csv").unwrap_err();
    let names = ["output1", "output2"].map(str::to_owned);
    let [one, other] = names;
    assert_eq!(problems, [ManyProblem::SameOutputs { line: 1, one, other }]);
}

/// What a row of the table holds is written as it stands: of a secret there, the user is told.
#[test]
fn a_secret_in_a_row_is_told() {
    let mut body = template();
    body["GlobalParameters"]["who"] = json!("");
    let many =
        Many::new(&body, "input1,who\na/x.csv,me\na/y.csv?sv=1&sig=c2VjcmV0,AccountKey=c2VjcmV0").unwrap();
    let told = |column: &str| ManyProblem::Secret { line: 3, column: column.to_owned() };
    assert!(
        many.doubts().contains(&told("input1")) && many.doubts().contains(&told("who")),
        "{:?}",
        many.doubts()
    );
    let shown = many.page_on_screen(1, SecretsAs::Environment).unwrap();
    assert!(
        shown.contains("sig=******") && !shown.contains("c2VjcmV0") && !shown.contains("u2022"),
        "{shown}"
    );
    let plain = Many::new(&body, "input1,who\na/x.csv,me").unwrap();
    assert!(!plain.doubts().iter().any(|doubt| matches!(doubt, ManyProblem::Secret { .. })));
}

#[test]
fn columns_name_outputs_and_holes() {
    let mut body = template();
    body["GlobalParameters"]["{k}"] = json!("{who}!");
    let many = Many::new(&body, "input1;output1;who\nin/a.csv;res/1.csv;\"x;y\"").unwrap();
    assert_eq!(many.jobs(), 1);
    let line = many.lines(SecretsAs::Inlined).next().unwrap();
    let made: Json = serde_json::from_str(&line).unwrap();
    assert_eq!(made["Outputs"]["output1"]["RelativeLocation"], "res/1.csv");
    assert_eq!(made["GlobalParameters"]["{k}"], "x;y!");
    assert_eq!(made["Inputs"]["input1"]["ConnectionString"], body["Inputs"]["input1"]["ConnectionString"]);
}
