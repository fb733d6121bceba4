//! The Pools page on practice, then on a companion, then on a companion behind the relay, then on one that refuses pages.

use poolwise::service::azure_batch_profile;
use poolwise::words::{Language, POOL_CONNECT, POOL_WATCH, POOLS_PAGE, PoolsPageWords, SERVICE};
use serde_json::json;

use crate::harness::{Browser, Page, Site};
use crate::pools::{cell, meter};
use crate::process::{Companion, JOB_KEY, POOL_KEY, SERVICE as WEB_SERVICE, ask, bearer, client, run};
use crate::site::{arrive, tag};
use poolwise::route::Route;

fn host(companion: &Companion) -> String {
    companion.origin().trim_start_matches("http://").to_owned()
}

/// Where a relay passes each of its targets on.
fn relayed(relay: &Companion) -> Vec<String> {
    let at = relay.said.iter().filter_map(|line| line.strip_prefix("    "));
    at.map(|line| line.trim().to_owned()).collect()
}

#[track_caller]
fn connect(page: &Page, words: &PoolsPageWords, url: &str) {
    page.script("document.getElementById('service-url').closest('details').open = true", &json!([]));
    page.field(words.service_url).fill(url);
    page.field(words.service_key).fill(POOL_KEY);
    page.button(words.connect).click();
}

#[track_caller]
fn create(page: &Page, words: &PoolsPageWords, companion: &Companion, vms: &str) {
    page.field(words.vm_count).fill(vms);
    page.field(words.swagger).fill(&format!("{}{WEB_SERVICE}/swagger.json", companion.origin()));
    page.button(words.create_button).click();
    cell(page, words, words.vms, |shown| shown == vms);
}

fn ledger(companion: &Companion) -> serde_json::Value {
    let (url, key) = (format!("{}/companion/ledger", companion.origin()), bearer(POOL_KEY));
    run(ask(&client(), "GET", &url, &[("authorization", &key)], "")).json()
}

#[test]
fn practice_then_companion_then_relay_then_no_cors() {
    let language = Language::English;
    let (words, more, service) = (POOLS_PAGE.of(language), POOL_CONNECT.of(language), SERVICE.of(language));
    let site = Site::dist();
    let open = Companion::serve(&["--speed", "60"]);
    let closed = Companion::serve(&["--provisioning-seconds", "0", "--cors", "off"]);
    let pool_service = format!("{}/azure-batch", closed.origin());
    let relay = Companion::start(&["relay", "--to", &pool_service, &closed.origin()]);
    let at = relayed(&relay);
    let relay_host = at[0].split('/').nth(2).expect("a host").to_owned();
    let browser =
        Browser::new().language(tag(language)).also(&host(&open)).also(&host(&closed)).also(&relay_host);
    let page = browser.open(&site, "pools/");
    page.see("region", service.practice_banner);
    page.button(words.create_button).click();
    cell(&page, words, words.state, |state| !state.is_empty());

    connect(&page, words, &format!("{}/azure-batch", open.origin()));
    page.see("region", service.companion_banner);
    create(&page, words, &open, "2");
    // The companion's hour is the page's: at sixty times the speed, VM-hours come within seconds.
    page.until("VM-hours count up", || meter(&page, words, words.vm_hours), |hours| *hours > 0.1);
    let shown = meter(&page, words, words.vm_hours);
    let ledger_hours = ledger(&open)["pools"][0]["vmMs"].as_f64().expect("a figure") / 3_600_000.0;
    assert!(shown <= ledger_hours + 0.1, "{shown} h are shown, {ledger_hours} h are billed");

    // Behind the relay, the page never meets the service itself, which would refuse it.
    connect(&page, words, &at[0]);
    page.see("paragraph", words.no_pools);
    page.see("region", service.companion_banner);
    create(&page, words, &closed, "3");
    page.field(more.service_url).fill(&format!("{}{WEB_SERVICE}", at[1]));
    page.field(more.service_key).fill(JOB_KEY);
    page.button(more.add_service).click();
    page.field(more.submit_body).fill(r#"{"GlobalParameters":{"a":"b"}}"#);
    page.button(more.submit_do).click();
    page.until("the job arrives", || ledger(&closed)["jobs"].as_u64(), |jobs| *jobs == Some(1));
    assert_eq!(ledger(&closed)["there"].as_array().map(Vec::len), Some(1));
    let log = || relay.log().join("\n");
    page.until("all of it was relayed", log, |log| {
        ["/pools 201 ", "/jobs 200 ", "/start 204 "].iter().all(|line| log.contains(line))
    });

    page.expect_fault("CORS policy");
    page.expect_fault("net::ERR_FAILED");
    explained(&page, language, &closed);
}

/// The page says what the browser does not: that it was kept from asking, and the ways on.
#[track_caller]
fn explained(page: &Page, language: Language, closed: &Companion) {
    let (words, more) = (POOLS_PAGE.of(language), POOL_CONNECT.of(language));
    connect(page, words, &format!("{}/azure-batch", closed.origin()));
    page.see("heading", more.blocked);
    page.see("paragraph", &more.blocked_cors.with(&[("origin", &closed.origin())]));
    let text = || page.find("region", more.blocked).text();
    let text = page.until("the ways on", text, |text| text.contains("curl"));
    assert!(text.contains(&format!("companion relay --to {}", closed.origin())), "{text}");
    assert!(text.contains("/azure-batch/pools") && !text.contains(POOL_KEY), "{text}");
}

/// A browser sends a request again by itself, a POST, too, where a connection that it has used before closes without an
/// answer: then a submission whose answer is lost would be two jobs, and nobody would know.
#[test]
fn a_submission_whose_answer_is_lost_is_sent_once_and_told() {
    let language = Language::English;
    let (words, more, service) = (POOLS_PAGE.of(language), POOL_CONNECT.of(language), SERVICE.of(language));
    let site = Site::dist();
    let arguments = ["--speed", "60", "--blob-store", "off", "--provisioning-seconds", "0"];
    let fault = ["--fault", "fault-lost,times=1,on=submit-job"];
    let companion = Companion::serve(&[arguments.as_slice(), &fault].concat());
    let page = Browser::new().language(tag(language)).also(&host(&companion)).open(&site, "pools/");
    page.see("region", service.practice_banner);
    page.expect_fault("net::ERR_EMPTY_RESPONSE");
    connect(&page, words, &format!("{}/azure-batch", companion.origin()));
    page.see("region", service.companion_banner);
    // What has been asked before would have left connections open.
    create(&page, words, &companion, "1");
    page.field(more.service_url).fill(&format!("{}{WEB_SERVICE}", companion.origin()));
    page.field(more.service_key).fill(JOB_KEY);
    page.button(more.add_service).click();
    page.field(more.submit_body).fill(r#"{"GlobalParameters":{"a":"b"}}"#);
    page.button(more.submit_do).click();
    page.see("paragraph", &service.told_job_in_doubt.with(&[("job", "1")]));
    let submissions = || {
        let is_one = |line: &&String| line.contains(&format!(" POST {WEB_SERVICE}/jobs "));
        companion.log().iter().filter(is_one).count()
    };
    assert_eq!((submissions(), ledger(&companion)["jobs"].as_u64()), (1, Some(1)));
    // The next one is answered, and only that one is started.
    page.button(more.submit_do).click();
    page.until("a second job", || ledger(&companion)["jobs"].as_u64(), |jobs| *jobs == Some(2));
    assert_eq!(submissions(), 2);
}

#[test]
fn a_browser_that_is_kept_from_asking_is_explained_in_swedish() {
    let language = Language::Swedish;
    let site = Site::dist();
    let closed = Companion::serve(&["--cors", "off"]);
    let page = Browser::new().language(tag(language)).also(&host(&closed)).open(&site, "pools/");
    page.see("region", SERVICE.of(language).practice_banner);
    page.expect_fault("CORS policy");
    page.expect_fault("net::ERR_FAILED");
    explained(&page, language, &closed);
}

/// One command is enough: the page that the companion serves itself, every address of it, with the companion as service.
#[test]
fn the_companion_serves_the_page_itself() {
    let language = Language::English;
    let (words, service) = (POOLS_PAGE.of(language), SERVICE.of(language));
    let site = Site::dist();
    let folder = std::env::var("POOLWISE_E2E_DIST").unwrap_or_else(|_| "dist".to_owned());
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let dist = folder.to_str().expect("a path");
    // No other origin may ask, and its own page needs no permission.
    let companion =
        Companion::start(&["serve", "--dist", dist, "--cors", "off", "--provisioning-seconds", "0"]);
    let own = companion.after("Page");
    let browser = Browser::new().language(tag(language)).also(&host(&companion));
    let page = browser.open(&site, &format!("{own}pools/"));
    arrive(&page, language, Route::Pools);
    connect(&page, words, &format!("{}/azure-batch", companion.origin()));
    page.see("region", service.companion_banner);
    create(&page, words, &companion, "1");
    page.go(&format!("{own}pools"));
    arrive(&page, language, Route::Pools);
    assert!(page.url().ends_with("/pools/"), "{}", page.url());
}

/// What happens while the page is frozen is not seen: then the meter is a range, and says why. An autopilot does not
/// outlive its page, and that is said, too.
#[test]
fn a_freeze_makes_the_meter_a_range_and_a_reload_ends_an_autopilot() {
    let language = Language::English;
    let (words, watch, service) = (POOLS_PAGE.of(language), POOL_WATCH.of(language), SERVICE.of(language));
    let site = Site::dist();
    let companion = Companion::serve(&["--speed", "60", "--provisioning-seconds", "0"]);
    let page = Browser::new().language(tag(language)).also(&host(&companion)).open(&site, "pools/");
    let pools = format!("{}/azure-batch", companion.origin());
    page.see("region", service.practice_banner);
    connect(&page, words, &pools);
    page.see("region", service.companion_banner);
    create(&page, words, &companion, "2");
    page.until("VM-hours count up", || meter(&page, words, words.vm_hours), |hours| *hours > 0.1);
    let shown = || page.find("region", words.meter).try_text().unwrap_or_default();
    page.until("one figure", shown, |text| !text.contains(service.unsure_not_watched));
    let id = ledger(&companion)["there"][0]["id"].as_str().expect("an id").to_owned();
    // Five minutes of the companion's time without a word from the page; in their middle, another size.
    let freeze = "const [url, key] = arguments; \
        const hold = ms => { const since = performance.now(); while (performance.now() - since < ms); }; \
        hold(2500); \
        const asked = new XMLHttpRequest(); \
        asked.open('POST', url, false); \
        asked.setRequestHeader('Authorization', key); \
        asked.setRequestHeader('Content-Type', 'application/json'); \
        asked.send('{\"targetDedicatedNodes\":5}'); \
        hold(2500); \
        return asked.status";
    let url = format!("{pools}/pools/{id}/resize?api-version={}", azure_batch_profile().api_version);
    assert_eq!(page.script(freeze, &json!([url, bearer(POOL_KEY)])), 202);
    // What the page saw last, and when, decides which of the two reasons holds.
    let reasons = [service.unsure_not_watched, service.unsure_changing];
    page.until("a range with its reason", shown, |text| reasons.iter().any(|reason| text.contains(reason)));
    cell(&page, words, words.vms, |vms| vms == "5");
    let range = cell(&page, words, words.hours, |hours| hours.contains(" to "));
    let billed = ledger(&companion)["pools"][0]["vmMs"].as_f64().expect("a figure") / 3_600_000.0;
    let ends: Vec<f64> =
        range.split(" to ").filter_map(|end| end.split_whitespace().next()?.parse().ok()).collect();
    assert!(ends.len() == 2 && ends[0] <= billed, "{range} holds {billed}");

    page.script("document.querySelector('.row-name').click()", &json!([]));
    page.script("document.getElementById('autopilot').click()", &json!([]));
    page.see("paragraph", &watch.autopilot_armed.with(&[("pool", &id)]));
    page.reload();
    page.see("region", service.practice_banner);
    connect(&page, words, &pools);
    page.see("paragraph", &service.told_autopilot_forgotten.with(&[("pool", &id)]));
    cell(&page, words, words.vms, |vms| vms == "5");
    page.script("document.querySelector('.row-name').click()", &json!([]));
    page.find("checkbox", watch.autopilot).wait_for_state("checked", "false");
}
