//! The built page on a static host: every address, what is missing, what is refused.

use poolwise::route::Route;
use poolwise::words::{Language, SHELL, ShellWords};
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

#[test]
fn a_page_that_cannot_start_says_so_in_plain_markup() {
    let site = Site::dist();
    site.refuse(&["_bg.wasm"]);
    let page = Browser::new().blank(&site);
    page.expect_fault("_bg.wasm");
    page.expect_fault("Failed to fetch");
    page.go("");
    let shown =
        || page.script("return document.body.innerText", &json!([])).as_str().unwrap_or_default().to_owned();
    page.until("the sentence", shown, |text| {
        text.contains("could not start") && text.contains("kunde inte starta")
    });
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
