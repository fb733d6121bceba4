//! A monkey at the built page: presses, types and pastes whatever comes, and what must hold at every moment is looked at:
//! no panic, no message of the browser, nothing wider than the screen, no id twice, no description that leads nowhere, no
//! figure that is none. `monkey SEEDS FIRST-SEED`; the same seed does the same, but for what depends on time.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what cannot be walked is reported by stopping"
)]

mod harness;

use std::process::ExitCode;

use harness::{Browser, Site};
use poolwise::route::Route;
use serde_json::json;

const MONKEY: &str = include_str!("monkey.js");
/// Steps in one command, which may take two minutes.
const STEPS: u64 = 100;
const ROUNDS: u64 = 3;

fn main() -> ExitCode {
    let asked: Vec<u64> = std::env::args().skip(1).filter_map(|number| number.parse().ok()).collect();
    let &[seeds, first] = asked.as_slice() else {
        eprintln!("monkey SEEDS FIRST-SEED");
        return ExitCode::from(2);
    };
    let site = Site::dist();
    let mut broken = Vec::new();
    for seed in first..first + seeds {
        // What the browser has to say is told when the page is closed, by stopping.
        let is_whole = std::thread::scope(|scope| scope.spawn(|| walk(&site, seed)).join()).unwrap_or(false);
        if !is_whole {
            broken.push(seed);
        }
    }
    println!("{seeds} seeds from {first} on, {} steps each; at fault: {broken:?}", STEPS * ROUNDS);
    ExitCode::from(u8::from(!broken.is_empty()))
}

/// Whether everything held on the page, at the width, in the language and the colours that go with this seed.
fn walk(site: &Site, seed: u64) -> bool {
    let route = Route::ALL.into_iter().cycle().nth(usize::try_from(seed % 3).unwrap_or_default());
    let mut browser = Browser::new().language(if (seed / 6).is_multiple_of(2) { "en-GB" } else { "sv-SE" });
    if seed / 3 % 2 == 1 {
        browser = browser.viewport(360, 800);
    }
    if seed / 12 % 2 == 1 {
        browser = browser.dark();
    }
    let page = browser.open(site, route.expect("three pages").segment());
    let is_there = || page.script("return document.querySelectorAll('main h1').length", &json!([]));
    page.until("the page", is_there, |count| count.as_u64() > Some(0));
    let mut is_whole = true;
    for round in 0..ROUNDS {
        let asked = json!({ "script": MONKEY, "args": [seed * ROUNDS + round, STEPS] });
        let found = page.command("POST", "/execute/async", &asked);
        for fault in found.as_array().into_iter().flatten() {
            is_whole = false;
            println!("seed {seed}: {}", fault.as_str().unwrap_or_default());
        }
    }
    is_whole
}
