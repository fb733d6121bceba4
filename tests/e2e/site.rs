//! The built page on a static host: every address, what is missing, what is refused.

use poolwise::route::Route;
use poolwise::words::{COST, Language, SHELL, ShellWords};
use serde_json::json;

use crate::harness::{Browser, Page, Site};

pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::English => "en-GB",
        Language::Swedish => "sv-SE",
    }
}

pub(crate) fn link_name(words: &ShellWords, route: Route) -> &'static str {
    match route {
        Route::Cost => words.cost,
        Route::Request => words.request,
        Route::Pools => words.pools,
    }
}

/// Waits until a page stands: its title, its one visible main heading, its mark in the top bar.
#[track_caller]
pub(crate) fn arrive(page: &Page, language: Language, route: Route) {
    let words = SHELL.of(language);
    let part = match route {
        Route::Cost => words.cost_title,
        Route::Request => words.request_title,
        Route::Pools => words.pools_title,
    };
    page.until("the title", || page.title(), |title| title.contains(part));
    page.until(
        "one main heading",
        || {
            page.try_all("heading")
                .map(|all| all.iter().filter(|heading| heading.state("level") == "1").count())
        },
        |count| *count == Ok(1),
    )
    .expect("it was just counted");
    let bar = page.find("navigation", words.pages);
    assert_eq!(bar.find("link", link_name(words, route)).attribute("aria-current"), "page");
}

#[test]
fn every_address_opens_in_both_languages_and_fits_a_phone() {
    let site = Site::dist();
    for language in Language::ALL {
        let page = Browser::new().viewport(360, 800).language(tag(language)).blank(&site);
        for route in Route::ALL {
            page.go(route.segment());
            arrive(&page, language, route);
            assert_eq!(page.sideways_scroll(), 0, "{route:?} is wider than a phone in {language:?}");
        }
    }
    let strangers: Vec<_> = site
        .served()
        .into_iter()
        .filter(|served| {
            !served.path.starts_with(&site.base) || !(served.status == 200 || served.status == 301)
        })
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn links_and_history_move_between_pages_without_a_reload() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    let words = SHELL.of(Language::English);
    arrive(&page, Language::English, Route::Cost);
    page.script("window.still = 'here'", &json!([]));
    for route in [Route::Request, Route::Pools] {
        page.find("navigation", words.pages).find("link", link_name(words, route)).click();
        arrive(&page, Language::English, route);
        assert_eq!(page.path(), route.segment());
    }
    page.back();
    arrive(&page, Language::English, Route::Request);
    page.back();
    arrive(&page, Language::English, Route::Cost);
    page.forward();
    arrive(&page, Language::English, Route::Request);
    assert_eq!(page.script("return window.still", &json!([])), "here");
}

#[test]
fn a_path_that_is_none_says_so_and_leads_on() {
    let site = Site::dist();
    let page = Browser::new().blank(&site);
    page.expect_fault("status of 404");
    page.go("nowhere/at/all");
    let words = SHELL.of(Language::English);
    let path = format!("{}nowhere/at/all", site.base);
    page.find("heading", &words.not_found.with(&[("path", &path)]));
    page.link(words.not_found_way_out).click();
    arrive(&page, Language::English, Route::Cost);
}

#[test]
fn a_file_that_does_not_arrive_is_asked_for_again() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    site.refuse(&["request_page"]);
    page.expect_fault("request_page");
    let words = SHELL.of(Language::English);
    page.find("navigation", words.pages).find("link", words.request).click();
    page.see("alert", words.load_failed);
    site.refuse(&[]);
    page.button(words.try_again).click();
    arrive(&page, Language::English, Route::Request);
}

/// Notes whether a page's own style sheet is there when the page's first heading is, and how far things move.
const WATCH_SHEET: &str = "
  window.moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { window.moved += one.value }))
    .observe({ type: 'layout-shift', buffered: true });
  const has = (part) => [...document.styleSheets].some(sheet => sheet.href?.includes(`/${part}-`));
  new MutationObserver(() => {
    if (window.dressed === undefined && document.querySelector('#page-request h1, #page-pools h1'))
      window.dressed = has(location.pathname.split('/').filter(Boolean).pop());
  }).observe(document, { childList: true, subtree: true });
";

/// A page that stood before its style sheet would be drawn bare, and then move.
#[test]
fn a_page_stands_when_its_style_sheet_does() {
    let site = Site::dist();
    for route in [Route::Request, Route::Pools] {
        let name = route.segment();
        let page = Browser::new().blank(&site);
        page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH_SHEET }));
        site.answer_after(&built(name, ".css"), &built(&format!("{name}_page"), "_bg.wasm"));
        page.go(name);
        arrive(&page, Language::English, route);
        let seen = page.script("return [window.dressed, window.moved]", &json!([]));
        assert_eq!(seen[0], true, "{route:?} was drawn without its style sheet");
        // What Chromium's own measure calls good ends at 0.1.
        assert!(seen[1].as_f64().is_some_and(|moved| moved < 0.1), "{route:?} moved by {}", seen[1]);
    }
}

/// A style sheet that did not arrive the first time is asked for again, where the address names the page, too.
#[test]
fn a_style_sheet_that_does_not_arrive_is_asked_for_again() {
    let site = Site::dist();
    site.refuse(&[&built("pools", ".css")]);
    let page = Browser::new().blank(&site);
    page.expect_fault(&built("pools", ".css"));
    page.go("pools");
    let words = SHELL.of(Language::English);
    page.see("alert", words.load_failed);
    site.refuse(&[]);
    page.button(words.try_again).click();
    arrive(&page, Language::English, Route::Pools);
}

#[test]
fn a_page_that_cannot_start_says_so_in_plain_markup() {
    let site = Site::dist();
    site.refuse(&["_bg.wasm"]);
    let page = Browser::new().blank(&site);
    page.expect_fault("_bg.wasm");
    page.expect_fault("Failed to fetch");
    page.go("");
    says_that_it_cannot_start(&page);
}

#[track_caller]
fn says_that_it_cannot_start(page: &Page) {
    let shown =
        || page.script("return document.body.innerText", &json!([])).as_str().unwrap_or_default().to_owned();
    page.until("the sentence", shown, |text| {
        text.contains("could not start") && text.contains("kunde inte starta")
    });
}

/// The name of a built file, which has a hash in it.
fn built(stem: &str, ending: &str) -> String {
    let names = std::fs::read_dir(Site::dist_folder()).expect("a built page").flatten();
    let mut names = names.filter_map(|entry| entry.file_name().into_string().ok());
    let is_it = |name: &String| {
        let hash = name.strip_prefix(stem).and_then(|rest| rest.strip_suffix(ending));
        hash.and_then(|hash| hash.strip_prefix('-'))
            .is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    names.find(is_it).unwrap_or_else(|| panic!("no file {stem}-…{ending} was built"))
}

/// Bytes that mean the same and are not those that were built: only a digest tells. The page says so, whatever it was.
#[test]
fn what_was_altered_on_its_way_is_not_run() {
    let site = Site::dist();
    for (stem, ending) in [("boot", ".js"), ("poolwise", ".js"), ("poolwise", "_bg.wasm")] {
        site.alter(&[&built(stem, ending)]);
        let page = Browser::new().blank(&site);
        page.expect_fault("integrity");
        if stem == "poolwise" {
            page.expect_fault("Failed to fetch");
        }
        page.go("");
        says_that_it_cannot_start(&page);
    }
    let words = SHELL.of(Language::English);
    for (stem, ending) in [("request_page", ".js"), ("request_page", "_bg.wasm"), ("request", ".css")] {
        site.alter(&[&built(stem, ending)]);
        let page = Browser::new().open(&site, "");
        arrive(&page, Language::English, Route::Cost);
        page.expect_fault("integrity");
        page.find("navigation", words.pages).find("link", words.request).click();
        page.see("alert", words.load_failed);
    }
    for ending in [".js", "_bg.wasm"] {
        site.alter(&[&built("planner_worker", ending)]);
        let page = Browser::new().blank(&site);
        page.expect_fault("integrity");
        page.go("");
        page.see("alert", COST.of(Language::English).simulation_failed);
    }
}

/// Everything that is imported later has its digest in the page.
#[test]
fn no_script_is_imported_without_its_digest() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    let map = "return JSON.parse(document.querySelector('script[type=importmap]').textContent).integrity";
    let digests = page.script(map, &json!([]));
    let digests = digests.as_object().expect("a list of digests");
    let mut left: Vec<String> = std::fs::read_dir(Site::dist_folder())
        .expect("a built page")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".js") && !digests.contains_key(&format!("{}{name}", site.base)))
        .collect();
    left.sort();
    // The page's own two have theirs at their elements, workers are told theirs, and the last two have none: a worker's
    // first script, and the keeper of the copy.
    let others =
        ["boot-", "poolwise-", "history_worker-", "many_worker-", "planner_worker-", "worker-", "sw.js"];
    let is_known = |name: &String| others.iter().any(|other| name.starts_with(other));
    assert!(left.iter().all(is_known) && left.len() == others.len(), "{left:?}");
}

/// What hosts that send headers are told is what the page says itself, and more.
#[test]
fn headers_say_what_the_page_says() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    let body = "const done = arguments[0]; fetch(location.href).then(reply => done([
        reply.headers.get('content-security-policy'), reply.headers.get('x-content-type-options'),
        reply.headers.get('referrer-policy'), document.querySelector('meta[http-equiv]').content]))";
    let sent = page.command("POST", "/execute/async", &json!({ "script": body, "args": [] }));
    let policy = format!("{}; frame-ancestors 'none'", sent[3].as_str().unwrap_or_default());
    assert_eq!(sent, json!([policy, "nosniff", "no-referrer", sent[3]]));
    let azure = std::fs::read_to_string(Site::dist_folder().join("staticwebapp.config.json"));
    let azure: serde_json::Value = serde_json::from_str(&azure.expect("a file")).expect("JSON");
    let same = json!({ "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer" });
    assert_eq!(azure["globalHeaders"], same);
}

/// Types into every field that is there, twice, and leaves it.
const TYPE_EVERYWHERE: &str = "
  document.querySelectorAll('details').forEach(one => { one.open = true });
  const kinds = 'textarea, input:not([type=checkbox], [type=radio], [type=file], [type=range])';
  const typed = [];
  for (const field of document.querySelectorAll(`main :is(${kinds})`)) {
    if (!field.checkVisibility() || field.readOnly || field.disabled) continue;
    for (const text of ['https://elsewhere.invalid/subscriptions/80c77c7674ba4c8c82294c3b2957990c/services/9fe659022c9747e3b9b7b923c3830623/swagger.json?sig=1', '7']) {
      field.focus();
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
      field.blur();
    }
    typed.push(field.id);
  }
  return typed.length;
";

#[test]
fn nothing_is_sent_until_it_is_asked_for() {
    let site = Site::dist();
    for route in Route::ALL {
        let page = Browser::new().open(&site, route.segment());
        arrive(&page, Language::English, route);
        for part in ["cost-details", "cost-tools"] {
            page.script("document.getElementById(arguments[0])?.scrollIntoView()", &json!([part]));
        }
        // What unfolds has more in it that unfolds.
        let mut before = 0;
        let typed = || page.script(TYPE_EVERYWHERE, &json!([])).as_u64().unwrap_or_default();
        loop {
            let now = typed();
            if now == before {
                break;
            }
            before = now;
        }
        assert!(before >= 8, "only {before} fields of {route:?} were typed into");
        assert!(page.faults().is_empty(), "{route:?}: {:?}", page.faults());
    }
    for served in site.served() {
        let path = served.path.split('?').next().unwrap_or_default();
        let inside = path.strip_prefix(&site.base).expect("within the site");
        let file = if inside.is_empty() || inside.ends_with('/') {
            format!("{inside}index.html")
        } else {
            inside.to_owned()
        };
        let is_ours = Site::dist_folder().join(&file).exists();
        assert!(is_ours && served.method == "GET", "{served:?}");
    }
}

#[test]
fn the_content_policy_is_in_force() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "");
    arrive(&page, Language::English, Route::Cost);
    page.expect_fault("content policy refused script-src");
    page.expect_fault("violates the following Content Security Policy");
    let body = "const script = document.createElement('script'); script.textContent = 'window.broken = true'; \
                document.head.append(script); return window.broken === undefined";
    assert_eq!(page.script(body, &json!([])), true);
}

/// A preload that does not match its use is fetched twice, and says nothing.
#[test]
fn nothing_is_fetched_twice() {
    let site = Site::dist();
    let page = Browser::new().open(&site, "request");
    arrive(&page, Language::English, Route::Request);
    // Chromium asks for the icon twice: for the tab, and for the manifest.
    let mut paths: Vec<String> = site
        .served()
        .into_iter()
        .map(|served| served.path)
        .filter(|path| !path.ends_with("icon.svg"))
        .collect();
    paths.sort();
    let all = paths.len();
    let repeated: Vec<String> =
        paths.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
    assert!(repeated.is_empty(), "{repeated:?}");
    assert!(all > 10, "only {all} requests were seen");
}
