//! What there is to practise: a fault that is arranged, met and settled, and situations to begin in.

use poolwise::words::{Language, POOLS_PAGE, PRACTICE, SERVICE};
use serde_json::json;

use crate::harness::{Browser, Site};
use crate::pools::{cell, hasten, meter};
use crate::site::tag;

#[test]
fn a_lost_create_is_arranged_met_and_settled() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().language(tag(language)).open(&site, "pools/");
        let words = POOLS_PAGE.of(language);
        let practice = PRACTICE.of(language);
        page.see("region", SERVICE.of(language).practice_banner);
        page.script("document.getElementById('situation').closest('details').open = true", &json!([]));
        page.field(words.fault).choose(practice.fault_lost_request);
        page.field(words.fault_on).choose(practice.op_create);
        page.button(words.arrange).click();
        let arranged = [("fault", practice.fault_lost_request), ("operation", practice.op_create)];
        page.see("paragraph", &words.arranged.with(&arranged));
        page.button(words.create_button).click();
        hasten(&page, words);
        page.see("paragraph", SERVICE.of(language).told_create_in_doubt);
        page.see("heading", words.doubt);
        page.see("paragraph", words.doubt_not_listed);
        page.button(words.doubt_does_not_exist).click();
        page.see("paragraph", words.doubt_settled);
        page.gone("heading", words.doubt);
        page.see("paragraph", words.no_pools);
        // It was arranged once: the next one goes well.
        page.button(words.create_button).click();
        cell(&page, words, words.state, |state| state.contains(SERVICE.of(language).steady));
    }
}

#[test]
fn practice_begins_in_the_situation_chosen() {
    let language = Language::English;
    let site = Site::dist();
    let page = Browser::new().language(tag(language)).open(&site, "pools/");
    let words = POOLS_PAGE.of(language);
    let practice = PRACTICE.of(language);
    page.see("region", SERVICE.of(language).practice_banner);
    page.script("document.getElementById('situation').closest('details').open = true", &json!([]));
    for (situation, vms) in [
        (practice.situation_many_jobs, "10"),
        (practice.situation_forgotten, "8"),
        (practice.situation_wrong_clock, "4"),
    ] {
        page.field(words.situation).choose(situation);
        page.button(words.begin).click();
        page.see("paragraph", &words.began.with(&[("situation", situation)]));
        cell(&page, words, words.vms, |shown| shown == vms);
        let hours = page.until("VM-hours", || meter(&page, words, words.vm_hours), |hours| *hours > 0.0);
        let is_weekend = situation == practice.situation_forgotten;
        assert_eq!(hours > 8.0 * 60.0, is_weekend, "{situation}: {hours} h");
    }
}
