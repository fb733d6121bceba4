//! Practice as the benches use it.

use poolwise::words::{Language, POOLS_PAGE, PRACTICE};
use serde_json::json;

use super::Page;

/// Begins the situation of 200 jobs on the Pools page, which is open, at an hour a second.
pub(crate) fn begin_fast_practice(page: &Page) {
    let words = POOLS_PAGE.of(Language::English);
    page.find("heading", words.create);
    page.script("document.getElementById('situation').closest('details').open = true", &json!([]));
    page.field(words.situation).choose(PRACTICE.of(Language::English).situation_many_jobs);
    page.button(words.begin).click();
    let fastest = words.speed_of.with(&[("factor", "3600")]);
    page.find("group", words.speed).find("radio", &fastest).click();
}
