//! Pictures of every page, in both themes, at three widths: `scripts/screenshots FOLDER`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a picture that cannot be taken is reported by stopping"
)]

mod harness;

use std::path::PathBuf;

use harness::{Browser, Site};
use poolwise::route::Route;

const WIDTHS: [(u32, u32); 3] = [(360, 800), (768, 1024), (1440, 900)];

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "screenshots".to_owned()));
    let site = Site::dist();
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
