//! The harness itself: a page without fault passes, each kind of fault fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;

use crate::harness::{Browser, Key, Site};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' https: http:; \
                      worker-src 'self'";

const SCRIPT: &str = "
  const say = text => { document.querySelector('[role=status]').textContent = text };
  document.querySelector('#go').onclick = () => setTimeout(() => say('Went ' + document.querySelector('input').value), 30);
  document.querySelector('#pages').onchange = event => say('Chose ' + event.target.value);
  document.querySelector('#more').onclick = event => {
    event.target.setAttribute('aria-expanded', 'true');
    document.querySelector('#hidden').hidden = false;
  };
";

/// A small page, with `extra` in its body.
fn fixture(extra: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta http-equiv=Content-Security-Policy content=\"{POLICY}\">
        <link rel=icon href=icon.svg><title>Fixture</title><script type=module src=page.js></script></head><body>
        <h1>Fixture</h1><label>VMs <input></label>
        <label>Page <select id=pages><option>Cost<option>Pools</select></label>
        <button id=go>Go</button><button id=more aria-expanded=false>More</button>
        <div role=group aria-label=Second><button>Stop</button></div>
        <div id=hidden hidden><button>Stop</button></div>
        <a href=deep>Deep</a><p role=status></p>{extra}</body></html>"
    )
}

fn site(base: &str, extra: &str, script: &str) -> Site {
    let page = fixture(extra);
    let script = format!("{SCRIPT}\n{script}");
    Site::of(
        base,
        &[
            ("index.html", &page),
            (
                "deep/index.html",
                "<!doctype html><link rel=icon href=../icon.svg><title>Deep</title><h1>Deep</h1>",
            ),
            ("404.html", "<!doctype html><link rel=icon href=/icon.svg><title>Lost</title><h1>Lost</h1>"),
            ("page.js", &script),
            ("worker.js", "fetch('http://worker.invalid/').catch(() => {}).then(() => postMessage('asked'))"),
            ("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"),
        ],
    )
}

#[test]
fn a_page_without_fault_passes() {
    let site = site("/", "", "");
    let page = Browser::new().open(&site, "");
    assert_eq!(page.title(), "Fixture");
    page.field("VMs").fill("3");
    assert_eq!(page.field("VMs").value(), "3");
    page.button("Go").click();
    assert_eq!(page.see("status", "Went 3"), "Went 3");
    page.field("VMs").fill("");
    assert_eq!(page.field("VMs").value(), "");
    page.field("Page").choose("Pools");
    page.see("status", "Chose Pools");
    assert_eq!(page.sideways_scroll(), 0);
    assert!(page.faults().is_empty());
}

#[test]
fn what_is_found_is_what_is_spoken() {
    let site = site("/", "<button>Copy</button><button>Copy</button>", "");
    let page = Browser::new().open(&site, "");
    // Hidden elements are not found; a second of the same name is refused; a scope decides.
    page.button("Stop").click();
    page.button("More").click();
    page.button("More").wait_for_state("expanded", "true");
    page.find("group", "Second").find("button", "Stop").click();
    assert_eq!(page.find("group", "Second").all("button").len(), 1);
    for element in [page.button("Go"), page.link("Deep"), page.find("heading", "Fixture"), page.field("VMs")]
    {
        let spoken = element.spoken();
        assert_eq!(element.computed(), (spoken.role.clone(), spoken.name.clone()));
    }
    assert_eq!(page.try_all("button").map(|all| all.len()), Ok(6));
}

#[test]
fn keys_move_and_act() {
    let site = site("/", "", "");
    let page = Browser::new().open(&site, "");
    page.press(&[Key::Tab]);
    assert_eq!(page.focused().spoken().name, "VMs");
    page.type_text("12");
    page.press(&[Key::Left, Key::Backspace]);
    assert_eq!(page.field("VMs").value(), "2");
    page.press(&[Key::Tab, Key::Tab, Key::Enter]);
    page.see("status", "Went 2");
    page.chord(&[Key::Shift, Key::Tab]);
    assert_eq!(page.focused().spoken().name, "Page");
}

#[test]
fn the_surroundings_are_emulated() {
    let site = site("/", "", "");
    let page = Browser::new().viewport(360, 800).dark().reduced_motion().language("sv-SE").open(&site, "");
    let seen = page.script(
        "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, \
         matchMedia('(prefers-reduced-motion: reduce)').matches, matchMedia('(prefers-contrast: more)').matches, \
         navigator.languages[0], (1234.5).toLocaleString(), Intl.DateTimeFormat().resolvedOptions().timeZone]",
        &json!([]),
    );
    assert_eq!(seen, json!([980, true, true, false, "sv-SE", "1\u{a0}234,5", "Europe/Stockholm"]));
    let file = std::env::temp_dir().join(format!("poolwise-shot-{}.png", std::process::id()));
    page.screenshot(&file, true);
    let png = std::fs::read(&file).expect("it was written");
    assert!(png.starts_with(b"\x89PNG") && png.ends_with(b"IEND\xaeB`\x82"));
    std::fs::remove_file(file).expect("it is ours");
}

#[test]
fn the_site_behaves_as_a_static_host() {
    let site = site("/sub/path/", "", "");
    let page = Browser::new().open(&site, "deep");
    assert_eq!((page.path().as_str(), page.title().as_str()), ("deep/", "Deep"));
    page.expect_fault("status of 404");
    page.go("nowhere");
    assert_eq!(page.title(), "Lost");
    page.back();
    page.until("the title", || page.title(), |title| title == "Deep");
    let statuses: Vec<(String, u16)> = site
        .served()
        .into_iter()
        .map(|served| (served.path, served.status))
        .filter(|(path, _)| !path.ends_with("svg"))
        .collect();
    assert!(
        statuses.starts_with(&[
            ("/sub/path/deep".to_owned(), 301),
            ("/sub/path/deep/".to_owned(), 200),
            ("/sub/path/nowhere".to_owned(), 404),
        ]),
        "{statuses:?}"
    );
    site.refuse(&["deep"]);
    page.expect_fault("status of 503");
    page.go("deep/");
    let body = page.script("return document.body.innerText", &json!([]));
    assert_eq!(body, "refused by the test");
}

#[test]
fn the_clipboard_and_downloads_are_reached() {
    let site = site(
        "/",
        "<button id=copy>Copy</button><button id=save>Save</button>",
        "document.querySelector('#copy').onclick = () => navigator.clipboard.writeText('taken');
         document.querySelector('#save').onclick = () => {
           const link = document.createElement('a');
           link.href = URL.createObjectURL(new Blob(['kept'])); link.download = 'bill.csv'; link.click();
         };",
    );
    let page = Browser::new().open(&site, "");
    page.allow_clipboard();
    page.button("Copy").click();
    page.until("the clipboard", || page.clipboard(), |text| text == "taken");
    page.button("Save").click();
    assert_eq!(page.download("bill.csv"), b"kept");
}

/// A page with this extra body and script must fail its test, with `text` among the reasons.
#[track_caller]
fn fails(extra: &str, script: &str, text: &str) {
    let site = site("/", extra, script);
    let test = AssertUnwindSafe(|| {
        let page = Browser::new().open(&site, "");
        page.until("the fault", || page.faults(), |faults| faults.iter().any(|fault| fault.contains(text)));
    });
    let outcome = catch_unwind(test).expect_err("the page passed");
    let reason = outcome.downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(reason.contains("the page is at fault") && reason.contains(text), "{reason}");
}

#[test]
fn a_console_error_fails() {
    fails("", "console.error('broken', 7)", "broken");
}

#[test]
fn a_warning_fails() {
    fails("", "console.warn('deprecated')", "deprecated");
}

#[test]
fn an_uncaught_error_fails() {
    fails("", "setTimeout(() => { throw new Error('lost my way') })", "lost my way");
    fails("", "Promise.reject(new Error('never handled'))", "never handled");
}

#[test]
fn a_refused_policy_fails() {
    fails("<p style='color: red'>x</p>", "", "content policy refused style-src");
    fails("<script>var inline = 1</script>", "", "content policy refused script-src");
}

#[test]
fn a_missing_file_fails() {
    fails("<img src=missing.png alt=x>", "", "missing.png");
}

#[test]
fn a_request_to_another_host_fails() {
    fails("", "fetch('http://elsewhere.invalid/x').catch(() => {})", "elsewhere.invalid");
    fails("", "fetch('https://secure.invalid/x').catch(() => {})", "secure.invalid");
    fails("", "fetch('http://127.0.0.1:9/x').catch(() => {})", "127.0.0.1:9");
    fails("", "new Worker('worker.js')", "worker.invalid");
}

#[test]
fn an_expected_fault_must_come() {
    let site = site("/", "", "");
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let page = Browser::new().open(&site, "");
        page.expect_fault("never said");
    }));
    let reason = outcome.expect_err("it passed").downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(reason.contains("never said"), "{reason}");
}

#[test]
fn what_is_not_there_is_reported_with_what_is() {
    let site = site("/", "", "");
    let page = Browser::new().open(&site, "");
    let outcome = catch_unwind(AssertUnwindSafe(|| page.gone("button", "Go")));
    let reason = outcome.expect_err("it passed").downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(reason.contains("still there"), "{reason}");
}
