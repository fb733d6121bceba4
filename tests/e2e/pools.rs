//! The Pools page in practice: a pool's whole life, what it costs meanwhile, and a service that cannot pay.

use poolwise::words::{Language, POOL_CONNECT, POOLS_PAGE, Phrase, PoolsPageWords, SERVICE, SHELL};
use serde_json::json;

use crate::harness::{Browser, Element, Page, Site};
use crate::site::tag;

const NEW_SERVICE: &str = "https://ussouthcentral.services.azureml.net/subscriptions/0123456789abcdef0123456789abcdef/\
                           services/fedcba9876543210fedcba9876543210/swagger.json";
const CLASSIC_SERVICE: &str = "https://ussouthcentral.services.azureml.net/workspaces/0123456789abcdef0123456789abcdef/\
                               services/fedcba9876543210fedcba9876543210/swagger.json";

fn open(site: &Site, language: Language) -> (Page, &'static PoolsPageWords) {
    let page = Browser::new().language(tag(language)).open(site, "pools/");
    let words = POOLS_PAGE.of(language);
    page.find("heading", words.create);
    page.see("region", SERVICE.of(language).practice_banner);
    page.see("paragraph", words.no_pools);
    (page, words)
}

/// An hour of practice in a second.
pub(crate) fn hasten(page: &Page, words: &PoolsPageWords) {
    let fastest = words.speed_of.with(&[("factor", "3600")]);
    page.find("group", words.speed).find("radio", &fastest).click();
    page.find("radio", &fastest).wait_for_state("checked", "true");
}

/// The cells of the only pool in the table, by heading; `Err` while the table is not there.
fn pool(page: &Page, words: &PoolsPageWords) -> Result<Vec<(String, String)>, String> {
    let tables = page.try_all("table")?;
    let table = tables.iter().find(|table| table.spoken().name == words.pools).ok_or("there is no table")?;
    let names = |all: Vec<Element<'_>>| all.iter().map(|one| one.spoken().name.clone()).collect::<Vec<_>>();
    let headings = names(table.try_all("columnheader")?);
    let mut cells = names(table.try_all("rowheader")?);
    cells.extend(names(table.try_all("cell")?));
    if headings.len() == cells.len() {
        Ok(headings.into_iter().zip(cells).collect())
    } else {
        Err(format!("{headings:?} over {cells:?}"))
    }
}

/// Waits until the pool's cell under a heading is as it should be.
#[track_caller]
pub(crate) fn cell(
    page: &Page,
    words: &PoolsPageWords,
    heading: &str,
    is_right: impl Fn(&str) -> bool,
) -> String {
    let read = || {
        let cells = pool(page, words)?;
        let found = cells.into_iter().find(|(head, _)| head == heading).map(|(_, cell)| cell);
        found.ok_or_else(|| format!("no column “{heading}”"))
    };
    page.until(heading, read, |cell| cell.as_ref().is_ok_and(|cell| is_right(cell)))
        .expect("it was just read")
}

/// The least that a figure of the meter can be: `4` of `4.00 to 6.00`, without its currency.
#[track_caller]
pub(crate) fn meter(page: &Page, words: &PoolsPageWords, label: &str) -> f64 {
    let text = page.find("region", words.meter).text().replace('\u{a0}', " ");
    let value = text.lines().skip_while(|line| line.trim() != label).nth(1).map(str::to_owned);
    let value = value.unwrap_or_else(|| panic!("the meter has no “{label}”: {text}"));
    let least = value.split(" to ").next().and_then(|value| value.split(" till ").next()).unwrap_or_default();
    let digits: String = least.chars().filter(|one| one.is_ascii_digit() || ".,".contains(*one)).collect();
    // One sign before two digits or fewer is the decimal sign; before three it groups.
    let plain = match digits.rfind(['.', ',']) {
        Some(at) if digits.len() - at <= 3 => {
            format!("{}.{}", digits[..at].replace(['.', ','], ""), &digits[at + 1..])
        }
        _ => digits.replace(['.', ','], ""),
    };
    plain.parse().unwrap_or_else(|_| panic!("“{label}” is no figure: {value}"))
}

/// Waits until practice time has moved on by a step.
fn a_moment(page: &Page, words: &PoolsPageWords) {
    let clock = || page.find("region", words.connection).try_text().unwrap_or_default();
    let before = clock();
    page.until("practice time moves on", clock, |now| *now != before && !now.is_empty());
}

/// Presses a button of the pool's row, and the dialog's own.
#[track_caller]
pub(crate) fn confirm(
    page: &Page,
    words: &PoolsPageWords,
    row: &str,
    question: Phrase,
    size: Option<&str>,
    button: &str,
) {
    let steady = |button: &Element<'_>| button.attribute("aria-disabled").is_empty();
    let opener = page.find("table", words.pools).find("button", row);
    page.until(&format!("“{row}” can be pressed"), || steady(&opener), |is_steady| *is_steady);
    let name = page.find("table", words.pools).all("button")[0].attribute("title");
    assert_eq!(name.len(), 32, "the pool’s id is in its title: {name}");
    // At an hour a second a row may be drawn anew under the mouse: then a user presses again.
    let asked = question.with(&[("pool", &name)]);
    let is_open = || page.try_all("dialog").is_ok_and(|all| all.iter().any(|one| one.spoken().name == asked));
    page.until(
        &asked,
        || {
            if !is_open() {
                opener.click()
            };
            is_open()
        },
        |is_open| *is_open,
    );
    let dialog = page.find("dialog", &asked);
    if let Some(size) = size {
        dialog.find("textbox", words.new_size).fill(size);
    }
    dialog.find("button", words.keep);
    dialog.find("button", button).click();
    page.gone("dialog", &question.with(&[("pool", &name)]));
}

#[expect(clippy::float_cmp, reason = "figures as they are written, not computed")]
fn a_pools_life(language: Language, resize: &str, to_zero: &str, delete: &str) {
    let site = Site::dist();
    let (page, words) = open(&site, language);
    let service = SERVICE.of(language);
    page.field(words.vm_count).fill("2");
    page.field(words.swagger).fill(NEW_SERVICE);
    page.field(words.swagger).wait_for_state("invalid", "false");
    page.button(words.create_button).click();
    hasten(&page, words);
    cell(&page, words, words.vms, |vms| vms == "2");
    cell(&page, words, words.state, |state| state.contains(service.steady));
    page.until("two VMs cost", || meter(&page, words, words.per_hour), |money| *money == 4.0);
    // VM-hours count up, and money once the plan's 25 h are used.
    let before = meter(&page, words, words.vm_hours);
    page.until("VM-hours count up", || meter(&page, words, words.vm_hours), |hours| *hours > before);
    confirm(&page, words, words.resize, words.confirm_resize, Some("4"), resize);
    cell(&page, words, words.vms, |vms| vms == "4");
    page.until("four VMs cost", || meter(&page, words, words.per_hour), |money| *money == 8.0);
    page.until("VM-hours pass the plan’s", || meter(&page, words, words.vm_hours), |hours| *hours > 25.0);
    let money = page.until("money counts up", || meter(&page, words, words.so_far), |money| *money > 0.0);
    page.until("money counts on", || meter(&page, words, words.so_far), |now| *now > money);
    // To zero: the pool stays, and costs nothing more.
    confirm(&page, words, words.to_zero, words.confirm_zero, None, to_zero);
    cell(&page, words, words.vms, |vms| vms == "0");
    page.until("nothing costs", || meter(&page, words, words.per_hour), |money| *money == 0.0);
    let spent = [words.vm_hours, words.so_far].map(|label| meter(&page, words, label));
    a_moment(&page, words);
    a_moment(&page, words);
    assert_eq!([words.vm_hours, words.so_far].map(|label| meter(&page, words, label)), spent);
    // Source: the S1 plan: 25 h included, $2.00 an hour beyond.
    let [hours, charged] = spent;
    assert!((charged - 2.0 * (hours - 25.0)).abs() < 0.05, "{hours} h are charged {charged}");
    confirm(&page, words, words.delete, words.confirm_delete, None, delete);
    cell(&page, words, words.state, |state| state.contains(service.pool_gone));
    assert_eq!([words.vm_hours, words.so_far].map(|label| meter(&page, words, label)), spent);
    assert!(site.served().iter().all(|served| served.method == "GET"), "practice is sent nowhere");
}

#[test]
fn a_pools_whole_life_in_english() {
    a_pools_life(Language::English, "Resize", "Resize to zero", "Delete");
}

#[test]
fn a_pools_whole_life_in_swedish() {
    a_pools_life(Language::Swedish, "Ändra storlek", "Krymp till noll", "Ta bort");
}

/// A row is drawn anew in the other language, with what stands in it by then.
#[test]
fn a_pool_that_has_changed_is_the_same_in_the_other_language() {
    let site = Site::dist();
    let (page, words) = open(&site, Language::English);
    page.field(words.vm_count).fill("2");
    page.button(words.create_button).click();
    hasten(&page, words);
    let is_steady = |language: Language| {
        let words = POOLS_PAGE.of(language);
        cell(&page, words, words.vms, |vms| vms == "2");
        cell(&page, words, words.state, |state| state.contains(SERVICE.of(language).steady));
    };
    is_steady(Language::English);
    for (now, next) in [(Language::English, Language::Swedish), (Language::Swedish, Language::English)] {
        page.field(SHELL.of(now).language).choose(next.name());
        page.find("heading", POOLS_PAGE.of(next).create);
        is_steady(next);
        // What was said stays as it was said, and in its language for who reads it aloud.
        let said = "return [...document.querySelectorAll('.said-lines .said-line')].map(line => line.lang)";
        assert_eq!(
            page.script(said, &json!([])).as_array().map(|all| all.contains(&json!("en"))),
            Some(true)
        );
    }
}

/// Source: the source page: a pool is tied to a new, Resource Manager based web service; a classic one has no plan.
#[test]
fn a_classic_service_cannot_pay_and_the_reason_is_said() {
    let site = Site::dist();
    for (language, reason) in [
        (Language::English, "this is a classic web service"),
        (Language::Swedish, "det här är en klassisk webbtjänst"),
    ] {
        let (page, words) = open(&site, language);
        page.field(words.swagger).fill(CLASSIC_SERVICE);
        page.field(words.swagger).wait_for_state("invalid", "true");
        let told = page.field(words.swagger).now().description;
        assert!(told.starts_with(reason) && told.contains("Resource Manager"), "{told}");
        let create = page.button(words.create_button);
        assert_eq!(create.attribute("aria-disabled"), "true");
        create.click();
        // The field says it; under the button is said that a field does.
        page.see("paragraph", words.fix_first);
        assert_eq!(create.now().description, words.fix_first);
        page.see("paragraph", words.no_pools);
        assert!(pool(&page, words).is_err(), "a pool was created");
        page.field(words.swagger).fill(NEW_SERVICE);
        page.field(words.swagger).wait_for_state("invalid", "false");
        assert_eq!(create.attribute("aria-disabled"), "");
        page.field(words.vm_count).fill("0.5");
        page.field(words.vm_count).wait_for_state("invalid", "true");
        assert_eq!(create.attribute("aria-disabled"), "true");
    }
}

/// Why a button cannot be pressed stands on the page, and is said of the button.
#[test]
fn what_connecting_needs_is_said() {
    let site = Site::dist();
    for language in Language::ALL {
        let (page, words) = open(&site, language);
        let needs = POOL_CONNECT.of(language).needs_access;
        page.find("DisclosureTriangle", words.connection).click();
        page.see("paragraph", needs);
        assert_eq!(page.button(words.connect).now().description, needs);
        page.field(words.service_url).fill("ftp://example.com");
        page.field(words.service_key).fill("key");
        page.see("paragraph", words.fix_first);
        assert_eq!(page.button(words.connect).now().description, words.fix_first);
    }
}

#[test]
fn a_phone_is_wide_enough_for_a_pool() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().viewport(360, 800).language(tag(language)).open(&site, "pools/");
        let words = POOLS_PAGE.of(language);
        page.button(words.create_button).click();
        hasten(&page, words);
        page.until(
            "the pool's VMs",
            || {
                page.script(
                    "return document.querySelector('[data-table=pools] tbody')?.innerText ?? ''",
                    &json!([]),
                )
            },
            |text| text.as_str().unwrap_or_default().contains(SERVICE.of(language).steady),
        );
        assert_eq!(page.sideways_scroll(), 0, "in {language:?}");
    }
}
