//! Archives and deflated texts, read back by Python's own modules and by Info-ZIP's `unzip`.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use poolwise::share::deflate::deflate;
use poolwise::share::zip::{Packing, TooLong, Zip};
use proptest::prelude::*;

/// A file of its own, gone with the value.
struct Kept(PathBuf);

impl Kept {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("poolwise-{}-{name}", std::process::id())))
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// What a command says; the test fails when it fails.
#[track_caller]
fn said(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|problem| panic!("{program} is needed: {problem}"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{program}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

const READ: &str = "
import sys, zipfile, zlib, hashlib
with zipfile.ZipFile(sys.argv[1]) as z:
    names = z.namelist()
    assert len(set(names)) == len(names)
    h = hashlib.sha256()
    for i in z.infolist():
        h.update(i.filename.encode() + b'\\0' + z.read(i) + b'\\0')
    print(len(names), sum(i.compress_type == 8 for i in z.infolist()), h.hexdigest())
";

const HASH: &str = "import sys, hashlib; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())";

/// Writes the entries behind so many bytes of nothing, and has both readers test them.
#[track_caller]
fn check(label: &str, packing: Packing, behind: u64, entries: &[(String, Vec<u8>)]) -> u64 {
    let kept = Kept::new(label);
    let mut file = File::create(&kept.0).unwrap();
    // A hole, where the file system has them: nothing is written for it.
    file.seek(SeekFrom::Start(behind)).unwrap();
    let (mut zip, mut bytes, mut all) = (Zip::behind(packing, behind), Vec::new(), Vec::new());
    for (name, content) in entries {
        zip.entry(name, content, &mut bytes).unwrap();
        for part in [name.as_bytes(), &[0], content, &[0]] {
            all.extend(part);
        }
    }
    assert_eq!(zip.entries(), entries.len() as u64);
    zip.finish(&mut bytes);
    file.write_all(&bytes).unwrap();
    drop(file);
    let path = kept.0.to_str().unwrap();
    let read = String::from_utf8(said("python3", &["-c", READ, path], b"")).unwrap();
    let mut read = read.split_whitespace();
    assert_eq!(read.next().unwrap().parse(), Ok(entries.len()), "{label}");
    let deflated: u64 = read.next().unwrap().parse().unwrap();
    let hash = String::from_utf8(said("python3", &["-c", HASH], &all)).unwrap();
    assert_eq!(read.next(), Some(hash.trim()), "{label}");
    if !entries.is_empty() {
        let tested = String::from_utf8_lossy(&said("unzip", &["-tqq", path], b"")).into_owned();
        assert_eq!(tested.trim(), "", "{label}");
    }
    deflated
}

fn bodies(count: usize) -> Vec<(String, Vec<u8>)> {
    (1..=count).map(|at| (format!("job-{at:06}.json"), format!("{{\"number\":{at}}}").into_bytes())).collect()
}

#[test]
fn archives_are_read_by_others() {
    let hostile = vec![
        ("empty.json".to_owned(), Vec::new()),
        ("å 日 ?.json".to_owned(), "{\"a\":\"åäö\"}".repeat(50).into_bytes()),
        ("folder/one.json".to_owned(), vec![0, 255, 128, 10, 13]),
    ];
    assert_eq!(check("few-stored.zip", Packing::Stored, 0, &hostile), 0);
    // What does not become shorter is stored.
    assert_eq!(check("few-deflated.zip", Packing::Deflated, 0, &hostile), 1);
    check("none.zip", Packing::Stored, 0, &[]);
}

#[test]
fn more_entries_than_sixteen_bits_can_count() {
    for count in [65_535, 65_536] {
        check(&format!("{count}.zip"), Packing::Stored, 0, &bodies(count));
    }
}

#[test]
fn entries_and_directory_behind_four_gigabytes() {
    for behind in [0xFFFF_FFF0, 0xFFFF_FFFF, 0x1_4000_0000] {
        check(&format!("far-{behind}.zip"), Packing::Deflated, behind, &bodies(3));
    }
}

#[test]
fn a_name_that_no_header_can_hold_is_refused() {
    let (mut zip, mut file) = (Zip::new(Packing::Stored), Vec::new());
    assert_eq!(zip.entry(&"n".repeat(65_536), b"", &mut file), Err(TooLong));
    assert!(file.is_empty() && zip.entries() == 0);
}

/// Many texts in one run of Python: each as length and bytes, deflated and whole.
#[track_caller]
fn inflate_all(texts: &[Vec<u8>]) {
    const INFLATE: &str = "
import sys, zlib
f = sys.stdin.buffer
while True:
    n = f.read(4)
    if not n: break
    packed = f.read(int.from_bytes(n, 'little'))
    whole = f.read(int.from_bytes(f.read(4), 'little'))
    d = zlib.decompressobj(-15)
    assert d.decompress(packed) + d.flush() == whole and d.eof and not d.unused_data, whole[:200]
";
    let mut input = Vec::new();
    for text in texts {
        for part in [&deflate(text), text] {
            input.extend(u32::try_from(part.len()).unwrap().to_le_bytes());
            input.extend(part);
        }
    }
    said("python3", &["-c", INFLATE], &input);
}

#[test]
fn deflated_texts_are_inflated_by_others() {
    let mut texts: Vec<Vec<u8>> = vec![Vec::new(), vec![7], vec![0; 3], vec![255; 300_000]];
    // Every length of a repetition, and distances at each border.
    texts.extend((0..600).map(|length| vec![b'x'; length]));
    for distance in [1, 2, 4, 5, 257, 4_096, 24_577, 32_767, 32_768, 32_769] {
        let mut text: Vec<u8> = b"needle-in-it".to_vec();
        text.extend((0..distance - 12_i32.min(distance)).map(|at| (at * 31 % 251).to_le_bytes()[0]));
        text.extend(b"needle-in-it");
        texts.push(text);
    }
    // From one generator, all over the place.
    let mut seed = 20_170_419_u64;
    texts.extend((0..200).map(|length| {
        (0..length * 37)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33).to_le_bytes()[0] & if length % 2 == 0 { 3 } else { 255 }
            })
            .collect()
    }));
    inflate_all(&texts);
    let body = include_bytes!("../golden/source_page_body.json");
    assert!(deflate(body).len() * 2 < body.len(), "{} of {}", deflate(body).len(), body.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_bytes_deflate(texts in prop::collection::vec(prop::collection::vec(0_u8..6, 0..400), 20)) {
        inflate_all(&texts);
    }
}
