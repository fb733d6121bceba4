//! The Cost page's larger inputs: a week's grid by keyboard, past jobs from a table, a price book of one's own; and a
//! link that brings all of them back.

use std::path::PathBuf;

use poolwise::billing::{Price, july_2016, wire};
use poolwise::cost::{CostDraft, CostField, choice};
use poolwise::share::link;
use poolwise::words::{COST, COST_INPUTS, CostInputsWords, CostWords, Language, SHELL};
use serde_json::json;

use crate::harness::{Browser, Key, Page, Site};
use crate::site::tag;

const ENGLISH: Language = Language::English;

fn words() -> (&'static CostWords, &'static CostInputsWords) {
    (COST.of(ENGLISH), COST_INPUTS.of(ENGLISH))
}

fn open(site: &Site, path: &str) -> Page {
    let page = Browser::new().language(tag(ENGLISH)).open(site, path);
    page.find("heading", words().0.heading);
    page
}

/// The draft of the address, once it is as it should be.
#[track_caller]
fn address(page: &Page, what: &str, is_right: impl Fn(&CostDraft) -> bool) -> CostDraft {
    let read = || {
        let path = page.path();
        let fragment = path.split_once('#').map(|(_, fragment)| fragment.to_owned()).unwrap_or_default();
        let plain = link::unpacked(&fragment).map(std::borrow::Cow::into_owned).unwrap_or_default();
        CostDraft::from_link(&plain).unwrap_or_default()
    };
    page.until(what, read, |draft| is_right(draft))
}

/// Gives a file to a file input that is hidden behind its button.
#[track_caller]
fn give(page: &Page, id: &str, file: &str) {
    let found =
        page.cdp("Runtime.evaluate", &json!({ "expression": format!("document.getElementById('{id}')") }));
    let object = found["result"]["objectId"].as_str().expect("the input is there").to_owned();
    page.cdp("DOM.setFileInputFiles", &json!({ "files": [file], "objectId": object }));
}

fn table(name: &str, rows: u64) -> PathBuf {
    let file = std::env::temp_dir().join(format!("poolwise-{name}-{}.csv", std::process::id()));
    let mut text = String::from("job;submitted;duration (s)\n");
    for row in 0..rows {
        text.push_str(&format!("job-{row};{};{}\n", 1_492_590_600 + row * 3, 60 + row % 7));
    }
    std::fs::write(&file, text).expect("the folder for temporary files can be written to");
    file
}

/// Source: a pool is billed by VM and hour; 4 VMs on the 22 weekdays of 30 days from a Monday, 8 to 17, are 792 h.
#[test]
fn a_week_grid_is_typed_and_billed() {
    let (site, (cost, editor)) = (Site::dist(), words());
    let page = open(&site, "");
    page.field(cost.fields.keep.label).choose(cost.choices.week_grid);
    let grid = page.find("grid", editor.grid);
    page.see("paragraph", "VM hours a week: 180");
    grid.focus();
    // Monday 08:00 has the focus: down and right with Shift selects four hours of two days.
    page.chord(&[Key::Shift, Key::Down]);
    page.chord(&[Key::Shift, Key::Right]);
    page.type_text("12");
    let typed =
        address(&page, "12 VMs in four hours", |draft| draft.text(CostField::VmGrid).contains("12*2"));
    assert!(typed.text(CostField::VmGrid).starts_with("0*8.12*2.4*7.0*15.12*2.4*7"), "{typed:?}");
    page.see("paragraph", "at most 12.");
    // One hour more, then emptied; keys that are the browser's stay its.
    page.press(&[Key::Down, Key::Delete]);
    address(&page, "an empty hour", |draft| draft.text(CostField::VmGrid).contains("12*2.0.4*6"));
    // A number above the table's is said to be one, and changes nothing.
    page.type_text("99999");
    page.see("generic", "too large");
    let kept = address(&page, "9,999 of it", |draft| draft.text(CostField::VmGrid).contains("9999."));
    assert!(!kept.text(CostField::VmGrid).contains("99999"));
    page.button(editor.no_hours).click();
    page.see("paragraph", editor.grid_empty);
    // What was typed comes back from under a preset.
    page.button(editor.undo).click();
    address(&page, "what was typed", |draft| draft.text(CostField::VmGrid).contains("9999."));
    page.until("the focus", || page.focused().spoken().name.clone(), |name| name == editor.grid);
    page.gone("button", editor.undo);
    page.button(editor.office_hours).click();
    address(&page, "office hours", |draft| !draft.text(CostField::VmGrid).contains("9999."));
    assert_eq!(page.sideways_scroll(), 0);
}

#[test]
fn a_pasted_table_is_read_previewed_and_replayed() {
    let (site, (cost, editor)) = (Site::dist(), words());
    let page = open(&site, "");
    page.field(cost.fields.arrive.label).choose(cost.choices.history);
    page.field(cost.fields.length.label).choose(cost.choices.history);
    page.see("generic", editor.no_history);
    page.find("DisclosureTriangle", editor.paste).click();
    // Wrong columns are explained with what was found, and nothing changes.
    page.field(editor.history).fill("name;length\na;5");
    page.button(editor.read_pasted).click();
    page.see("alert", "found: name, length");
    page.see("generic", editor.no_history);
    page.field(editor.history)
        .fill("submitted;duration (min)\n2017-04-19 08:00;1,5\n2017-04-19 09:00;x\n2017-04-19 10:00;3");
    page.button(editor.read_pasted).click();
    page.see("status", "2 jobs in 2 h");
    page.see("alert", "Row 3, column 2");
    let draft = address(&page, "the jobs in the link", |draft| !draft.text(CostField::History).is_empty());
    let inputs = draft.check().expect("usable");
    assert_eq!(inputs.jobs.0, 2);
    assert!(inputs.history.is_some_and(|history| history.has_jobs()));
    page.find("DisclosureTriangle", editor.preview).click();
    page.see("cell", "2017-04-19 08:00:00 UTC");
    // The last job comes after two hours and runs three minutes.
    page.see("definition", "2 h 3 min");
    page.button(editor.forget).click();
    page.see("generic", editor.no_history);
    page.until("the focus", || page.focused().spoken().name.clone(), |name| name == editor.undo);
    page.button(editor.undo).click();
    page.see("status", "2 jobs in 2 h");
}

#[test]
fn a_long_file_is_cancelled_then_read_and_stays_on_the_device() {
    let (site, (cost, editor)) = (Site::dist(), words());
    let page = open(&site, "");
    page.field(cost.fields.arrive.label).choose(cost.choices.history);
    page.button(editor.choose_file);
    let long = table("long", 1_500_000);
    give(&page, "history-file", &long.to_string_lossy());
    page.button(editor.cancel).click();
    page.see("status", editor.cancelled);
    page.see("generic", editor.no_history);
    let file = table("short", 20_000);
    give(&page, "history-file", &file.to_string_lossy());
    page.see("status", "20,000 jobs");
    let summary = "20000.1492590600000.";
    address(&page, "the summary in the link", |draft| draft.text(CostField::History).starts_with(summary));
    page.see("definition", "16 h");
    // Forgotten, the device has nothing; brought back, it has the jobs again.
    let on_device = "return caches.has('poolwise-past-jobs')";
    page.button(editor.forget).click();
    page.until("nothing is kept", || page.script(on_device, &json!([])), |kept| *kept == false);
    address(&page, "no summary in the link", |draft| draft.text(CostField::History).is_empty());
    page.button(editor.undo).click();
    page.see("status", "20,000 jobs");
    page.see("definition", "16 h");
    // The address follows what is typed a moment later.
    address(&page, "the summary in the link again", |draft| {
        draft.text(CostField::History).starts_with(summary)
    });
    // The device still has it after a reload; another one says that it is to be chosen again.
    let path = page.path();
    page.reload();
    page.see("status", "20,000 jobs");
    page.see("definition", "16 h");
    let elsewhere = open(&site, &path);
    elsewhere.see("alert", editor.missing);
    give(&elsewhere, "history-file", &file.to_string_lossy());
    elsewhere.gone("alert", "");
    elsewhere.see("definition", "16 h");
    for file in [long, file] {
        std::fs::remove_file(file).expect("it was just written");
    }
}

#[test]
fn a_book_is_exported_changed_and_imported() {
    let (site, (cost, editor)) = (Site::dist(), words());
    let page = open(&site, "");
    page.see("DisclosureTriangle", "Microsoft, 15 July 2016");
    page.find_like("DisclosureTriangle", cost.fields.book.label).click();
    page.button(editor.book_export).click();
    let exported = String::from_utf8(page.download("microsoft-2016-07.json")).expect("text");
    assert_eq!(wire::read(&exported), Ok(july_2016()));
    page.see("cell", "verified");
    page.find("DisclosureTriangle", editor.book_paste).click();
    page.field("JSON").fill("{ \"format\": 1 }");
    page.button(editor.book_read).click();
    page.see("alert", editor.book_refused);
    page.see("alert", "pay_as_you_go");
    let mut own = july_2016();
    own.name = "Ours".into();
    own.plans[1].monthly.price = Price::whole(60);
    let file = std::env::temp_dir().join(format!("poolwise-book-{}.json", std::process::id()));
    std::fs::write(&file, wire::write(&own)).expect("the folder for temporary files can be written to");
    give(&page, "book-file", &file.to_string_lossy());
    page.see("paragraph", "Ours");
    page.see("DisclosureTriangle", "Ours");
    let draft = address(&page, "the book in the link", |draft| !draft.text(CostField::Book).is_empty());
    assert_eq!(draft.book(), Some(own));
    // 48 h on this S1: $60.00 + 23 h × $2.00.
    page.see("cell", "$106.00");
    assert!(page.path().contains("#2&"), "a long link is packed: {}", page.path());
    page.button(editor.book_back).click();
    page.see("cell", "$146.00");
    page.until("the focus", || page.focused().spoken().name.clone(), |name| name == editor.undo);
    page.button(editor.undo).click();
    page.see("cell", "$106.00");
    std::fs::remove_file(file).expect("it was just written");
}

#[test]
fn a_packed_link_restores_everything_and_a_cut_one_changes_nothing() {
    let (site, (cost, editor)) = (Site::dist(), words());
    let mut own = july_2016();
    own.name = "Ours".into();
    own.pay_as_you_go.per_hour = Price::whole(5);
    let history = "3.0.7200000.540000.";
    let jobs = [(0_u64, 180_000_u64), (3_600_000, 180_000), (7_200_000, 180_000)];
    let jobs = jobs.map(|(after_ms, length_ms)| poolwise::capacity::HistoryJob { after_ms, length_ms });
    let past = poolwise::capacity::PastJobs::new(poolwise::capacity::History::new(
        poolwise::units::Timestamp::from_ms(0),
        jobs.to_vec(),
    ));
    assert!(past.to_text().starts_with(history));
    let draft = [
        (CostField::Arrive, choice::HISTORY),
        (CostField::Length, choice::HISTORY),
        (CostField::History, &past.to_text()),
        (CostField::Keep, choice::WEEK_GRID),
        (CostField::VmGrid, "3*100.0*68"),
        (CostField::Book, &wire::to_text(&own)),
        (CostField::Days, "28"),
    ];
    let draft = draft.iter().fold(CostDraft::default(), |draft, (field, text)| draft.with(*field, text));
    let packed = link::packed(&draft.to_link()).into_owned();
    assert!(packed.starts_with(link::PACKED));
    let page = open(&site, &format!("#{packed}"));
    page.see("status", "3 jobs in 2 h");
    page.see("paragraph", "VM hours a week: 300");
    page.see("DisclosureTriangle", "Ours");
    page.field(cost.fields.days.label).focus();
    page.press(&[Key::End, Key::Backspace]);
    let now = address(&page, "the same but for the days", |draft| draft.text(CostField::Days) == "2");
    assert_eq!(now.with(CostField::Days, "28").to_link(), draft.to_link());
    assert_eq!(page.find("grid", editor.grid).spoken().name, editor.grid);
    let cut = open(&site, &format!("#{}", &packed[..packed.len() / 2]));
    cut.see("alert", cost.damaged_link);
    assert_eq!(cut.field(cost.fields.days.label).value(), "30");
}

#[test]
fn an_editor_that_does_not_arrive_can_be_asked_for_again() {
    let (site, (cost, editor)) = (Site::dist(), words());
    let page = open(&site, "");
    site.refuse(&["cost_inputs"]);
    page.expect_fault("cost_inputs");
    page.field(cost.fields.keep.label).choose(cost.choices.week_grid);
    page.see("alert", SHELL.of(ENGLISH).load_failed);
    site.refuse(&[]);
    page.button(SHELL.of(ENGLISH).try_again).click();
    page.find("grid", editor.grid);
}
