//! What a machine can tell of the guidelines for accessible pages: axe-core finds nothing, on any page, in any state.
//!
//! Source: WCAG 2.2 AA and the best practices that axe-core ships.

use poolwise::route::Route;
use poolwise::words::{COST, COST_INPUTS, KEYS, Language, POOLS_PAGE, REQUEST_PAGE, SHELL, TOOLS};
use serde_json::{Value, json};

use crate::harness::{Browser, Key, Page, Site};
use crate::site::{arrive, tag};

/// Runs in the page: nothing of it is part of the product.
fn axe() -> String {
    let file = std::env::var("POOLWISE_AXE").unwrap_or_default();
    std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!("POOLWISE_AXE names no copy of axe.min.js ({file:?}: {error}); run scripts/setup --tests and scripts/test")
    })
}

const AUDIT: &str = "
  const done = arguments[0];
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const told = node => node.target.join(' ') + ': ' + [...node.any, ...node.all, ...node.none].map(check => check.message).join('; ');
  axe.run(document, { runOnly: { type: 'tag', values: tags } }).then(
    found => done(found.violations.map(one => one.id + ' at ' + one.nodes.slice(0, 3).map(told).join(' | '))),
    problem => done([String(problem)]));
";

/// Fails with every finding of the page as it stands.
#[track_caller]
fn audit(page: &Page, state: &str) {
    if page.script("return typeof axe", &json!([])) != "object" {
        page.script(&axe(), &json!([]));
    }
    let found = page.command("POST", "/execute/async", &json!({ "script": AUDIT, "args": [] }));
    assert_eq!(found, json!([]), "{state}");
}

/// Opens everything that unfolds.
fn unfold(page: &Page) {
    page.script("document.querySelectorAll('details').forEach(one => { one.open = true })", &json!([]));
}

/// Audits the page in every tab of every list of tabs that is shown.
fn every_tab(page: &Page, state: &str) {
    let count = "return [...document.querySelectorAll('[role=tab]')].filter(tab => tab.offsetParent).length";
    let press = "const tab = [...document.querySelectorAll('[role=tab]')].filter(tab => tab.offsetParent)[arguments[0]]; \
                 tab?.click(); return tab?.textContent";
    for at in 0..page.script(count, &json!([])).as_u64().unwrap_or_default() {
        let tab = page.script(press, &json!([at]));
        audit(page, &format!("{state}, tab {tab}"));
    }
}

fn walk(browser: &Browser, language: Language) {
    let site = Site::dist();
    let browser = browser.clone().language(tag(language));
    for route in Route::ALL {
        let page = browser.open(&site, route.segment());
        arrive(&page, language, route);
        let name = format!("{route:?} in {language:?}");
        audit(&page, &name);
        unfold(&page);
        audit(&page, &format!("{name}, unfolded"));
        every_tab(&page, &name);
        faults(&page, language, route);
        audit(&page, &format!("{name}, with faults"));
    }
    let page = browser.blank(&site);
    page.expect_fault("status of 404");
    page.go("nowhere");
    page.find("heading", &SHELL.of(language).not_found.with(&[("path", &format!("{}nowhere", site.base))]));
    audit(&page, "a path that is none");
}

/// What cannot be used, in every text field of the page.
fn faults(page: &Page, language: Language, route: Route) {
    match route {
        Route::Cost => page.field(COST.of(language).fields.vms.label).fill("x"),
        Route::Request => {
            let all = "for (const field of document.querySelectorAll('#page-request input:not([type]), #page-request input[type=text]')) \
                       { field.value = '\\u0007 x'; field.dispatchEvent(new Event('input', { bubbles: true })) }";
            page.script(all, &Value::Array(Vec::new()));
        }
        Route::Pools => page.field(POOLS_PAGE.of(language).vm_count).fill("0.5"),
    }
    let marked = || page.script("return document.querySelectorAll('[aria-invalid=true]').length", &json!([]));
    page.until("a field at fault", marked, |count| count.as_u64() > Some(0));
}

#[test]
fn axe_finds_nothing_on_a_laptop() {
    walk(&Browser::new(), Language::English);
}

#[test]
fn axe_finds_nothing_on_a_dark_laptop_in_swedish() {
    walk(&Browser::new().dark(), Language::Swedish);
}

/// So high that nothing lies under the bar at its bottom edge, which one scrolls away from.
#[test]
fn axe_finds_nothing_on_a_phone() {
    walk(&Browser::new().viewport(360, 30_000), Language::Swedish);
}

#[test]
fn axe_finds_nothing_on_a_dark_phone() {
    walk(&Browser::new().viewport(360, 30_000).dark(), Language::English);
}

/// What a page looks like once it has been worked with: a repaired paste with its repairs, a form of many parts, a
/// scenario that is pinned, the editors of larger inputs, the sheet of shortcuts.
#[test]
fn axe_finds_nothing_in_pages_that_were_worked_with() {
    let site = Site::dist();
    for (browser, language) in [
        (Browser::new(), Language::English),
        (Browser::new().viewport(360, 30_000).dark(), Language::Swedish),
    ] {
        let browser = browser.language(tag(language));
        let (cost, request) = (COST.of(language), REQUEST_PAGE.of(language));
        let page = browser.open(&site, "request/");
        arrive(&page, language, Route::Request);
        page.field(request.paste_label)
            .fill("{“Input”: {'ConnectionString': 'AccountName=x', RelativeLocation: 'a/b.csv'},}");
        press(&page, request.paste_fill);
        page.find("region", request.repair_what);
        press(&page, request.add_output);
        press(&page, request.add_parameter);
        // Nothing lies half under the bar.
        page.script("scrollTo(0, 0)", &json!([]));
        audit(&page, &format!("a repaired request in {language:?}"));
        let page = browser.open(&site, "");
        arrive(&page, language, Route::Cost);
        page.field(cost.fields.arrive.label).choose(cost.choices.history);
        page.field(cost.fields.length.label).choose(cost.choices.history);
        page.button(COST_INPUTS.of(language).choose_file);
        unfold(&page);
        audit(&page, &format!("past jobs in {language:?}"));
        page.script("document.getElementById('cost-tools').scrollIntoView()", &json!([]));
        page.find("heading", TOOLS.of(language).scenarios);
        unfold(&page);
        audit(&page, &format!("the end of Cost in {language:?}"));
        let sheet = KEYS.of(language).heading;
        press(&page, sheet);
        page.find("dialog", sheet);
        audit(&page, &format!("the sheet of shortcuts in {language:?}"));
    }
}

/// By the keyboard, so that nothing that sticks or moves is in the way.
fn press(page: &Page, name: &str) {
    page.button(name).focus();
    page.press(&[Key::Enter]);
}

/// A pool with a job, its details, its question before it is deleted.
#[test]
fn axe_finds_nothing_while_a_pool_runs() {
    let site = Site::dist();
    for (browser, language) in
        [(Browser::new(), Language::English), (Browser::new().dark(), Language::Swedish)]
    {
        let (browser, words) = (browser.language(tag(language)), POOLS_PAGE.of(language));
        let page = browser.open(&site, "pools/");
        page.button(words.create_button).click();
        let table = page.find("table", words.pools);
        audit(&page, "a pool");
        let delete = table.find("button", words.delete);
        page.until("it can be deleted", || delete.attribute("aria-disabled"), String::is_empty);
        delete.click();
        page.until("a question", || page.try_all("dialog").map(|all| all.len()), |count| *count == Ok(1))
            .expect("just counted");
        audit(&page, "a question");
    }
}
