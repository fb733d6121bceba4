//! Loops that are run again: what finished is not sent again, what was submitted is followed, the rest is sent.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Output, Stdio};

use poolwise::script::{ExitCode, Flow, Limits, Options, ScriptLanguage, SecretsAs, many_script};
use poolwise::units::Secret;

use super::flow::{address, ends, finishes, options, pools, posts, to_zero};
use super::many::template;
use super::mock::{Fault, Mock, Scenario, Seen};
use super::run::{Folder, command, is_mono_aborted, languages, quick_languages, until, until_mono_holds};
use super::stopped::{Group, signalled};

const KEYS: [(&str, &str); 3] =
    [("BES_API_KEY", "the-key"), ("POOL_KEY", "the-pool-key"), ("INPUT1_ACCOUNT_KEY", "s'ec\\r=")];

/// For as long a loop follows a job: longer than a test takes.
const PATIENT: u64 = 600_000;

/// What the body of a line holds.
const WORDS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// The line of a file of bodies that holds this word, a secret and what a shell, a pattern or an encoding may mind.
fn line(word: &str) -> String {
    format!(
        "{{\"{word}\":\"{} \\u0000INPUT1_ACCOUNT_KEY\\u0000\"}}",
        "\u{e5} $(id) 'x' \\\\n [%s] ".repeat(6_000)
    )
}

/// A loop that can be run again: its service, its folder and its script.
struct Loop {
    mock: Mock,
    folder: Folder,
    language: ScriptLanguage,
    script: String,
}

/// What a run did: its end, what it said, and the words of the bodies that it submitted and asked to be started.
#[derive(Debug)]
struct Run {
    code: Option<i32>,
    out: String,
    told: String,
    submitted: Vec<&'static str>,
    started: Vec<&'static str>,
    resized: usize,
}

impl Loop {
    /// At most `at_once` of these lines at a time, each for as long, and then the pool is resized.
    fn new(language: ScriptLanguage, at_once: u32, give_up_after_ms: u64, words: &[&str]) -> Self {
        let mock = Mock::start(finishes());
        let flow = Flow::new(&address(&mock), &Secret::default(), &template()).unwrap();
        let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
        let options = options("results", SecretsAs::Environment);
        let options = Options { limits: Limits { give_up_after_ms, ..options.limits }, ..options };
        let script = many_script(&flow, "b", at_once, language, &options).unwrap();
        let this = Self { mock, folder: Folder::new(), language, script };
        this.lines(&words.iter().map(|word| line(word)).collect::<Vec<_>>());
        this
    }

    /// Writes the file of bodies, each line ended as Windows does.
    fn lines(&self, lines: &[String]) {
        std::fs::write(self.folder.0.join("b"), lines.concat().replace("}{", "}\r\n{")).unwrap();
    }

    /// Runs it, with a service that does this; `None` where Mono was aborted.
    fn run(&self, scenario: Scenario) -> Option<Run> {
        self.mock.turns(scenario);
        let output = command(self.language, &self.script, &self.folder, &KEYS).output().unwrap();
        self.ran(&output)
    }

    fn ran(&self, output: &Output) -> Option<Run> {
        if is_mono_aborted(output) {
            return None;
        }
        let seen = self.mock.seen();
        let [out, told] =
            [&output.stdout, &output.stderr].map(|told| String::from_utf8_lossy(told).into_owned());
        let run = Run {
            code: output.status.code(),
            out,
            told,
            submitted: self.words(&posts(&seen, "/jobs")),
            started: self.words(&posts(&seen, "/start")),
            resized: posts(&seen, "/resize").len(),
        };
        for unsaid in ["the-key", "the-pool-key", "s'ec"] {
            assert!(!run.told.contains(unsaid), "{:?}: {run:?}", self.language);
        }
        Some(run)
    }

    /// The words of the jobs that were asked for, in the order of the lines.
    fn words(&self, seen: &[&Seen]) -> Vec<&'static str> {
        let mut found: Vec<usize> = seen
            .iter()
            .map(|seen| {
                let body = self.mock.body_of(seen);
                WORDS.iter().position(|word| body.contains(&format!("\"{word}\""))).unwrap()
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|at| WORDS[at]).collect()
    }

    /// The records, by their names.
    fn records(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }

    /// What lies in the folder of results itself, with what it holds. Nothing half written does.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let all = self.folder.files("results");
        let records: Vec<_> = all.into_iter().filter(|(name, _)| !name.contains('/')).collect();
        assert!(records.iter().all(|(name, _)| !name.contains("part")), "{:?}", self.language);
        records
    }

    fn until_asked(&self, asked: &[(&str, &str)]) {
        until("the loop has asked", || {
            let seen = self.mock.seen();
            asked.iter().all(|(path, word)| {
                seen.iter().any(|seen| {
                    let request = format!("{} {}", seen.method, seen.path.split('?').next().unwrap());
                    request.contains(path) && self.mock.body_of(seen).contains(word)
                })
            })
        });
    }
}

#[track_caller]
fn assert_run(of: &Loop, run: &Run, code: ExitCode, finished: &str, submitted: &[&str], started: &[&str]) {
    let of = format!("{:?}: {run:#?}", of.language);
    assert_eq!(run.code, Some(code.number()), "{of}");
    assert!(run.out.contains(&format!("{finished} jobs finished and were downloaded.")), "{of}");
    assert_eq!(run.submitted, submitted, "submitted by {of}");
    assert_eq!(run.started, started, "started by {of}");
}

fn in_each(languages: &[ScriptLanguage], story: impl Fn(ScriptLanguage) -> Option<()>) {
    languages.iter().for_each(|language| until_mono_holds(|| story(*language)));
}

fn fault(asked: &'static str, fault: Fault) -> Scenario {
    Scenario { faults: vec![(asked, usize::MAX, fault)], ..finishes() }
}

/// What a record holds.
fn record(job: usize, word: &str) -> Vec<u8> {
    format!("{job:032x}\n{}\n", line(word)).into_bytes()
}

#[test]
fn a_second_run_sends_only_what_failed_or_was_refused() {
    in_each(&languages(), |language| {
        let goes_wrong = Scenario {
            faults: vec![
                ("jobs \"two\"", usize::MAX, Fault::Status(400)),
                ("start \"five\"", usize::MAX, Fault::Status(400)),
            ],
            of_body: vec![
                ("\"three\"", "{\"StatusCode\":\"Failed\"}"),
                ("\"four\"", "{\"StatusCode\":\"Cancelled\"}"),
            ],
            ..finishes()
        };
        let of = Loop::new(language, 3, PATIENT, &WORDS);
        let run = of.run(goes_wrong)?;
        let sent = ["one", "three", "four", "five", "six"];
        assert_run(&of, &run, ExitCode::Refused, "2 of 6", &WORDS, &sent);
        assert_eq!(run.resized, 1, "{language:?}");
        assert_eq!(of.records(), ["000001.done", "000006.done"], "{language:?}");
        assert!(of.files()[0].1.ends_with(&record(1, "one")[32..]), "{language:?}: the line as it stands");
        let mode = std::fs::metadata(of.folder.0.join("results/000001.done")).unwrap().permissions();
        assert_eq!(mode.mode() & 0o077, 0, "{language:?}: a record is for its user");

        let run = of.run(finishes())?;
        let sent = ["two", "three", "four", "five"];
        assert_run(&of, &run, ExitCode::Done, "6 of 6", &sent, &sent);
        for line in [1, 6] {
            let said = format!("Line {line}: finished in an earlier run; it is not sent again.");
            assert!(run.out.contains(&said), "{language:?}: {run:?}");
        }

        let run = of.run(finishes())?;
        assert_run(&of, &run, ExitCode::Done, "6 of 6", &[], &[]);
        assert_eq!(run.resized, 1, "{language:?}: all jobs are over");
        assert_eq!(of.records().len(), 6, "{language:?}");
        Some(())
    });
}

/// One line has finished, one runs, one is submitted and not started, one is not read yet.
#[test]
fn a_loop_that_was_killed_goes_on_where_it_was() {
    in_each(&languages(), |language| {
        let scenario = Scenario {
            faults: vec![("start \"three\"", usize::MAX, Fault::Wait(600))],
            of_body: vec![("\"two\"", "{\"StatusCode\":1}")],
            ..finishes()
        };
        let of = Loop::new(language, 2, PATIENT, &WORDS[..4]);
        of.mock.turns(scenario);
        let mut killed = command(language, &of.script, &of.folder, &KEYS);
        killed.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        let mut killed = killed.spawn().unwrap();
        let group = Group(format!("-{}", killed.id()));
        of.until_asked(&[("GET ", "\"two\""), ("/start", "\"three\"")]);
        assert!(signalled("KILL", &group.0));
        killed.wait().unwrap();
        until("no process is left", || !signalled("0", &group.0));
        assert_eq!(of.words(&posts(&of.mock.seen(), "/jobs")), ["one", "two", "three"], "{language:?}");
        assert_eq!(of.records(), ["000001.done", "000002.job", "000003.job"], "{language:?}");

        let run = of.run(finishes())?;
        assert_run(&of, &run, ExitCode::Done, "4 of 4", &["four"], &["two", "three", "four"]);
        assert_eq!(run.out.matches(": submitted in an earlier run").count(), 2, "{language:?}: {run:?}");
        assert_eq!(of.records().len(), 4, "{language:?}");
        assert!(of.records().iter().all(|name| name.ends_with(".done")), "{language:?}");
        Some(())
    });
}

/// What may run is followed by the next run, which holds the pool as long as it does.
#[test]
fn a_second_run_follows_what_may_still_run() {
    let moments = [
        (fault("status", Fault::Lost), finishes()),
        (fault("start", Fault::Lost), fault("start", Fault::Status(500))),
        (ends("{\"StatusCode\":1}"), finishes()),
    ];
    for (at, (first, then)) in moments.iter().enumerate() {
        let tried = if at == 0 { languages() } else { quick_languages() };
        in_each(&tried, |language| {
            let (runs, lines) = (vec!["{\"StatusCode\":1}".to_owned()], ["one", "two"]);
            let first = Scenario { statuses: runs.clone(), ..first.clone() };
            let of = Loop::new(language, 2, 20, &lines);
            let run = of.run(first)?;
            assert_run(&of, &run, ExitCode::Refused, "0 of 2", &lines, &lines);
            assert_eq!(run.resized, 0, "{language:?}");
            assert_eq!(of.records(), ["000001.job", "000002.job"], "{language:?}");

            let run = of.run(Scenario { statuses: runs, ..then.clone() })?;
            assert_run(&of, &run, ExitCode::Refused, "0 of 2", &[], &lines);
            assert_eq!(run.resized, 0, "{language:?}");

            let run = of.run(Scenario { statuses: finishes().statuses, ..then.clone() })?;
            assert_run(&of, &run, ExitCode::Done, "2 of 2", &[], &lines);
            assert_eq!(run.resized, 1, "{language:?}");
            assert_eq!(of.records(), ["000001.done", "000002.done"], "{language:?}");
            Some(())
        });
    }
}

#[test]
fn a_second_run_downloads_what_the_first_could_not() {
    in_each(&languages(), |language| {
        let first = Scenario { blob: 403, ..finishes() };
        let of = Loop::new(language, 2, PATIENT, &["one", "two"]);
        let run = of.run(first)?;
        assert_run(&of, &run, ExitCode::Refused, "0 of 2", &["one", "two"], &["one", "two"]);
        assert_eq!(of.folder.files("results").len(), 2, "{language:?}: the records alone");

        let run = of.run(finishes())?;
        assert_run(&of, &run, ExitCode::Done, "2 of 2", &[], &["one", "two"]);
        assert_eq!(of.folder.files("results").len(), 6, "{language:?}");
        assert_eq!(of.records(), ["000001.done", "000002.done"], "{language:?}");
        Some(())
    });
}

/// A line that was changed is another job, whether its record is of a job that finished, of one that did not, or of none.
#[test]
fn a_line_that_was_changed_is_sent_as_new() {
    in_each(&languages(), |language| {
        let first =
            Scenario { faults: vec![("status \"two\"", usize::MAX, Fault::Status(403))], ..finishes() };
        let of = Loop::new(language, 1, PATIENT, &["one", "two", "three"]);
        let run = of.run(first)?;
        let all = ["one", "two", "three"];
        assert_run(&of, &run, ExitCode::Refused, "2 of 3", &all, &all);
        assert_eq!(of.records(), ["000001.done", "000002.job", "000003.done"], "{language:?}");
        let half = format!("{:032x}\n", 3);
        std::fs::write(of.folder.0.join("results/000003.done"), half).unwrap();

        of.lines(&["four", "five", "three"].map(line));
        let run = of.run(finishes())?;
        let sent = ["three", "four", "five"];
        assert_run(&of, &run, ExitCode::Done, "3 of 3", &sent, &sent);
        assert_eq!(run.out.matches("earlier run").count(), 0, "{language:?}: {run:?}");
        let records = ["four", "five", "three"].iter().enumerate();
        let expected: Vec<_> =
            records.map(|(at, word)| (format!("00000{}.done", at + 1), record(at + 4, word))).collect();
        assert!(of.files() == expected, "{language:?}: {:?}", of.records());
        Some(())
    });
}

/// The job of the line as it was is not lost with a line that is refused.
#[test]
fn a_line_that_is_what_it_was_again_has_its_job() {
    in_each(&languages(), |language| {
        let of = Loop::new(language, 1, PATIENT, &["one"]);
        of.run(Scenario { blob: 403, ..finishes() })?;
        of.lines(&[line("two")]);
        let run = of.run(fault("jobs", Fault::Status(400)))?;
        assert_run(&of, &run, ExitCode::Refused, "0 of 1", &["two"], &[]);
        assert_eq!(of.records(), ["000001.job"], "{language:?}");
        of.lines(&[line("one")]);
        let run = of.run(finishes())?;
        assert_run(&of, &run, ExitCode::Done, "1 of 1", &[], &["one"]);
        Some(())
    });
}

#[test]
fn a_job_that_the_service_no_longer_knows_is_sent_anew() {
    for asked in ["start", "status"] {
        in_each(&languages(), |language| {
            let first = Scenario { blob: 403, ..finishes() };
            let of = Loop::new(language, 2, PATIENT, &["one", "two"]);
            of.run(first)?;
            of.mock.forgets(asked);
            let run = of.run(finishes())?;
            let both = ["one", "two"];
            assert_run(&of, &run, ExitCode::Done, "2 of 2", &both, &["one", "one", "two", "two"]);
            for line in [1, 2] {
                let said =
                    format!("Line {line}: the service no longer knows its job; the line is sent anew.");
                assert!(run.told.contains(&said), "{language:?}: {run:?}");
            }
            assert_eq!(of.records(), ["000001.done", "000002.done"], "{language:?}");
            Some(())
        });
    }
}

/// A job that is not known right after it was submitted may run all the same: it is not sent twice in a run.
#[test]
fn a_job_that_is_not_known_yet_is_not_sent_anew() {
    in_each(&quick_languages(), |language| {
        let unknown = fault("status", Fault::Status(404));
        let of = Loop::new(language, 1, PATIENT, &["one"]);
        let run = of.run(unknown)?;
        assert_run(&of, &run, ExitCode::Refused, "0 of 1", &["one"], &["one"]);
        assert_eq!((run.resized, of.records()), (0, vec!["000001.job".to_owned()]), "{language:?}");
        Some(())
    });
}

/// The job is worth more than its record.
#[test]
fn a_record_that_cannot_be_written_is_told_and_the_job_runs() {
    in_each(&languages(), |language| {
        let of = Loop::new(language, 2, PATIENT, &["one", "two"]);
        // A folder stands where the record is written first.
        std::fs::create_dir_all(of.folder.0.join("results/000001.job.part/x")).unwrap();
        let run = of.run(finishes())?;
        assert_run(&of, &run, ExitCode::Done, "2 of 2", &["one", "two"], &["one", "two"]);
        let said = "Line 1, job 0";
        let why = "its record was not written. A second run would submit this line again.";
        assert!(run.told.contains(said) && run.told.contains(why), "{language:?}: {run:?}");
        assert_eq!(run.told.matches(why).count(), 1, "{language:?}: {run:?}");
        Some(())
    });
}
