//! Commands that read a file or standard input and print: estimate, plan, repair, check, bodies, script.

mod cost;
mod edges;
mod readme;
mod request;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

/// How a command ended and what it said.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    told: String,
}

impl Ran {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_companion"));
    command.args(arguments).env_remove("BES_API_KEY").env_remove("POOL_KEY");
    command
}

/// Runs it with this on standard input.
#[track_caller]
fn run(arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
    run_with(command(arguments), input.as_ref())
}

#[track_caller]
fn run_with(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the companion starts");
    let mut to = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // A command may end without having read everything.
    let writer = thread::spawn(move || drop(to.write_all(&input)));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    let ran = Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        told: String::from_utf8(output.stderr).expect("UTF-8"),
    };
    assert!(!ran.told.contains("panicked"), "{ran:?}");
    ran
}

/// Runs it and holds its exit code.
#[track_caller]
fn ends(arguments: &[&str], input: impl AsRef<[u8]>, code: i32) -> Ran {
    let ran = run(arguments, input);
    assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
    ran
}

/// A file in a folder of its own, removed when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn file(content: impl AsRef<[u8]>) -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("poolwise-cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::write(&path, content).expect("written");
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().expect("UTF-8")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The path of a file of the tests of the domain.
fn golden(file: &str) -> String {
    let path = root().join("tests/domain/golden").join(file);
    path.to_str().expect("UTF-8").to_owned()
}
