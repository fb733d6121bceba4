//! How much memory a history of a million rows takes in Chromium, from choosing the file until it has been simulated.
//!
//! Looked at every 20 ms: all of the renderer, its worker included, less what it had before; and the memory of the
//! reader's wasm, which never shrinks.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what cannot be measured is reported by stopping"
)]

mod harness;

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use harness::{Browser, Page, Site};
use poolwise::words::{COST, COST_INPUTS, Language};
use serde_json::json;

const ROWS: u64 = 1_000_000;
const MEGABYTE: u64 = 1_000_000;

fn main() {
    let file = std::env::temp_dir().join(format!("poolwise-million-{}.csv", std::process::id()));
    write_table(&file);
    let site = Site::dist();
    let page = Browser::new().language("en-GB").open(&site, "");
    let (cost, editor) = (COST.of(Language::English), COST_INPUTS.of(Language::English));
    page.field(cost.fields.arrive.label).choose(cost.choices.history);
    page.field(cost.fields.length.label).choose(cost.choices.history);
    page.button(editor.choose_file);
    let before = renderer_bytes();
    let peak = Arc::new(AtomicU64::new(before));
    let (over, is_over) = channel::<()>();
    let watch = {
        let peak = Arc::clone(&peak);
        std::thread::spawn(move || {
            while is_over.recv_timeout(Duration::from_millis(20)).is_err() {
                peak.fetch_max(renderer_bytes(), Ordering::Relaxed);
            }
        })
    };
    let began = seconds(&page);
    let found =
        page.cdp("Runtime.evaluate", &json!({ "expression": "document.getElementById('history-file')" }));
    let object = found["result"]["objectId"].as_str().expect("the input is there").to_owned();
    page.cdp("DOM.setFileInputFiles", &json!({ "files": [file.to_string_lossy()], "objectId": object }));
    page.see("status", "1,000,000 jobs");
    let read = seconds(&page) - began;
    let in_reader = page.script("return document.querySelector('[data-memory]').dataset.memory", &json!([]));
    let in_reader: u64 = in_reader.as_str().and_then(|bytes| bytes.parse().ok()).expect("a number");
    let read_peak = peak.load(Ordering::Relaxed);
    page.until(
        "simulated",
        || page.script("return document.querySelector('#results').textContent", &json!([])),
        |text| text.as_str().is_some_and(|text| !text.contains(cost.pending)),
    );
    let simulated = seconds(&page) - began;
    over.send(()).expect("it is watching");
    watch.join().expect("it only looks");
    std::fs::remove_file(&file).expect("it was just written");
    let more = |peak: u64| peak.saturating_sub(before) / MEGABYTE;
    let all = more(peak.load(Ordering::Relaxed));
    println!("A history of {ROWS} rows:");
    println!("  read in                          {read:>6.1} s");
    println!("  simulated after                  {simulated:>6.1} s");
    println!("  reader’s wasm memory, at most    {:>6} MB", in_reader / MEGABYTE);
    println!("  renderer, reading, at most       {:>6} MB more", more(read_peak));
    println!("  renderer, all of it, at most     {all:>6} MB more (limit 300)");
    assert!(all < 300, "a history of {ROWS} rows takes {all} MB");
}

/// The page's own clock.
fn seconds(page: &Page) -> f64 {
    page.script("return performance.now() / 1000", &json!([])).as_f64().unwrap_or_default()
}

fn write_table(file: &std::path::Path) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).expect("a temporary file"));
    writeln!(out, "job,submitted,duration").expect("room on the disk");
    for row in 0..ROWS {
        let (seconds, length) = (row * 2, 30 + row * 7_919 % 400);
        let (day, rest) = (1 + seconds / 86_400, seconds % 86_400);
        let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
        writeln!(out, "job-{row:07},2017-01-{day:02}T{hour:02}:{minute:02}:{second:02}Z,{length}.25")
            .expect("room on the disk");
    }
}

/// The resident memory of every renderer that this process has started.
fn renderer_bytes() -> u64 {
    let mut parents: HashMap<u32, u32> = HashMap::new();
    let processes = std::fs::read_dir("/proc").expect("a system with /proc").flatten();
    for process in processes {
        let Some(pid) = process.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let stat = std::fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1)?.parse().ok());
        parents.insert(pid, parent.unwrap_or_default());
    }
    let is_ours = |mut pid: u32| {
        while let Some(parent) = parents.get(&pid) {
            if *parent == std::process::id() {
                return true;
            }
            pid = *parent;
        }
        false
    };
    let renderer = |pid: &u32| {
        let line = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.contains("--type=renderer") && is_ours(*pid)
    };
    let resident = |pid: &u32| {
        let pages = std::fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
        pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or_default() * 4_096
    };
    parents.keys().filter(|pid| renderer(pid)).map(resident).sum()
}
