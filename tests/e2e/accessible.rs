//! What a machine can tell of the guidelines for accessible pages: axe-core finds nothing, on any page, in any state.
//!
//! Source: WCAG 2.2 AA and the best practices that axe-core ships.

use std::path::PathBuf;

use poolwise::route::Route;
use poolwise::words::{
    COST, COST_INPUTS, KEYS, Language, MANY, POOL_CONNECT, POOL_PROFILE, POOL_WATCH, POOLS_PAGE,
    REQUEST_PAGE, SHELL, TOOLS,
};
use serde_json::{Value, json};

use crate::cache::tools;
use crate::harness::{Browser, Key, Page, Site};
use crate::pools_live::{Habit, connected};
use crate::site::{arrive, stand, tag, unfold};

/// Runs in the page: nothing of it is part of the product.
fn axe() -> String {
    let file = std::env::var_os("POOLWISE_AXE").map_or_else(installed, PathBuf::from);
    std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!("no copy of axe.min.js at {} ({error}): run scripts/setup --tests", file.display())
    })
}

/// Where scripts/setup puts it.
fn installed() -> PathBuf {
    let list = include_str!("../../scripts/lib.sh");
    let version = list.lines().find_map(|line| line.strip_prefix("axe_version=")).expect("its version");
    tools().join(format!("axe-core-{version}/node_modules/axe-core/axe.min.js"))
}

/// What is found, and where axe cannot tell, except where nothing in a page could tell it:
/// - `bgGradient`: the strip of practice is hatched at its edge, where no text stands; beside it is one plain colour.
/// - `bgOverlap`, `elmPartiallyObscured`, `elmPartiallyObscuring`: lines of colour under a text field, letters over a chart's
///   lines, and what a box that scrolls cuts off.
/// - `equalRatio`: the text field over those lines has letters that are not to be seen.
/// - `nonBmp`: signs that say nothing a text beside them does not.
/// - `label-content-name-mismatch`: a dot in a grid's cell is read as its number.
///
/// With a reporter of its own: the usual one writes an address for each of the thousands of elements that are well, too.
const AUDIT: &str = "
  const [rules, done] = arguments;
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const untold = ['bgGradient', 'bgOverlap', 'elmPartiallyObscured', 'elmPartiallyObscuring', 'equalRatio', 'nonBmp'];
  const checks = node => [...node.any, ...node.all, ...node.none];
  const isUntold = node => checks(node).some(check => untold.includes(check.data?.messageKey));
  const told = node => node.node.selector.join(' ') + ': ' + checks(node).map(check => check.message).join('; ');
  const found = (rule, nodes) => nodes.length ? [rule.id + ' at ' + nodes.slice(0, 3).map(told).join(' | ')] : [];
  axe.addReporter('findings', (all, options, heard) => heard(all.flatMap(rule => [
    ...found(rule, rule.violations),
    ...found(rule, rule.id === 'label-content-name-mismatch' ? [] : rule.incomplete.filter(node => !isUntold(node))),
  ])));
  // A colour on its way to another one is none that anybody reads. Not waited for: out of sight nothing comes to its end.
  for (const one of document.getAnimations()) if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
  axe.run(document, {
    runOnly: rules.length ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
    // One letter is text, too.
    checks: { 'color-contrast': { options: { ignoreLength: true } } },
    reporter: 'findings',
  }).then(done, problem => done([String(problem)]));
";

/// Fails with every finding of the page as it stands: of all rules in the theme that it has, and of colours in the other.
#[track_caller]
fn audit(page: &Page, state: &str) {
    if page.script("return typeof axe", &json!([])) != "object" {
        page.script(&axe(), &json!([]));
    }
    let motion = page.preferred("prefers-reduced-motion");
    page.prefer("prefers-reduced-motion", "reduce");
    let theme = page.preferred("prefers-color-scheme");
    let other = if theme == "dark" { "light" } else { "dark" };
    for (theme, rules) in [(theme, NO_RULES), (other, ["color-contrast"].as_slice())] {
        page.prefer("prefers-color-scheme", theme);
        let found = page.command("POST", "/execute/async", &json!({ "script": AUDIT, "args": [rules] }));
        assert_eq!(found, json!([]), "{state}, {theme}");
    }
    page.prefer("prefers-color-scheme", theme);
    page.prefer("prefers-reduced-motion", motion);
}

/// All of those that `AUDIT` has tags for.
const NO_RULES: &[&str] = &[];

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
        stand(&page, route);
        let name = format!("{route:?} in {language:?}");
        audit(&page, &name);
        unfold(&page, route);
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

/// So high that nothing lies under the bar at its bottom edge, which one scrolls away from.
fn phone() -> Browser {
    Browser::new().viewport(360, 30_000)
}

fn walk_in_both_languages(browser: &Browser) {
    for language in Language::ALL {
        walk(browser, language);
    }
}

#[test]
fn axe_finds_nothing_on_a_laptop() {
    walk_in_both_languages(&Browser::new());
}

#[test]
fn axe_finds_nothing_on_a_phone() {
    walk_in_both_languages(&phone());
}

/// Source: `prefers-contrast`: who asks for more gets more than AA, which is 4.5 to 1.
#[test]
fn who_asks_for_more_contrast_gets_it() {
    let ratio = "
      const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      const light = colour => { const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number).map(channel); return 0.2126 * red + 0.7152 * green + 0.0722 * blue };
      const of = one => { const ground = getComputedStyle(document.documentElement).backgroundColor; const [dim, bright] = [light(getComputedStyle(one).color), light(ground)].sort((a, b) => a - b); return (bright + 0.05) / (dim + 0.05) };
      return Math.min(...[...document.querySelectorAll('main .quiet, main .field-help')].filter(one => one.checkVisibility()).map(of));
    ";
    walk(&Browser::new().more_contrast(), Language::English);
    for browser in [Browser::new(), Browser::new().dark()] {
        let site = Site::dist();
        let least = |browser: &Browser| {
            let page = browser.open(&site, "");
            arrive(&page, Language::English, Route::Cost);
            page.script(ratio, &json!([])).as_f64().unwrap_or_default()
        };
        let (usual, more) = (least(&browser), least(&browser.clone().more_contrast()));
        assert!(
            more >= 7.0 && more > usual,
            "quiet text has {usual} to 1, and {more} to 1 where more is asked for"
        );
    }
}

/// What a page looks like once it has been worked with: a repaired paste with its repairs, a form of many parts, a
/// scenario that is pinned, the editors of larger inputs, the sheet of shortcuts.
#[test]
fn axe_finds_nothing_in_pages_that_were_worked_with() {
    let site = Site::dist();
    for (browser, language) in [(Browser::new(), Language::English), (phone(), Language::Swedish)] {
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
        unfold(&page, Route::Cost);
        audit(&page, &format!("past jobs in {language:?}"));
        page.script("document.getElementById('cost-tools').scrollIntoView()", &json!([]));
        page.find("heading", TOOLS.of(language).scenarios);
        unfold(&page, Route::Cost);
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

/// The Cost page with a scenario pinned, a week's grid, and the price book unfolded.
#[test]
fn axe_finds_nothing_in_the_editors_of_cost() {
    let site = Site::dist();
    for language in Language::ALL {
        let (cost, inputs, tools) = (COST.of(language), COST_INPUTS.of(language), TOOLS.of(language));
        let page = Browser::new().language(tag(language)).open(&site, "#1&vms=2&hours=24&pin=!A");
        arrive(&page, language, Route::Cost);
        page.script("document.getElementById('cost-tools').scrollIntoView()", &json!([]));
        page.button(&tools.go_back.with(&[("name", "A")]));
        page.script("scrollTo(0, 0)", &json!([]));
        page.field(cost.fields.keep.label).choose(cost.choices.week_grid);
        page.find("grid", inputs.grid);
        press(&page, inputs.no_hours);
        page.button(inputs.undo);
        let book = page.find_like("DisclosureTriangle", cost.fields.book.label);
        book.focus();
        page.press(&[Key::Enter]);
        page.button(inputs.book_export);
        unfold(&page, Route::Cost);
        audit(&page, &format!("the editors of Cost in {language:?}"));
    }
}

/// The Request page with a file of many bodies made, and the list then cleared.
#[test]
fn axe_finds_nothing_where_many_jobs_were_made() {
    let site = Site::dist();
    for language in Language::ALL {
        let (words, many) = (REQUEST_PAGE.of(language), MANY.of(language));
        let page = Browser::new().language(tag(language)).open(&site, "request/");
        arrive(&page, language, Route::Request);
        page.find("tab", many.tab).click();
        page.field(many.table).fill("data/a.csv");
        page.see("StaticText", many.first_body);
        press(&page, many.make);
        page.button(many.save_again);
        audit(&page, &format!("a file of bodies in {language:?}"));
        press(&page, many.clear_list);
        page.button(words.undo);
        audit(&page, &format!("a cleared list in {language:?}"));
    }
}

/// The Pools page with a request shown, an autopilot that waits, and a contract at fault.
#[test]
fn axe_finds_nothing_in_further_states_of_pools() {
    let site = Site::dist();
    for language in Language::ALL {
        let (words, connect) = (POOLS_PAGE.of(language), POOL_CONNECT.of(language));
        let (watch, contract) = (POOL_WATCH.of(language), POOL_PROFILE.of(language));
        let page = Browser::new().language(tag(language)).open(&site, "pools/");
        arrive(&page, language, Route::Pools);
        press(&page, words.create_button);
        crate::pools::hasten(&page, words);
        crate::pools::cell(&page, words, words.vms, |vms| vms == "2");
        page.script("document.querySelector('.row-name').click()", &json!([]));
        page.find("checkbox", watch.autopilot).focus();
        page.press(&[Key::Space]);
        page.find("checkbox", watch.autopilot).wait_for_state("checked", "true");
        unfold(&page, Route::Pools);
        page.see("StaticText", connect.show_request);
        audit(&page, &format!("an autopilot and requests in {language:?}"));
        press(&page, contract.duplicate);
        page.field(contract.name).fill("");
        page.field(contract.name).wait_for_state("invalid", "true");
        page.script("scrollTo(0, 0)", &json!([]));
        audit(&page, &format!("a contract at fault in {language:?}"));
    }
}

/// What nobody hopes to see: a page that stopped, and a part that did not arrive.
#[test]
fn axe_finds_nothing_where_the_page_fails() {
    let site = Site::dist();
    for language in Language::ALL {
        let words = SHELL.of(language);
        let browser = Browser::new().language(tag(language));
        let page = browser.open(&site, "");
        arrive(&page, language, Route::Cost);
        site.refuse(&["request_page"]);
        page.expect_fault("request_page");
        page.find("navigation", words.pages).find("link", words.request).click();
        page.see("alert", words.load_failed);
        audit(&page, &format!("a part that did not arrive in {language:?}"));
        site.refuse(&[]);
        let page = browser.open(&site, "");
        arrive(&page, language, Route::Cost);
        page.expect_fault("unreachable");
        page.script("dispatchEvent(new CustomEvent('poolwise:rehearse-panic'))", &json!([]));
        page.find("alertdialog", words.panic_title);
        audit(&page, &format!("a page that stopped in {language:?}"));
    }
}

/// A service outside the page: the companion, one that costs money, and one that no page may ask.
#[test]
fn axe_finds_nothing_with_a_service_outside_the_page() {
    let site = Site::dist();
    for habit in [Habit::SaysCompanion, Habit::Ordinary, Habit::NoCors] {
        for language in Language::ALL {
            let (page, _service) = connected(&site, language, habit);
            // What stands under the strip of figures is scrolled to, not pressed there.
            page.script("scrollTo(0, 0)", &json!([]));
            audit(&page, &format!("{habit:?} in {language:?}"));
            unfold(&page, Route::Pools);
            page.script("scrollTo(0, 0)", &json!([]));
            audit(&page, &format!("{habit:?} in {language:?}, unfolded"));
        }
    }
}
