//! Scripts that are stopped: by Ctrl-C, and by a scheduler.

use std::os::unix::process::CommandExt as _;
use std::process::{Command, Output, Stdio};

use poolwise::script::{Flow, Limits, Many, Options, ScriptLanguage, SecretsAs, flow_script, many_script};
use poolwise::units::Secret;
use serde_json::json;

use super::flow::{FINISHED, address, ends, finishes, options, pools, simple_body, to_zero};
use super::many::template;
use super::mock::{Fault, Mock, Scenario};
use super::run::{Folder, command, is_mono_aborted, languages, until, until_mono_holds};

const KEYS: [(&str, &str); 2] = [("BES_API_KEY", "the-key"), ("POOL_KEY", "the-pool-key")];

/// Sends a signal to a process, or to a group of them; says whether there is one.
pub(super) fn signalled(signal: &str, target: &str) -> bool {
    let sent = Command::new("kill").args(["-s", signal, "--", target]).stderr(Stdio::null()).status();
    sent.unwrap().success()
}

/// A group of processes, which ends with the test.
pub(super) struct Group(pub(super) String);

impl Drop for Group {
    fn drop(&mut self) {
        signalled("KILL", &self.0);
    }
}

/// What is started in the background is told to ignore Ctrl-C: here it listens, as at a terminal.
const LISTENING: &str = "
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
os.execvp(sys.argv[1], sys.argv[1:])";

/// Mono listens to Ctrl-C at a terminal only. Where it never ends by `Environment.Exit`, its threads waiting for each other,
/// it is ended here, and that is told as its own report is.
const AT_A_TERMINAL: &str = "
import os, pty, signal, sys
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
def stop(*_):
    os.write(terminal, b'\\x03')
    signal.alarm(60)
def end(*_):
    os.kill(child, signal.SIGKILL)
    sys.stderr.write('Native Crash Reporting: Mono never ended')
signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGALRM, end)
try:
    while True:
        sys.stderr.buffer.write(os.read(terminal, 65536))
except OSError:
    sys.exit(os.WEXITSTATUS(os.waitpid(child, 0)[1]))";

/// The command with Ctrl-C as at a terminal.
fn at_a_terminal(language: ScriptLanguage, command: &Command) -> Command {
    let how = if language == ScriptLanguage::CSharp { AT_A_TERMINAL } else { LISTENING };
    let mut outer = Command::new("python3");
    outer.args(["-c", how]).arg(command.get_program()).args(command.get_args());
    outer.current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer
}

/// Starts the script, stops it when it has asked for all of `asked`, and gives what it said.
fn stopped(
    language: ScriptLanguage,
    signal: &str,
    script: &str,
    (folder, mock): (&Folder, &Mock),
    asked: &[&str],
) -> Output {
    let mut command = at_a_terminal(language, &command(language, script, folder, &KEYS));
    command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let process = child.id().to_string();
    let group = Group(format!("-{process}"));
    until("the script has asked", || {
        let seen = mock.seen();
        asked
            .iter()
            .all(|part| seen.iter().any(|seen| format!("{} {}", seen.method, seen.path).contains(part)))
    });
    // A scheduler's signal goes to one process, a terminal's to all.
    assert!(signalled(signal, if signal == "INT" { &group.0 } else { &process }));
    let output = child.wait_with_output().unwrap();
    until("no process is left", || !signalled("0", &group.0));
    output
}

fn patient() -> Options {
    let usual = options("results", SecretsAs::Environment);
    Options { limits: Limits { give_up_after_ms: 600_000, ..usual.limits }, ..usual }
}

/// The languages and signals that are tried: a scheduler's where the language takes it for Ctrl-C.
fn signals() -> Vec<(ScriptLanguage, &'static str)> {
    let scheduled = [ScriptLanguage::Bash, ScriptLanguage::JavaScript].map(|language| (language, "TERM"));
    languages().into_iter().map(|language| (language, "INT")).chain(scheduled).collect()
}

#[track_caller]
fn assert_told(language: ScriptLanguage, output: &Output, said: &[&str]) {
    assert_eq!(output.status.code(), Some(130), "{language:?}: {output:?}");
    let told = String::from_utf8_lossy(&output.stderr);
    for said in said {
        assert!(told.contains(said), "{language:?} does not say {said}: {told}");
    }
    for unsaid in ["Traceback", "Exception", "the-key", "the-pool-key"] {
        assert!(!told.contains(unsaid), "{language:?}: {told}");
    }
}

/// Each moment of a job: what was asked for last, and what is said of it.
#[test]
fn a_script_that_is_stopped_says_what_goes_on() {
    let runs = || ends("{\"StatusCode\":1}");
    let silent = |asked| Scenario { faults: vec![(asked, 1, Fault::Silent)], ..ends(FINISHED) };
    let not_resized = "The pool was not resized. It is billed until it is.";
    let moments = [
        (runs(), "GET ", ["0001 goes on. Its status: http", not_resized]),
        (silent("jobs"), "/jobs?", ["No job that this ", not_resized]),
        (silent("blob"), "/blob/", ["has finished; its results may not all be downloaded.", not_resized]),
        (silent("resize"), "/resize", ["No job that this ", "It is unknown whether the pool was resized."]),
    ];
    for (at, (scenario, asked, said)) in moments.iter().enumerate() {
        for (language, signal) in signals() {
            // One moment is enough for what starts slowly, and bash waits for what it has started.
            let is_quick = !matches!(language, ScriptLanguage::CSharp | ScriptLanguage::R);
            if at > 0 && (!is_quick || signal == "TERM") {
                continue;
            }
            until_mono_holds(|| {
                let (mock, folder) = (Mock::start(scenario.clone()), Folder::new());
                let flow = Flow::new(&address(&mock), &Secret::default(), &simple_body()).unwrap();
                let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
                let script = flow_script(&flow, language, &patient()).unwrap();
                let output = stopped(language, signal, &script, (&folder, &mock), &[asked]);
                if is_mono_aborted(&output) {
                    return None;
                }
                assert_told(language, &output, said);
                Some(())
            });
        }
    }
}

#[test]
fn a_loop_that_is_stopped_says_what_goes_on_and_leaves_nothing_behind() {
    let many = Many::new(&template(), "in/a.csv\nin/b.csv").unwrap();
    let file: String = many.lines(SecretsAs::Inlined).map(|line| line + "\n").collect();
    for (language, signal) in signals() {
        until_mono_holds(|| {
            let mock =
                Mock::start(Scenario { statuses: vec!["{\"StatusCode\":1}".to_owned()], ..finishes() });
            let folder = Folder::new();
            std::fs::write(folder.0.join("b"), &file).unwrap();
            let flow = Flow::new(&address(&mock), &Secret::default(), &json!({})).unwrap();
            let flow = flow.then_resize(&to_zero(), &pools(&mock)).unwrap();
            let script = many_script(&flow, "b", 2, language, &patient()).unwrap();
            let asked = ["0001?", "0002?"];
            let output = stopped(language, signal, &script, (&folder, &mock), &asked);
            if is_mono_aborted(&output) {
                return None;
            }
            let goes_on =
                if language == ScriptLanguage::Bash { "go on." } else { "1 goes on. Its status: http" };
            let not_resized = "The pool was not resized. It is billed until it is.";
            assert_told(language, &output, &[goes_on, not_resized, "A second run goes on from here."]);
            Some(())
        });
    }
}
