use poolwise::route::Route;
use poolwise::words::{Language, POOL_CONNECT, POOL_PROFILE, POOLS_PAGE, SHELL};
use serde_json::{Value, json};

use super::*;
use crate::harness::Site;

/// What a companion's page does with its keys; the service itself is practice's, over real HTTP.
#[test]
#[expect(clippy::too_many_lines, reason = "one walk, step by step")]
fn pools_leave_no_secret_anywhere() {
    use crate::process::{Companion, SERVICE as WEB_SERVICE};
    let site = Site::dist();
    let language = Language::English;
    let (desk, live, contract) =
        (POOLS_PAGE.of(language), POOL_CONNECT.of(language), POOL_PROFILE.of(language));
    let companion = Companion::with_keys(
        &["serve", "--dist", "/nowhere", "--provisioning-seconds", "0"],
        POOL_SERVICE_KEY,
        WEB_SERVICE_KEY,
    );
    let host = companion.origin().trim_start_matches("http://").to_owned();
    let page = open(&site, "pools/", language, &[host]);
    let walk = Walk::new(&page);
    let own = format!("sent {}", companion.origin());
    // A key goes in a request's header to its own service, a body where it is sent; nowhere else.
    let keys = [POOL_SERVICE_KEY, WEB_SERVICE_KEY, SUBMITTED_KEY];
    let sends = |place: &str, marker: &str| place == own && keys.contains(&marker);
    page.find("heading", desk.create);
    // Practice first: a pool, made and deleted.
    press(&page, &page.button(desk.create_button));
    page.find("table", desk.pools);
    walk.spotless("practice");
    unfold(&page);
    let connect = || {
        unfold(&page);
        put(
            &page,
            &page.field(desk.service_url),
            &format!("{}/azure-batch?code={POOL_URL_CODE}", companion.origin()),
        );
        put(&page, &page.field(desk.service_key), POOL_SERVICE_KEY);
        walk.spotless("typed");
        press(&page, &page.button(desk.connect));
        let kind = || page.script("return document.querySelector('.pools').dataset.service", &json!([]));
        page.until("it is the companion", kind, |kind| kind == "companion");
    };
    connect();
    walk.clean("connected", &sends);
    put(
        &page,
        &page.field(live.service_url),
        &format!("{}{WEB_SERVICE}?code={WEB_URL_CODE}", companion.origin()),
    );
    put(&page, &page.field(live.service_key), WEB_SERVICE_KEY);
    press(&page, &page.button(live.add_service));
    let body = format!(
        "{{\"Input\":{{\"ConnectionString\":\"AccountName=a;AccountKey={SUBMITTED_KEY}==\",\"RelativeLocation\":\"a/b.csv\"}},\"GlobalParameters\":{{}}}}"
    );
    put(&page, &page.field(live.submit_body), &body);
    unfold(&page);
    walk.clean("a request shown before it is sent", &sends);
    press(&page, &page.button(live.submit_do));
    page.find("table", desk.tracked);
    walk.clean("submitted", &sends);
    put(&page, &page.field(desk.vm_count), "2");
    put(
        &page,
        &page.field(desk.swagger),
        &format!("{}{WEB_SERVICE}/swagger.json?sig={SWAGGER_SIG}", companion.origin()),
    );
    press(&page, &page.button(desk.create_button));
    page.find("table", desk.pools);
    unfold(&page);
    press(&page, &page.button(live.log_export));
    page.download("poolwise-log.ndjson");
    walk.clean("the log exported", &sends);
    page.field(contract.which).choose(contract.page);
    press(&page, &page.button(contract.duplicate));
    press(&page, &page.button(contract.export));
    walk.clean("a contract exported", &sends);
    press(&page, &page.button(SHELL.of(language).share));
    walk.clean("shared", &sends);
    for route in [Route::Cost, Route::Request, Route::Pools] {
        let shell = SHELL.of(language);
        let bar = page.find("navigation", shell.pages);
        press(&page, &bar.find("link", crate::site::link_name(shell, route)));
        page.until("the path", || page.path(), |path| path.starts_with(route.segment()));
        walk.clean("other pages", &sends);
    }
    page.reload();
    page.find("heading", desk.create);
    walk.spotless("reloaded: the keys are forgotten");

    // Kept for the tab where the user asks for it, and nowhere else; forgotten at once.
    unfold(&page);
    press(&page, &page.find("checkbox", live.keep_in_tab));
    connect();
    let tab = |place: &str, marker: &str| {
        sends(place, marker) || (marker == POOL_SERVICE_KEY && ["sessionStorage", "storage"].contains(&place))
    };
    walk.clean("kept in the tab", &tab);
    let kept = "return JSON.stringify([{...sessionStorage}, {...localStorage}])";
    let [in_tab, on_device]: [String; 2] = {
        let both: Value = serde_json::from_str(page.script(kept, &json!([])).as_str().unwrap_or_default())
            .expect("two storages");
        [both[0].to_string(), both[1].to_string()]
    };
    assert_eq!((held(&in_tab), held(&on_device)), (vec![POOL_SERVICE_KEY], Vec::new()));
    unfold(&page);
    press(&page, &page.button(live.forget_keys));
    page.see("paragraph", live.keys_forgotten);
    page.reload();
    page.find("heading", desk.create);
    walk.spotless("forgotten");
    // The tap saw what it was to see: each key on its way to its own service, and the body.
    for marker in keys {
        let noted = walk.noted.borrow();
        let seen = noted.iter().any(|(place, text)| *place == own && held(text).contains(&marker));
        assert!(seen, "the tap did not see {marker} being sent");
    }
    nothing_sent_or_said(&page, &site);
    for line in companion.log() {
        assert_eq!(held(&line), Vec::<&str>::new(), "in a log: {line}");
    }
}
