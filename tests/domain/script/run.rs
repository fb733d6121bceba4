//! Runs a script with the interpreter of its language, where this machine has one.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use poolwise::script::ScriptLanguage;

/// The programs that a language needs.
fn programs(language: ScriptLanguage) -> &'static [&'static str] {
    match language {
        ScriptLanguage::Bash => &["bash", "curl", "awk"],
        ScriptLanguage::PowerShell => &["pwsh"],
        ScriptLanguage::Python => &["python3"],
        ScriptLanguage::CSharp => &["mcs", "mono"],
        ScriptLanguage::R => &["Rscript", "curl"],
        ScriptLanguage::JavaScript => &["node"],
    }
}

fn is_present(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// The languages that are run: bash, Python and JavaScript always, the others where their interpreter is. A missing
/// interpreter of what is always run is a failure, as is one of a language that `POOLWISE_LANGUAGES` lists by its files'
/// ending (`cs,R,ps1`). Those that are not run are named on standard error.
pub(crate) fn languages() -> Vec<ScriptLanguage> {
    let listed = std::env::var("POOLWISE_LANGUAGES").unwrap_or_default();
    let is_listed =
        |language: ScriptLanguage| listed.split(',').any(|ending| ending.trim() == language.extension());
    ScriptLanguage::ALL
        .into_iter()
        .filter(|language| {
            let missing: Vec<_> = programs(*language).iter().filter(|name| !is_present(name)).collect();
            let runs = is_listed(*language) || is_everywhere(*language) || missing.is_empty();
            if runs {
                assert!(missing.is_empty(), "{language:?} needs {missing:?}: install it");
            } else {
                say_once(&format!("SKIPPED scripts in {language:?}: {missing:?} is not on PATH"));
            }
            runs
        })
        .collect()
}

/// Whether a language's interpreter is on every machine that builds the page.
const fn is_everywhere(language: ScriptLanguage) -> bool {
    matches!(language, ScriptLanguage::Bash | ScriptLanguage::Python | ScriptLanguage::JavaScript)
}

/// The languages that can be run here, for one more case of what another case has tried in all of them: without those
/// that take seconds to start.
pub(crate) fn quick_languages() -> Vec<ScriptLanguage> {
    languages().into_iter().filter(|language| is_everywhere(*language)).collect()
}

/// Says it past the capture of passing tests.
fn say_once(line: &str) {
    static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut said = SAID.lock().unwrap();
    if !said.iter().any(|known| known == line) {
        said.push(line.to_owned());
        say(line);
    }
}

fn say(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// A new empty folder, removed when it is dropped.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("poolwise-script-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Every file below a folder of this one: path within it, content.
    pub(crate) fn files(&self, below: &str) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        let top = self.0.join(below);
        let mut open = vec![top.clone()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(&top).unwrap().to_str().unwrap().to_owned();
                    found.push((name, std::fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Tries anew, from a new service on, where Mono itself was aborted: 6.8, which Debian and Ubuntu have, may fail an
/// assertion of its own while its threads end, after the program has: of 530 runs on a busy machine, three did. (To end by
/// `Environment.Exit` instead is no way out: it now and then never ends.) Nothing else is tried again.
pub(crate) fn until_mono_holds(attempt: impl Fn() -> Option<()>) {
    let held = (0..6).any(|_| {
        let held = attempt().is_some();
        if !held {
            say("TRIED AGAIN: Mono was aborted");
        }
        held
    });
    assert!(held, "Mono was aborted six times in a row");
}

/// Whether Mono itself broke down, by its own report or by what ended it, which may stand in standard output: how it ends after that differs,
/// by the signal, by another one while it writes the report, or with the exit code 134.
pub(crate) fn is_mono_aborted(output: &Output) -> bool {
    let told = [&output.stdout, &output.stderr].map(|told| String::from_utf8_lossy(told));
    let signs = ["Assertion at mono", "Native Crash Reporting"];
    told.iter().any(|told| signs.iter().any(|sign| told.contains(sign)))
}

#[test]
fn mono_is_aborted_however_it_ends_and_wherever_it_says_so() {
    let ended = |how: &str| Command::new("sh").args(["-c", how]).output().unwrap();
    for how in ["kill -ABRT $$", "kill -SEGV $$", "exit 134"] {
        for place in ["1", "2"] {
            let report =
                format!("echo 'Downloaded'; echo '* Assertion at mono-threads.c:2005' >&{place}; {how}");
            assert!(is_mono_aborted(&ended(&report)), "{report}");
        }
        assert!(!is_mono_aborted(&ended(how)), "{how}: what Mono does not speak of is the script's fault");
    }
}

/// Looks at a condition until it holds.
#[expect(clippy::disallowed_methods, reason = "a deadline, and a breath between two looks at a condition")]
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Writes the script into the folder and runs it there.
pub(crate) fn run(
    language: ScriptLanguage,
    script: &str,
    folder: &Folder,
    secrets: &[(&str, &str)],
) -> Output {
    command(language, script, folder, secrets).output().unwrap()
}

/// Writes the script into the folder; what runs it there.
pub(crate) fn command(
    language: ScriptLanguage,
    script: &str,
    folder: &Folder,
    secrets: &[(&str, &str)],
) -> Command {
    let file = folder.0.join(format!("script.{}", language.extension()));
    std::fs::write(&file, script).unwrap();
    let mut command = match language {
        ScriptLanguage::CSharp => compiled(&file),
        _ => interpreted(language),
    };
    if language != ScriptLanguage::CSharp {
        command.arg(&file);
    }
    command.current_dir(&folder.0).envs(secrets.iter().copied());
    for name in ["BES_API_KEY", "POOL_KEY"] {
        if !secrets.iter().any(|(known, _)| *known == name) {
            command.env_remove(name);
        }
    }
    command.stdin(std::process::Stdio::null());
    command
}

fn interpreted(language: ScriptLanguage) -> Command {
    match language {
        ScriptLanguage::Bash => Command::new("bash"),
        ScriptLanguage::Python => Command::new("python3"),
        ScriptLanguage::JavaScript => Command::new("node"),
        ScriptLanguage::R => Command::new("Rscript"),
        ScriptLanguage::PowerShell => {
            let mut command = Command::new("pwsh");
            command.args(["-NoProfile", "-NonInteractive", "-File"]);
            command
        }
        ScriptLanguage::CSharp => unreachable!("compiled"),
    }
}

fn compiled(file: &Path) -> Command {
    let program = file.with_extension("exe");
    let mut compiler = Command::new("mcs");
    compiler.arg("-langversion:7").arg(format!("-out:{}", program.display())).arg(file);
    let said = compiler.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let mut command = Command::new("mono");
    command.arg(program);
    command
}
