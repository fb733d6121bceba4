//! What the page holds on to when it is used for hours: the memory of script and of each page's wasm, nodes and listeners
//! after 100 changes of page and after 1,100, then after a day of practice at an hour a second and after a week more, each
//! after a collection of garbage. Prints a line a figure: what, measured, target, and whether it is met.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what cannot be measured is reported by stopping"
)]

mod harness;

use harness::{Browser, Page, Site, begin_fast_practice};
use poolwise::words::{COST, Language};
use serde_json::{Value, json};

/// Changes before the first look: what is made once is there then.
const WARM: u64 = 100;
const CHANGES: u64 = 1_000;
/// Hours before the first look at practice: its jobs are done, and the log is as long as it gets.
const DAY: u64 = 24;

/// Goes from page to page by the links of the bar, each time waiting until its heading stands; not faster than the browser
/// lets a page change its address, which is 200 times in ten seconds.
const WANDER: &str = "
  const [changes, done] = [arguments[0], arguments[arguments.length - 1]];
  const links = [...document.querySelectorAll('.bar-pages a')];
  const shown = () => [...document.querySelectorAll('main h1')].some(one => one.checkVisibility());
  let at = 0;
  const step = () => {
    if (at === changes) return done(at);
    at += 1;
    const link = links[at % links.length];
    link.click();
    const look = () => (link.ariaCurrent === 'page' && shown() ? setTimeout(step, 60) : setTimeout(look));
    look();
  };
  step();
";

/// Heap in bytes, nodes, listeners.
fn held(page: &Page) -> [f64; 3] {
    for _ in 0..3 {
        page.cdp("HeapProfiler.collectGarbage", &json!({}));
    }
    let metrics = page.cdp("Performance.getMetrics", &json!({}));
    let value = |name: &str| {
        let all = metrics["metrics"].as_array().into_iter().flatten();
        all.filter(|one| one["name"] == name).find_map(|one| one["value"].as_f64()).expect("a metric")
    };
    [value("JSHeapUsedSize"), value("Nodes"), value("JSEventListeners")]
}

/// The pages' wasm files, which are started by then: asked to start again, each gives what it exports.
const MEMORIES: &str = "
  const done = arguments[arguments.length - 1];
  const { js, modules } = document.querySelector('script[data-js]').dataset;
  const { request_page, pools_page } = JSON.parse(modules);
  const files = [js, window.poolwise.base + request_page.js, window.poolwise.base + pools_page.js];
  Promise.all(files.map(async file => (await (await import(new URL(file, location).href)).default()).memory.buffer.byteLength))
    .then(done, problem => done(String(problem)));
";

/// Bytes of each page's wasm memory.
fn memories(page: &Page) -> Vec<f64> {
    let bytes = page.command("POST", "/execute/async", &json!({ "script": MEMORIES, "args": [] }));
    let all: Vec<f64> = bytes.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    assert_eq!(all.len(), PAGES.len(), "{bytes}");
    all
}

const PAGES: [&str; 3] = ["Cost", "Request", "Pools"];

fn wander(page: &Page, changes: u64) {
    // A command may take two minutes.
    let mut left = changes;
    while left > 0 {
        let now = left.min(100);
        let done = page.command("POST", "/execute/async", &json!({ "script": WANDER, "args": [now] }));
        assert_eq!(done.as_u64(), Some(now), "the walk stopped");
        left -= now;
    }
}

/// What is held on to, and each page's wasm memory.
type Held = ([f64; 3], Vec<f64>);

fn look(page: &Page) -> Held {
    (held(page), memories(page))
}

/// Prints what is held on to in addition; whether all of it is little.
fn compare(after: &str, (before, small): &Held, (now, large): &Held) -> bool {
    let row = |what: &str, more: f64, most: f64, unit: &str| {
        let is_met = more <= most;
        println!(
            "{what} after {after}|{more:.0}{unit} more|at most {most:.0}{unit}|{}",
            if is_met { "met" } else { "MISSED" }
        );
        is_met
    };
    let mut is_met = row("Script memory", (now[0] - before[0]) / 1_024.0, 200.0, " KB");
    is_met &= row("Nodes", now[1] - before[1], 50.0, "");
    is_met &= row("Listeners", now[2] - before[2], 10.0, "");
    for ((name, small), large) in PAGES.iter().zip(small).zip(large) {
        is_met &= row(&format!("Wasm memory of {name}"), (large - small) / 1_024.0, 64.0, " KB");
    }
    is_met
}

/// Lets so many hours of practice pass, at an hour a second.
fn practise(page: &Page, hours: u64) {
    let rest = "const done = arguments[arguments.length - 1]; setTimeout(() => done(0), arguments[0])";
    let mut left = hours;
    // A command may take two minutes.
    while left > 0 {
        let now = left.min(60);
        page.command("POST", "/execute/async", &json!({ "script": rest, "args": [now * 1_000] }));
        left -= now;
    }
}

fn main() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    page.find("heading", COST.of(Language::English).heading);
    page.command("POST", "/timeouts", &json!({ "script": 110_000 }));
    page.cdp("Performance.enable", &json!({}));
    page.cdp("HeapProfiler.enable", &json!({}));
    wander(&page, WARM);
    let before = look(&page);
    wander(&page, CHANGES);
    let changed = compare("1,000 changes of page", &before, &look(&page));
    page.script("document.querySelectorAll('.bar-pages a')[2].click()", &json!([]));
    begin_fast_practice(&page);
    practise(&page, DAY);
    let before = look(&page);
    practise(&page, 7 * DAY);
    let practised = compare("a week of practice", &before, &look(&page));
    assert!(changed && practised, "the page holds on to what it should let go");
}
