//! Pictures of every page, in both themes, at three widths: `scripts/screenshots FOLDER`; and those of README, of pages
//! at work: `scripts/screenshots --readme`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a picture that cannot be taken is reported by stopping"
)]

mod harness;

use std::path::PathBuf;

use harness::{Browser, Page, Site};
use poolwise::route::Route;
use poolwise::words::{Language, POOLS_PAGE, PRACTICE, REQUEST_PAGE};
use serde_json::json;

/// The sample of the product's own page, broken as printed.
const SAMPLE: &str = include_str!("../domain/golden/repair/sample.en.txt");

const WIDTHS: [(u32, u32); 3] = [(360, 800), (768, 1024), (1440, 900)];

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "screenshots".to_owned());
    let site = Site::dist();
    if folder == "--readme" {
        return for_readme(&site);
    }
    let folder = PathBuf::from(folder);
    for language in ["en-GB", "sv-SE"] {
        for dark in [false, true] {
            for (width, height) in WIDTHS {
                let browser = Browser::new().viewport(width, height).language(language).reduced_motion();
                let page = if dark { browser.dark().blank(&site) } else { browser.blank(&site) };
                for route in Route::ALL {
                    page.go(route.segment());
                    let headings = || page.try_all("heading").map_or(0, |all| all.len());
                    page.until("a heading", headings, |count| *count > 0);
                    let name = if route == Route::Cost { "cost" } else { route.segment() };
                    let theme = if dark { "dark" } else { "light" };
                    let language = language.split('-').next().unwrap_or_default();
                    let file = folder.join(format!("{name}-{width}-{theme}-{language}.png"));
                    page.screenshot(&file, true);
                    println!("{}", file.display());
                }
            }
        }
    }
}

/// The three pages at work, as README shows them.
fn for_readme(site: &Site) {
    let open = |path: &str| {
        let browser = Browser::new().viewport(1440, 900).language("en-GB").reduced_motion();
        browser.open(site, path)
    };
    let has = |page: &Page, what: &str, script: &str| {
        page.until(what, || page.script(script, &json!([])), |is| *is == json!(true));
    };
    let take = |page: &Page, name: &str| {
        let file = PathBuf::from(".github").join(name);
        page.screenshot(&file, false);
        println!("{}", file.display());
    };

    let cost = open("#1&jobs=1200&minutes=6&vms=10&hours=12");
    has(&cost, "the bills", "return document.querySelectorAll('.bill').length === 3");
    has(
        &cost,
        "when it is done",
        "return !document.querySelector('.bills')?.textContent.includes('Simulating')",
    );
    take(&cost, "cost.png");

    let request = open("request/");
    has(&request, "the page", "return Boolean(document.querySelector('#paste'))");
    let words = REQUEST_PAGE.of(Language::English);
    let paste = "const field = document.querySelector('#paste'); field.value = arguments[0]; \
        field.dispatchEvent(new Event('input', { bubbles: true }))";
    request.script(paste, &json!([SAMPLE]));
    request.button(words.paste_fill).click();
    has(&request, "the report", "return Boolean(document.querySelector('#paste-report'))");
    take(&request, "request.png");

    let pools = open("pools/");
    let (words, practice) = (POOLS_PAGE.of(Language::English), PRACTICE.of(Language::English));
    pools.find("heading", words.create);
    pools.script("document.getElementById('situation').closest('details').open = true", &json!([]));
    pools.field(words.situation).choose(practice.situation_many_jobs);
    pools.button(words.begin).click();
    let fast = words.speed_of.with(&[("factor", "60")]);
    pools.find("group", words.speed).find("radio", &fast).click();
    let uses = "return [...document.querySelectorAll('table a[href], table button')].length > 0";
    has(&pools, "a pool at work", uses);
    pools.script("scrollTo(0, 0)", &json!([]));
    take(&pools, "pools.png");
}
