//! Secrets that leave the form in which they were typed: for the Pools page, in a contract, a link, a file.

use poolwise::route::Route;
use poolwise::service::{azure_batch_profile, profile_to_json};
use poolwise::words::{
    COST, Language, MANY, POOL_PROFILE, POOL_SCRIPT, POOL_WATCH, POOLS_PAGE, REQUEST_PAGE, SHELL,
};
use serde_json::json;

use super::request::fill_request;
use super::*;
use crate::harness::Site;
use crate::pools::hasten;
use crate::site::{arrive, link_name};

/// Presses every button, tab and fold of the page that was not pressed yet, dialogs included; gives how many. What asks
/// for the printer or for a file of this computer is answered by nobody.
const PRESS_EVERYTHING: &str = "
  const done = arguments[0];
  window.print = () => {};
  HTMLInputElement.prototype.click = function () { if (this.type !== 'file') HTMLElement.prototype.click.call(this) };
  const pressed = new Set();
  const name = one => one.id || [one.getAttribute('aria-label') ?? '', one.textContent].join(' ');
  const next = () => {
    const all = [...document.querySelectorAll('dialog[open] button, main button, main summary, main [role=tab], .bar button')];
    const one = all.find(one => one.checkVisibility() && !one.closest('[inert]') && !pressed.has(name(one)));
    if (!one || pressed.size >= 200) return done(pressed.size);
    pressed.add(name(one));
    one.click();
    setTimeout(next, 20);
  };
  next();
";

#[track_caller]
fn press_everything(page: &Page) -> u64 {
    page.command("POST", "/execute/async", &json!({ "script": PRESS_EVERYTHING, "args": [] }))
        .as_u64()
        .unwrap_or_default()
}

fn turn_to(page: &Page, language: Language, route: Route) {
    let shell = SHELL.of(language);
    let bar = page.find("navigation", shell.pages);
    press(page, &bar.find("link", link_name(shell, route)));
    arrive(page, language, route);
}

/// Jobs on their way to the practice service, where everything that can be pressed is: practice sends nothing.
#[test]
fn jobs_handed_over_leave_no_secret_anywhere() {
    let site = Site::dist();
    let language = Language::Swedish;
    let (words, watch, desk) = (REQUEST_PAGE.of(language), POOL_WATCH.of(language), POOLS_PAGE.of(language));
    let page = open(&site, "request/", language, &[]);
    fill_request(&page, language);
    let walk = Walk::new(&page);
    let input = || first(&page, words.input_number);
    press(&page, &input().find("radio", words.with_sas));
    let base = format!("https://walkaccount.blob.core.windows.net/?sv=2015-04-05&sig={INPUT_BASE_SIG}%3D");
    put(&page, &input().find("textbox", words.base), &base);
    let token = format!("?sv=2015-04-05&sr=c&sp=r&se=2030-01-01T00%3A00%3A00Z&sig={INPUT_SIG}%3D");
    put(&page, &input().find("textbox", words.token), &token);
    walk.spotless("an input by SAS");
    press(&page, &page.find("tab", words.tab_json));
    // What the fields do not take is offered a repair.
    let problems = "return [...document.querySelectorAll('.problems button')].map(one => one.click()).length";
    page.script(problems, &json!([]));
    walk.spotless("repaired");

    let many = MANY.of(language);
    press(&page, &page.find("tab", many.tab));
    let rows = format!("data/a.csv?sv=2015-04-05&sig={ROW_SIG}\ndata/b.csv?sv=2015-04-05&sig={ROW_SIG}\n");
    put(&page, &page.field(many.table), &rows);
    page.until(
        "the rows are counted",
        || page.script("return document.querySelector('.many-count strong')?.textContent ?? ''", &json!([])),
        |text| text.as_str().is_some_and(|text| text.contains('2')),
    );
    walk.spotless("rows with signatures");

    // The pool service in scripts, by a contract of one's own.
    let pool = POOL_SCRIPT.of(language);
    press(&page, &page.find("tab", pool.tab));
    put(&page, &page.field(pool.service_url), &format!("https://pools.example/a?code={POOL_URL_CODE}"));
    walk.spotless("a pool service with a code");
    page.field(pool.contract).choose(pool.contract_own);
    put(&page, &page.field(pool.contract_json), &contract_with_secrets());
    page.field(pool.contract_json).wait_for_state("invalid", "true");
    walk.spotless("a contract with secrets");
    put(&page, &page.field(pool.contract_json), &profile_to_json(&azure_batch_profile()));
    page.field(pool.contract_json).wait_for_state("invalid", "false");
    walk.spotless("a script by a contract");

    // What the service would refuse is not handed over.
    press(&page, &page.find("tab", words.tab_json));
    for (number, path) in [(words.input_number, "rows/a.csv"), (words.output_number, "done/a.csv")] {
        let one = || first(&page, number);
        put(&page, &one().find("textbox", words.base), "https://walkaccount.blob.core.windows.net/");
        put(&page, &one().find("textbox", words.path), path);
    }
    press(&page, &page.link(watch.hand_over));
    page.find("heading", watch.handed);
    walk.spotless("handed over");
    press(&page, &page.button(desk.create_button));
    hasten(&page, desk);
    press(&page, &page.button(&watch.handed_send.with(&[("count", "1")])));
    page.find("table", desk.tracked);
    walk.spotless("sent in practice");
    unfold(&page);
    let pressed = press_everything(&page);
    assert!(pressed > 20, "only {pressed} were pressed on Pools");
    walk.spotless("everything pressed on Pools");

    page.reload();
    page.find("heading", desk.create);
    turn_to(&page, language, Route::Cost);
    page.find("heading", COST.of(language).heading);
    for part in ["cost-details", "cost-tools"] {
        page.script("document.getElementById(arguments[0]).scrollIntoView()", &json!([part]));
        let stands = "return document.getElementById(arguments[0]).querySelectorAll('h2').length";
        page.until(part, || page.script(stands, &json!([part])), |count| count.as_u64() > Some(0));
    }
    let pressed = press_everything(&page);
    assert!(pressed > 20, "only {pressed} were pressed on Cost");
    walk.spotless("everything pressed on Cost");
    nothing_sent_or_said(&page, &site);
}

#[test]
fn a_report_of_a_panic_holds_no_secret() {
    let site = Site::dist();
    let language = Language::English;
    let page = open(&site, "request/", language, &[]);
    fill_request(&page, language);
    let walk = Walk::new(&page);
    page.expect_fault("unreachable");
    page.script("dispatchEvent(new CustomEvent('poolwise:rehearse-panic', { detail: '' }))", &json!([]));
    press(&page, &page.button(SHELL.of(language).panic_copy));
    page.button(SHELL.of(language).panic_copied);
    walk.spotless("a panic");
}

/// A contract whose base URL, paths and body open something.
fn contract_with_secrets() -> String {
    let base = format!("\"baseUrl\": \"https://pools.example/a?code={CONTRACT_CODE}\", \"name\": \"Own ");
    profile_to_json(&azure_batch_profile())
        .replacen("\"name\": \"", &base, 1)
        .replace("/pools?", &format!("/pools?code={CONTRACT_CODE}&"))
        .replacen("\"metadata\"", &format!("\"accessKey\": \"{CONTRACT_KEY}\", \"metadata\""), 1)
}

#[test]
fn a_contract_keeps_no_secret() {
    let site = Site::dist();
    let language = Language::English;
    let contract = POOL_PROFILE.of(language);
    let page = open(&site, "pools/", language, &[]);
    let walk = Walk::new(&page);
    page.find("heading", POOLS_PAGE.of(language).create);
    let text = contract_with_secrets();
    assert_eq!(held(&text).len(), 2, "{text}");
    let unfolded = || {
        unfold(&page);
        page.script("return document.getElementById('contract-text')?.checkVisibility() ?? false", &json!([]))
    };
    page.until("the field for a contract", unfolded, |is_there| *is_there == true);
    put(&page, &page.field(contract.import_paste), &text);
    walk.spotless("pasted");
    press(&page, &page.button(contract.import_do));
    unfold(&page);
    let save = || page.button(contract.save);
    press(&page, &save());
    page.until("it cannot be saved", || save().attribute("aria-disabled"), |is| is == "true");
    walk.spotless("opened in the form");
    page.reload();
    page.find("heading", POOLS_PAGE.of(language).create);
    walk.spotless("reloaded");
    nothing_sent_or_said(&page, &site);
}

/// What somebody else wrote into a link, or into a file.
#[test]
fn links_and_files_leave_no_secret_anywhere() {
    let site = Site::dist();
    let language = Language::English;
    let words = REQUEST_PAGE.of(language);
    let page = open(&site, "", language, &[]);
    let walk = Walk::new(&page);
    let service = SERVICE.replace(':', "%3A").replace('/', "%2F");
    page.go(&format!(
        "request/#1&input=named&service={service}%2Fjobs%3Fsig%3D{LINK_SIG}&i0.kind=sas&i0.name=input1\
         &i0.base=https%3A%2F%2Fwalkaccount.blob.core.windows.net%2F%3Fsig%3D{LINK_SIG}&i0.path=in%2Frows.csv%3Fsig%3D{LINK_SIG}"
    ));
    page.until("the form", || page.field(words.service_url).value(), |url| url.contains("/services/"));
    page.until("the address", || page.url(), |url| held(url).is_empty());
    walk.clean("opened", &|place, _| place == "timing");
    press(&page, &page.button(SHELL.of(language).share));
    page.see("status", SHELL.of(language).shared);
    walk.clean("shared", &|place, _| place == "timing");

    let drop = format!(
        "const file = new File([`{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={FILE_KEY}==\",\
         \"RelativeLocation\":\"a/b.csv\"}}}}`], 'job.json', {{ type: 'application/json' }});
         const held = new DataTransfer();
         held.items.add(file);
         document.querySelector('.paste').dispatchEvent(new DragEvent('drop', {{ dataTransfer: held, bubbles: true, cancelable: true }}));"
    );
    page.script(&drop, &json!([]));
    page.see("paragraph", words.found_job);
    walk.clean("a file dropped", &|place, _| place == "timing");
    nothing_sent_or_said(&page, &site);
}
