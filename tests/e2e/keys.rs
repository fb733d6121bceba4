//! Keyboard shortcuts: each does its work, none while a field or a dialog has the focus, none once they are switched off.

use poolwise::route::Route;
use poolwise::words::{COST, KEYS, Language, PLANNER, REQUEST_PAGE, SHELL, TOOLS};
use serde_json::json;

use crate::harness::{Browser, Key, Page, Site};
use crate::site::{arrive, tag};

fn open(site: &Site, language: Language) -> Page {
    let page = Browser::new().language(tag(language)).open(site, "");
    arrive(&page, language, Route::Cost);
    page.button(KEYS.of(language).heading);
    page
}

fn is_open(page: &Page) -> bool {
    page.script("return !!document.querySelector('#keys[open]')", &json!([])) == true
}

/// The focus is where keys count: on the page itself.
fn leave_fields(page: &Page) {
    page.script("document.activeElement.blur()", &json!([]));
}

fn key(page: &Page, letters: &str) {
    page.type_text(letters);
}

#[test]
fn the_sheet_opens_lists_and_gives_the_focus_back() {
    let site = Site::dist();
    for language in Language::ALL {
        let (words, shell) = (KEYS.of(language), SHELL.of(language));
        let page = open(&site, language);
        let share = page.button(shell.share);
        share.focus();
        key(&page, "?");
        let sheet = page.find("dialog", words.heading);
        let text = sheet.text();
        for said in [
            words.sheet,
            shell.cost,
            words.field,
            words.fault,
            words.undo,
            words.share,
            words.help,
            words.then,
        ] {
            assert!(text.contains(said), "“{said}” is not in {text}");
        }
        let inside = "return document.getElementById('keys').contains(document.activeElement)";
        assert_eq!(page.script(inside, &json!([])), true, "the focus is not in the sheet");
        page.press(&[Key::Escape]);
        page.gone("dialog", words.heading);
        assert_eq!(page.focused().spoken().name, shell.share);
        // By the button in the footer, too, and closed by its own.
        let opener = page.button(words.heading);
        opener.focus();
        page.press(&[Key::Enter]);
        page.find("dialog", words.heading).find("button", shell.close).click();
        page.gone("dialog", words.heading);
        assert_eq!(page.focused().spoken().name, words.heading);
    }
}

#[test]
fn keys_lead_through_the_pages() {
    let site = Site::dist();
    let language = Language::English;
    let page = open(&site, language);
    leave_fields(&page);
    for (letters, route) in [("gr", Route::Request), ("gp", Route::Pools), ("gc", Route::Cost)] {
        key(&page, letters);
        arrive(&page, language, route);
    }
    let cost = COST.of(language);
    key(&page, "/");
    let first = page.focused();
    assert!(
        ["textbox", "spinbutton", "combobox"].contains(&first.spoken().role.as_str()),
        "{:?}",
        first.spoken()
    );
    // In a field every key is the field's.
    let vms = page.field(cost.fields.vms.label);
    vms.fill("x");
    vms.wait_for_state("invalid", "true");
    vms.focus();
    key(&page, "gr?/s");
    assert_eq!(page.path().split('#').next(), Some(""), "a key left the field");
    assert!(!is_open(&page), "a key left the field");
    leave_fields(&page);
    key(&page, "e");
    assert_eq!(page.focused().spoken().name, cost.fields.vms.label);
    page.field(cost.fields.vms.label).fill("3");
    leave_fields(&page);
    page.allow_clipboard();
    page.until("the address", || page.path(), |path| path.contains("vms=3"));
    key(&page, "s");
    page.until("the clipboard", || page.clipboard(), |text| *text == site.url("#1&vms=3"));
}

#[test]
fn a_key_undoes() {
    let site = Site::dist();
    let language = Language::English;
    let words = REQUEST_PAGE.of(language);
    let page = open(&site, language);
    leave_fields(&page);
    key(&page, "gr");
    arrive(&page, language, Route::Request);
    let before = page.field(words.json_label).value();
    page.button(words.clear).focus();
    page.press(&[Key::Enter]);
    page.until("an empty form", || page.field(words.json_label).value(), |json| *json != before);
    page.button(words.bring_back);
    leave_fields(&page);
    key(&page, "u");
    page.until("the form before", || page.field(words.json_label).value(), |json| *json == before);
}

#[test]
fn a_key_undoes_what_was_done_last_wherever_it_stands() {
    let site = Site::dist();
    let language = Language::English;
    let (cost, tools) = (COST.of(language), TOOLS.of(language));
    let page = Browser::new().language(tag(language)).open(&site, "#1&jobs=50&pin=!A");
    arrive(&page, language, Route::Cost);
    page.button(KEYS.of(language).heading);
    page.script("document.getElementById('cost-tools').scrollIntoView()", &json!([]));
    let unpin = tools.unpin.with(&[("name", "A")]);
    page.button(&unpin);
    // First at the top of the page, then at its end.
    let press = |name: &str| {
        page.button(name).focus();
        page.press(&[Key::Enter]);
    };
    press(cost.reset);
    let jobs = || page.field(cost.fields.jobs.label).value();
    page.until("the start", jobs, |jobs| jobs != "50");
    press(&unpin);
    page.gone("button", &unpin);
    leave_fields(&page);
    key(&page, "u");
    page.button(&unpin);
    assert_ne!(jobs(), "50", "the older change was undone");
    leave_fields(&page);
    key(&page, "u");
    page.until("the jobs before", jobs, |jobs| jobs == "50");
}

#[test]
fn a_key_takes_back_the_size_that_the_planner_gave() {
    let site = Site::dist();
    let language = Language::English;
    let (cost, planner) = (COST.of(language), PLANNER.of(language));
    let page = Browser::new().language(tag(language)).open(&site, "#1&quota=6");
    arrive(&page, language, Route::Cost);
    page.button(KEYS.of(language).heading);
    page.script("document.querySelector('#cost-details').scrollIntoView()", &json!([]));
    let vms = || page.field(cost.fields.vms.label).value();
    let before = vms();
    let summary = page.find("DisclosureTriangle", planner.sizes);
    summary.focus();
    page.press(&[Key::Enter]);
    page.button(&planner.use_size.with(&[("vms", "6 VMs")])).focus();
    page.press(&[Key::Enter]);
    page.until("six VMs", vms, |vms| vms == "6");
    leave_fields(&page);
    key(&page, "u");
    page.until("the size before", vms, |vms| *vms == before);
}

/// Source: WCAG 2.2, 2.1.4: shortcuts of a single character can be switched off.
#[test]
fn shortcuts_are_switched_off_and_stay_off() {
    let site = Site::dist();
    let language = Language::Swedish;
    let words = KEYS.of(language);
    let page = open(&site, language);
    leave_fields(&page);
    key(&page, "?");
    page.find("dialog", words.heading).find("checkbox", words.switch).click();
    page.press(&[Key::Escape]);
    page.gone("dialog", words.heading);
    for _ in 0..2 {
        leave_fields(&page);
        key(&page, "?gr");
        assert!(!is_open(&page), "it is switched off");
        assert_eq!(page.path(), "");
        page.reload();
        arrive(&page, language, Route::Cost);
        page.button(words.heading);
    }
    // The button still opens the sheet, where they are switched on again.
    page.button(words.heading).focus();
    page.press(&[Key::Enter]);
    page.find("dialog", words.heading).find("checkbox", words.switch).click();
    page.press(&[Key::Escape]);
    leave_fields(&page);
    key(&page, "gr");
    arrive(&page, language, Route::Request);
}

#[test]
fn the_sheet_follows_the_language() {
    let site = Site::dist();
    let page = open(&site, Language::English);
    page.field(SHELL.of(Language::English).language).choose(Language::Swedish.name());
    page.button(KEYS.of(Language::Swedish).heading);
    page.gone("button", KEYS.of(Language::English).heading);
}
