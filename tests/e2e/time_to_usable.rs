//! How soon Cost can be used on a slow machine: 10 Mbit/s, 40 ms round trip, a processor slowed four times
//! (or `POOLWISE_SLOWDOWN` times).
//!
//! Usable: the first field takes the focus and its text changes. The median of nine loads, each in a new browser, and in
//! turn with it a page of one word: what of a first paint is the browser's own, and no page can do without. And what a
//! first load fetches in all before anyone scrolls, which is more than what Cost cannot do without.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what cannot be measured is reported by stopping"
)]

mod harness;

use harness::{Browser, Site, slowdown};
use serde_json::json;

const LOADS: usize = 9;

/// Notes, in the page's own clock, when the wasm has put the first field there.
const WATCH: &str = "addEventListener('DOMContentLoaded', () => {
  const look = () => {
    if (!window.usable && document.querySelector('main input')) window.usable = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
  look();
})";

/// Bytes as they came, packed, once what is fetched last has come and nothing that is in view is waited for; else 0.
const FETCHED: &str = "
  const all = performance.getEntries().filter(one => one.encodedBodySize);
  const has = (part) => all.some(one => one.name.includes(part));
  if (!has('/keys-') || !has('/print-') || document.querySelector('.notice[role=status]')) return 0;
  return all.reduce((sum, one) => sum + one.encodedBodySize, 0)";

/// The least that a page can be.
const ONE_WORD: &str = "<!doctype html><title>One</title><main>Word <input></main>";

/// Milliseconds until the first paint and until the page can be used.
struct Load {
    painted: f64,
    usable: f64,
}

fn load(site: &Site) -> Load {
    let page = Browser::new().blank(site);
    page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }));
    page.slow(10_000_000.0, 40.0, slowdown());
    page.go("");
    let time = |of: &str| page.script(of, &json!([])).as_f64().unwrap_or_default();
    let wait = |what: &str, of: &str| page.until(what, || time(of), |time| *time > 0.0);
    let usable = wait("the first field", "return window.usable || 0");
    let paint = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0";
    Load { painted: wait("the first paint", paint), usable }
}

/// Sorted times, of which there is an odd number.
fn sorted(times: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut times: Vec<f64> = times.collect();
    times.sort_by(f64::total_cmp);
    times
}

fn main() {
    let site = Site::packed_dist();
    let least = Site::of("/", &[("index.html", ONE_WORD), ("favicon.ico", "")]);
    // During the first load, which is not counted, the host packs its files.
    load(&site);
    let (loads, least): (Vec<Load>, Vec<Load>) = (0..LOADS).map(|_| (load(&site), load(&least))).unzip();
    let painted = sorted(loads.iter().map(|load| load.painted));
    let usable = sorted(loads.iter().map(|load| load.usable));
    let row = |what: &str, measured: f64, target: f64| {
        let is_met = if measured <= target { "met" } else { "MISSED" };
        println!("{what}|{measured:.0} ms|at most {target:.0} ms|{is_met}");
    };
    let machine = format!("processor slowed {} times", slowdown());
    row(&format!("First paint of Cost, slow network, {machine}, median"), painted[LOADS / 2], 250.0);
    let least = sorted(least.iter().map(|load| load.painted))[LOADS / 2];
    println!("First paint of a page of one word, in turn with it, median|{least:.0} ms|no target|");
    row(&format!("Cost can be used, slow network, {machine}, median"), usable[LOADS / 2], 800.0);
    row(&format!("Cost can be used, slow network, {machine}, worst"), usable[LOADS - 1], 800.0);

    let page = Browser::new().open(&site, "");
    let fetched = || page.script(FETCHED, &json!([])).as_f64().unwrap_or_default();
    let bytes = page.until("all that is fetched", fetched, |bytes| *bytes > 0.0);
    println!(
        "Fetched by a first load at 1440 × 900, before anyone scrolls|{:.0} KB|no target|",
        bytes / 1_024.0
    );
}
