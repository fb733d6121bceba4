//! A whole task on each page by the keyboard alone, and where the focus is after a dialog, an error, and what was undone.

use poolwise::route::Route;
use poolwise::units::Unit;
use poolwise::words::{
    COST, Language, MANY, PLANNER, POOL_CONNECT, POOL_PROFILE, POOL_WATCH, POOLS_PAGE, PoolsPageWords,
    REQUEST_PAGE, SERVICE, SHELL, TOOLS, counted,
};
use serde_json::json;

use crate::harness::{Browser, Key, Page, Site};
use crate::pools::cell;
use crate::pools_live::{Double, Habit, JOB_KEY, POOL_KEY, SERVICE_PATH};
use crate::shell::tab_to;
use crate::site::{arrive, tag};

const LANGUAGE: Language = Language::English;
const SERVICE_URL: &str = "https://ussouthcentral.services.azureml.net/workspaces/0123456789abcdef0123456789abcdef/services/fedcba9876543210fedcba9876543210";

fn open(site: &Site, route: Route, fragment: &str) -> Page {
    let page = Browser::new().language(tag(LANGUAGE)).open(site, &[route.segment(), fragment].concat());
    arrive(&page, LANGUAGE, route);
    page
}

/// Reaches it by Tab and presses it.
#[track_caller]
fn enter(page: &Page, role: &str, name: &str) {
    tab_to(page, role, name, false);
    page.press(&[Key::Enter]);
}

/// Reaches a field by Tab and puts a text in the place of what it holds.
#[track_caller]
fn write(page: &Page, label: &str, text: &str) {
    tab_to(page, "textbox", label, false);
    page.chord(&[Key::Control, Key::Letter('a')]);
    page.type_text(text);
}

#[track_caller]
fn focus_comes_to(page: &Page, name: &str) {
    page.until("the focus", || page.focused().spoken().name.clone(), |focused| focused == name);
}

/// As Page Down does: what stands further down starts when it comes into view.
fn go_down(page: &Page, id: &str) {
    let body =
        "const part = document.getElementById(arguments[0]); part?.scrollIntoView(); return Boolean(part)";
    page.until("the part of the page", || page.script(body, &json!([id])), |is_there| *is_there == true);
}

#[test]
fn a_size_is_chosen_and_a_scenario_pinned_by_keys() {
    let site = Site::dist();
    let page = open(&site, Route::Cost, "#1&quota=6");
    let (cost, planner, tools) = (COST.of(LANGUAGE), PLANNER.of(LANGUAGE), TOOLS.of(LANGUAGE));
    let size = |vms: u32| counted(vms.into(), Unit::Vms, LANGUAGE);
    let vms = || page.field(cost.fields.vms.label).value();
    write(&page, cost.fields.jobs.label, "300");
    let before = vms();
    go_down(&page, "cost-details");
    page.find("heading", planner.planner);
    page.until(
        "all sizes",
        || {
            page.try_all("DisclosureTriangle")
                .map(|all| all.iter().any(|it| it.spoken().name == planner.sizes))
        },
        |there| *there == Ok(true),
    )
    .expect("it was just seen");
    enter(&page, "DisclosureTriangle", planner.sizes);
    enter(&page, "button", &planner.use_size.with(&[("vms", &size(6))]));
    page.until("six VMs", vms, |value| value == "6");
    let undo = planner.undo_size.with(&[("vms", &size(before.parse().expect("a number")))]);
    focus_comes_to(&page, &undo);
    page.press(&[Key::Enter]);
    page.until("the size before", vms, |value| *value == before);
    focus_comes_to(&page, planner.planner);
    go_down(&page, "cost-tools");
    page.find("heading", tools.scenarios);
    write(&page, tools.name, "Night");
    page.press(&[Key::Enter]);
    // Unpinned, its place is empty: the focus is on the way back.
    enter(&page, "button", &tools.unpin.with(&[("name", "Night")]));
    focus_comes_to(&page, tools.undo);
    page.press(&[Key::Enter]);
    page.button(&tools.unpin.with(&[("name", "Night")]));
    focus_comes_to(&page, tools.scenarios);
}

#[test]
fn a_paste_is_repaired_and_its_script_copied_by_keys() {
    let site = Site::dist();
    let page = open(&site, Route::Request, "");
    page.allow_clipboard();
    let (words, many) = (REQUEST_PAGE.of(LANGUAGE), MANY.of(LANGUAGE));
    tab_to(&page, "textbox", words.paste_label, false);
    page.type_text("{'Input': {'ConnectionString': 'AccountName=x;AccountKey=bWFueUFjY291bnRLZXk=', RelativeLocation: 'a/b.csv'},}");
    enter(&page, "button", words.paste_fill);
    page.find("region", words.repair_what);
    write(&page, words.service_url, SERVICE_URL);
    tab_to(&page, "tab", words.tab_json, false);
    page.press(&[Key::Right]);
    focus_comes_to(&page, words.tab_scripts);
    enter(&page, "button", SHELL.of(LANGUAGE).copy);
    page.until("the script", || page.clipboard(), |text| text.contains("/services/fedcba98"));
    // Many jobs: the list is typed, the file made.
    tab_to(&page, "tab", words.tab_scripts, true);
    let on_many = || {
        page.press(&[Key::Right]);
        page.focused().spoken().name.clone()
    };
    page.until("the tab of many jobs", on_many, |name| name == many.tab);
    tab_to(&page, "textbox", many.table, false);
    page.type_text("data/a.csv");
    page.press(&[Key::Enter]);
    page.type_text("data/b.csv");
    page.see("link", &counted(2.into(), Unit::Jobs, LANGUAGE));
    enter(&page, "button", many.make);
    let file = String::from_utf8(page.download("bodies.ndjson")).expect("text");
    assert_eq!(file.lines().count(), 2, "{file}");
    focus_comes_to(&page, many.make);
}

/// An hour of practice in a second, by the arrow keys of its group.
#[track_caller]
fn hasten(page: &Page, words: &PoolsPageWords) {
    let fastest = words.speed_of.with(&[("factor", "3600")]);
    let speeds = ["1", "60", "3600"].map(|factor| words.speed_of.with(&[("factor", factor)]));
    let is_there = || {
        page.press(&[Key::Tab]);
        page.focused().spoken().name.clone()
    };
    page.until("the group of speeds", is_there, |name| speeds.contains(name));
    let is_fastest = || {
        let now = page.focused().spoken().name.clone();
        if now != fastest {
            page.press(&[Key::Right]);
        }
        now
    };
    page.until("the highest speed", is_fastest, |name| *name == fastest);
    page.find("radio", &fastest).wait_for_state("checked", "true");
}

/// Waits until a button of the pool's row can be pressed, and presses it by keys.
#[track_caller]
fn ask(page: &Page, words: &PoolsPageWords, button: &str) {
    let refused = || page.find("table", words.pools).find("button", button).attribute("aria-disabled");
    page.until(button, refused, String::is_empty);
    enter(page, "button", button);
    let inside = "return document.getElementById('confirm').contains(document.activeElement)";
    page.until("the focus is in the dialog", || page.script(inside, &json!([])), |is| *is == true);
}

#[test]
fn a_pool_lives_by_keys_and_dialogs_give_the_focus_back() {
    let site = Site::dist();
    let page = open(&site, Route::Pools, "");
    let words = POOLS_PAGE.of(LANGUAGE);
    let is_open = || page.script("return document.getElementById('confirm').open", &json!([]));
    hasten(&page, words);
    // What is wrong keeps the focus where it can be mended; Enter in the form creates the pool once it is right.
    write(&page, words.vm_count, "0.5");
    page.press(&[Key::Enter]);
    page.field(words.vm_count).wait_for_state("invalid", "true");
    assert_eq!(page.focused().spoken().name, words.vm_count);
    page.chord(&[Key::Control, Key::Letter('a')]);
    page.type_text("3");
    page.press(&[Key::Enter]);
    cell(&page, words, words.vms, |vms| vms == "3");
    // Escape leaves everything as it is, and the focus where it was.
    ask(&page, words, words.resize);
    focus_comes_to(&page, words.new_size);
    page.press(&[Key::Escape]);
    page.until("no dialog", is_open, |open| *open == false);
    focus_comes_to(&page, words.resize);
    // What is confirmed refuses its opener for a while: that still has the focus, and says why.
    page.press(&[Key::Enter]);
    page.until("the dialog", is_open, |open| *open == true);
    write(&page, words.new_size, "0.5");
    page.press(&[Key::Enter]);
    page.field(words.new_size).wait_for_state("invalid", "true");
    assert_eq!(is_open(), true);
    page.chord(&[Key::Control, Key::Letter('a')]);
    page.type_text("4");
    page.press(&[Key::Enter]);
    page.until("no dialog", is_open, |open| *open == false);
    focus_comes_to(&page, words.resize);
    cell(&page, words, words.vms, |vms| vms == "4");
    tab_to(&page, "button", words.send_button, false);
    page.press(&[Key::Enter]);
    let sent = || page.find("table", words.tracked).all("row").len();
    page.until("a job", sent, |rows| *rows > 1);
    ask(&page, words, words.delete);
    focus_comes_to(&page, words.keep);
    enter(&page, "button", words.delete.trim_end_matches('…'));
    page.until("no dialog", is_open, |open| *open == false);
    cell(&page, words, words.state, |state| state.contains(SERVICE.of(LANGUAGE).pool_gone));
}

/// Opens what has this summary, by keys, and goes on from there.
#[track_caller]
fn open_fold(page: &Page, summary: &str) {
    enter(page, "DisclosureTriangle", summary);
    page.find("DisclosureTriangle", summary).wait_for_state("expanded", "true");
}

/// From an empty page to a service outside it, with a pool there, a job, and an autopilot that watches.
#[test]
fn a_service_is_connected_and_used_by_keys() {
    const BODY: &str = r#"{"Input":{"ConnectionString":"AccountName=a;AccountKey=c2VjcmV0","RelativeLocation":"a/b.csv"},"Outputs":{},"GlobalParameters":{}}"#;
    let site = Site::dist();
    let service = Double::start(Habit::Ordinary, false);
    let page = Browser::new().language(tag(LANGUAGE)).also(&service.host()).open(&site, "pools/");
    arrive(&page, LANGUAGE, Route::Pools);
    page.expect_fault("404");
    let (words, live, watch) = (POOLS_PAGE.of(LANGUAGE), POOL_CONNECT.of(LANGUAGE), POOL_WATCH.of(LANGUAGE));
    open_fold(&page, words.connection);
    write(&page, words.service_url, &service.origin());
    write(&page, words.service_key, POOL_KEY);
    enter(&page, "button", words.connect);
    page.see("paragraph", &words.connected.with(&[("host", &service.origin())]));
    // A web service of its own, with its key.
    write(&page, live.service_url, &format!("{}{SERVICE_PATH}", service.origin()));
    write(&page, live.service_key, JOB_KEY);
    enter(&page, "button", live.add_service);
    page.see(
        "paragraph",
        &live.service_added.with(&[("service", &format!("{}{SERVICE_PATH}", service.origin()))]),
    );
    // A pool, with Enter in its form.
    write(
        &page,
        words.swagger,
        &format!("https://ussouthcentral.services.azureml.net{SERVICE_PATH}/swagger.json"),
    );
    write(&page, words.vm_count, "2");
    page.press(&[Key::Enter]);
    cell(&page, words, words.vms, |vms| vms == "2");
    // A job.
    write(&page, live.submit_body, BODY);
    enter(&page, "button", live.submit_do);
    page.until("submitted and started", || service.count("POST /subscriptions"), |count| *count == 2);
    page.see("row", SERVICE.of(LANGUAGE).job_finished);
    // The autopilot of the pool.
    let name = page.find("table", words.pools).all("button")[0].spoken().name.clone();
    enter(&page, "button", &name);
    page.button(words.close);
    tab_to(&page, "checkbox", watch.autopilot, false);
    page.press(&[Key::Space]);
    page.find("checkbox", watch.autopilot).wait_for_state("checked", "true");
    focus_comes_to(&page, watch.autopilot);
}

/// What closes gives the focus back to what opened it; nothing leaves it nowhere.
#[test]
fn what_is_closed_gives_the_focus_back() {
    let site = Site::dist();
    let page = open(&site, Route::Pools, "");
    let words = POOLS_PAGE.of(LANGUAGE);
    hasten(&page, words);
    tab_to(&page, "textbox", words.vm_count, false);
    page.press(&[Key::Enter]);
    cell(&page, words, words.state, |state| state.contains(SERVICE.of(LANGUAGE).steady));
    let name = page.find("table", words.pools).all("button")[0].spoken().name.clone();
    tab_to(&page, "button", words.send_button, false);
    page.press(&[Key::Enter]);
    let sent = || page.find("table", words.tracked).all("row").len();
    page.until("a job", sent, |rows| *rows > 1);
    // What a job is told of draws its sheet anew.
    cell(&page, words, words.jobs, |jobs| jobs == words.no_jobs);
    enter(&page, "button", &name);
    page.button(words.close);
    enter(&page, "button", words.close);
    focus_comes_to(&page, &name);
    let sheet = POOL_CONNECT.of(LANGUAGE);
    enter(&page, "button", sheet.job_open);
    let focused = || page.script("return document.activeElement.id", &json!([]));
    page.until("the sheet", focused, |id| *id == "job-sheet");
    enter(&page, "button", sheet.close);
    page.until("the opener", focused, |id| id.as_str().is_some_and(|id| id.starts_with("jobs-1-")));
    enter(&page, "button", words.dismiss);
    focus_comes_to(&page, words.pools);
}

#[test]
fn a_contract_is_made_by_keys() {
    let site = Site::dist();
    let page = open(&site, Route::Pools, "");
    let words = POOL_PROFILE.of(LANGUAGE);
    enter(&page, "DisclosureTriangle", words.heading);
    enter(&page, "button", words.duplicate);
    focus_comes_to(&page, words.name);
    page.chord(&[Key::Control, Key::Letter('a')]);
    page.type_text("Ours");
    enter(&page, "button", words.save);
    page.see("paragraph", &words.saved.with(&[("name", "Ours")]));
    enter(&page, "button", words.delete);
    page.see("paragraph", &words.deleted.with(&[("name", "Ours")]));
    enter(&page, "button", words.undo);
    focus_comes_to(&page, words.which);
    let kept = || page.script("return localStorage.getItem('poolwise.profiles') ?? ''", &json!([]));
    page.until("the contract", kept, |kept| kept.as_str().is_some_and(|kept| kept.contains("Ours")));
}
