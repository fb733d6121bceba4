//! Answers that break off, services that ask for time, and addresses that are none.

use std::process::Output;
use std::time::Duration;

use poolwise::script::{ExitCode, Flow, Limits, Options, ScriptLanguage, SecretsAs, flow_script};
use poolwise::units::Secret;

use super::flow::{
    FINISHED, address, assert_ended, check_end, ends, finishes, options, pools, posts, simple_body, to_zero,
};
use super::mock::{Fault, Mock, Scenario};
use super::run::{Folder, is_mono_aborted, languages, run, until_mono_holds};

/// A job that has finished when it is first asked for.
fn finished(faults: &[(&'static str, usize, Fault)]) -> Scenario {
    Scenario { faults: faults.to_vec(), ..ends(FINISHED) }
}

/// Runs the flow, with its resize, in every language, and looks at what came of it.
fn in_every_language(
    scenario: &Scenario,
    options: &Options,
    expected: ExitCode,
    look: impl Fn(ScriptLanguage, &Mock, &Folder, &Output),
) {
    for language in languages() {
        until_mono_holds(|| {
            let (mock, folder) = (Mock::start(scenario.clone()), Folder::new());
            let flow = Flow::new(&address(&mock), &Secret::default(), &simple_body()).unwrap();
            let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
            let script = flow_script(&flow, language, options).unwrap();
            let output = run(language, &script, &folder, &[("BES_API_KEY", "a"), ("POOL_KEY", "b")]);
            if is_mono_aborted(&output) {
                return None;
            }
            assert_ended(&output, expected, language);
            look(language, &mock, &folder, &output);
            Some(())
        });
    }
}

fn out() -> Options {
    options("out", SecretsAs::Environment)
}

/// Both results, byte for byte, and nothing else.
#[track_caller]
fn assert_whole(language: ScriptLanguage, folder: &Folder) {
    let files = folder.files("out");
    assert_eq!(files.len(), 2, "{language:?}: {files:?}");
    for (name, content) in files {
        let text = String::from_utf8(content).unwrap();
        assert!(text.starts_with("rows of /blob/") && text.ends_with("\u{1}\r\n\u{e5}"), "{name}: {text}");
    }
}

#[test]
fn a_result_that_always_breaks_off_is_no_result() {
    for fault in [Fault::Cut, Fault::CutInChunks] {
        let scenario = finished(&[("blob", usize::MAX, fault)]);
        in_every_language(&scenario, &out(), ExitCode::NotDownloaded, |language, mock, folder, _| {
            assert!(folder.files("out").is_empty(), "{language:?}: {:?}", folder.files("out"));
            let tries = mock.seen().iter().filter(|seen| seen.path == "/blob/two.ilearner").count();
            assert_eq!(tries, 4, "{language:?} tries as often as it may");
        });
    }
}

#[test]
fn a_result_is_asked_for_again() {
    for fault in [Fault::Cut, Fault::CutInChunks, Fault::CutError, Fault::Status(503), Fault::Status(500)] {
        let scenario = finished(&[("blob", 2, fault)]);
        in_every_language(&scenario, &out(), ExitCode::Done, |language, _, folder, _| {
            assert_whole(language, folder);
        });
    }
}

#[test]
fn a_result_that_is_refused_is_not_asked_for_again() {
    let scenario = finished(&[("blob", usize::MAX, Fault::Status(403))]);
    in_every_language(&scenario, &out(), ExitCode::NotDownloaded, |language, mock, folder, output| {
        assert_eq!(
            mock.seen().iter().filter(|seen| seen.path.starts_with("/blob/")).count(),
            2,
            "{language:?}"
        );
        assert!(folder.files("out").is_empty(), "{language:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("403"), "{language:?}");
    });
}

#[test]
fn a_result_that_falls_silent_is_asked_for_again() {
    let scenario = finished(&[("blob", 1, Fault::Silent)]);
    let options = Options { limits: Limits { longest_silence_ms: 1_000, ..out().limits }, ..out() };
    in_every_language(&scenario, &options, ExitCode::Done, |language, _, folder, _| {
        assert_whole(language, folder);
    });
}

/// The status of a refusal that breaks off counts; an answer that breaks off is none.
#[test]
fn a_reply_that_breaks_off_is_asked_for_again_where_that_is_safe() {
    let refusals = ["jobs", "start", "status", "resize"].map(|asked| (asked, 2, Fault::CutError));
    in_every_language(&finished(&refusals), &out(), ExitCode::Done, |language, mock, _, output| {
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("Traceback") && !told.contains("Unhandled"), "{language:?}: {told}");
        for asked in ["/jobs", "/start", "/resize"] {
            assert_eq!(posts(&mock.seen(), asked).len(), 3, "{language:?}: {asked}");
        }
    });
    in_every_language(&finished(&[("status", 2, Fault::Cut)]), &out(), ExitCode::Done, |_, _, _, _| {});
    in_every_language(
        &finished(&[("jobs", 2, Fault::Cut)]),
        &out(),
        ExitCode::Refused,
        |language, mock, _, _| {
            assert_eq!(posts(&mock.seen(), "/jobs").len(), 1, "{language:?}: the job may have been made");
        },
    );
}

/// A start that is not answered may have been done: its job is followed. One that was refused was not.
#[test]
fn a_start_without_an_answer_is_followed_all_the_same() {
    for fault in [Fault::Lost, Fault::Status(504)] {
        let scenario = finished(&[("start", usize::MAX, fault)]);
        in_every_language(&scenario, &out(), ExitCode::Done, |language, mock, folder, output| {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains("it is unknown whether it was started"), "{language:?}: {told}");
            assert!(!told.contains("was not started"), "{language:?}: {told}");
            assert_eq!(posts(&mock.seen(), "/start").len(), 1, "{language:?} does not start it twice");
            assert_whole(language, folder);
        });
    }
    for status in [400, 503] {
        let scenario = finished(&[("start", usize::MAX, Fault::Status(status))]);
        in_every_language(&scenario, &out(), ExitCode::Refused, |language, mock, _, output| {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains("was not started.") && !told.contains("unknown"), "{language:?}: {told}");
            assert!(mock.seen().iter().all(|seen| seen.method != "GET"), "{language:?}");
        });
    }
}

/// A job that was submitted and not started runs nothing (facts B.2): whoever does not know may submit it again.
#[test]
fn a_submission_without_an_answer_is_told_as_unknown() {
    for fault in [Fault::Lost, Fault::Cut, Fault::Status(500)] {
        let scenario = finished(&[("jobs", usize::MAX, fault)]);
        in_every_language(&scenario, &out(), ExitCode::Refused, |language, mock, _, output| {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains("unknown whether the job was submitted"), "{language:?}: {told}");
            assert!(told.contains("to submit it again is safe"), "{language:?}: {told}");
            assert!(!told.contains("was not submitted"), "{language:?}: {told}");
            assert_eq!(posts(&mock.seen(), "/jobs").len(), 1, "{language:?}");
        });
    }
    let scenario = finished(&[("jobs", usize::MAX, Fault::Status(401))]);
    in_every_language(&scenario, &out(), ExitCode::Refused, |language, _, _, output| {
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            told.contains("The job was not submitted.") && !told.contains("unknown"),
            "{language:?}: {told}"
        );
    });
}

#[test]
fn a_resize_without_an_answer_is_told_as_unknown() {
    for fault in [Fault::Lost, Fault::Status(504)] {
        let scenario = finished(&[("resize", usize::MAX, fault)]);
        in_every_language(&scenario, &out(), ExitCode::NotResized, |language, _, _, output| {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(told.contains("It is unknown whether the pool was resized."), "{language:?}: {told}");
            assert!(!told.contains("The pool was not resized"), "{language:?}: {told}");
        });
    }
}

/// A pool may be changing for a quarter of an hour: it is waited for by time, not by tries.
#[test]
fn a_pool_that_is_changing_is_waited_for() {
    let scenario = finished(&[("resize", 12, Fault::Status(409))]);
    let patient = Options { limits: Limits { give_up_after_ms: 60_000, ..out().limits }, ..out() };
    in_every_language(&scenario, &patient, ExitCode::Done, |language, mock, _, _| {
        assert_eq!(posts(&mock.seen(), "/resize").len(), 13, "{language:?}");
    });
    let scenario = finished(&[("resize", usize::MAX, Fault::Status(409))]);
    in_every_language(&scenario, &out(), ExitCode::NotResized, |language, mock, _, _| {
        assert!((5..20).contains(&posts(&mock.seen(), "/resize").len()), "{language:?}");
    });
}

#[test]
fn a_service_that_asks_for_time_gets_it() {
    let scenario = finished(&[("jobs", 1, Fault::Wait(1)), ("blob", 1, Fault::Wait(1))]);
    in_every_language(&scenario, &out(), ExitCode::Done, |language, mock, folder, _| {
        let seen = mock.seen();
        let submits = posts(&seen, "/jobs");
        let blobs: Vec<_> = seen.iter().filter(|seen| seen.path == "/blob/two.ilearner").collect();
        for pair in [submits, blobs] {
            assert_eq!(pair.len(), 2, "{language:?}");
            assert!(pair[1].at.duration_since(pair[0].at) >= Duration::from_secs(1), "{language:?}");
        }
        assert_whole(language, folder);
    });
}

/// The token of an address that is none is shown to nobody, and a file of this machine is no result.
#[test]
fn an_address_that_is_none_is_told_without_its_token() {
    for base in ["null", "\"\"", "\"example.com\"", "\"file:///etc\"", "\"https://\""] {
        let status = format!(
            r#"{{"StatusCode":4,"Results":{{"output1":{{"BaseLocation":{base},"RelativeLocation":"hostname",
                "SasBlobToken":"?sv=1&sig=TOP-SECRET"}}}}}}"#
        );
        in_every_language(&ends(&status), &out(), ExitCode::NotDownloaded, |language, _, folder, output| {
            let told =
                [&output.stdout, &output.stderr].map(|told| String::from_utf8_lossy(told).into_owned());
            assert!(told[1].contains("neither http nor https"), "{language:?} {base}: {}", told[1]);
            assert!(told.iter().all(|told| !told.contains("SECRET")), "{language:?} {base}: {told:?}");
            assert!(folder.files("out").is_empty(), "{language:?} {base}");
        });
    }
}

/// Other spellings of a status, and numbers that no list knows.
#[test]
fn what_a_status_may_be() {
    let spelt = r#"{"StatusCode":"Canceled","Details":"by hand"}"#;
    check_end(&ends(spelt), ExitCode::Cancelled, "was cancelled: by hand", 1);
    check_end(&ends(r#"{"StatusCode":7}"#), ExitCode::GaveUp, "has not ended", 0);
    check_end(&ends(r#"{"StatusCode":true}"#), ExitCode::Refused, "was not understood", 0);
    let large = r#"{"Extra":[1e999,-1e999],"StatusCode":"Finished"}"#;
    in_every_language(&ends(large), &out(), ExitCode::Done, |_, _, _, _| {});
}

/// A console that knows ASCII only: Python would fail where it says what it has done.
#[test]
fn a_console_of_ascii_is_enough() {
    let mock = Mock::start(finishes());
    let flow = Flow::new(&address(&mock), &Secret::default(), &simple_body()).unwrap();
    let options = options("r\u{e9}sultats", SecretsAs::Environment);
    let script = flow_script(&flow, ScriptLanguage::Python, &options).unwrap();
    let folder = Folder::new();
    let environment = [("BES_API_KEY", "a"), ("PYTHONIOENCODING", "ascii")];
    let output = run(ScriptLanguage::Python, &script, &folder, &environment);
    assert_ended(&output, ExitCode::Done, ScriptLanguage::Python);
    assert_eq!(folder.files("r\u{e9}sultats").len(), 2);
}
