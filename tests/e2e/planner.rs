//! What stands under the bills: sizes that are taken and taken back, a break-even that only a simulation tells, and
//! files that do not arrive.

use poolwise::cost::SEED;
use poolwise::units::Unit;
use poolwise::words::{BREAK_EVEN, BRIEF, COST, Language, PLANNER, SHELL, TOOLS, counted};
use serde_json::{Value, json};

use crate::harness::{Browser, Page, Site};
use crate::site::tag;

/// Brings what is under the bills into view, which starts it.
fn scroll(page: &Page) {
    page.script("document.querySelector('#cost-details').scrollIntoView()", &json!([]));
}

fn open(site: &Site, language: Language, path: &str) -> Page {
    let page = Browser::new().language(tag(language)).open(site, path);
    page.find("heading", COST.of(language).heading);
    scroll(&page);
    page
}

fn unfold(page: &Page, label: &str) {
    let body =
        "[...document.querySelectorAll('summary')].find((one) => one.textContent === arguments[0]).click()";
    page.script(body, &json!([label]));
}

fn a_size_is_taken_and_taken_back(language: Language) {
    let site = Site::dist();
    let page = open(&site, language, "#1&quota=6");
    let (words, fields) = (PLANNER.of(language), &COST.of(language).fields);
    let size = |count: u32| counted(count.into(), Unit::Vms, language);
    page.see("paragraph", &size(4));
    // Why the size that is proposed cannot be taken stands beside it.
    let proposed = page.button(&words.use_size.with(&[("vms", &size(4))]));
    assert_eq!(proposed.now().description, words.already_used);
    let reason = "const reason = document.getElementById('planner-refusal'); \
                  return reason?.checkVisibility() ? reason.innerText : null";
    assert_eq!(page.script(reason, &json!([])), words.already_used);
    unfold(&page, words.sizes);
    page.button(&words.use_size.with(&[("vms", &size(6))])).click();
    page.until("six VMs", || page.field(fields.vms.label).value(), |value| value == "6");
    let undo = words.undo_size.with(&[("vms", &size(4))]);
    page.until("focus on the way back", || page.focused().spoken().name.clone(), |name| *name == undo);
    page.button(&undo).click();
    page.until("four VMs", || page.field(fields.vms.label).value(), |value| value == "4");
    page.gone("button", &undo);
}

#[test]
fn a_size_is_taken_and_taken_back_in_english() {
    a_size_is_taken_and_taken_back(Language::English);
}

#[test]
fn a_size_is_taken_and_taken_back_in_swedish() {
    a_size_is_taken_and_taken_back(Language::Swedish);
}

/// 400 jobs of six minutes on six VMs are 67 rounds.
#[test]
fn a_deadline_out_of_reach_names_the_soonest_size() {
    let site = Site::dist();
    let page = open(&site, Language::English, "#1&deadline=done&done-hours=2&quota=6");
    let words = PLANNER.of(Language::English);
    let soonest = words.soonest.with(&[("vms", "6 VMs"), ("finish", "6 h 42 min")]);
    page.see("paragraph", &format!("{} {soonest}", words.never_in_time.with(&[("quota", "6")])));
    page.gone("button", &words.use_size.with(&[("vms", "6 VMs")]));
}

/// Nine tenths of 400 jobs of six minutes start on 36 VMs that are kept for an hour; the rest never does.
#[test]
fn a_size_that_leaves_jobs_is_not_said_to_be_done_in_time() {
    let site = Site::dist();
    for language in Language::ALL {
        let link = "#1&deadline=start&start-percent=90&start-minutes=60&hours=1&quota=36";
        let page = open(&site, language, link);
        let said = PLANNER.of(language).best_in_time_undone.0;
        let (before, after) =
            (said.split('{').next().unwrap_or_default(), said.rsplit('}').next().unwrap_or_default());
        let text = "return document.getElementById('cost-details').innerText.replaceAll('\\u00a0', ' ')";
        let told = || page.script(text, &json!([])).as_str().unwrap_or_default().to_owned();
        let plain = |part: &str| part.replace('\u{a0}', " ");
        page.until("the sentence", told, |told| {
            told.contains(&plain(before)) && told.contains(&plain(after))
        });
    }
}

/// S2 is paid and its included hours are used up: an hour of the pool is $1.50, one without a plan $2.00, so that the
/// pool pays off where enough of its hours are worked. How many are is left to chance.
#[test]
fn a_break_even_by_chance_is_a_range() {
    let site = Site::dist();
    let link = "#1&jobs=60&length=exponential&minutes=30&vms=8&keep=until-done&plan=S2&paid=S2&other-hours=500&quota=8";
    let page = open(&site, Language::English, link);
    let words = PLANNER.of(Language::English);
    page.see("paragraph", words.simulated_range.0.split('{').next().unwrap_or_default());
    page.see("listitem", BREAK_EVEN.of(Language::English).by_chance);
    page.see("listitem", "costs less");
}

#[test]
fn what_does_not_arrive_says_so_and_is_tried_again() {
    let site = Site::dist();
    site.refuse(&["cost_details", "planner_worker"]);
    let page = Browser::new().open(&site, "");
    page.expect_fault("cost_details");
    let (words, try_again) = (COST.of(Language::English), SHELL.of(Language::English).try_again);
    let retry = |sentence: &str| {
        page.see("alert", sentence);
        let alerts = page.try_all("alert").expect("they were just seen");
        let alert = alerts.iter().find(|alert| alert.text().contains(sentence)).expect("it was just seen");
        alert.find("button", try_again).click();
    };
    page.find("heading", words.heading);
    page.see("alert", words.simulation_failed);
    scroll(&page);
    page.see("alert", SHELL.of(Language::English).load_failed);
    site.refuse(&[]);
    retry(words.simulation_failed);
    retry(SHELL.of(Language::English).load_failed);
    page.find("heading", PLANNER.of(Language::English).planner);
    page.until("no notice", || page.try_all("alert").map_or(1, |alerts| alerts.len()), |alerts| *alerts == 0);
}

/// Waits until the page's end says it, or no longer does.
#[track_caller]
fn end_says(page: &Page, sentence: &str, is_there: bool) {
    page.script("document.querySelector('#cost-tools').scrollIntoView()", &json!([]));
    let read = || page.script("return document.querySelector('#cost-tools').innerText", &json!([]));
    let holds = |text: &Value| text.as_str().is_some_and(|text| text.contains(sentence) == is_there);
    page.until(&format!("“{sentence}”: {is_there}"), read, holds);
}

/// What is loaded when it is seen stood empty where a field had gone wrong before that, and the brief to support blamed
/// the pool for it.
#[test]
fn what_starts_beside_a_fault_tells_of_the_inputs_before() {
    let site = Site::dist();
    let page = Browser::new().viewport(360, 640).open(&site, "");
    let language = Language::English;
    let (cost, words, tools) = (COST.of(language), PLANNER.of(language), TOOLS.of(language));
    page.find("heading", cost.heading);
    page.field(cost.fields.jobs.label).fill("many");
    page.see("paragraph", cost.stale);
    scroll(&page);
    page.see("paragraph", words.exact);
    end_says(&page, tools.exports_stale, true);
    page.field(cost.fields.jobs.label).fill("200");
    end_says(&page, tools.exports_stale, false);
}

#[test]
fn what_has_never_had_inputs_says_so() {
    let site = Site::dist();
    let language = Language::Swedish;
    let page = open(&site, language, "#1&jobs=99999999999");
    let (cost, words, tools) = (COST.of(language), PLANNER.of(language), TOOLS.of(language));
    page.see("paragraph", cost.unanswered);
    page.see("paragraph", words.faulty);
    for empty in [cost.bills, cost.decision, words.planner] {
        page.gone("heading", empty);
    }
    end_says(&page, tools.faulty, true);
    end_says(&page, BRIEF.of(language).no_pool, false);
    page.field(cost.fields.jobs.label).fill("200");
    page.see("paragraph", words.exact);
    end_says(&page, tools.faulty, false);
}

/// Each part is fetched when it is seen: one that is drawn in slices keeps the next one out of sight meanwhile.
#[test]
fn what_stands_under_the_bills_comes_alone() {
    let site = Site::dist();
    let page = open(&site, Language::English, "");
    page.find("heading", PLANNER.english.timeline);
    let fetched = page.script(
        "return performance.getEntriesByType('resource').map((one) => one.name).join(' ')",
        &json!([]),
    );
    let fetched = fetched.as_str().unwrap_or_default();
    assert!(fetched.contains("cost_details") && !fetched.contains("cost_tools"), "{fetched}");
}

/// What stands under the bills follows later while nobody sees it, and is the same as on a page opened anew.
#[test]
fn details_out_of_sight_follow_when_typing_rests_or_when_they_are_seen() {
    let site = Site::dist();
    let text = |page: &Page| {
        let said = "return document.getElementById('cost-details')?.textContent ?? ''";
        page.script(said, &json!([])).as_str().unwrap_or_default().to_owned()
    };
    let ended = format!("seed: {}.", SEED.0);
    let is_whole = |text: &String| text.contains(&ended);
    let page = open(&site, Language::English, "");
    let mut before = page.until("the plan", || text(&page), is_whole);
    for (jobs, is_scrolled_to) in [("401", false), ("4321", true)] {
        page.script("scrollTo(0, 0)", &json!([]));
        page.field(COST.english.fields.jobs.label).fill(jobs);
        if is_scrolled_to {
            scroll(&page);
        }
        let other = open(&site, Language::English, &format!("#1&jobs={jobs}"));
        // Charts are drawn a task after the plan has ended: each is read until they are.
        let both = page.until(
            "what stands under the bills, here and on a page opened anew",
            || (text(&page), text(&other)),
            |(one, fresh)| one == fresh && is_whole(fresh),
        );
        assert_ne!(both.0, before, "{jobs} jobs say something else");
        before = both.0;
    }
}
