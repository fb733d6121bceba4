//! What fuzzing has left behind is replayed: every file of `fuzz/corpus/NAME` through the entry of that name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[path = "../../fuzz/entries/mod.rs"]
mod entries;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// Tells on drop which file was at work when something stopped.
struct At<'a>(&'a Path);

impl Drop for At<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("while replaying {}", self.0.display());
        }
    }
}

#[test]
fn everything_that_was_found_is_read() {
    for (name, entry) in entries::ENTRIES {
        let files = inside(&corpus().join(name));
        assert!(files.len() >= 3, "{name} has no samples worth the name");
        for file in files {
            let _at = At(&file);
            entry(&std::fs::read(&file).expect("a file"));
        }
    }
}

/// Each entry has a fuzz target and a folder, and there is none without an entry; the whole stays small.
#[test]
fn entries_targets_and_folders_are_the_same() {
    let known: BTreeSet<String> = entries::ENTRIES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let names = |folder: &Path| -> BTreeSet<String> {
        let stem = |path: PathBuf| path.file_stem().map(|name| name.to_string_lossy().into_owned());
        inside(folder).into_iter().filter_map(stem).collect()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(names(&corpus()), known);
    assert_eq!(names(&root.join("fuzz/fuzz_targets")), known);
    let manifest = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).expect("the fuzzer's manifest");
    for name in &known {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is no binary");
    }
    let bytes: u64 = known
        .iter()
        .flat_map(|name| inside(&corpus().join(name)))
        .map(|file| std::fs::metadata(file).expect("a file").len())
        .sum();
    assert!(bytes < 600_000, "{bytes} bytes of corpus");
}

/// Nesting without end, keys that objects have by nature, halves of characters, the same key twice, null characters: every
/// reader reads or refuses each, on a thread with as little stack as a browser's.
#[test]
fn every_reader_survives_what_is_hostile() {
    const DEEP: usize = 100_000;
    let texts = [
        ["[".repeat(DEEP), "]".repeat(DEEP)].concat(),
        ["{\"Inputs\":".repeat(DEEP), "1".to_owned(), "}".repeat(DEEP)].concat(),
        "{\"a\":[".repeat(DEEP / 2),
        ["{\"format\":\"poolwise cost\",\"version\":1,\"inputs\":".to_owned(), "[".repeat(DEEP)].concat(),
        ["AccountKey=".repeat(2_000), "=;".repeat(20_000)].concat(),
        "\"".repeat(DEEP / 2),
        "\\".repeat(DEEP / 2),
        "\u{0}".repeat(2_000),
        "1&a=".to_owned() + &"%".repeat(20_000),
        "{\"__proto__\":{\"a\":1},\"constructor\":null,\"Inputs\":{\"__proto__\":{\"RelativeLocation\":\"b/c.csv\"},\"toString\":null}}".to_owned(),
        "{\"Input\":{\"RelativeLocation\":\"a\\ud83d\"},\"GlobalParameters\":{\"\\udc00\":\"\\ud800\"}}".to_owned(),
        "{\"Input\":{\"RelativeLocation\":\"a\",\"RelativeLocation\":\"b\"},\"format\":1,\"format\":2,\"name\":1,\"name\":2}".to_owned(),
    ];
    let small_stack = std::thread::Builder::new().stack_size(1 << 20);
    let run = move || {
        for (name, entry) in entries::ENTRIES {
            for text in &texts {
                let _at = At(Path::new(name));
                entry(text.as_bytes());
            }
        }
    };
    small_stack.spawn(run).expect("a thread").join().expect("a reader stopped");
}
